"""What the two do around their space, again and again in journeys, through the pages alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Person
from .steps import PASSWORD, Thumb, sign_up


def first_person(person: Person, thumb: Thumb | None = None) -> None:
    """Opens a fresh product, signs up and begins with the defaults; ends on the page that makes the link."""
    thumb = thumb or Thumb()
    person.go("/")
    thumb.tap(person.page.get_by_role("link", name="Begin"))
    sign_up(person, thumb)
    begin(person, thumb)


def begin(person: Person, thumb: Thumb | None = None) -> None:
    """On the page where a space begins: takes the defaults."""
    button = person.page.get_by_role("button", name="Begin")
    expect(button).to_be_enabled()
    (thumb or Thumb()).tap(button)
    person.page.wait_for_url(re.compile("/invitations/$"))


def make_link(person: Person, thumb: Thumb | None = None, password: str = PASSWORD) -> str:
    """On a page that makes a link: the password, and the link it shows."""
    thumb, page = thumb or Thumb(), person.page
    button = page.get_by_role("button", name="Make the link")
    expect(button).to_be_enabled()
    thumb.type(page.locator("invite-link input[type=password]"), password)
    thumb.tap(button)
    link = page.locator("invite-link .link")
    expect(link).to_have_text(re.compile("#.{43}$"))
    return link.inner_text().strip()


def join_as_new(person: Person, link: str, thumb: Thumb | None = None) -> None:
    """Opens the link, makes an account, and is in; ends on Today."""
    thumb = thumb or Thumb()
    person.go(link)
    thumb.tap(person.page.get_by_role("link", name="I am new here"))
    sign_up(person, thumb)
    on_today(person)


def on_today(person: Person) -> None:
    """Waits for Today."""
    person.page.wait_for_url(re.compile(r"://[^/]+/$"))
    expect(person.page.locator("#live")).to_be_visible()


def welcome(person: Person, thumb: Thumb | None = None) -> None:
    """On Today: the one who joined is the right one."""
    (thumb or Thumb()).tap(person.page.get_by_role("button", name="Yes, welcome"))


def agree(person: Person, thumb: Thumb | None = None) -> None:
    """On Today: sign the agreement as it stands."""
    (thumb or Thumb()).tap(person.page.get_by_role("button", name="I agree to this"))
    expect(person.page.locator("#agreement")).to_have_count(0)


def settled_two(one: Person, other: Person) -> None:
    """From nothing to both having signed; ends on Today for both."""
    first_person(one)
    join_as_new(other, make_link(one))
    on_today(one)
    welcome(one)
    agree(one)
    agree(other)
