"""What the two do with letters, through the pages alone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from .conftest import PHONE, Person


def sit_down(person: Person) -> None:
    """From anywhere to an empty sheet."""
    person.go("/letters/")
    person.page.get_by_role("link", name="Write a letter").first.click()
    expect(person.page.get_by_label("Your letter")).to_be_visible()
    expect(person.page.locator("letter-desk:defined")).to_have_count(1)  # its script is there, also without a server


def write(person: Person, text: str, envelope: str = "") -> None:
    """On a sheet: the letter, and the words on its envelope; it lies in the drawer when this is over."""
    page = person.page
    page.get_by_label("Your letter").fill(text)
    if envelope:
        page.get_by_label("On the envelope").fill(envelope)
    in_the_drawer(person)


def in_the_drawer(person: Person) -> None:
    """Waits until the server has what was written."""
    expect(person.page.get_by_text("Kept in your drawer.")).to_be_visible()
    assert re.search(r"/sketches/.{22}/$", person.page.url)


def choose(person: Person, what: str) -> None:
    """A paper, or when it may be opened."""
    person.page.get_by_role("radio", name=what, exact=True).check()


def give(person: Person) -> None:
    """On a sheet: give it."""
    person.page.get_by_role("button", name="Give it").click()
    expect(person.page.get_by_role("link", name="To the letters")).to_be_visible()


def envelopes(person: Person) -> Locator:
    """The closed ones on the page."""
    return person.page.locator(".envelopes > li")


def reads(person: Person, text: str) -> None:
    """The letter is on the page, and nowhere but in a shadow root."""
    page = person.page
    page.wait_for_url(re.compile("/letters/.{22}/$"))
    expect(page.locator("#letter sealed-text [part=text]")).to_have_text(text)
    assert text not in page.content()


def fits(person: Person) -> None:
    """On the smallest phone nothing has to be moved sideways."""
    person.page.set_viewport_size({"width": 320, "height": 640})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert person.page.evaluate(wide) <= 0, person.page.url
    person.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
