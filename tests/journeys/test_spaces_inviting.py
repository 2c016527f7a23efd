"""Inviting and joining: the link, the stranger, the new key, access given back, leaving, several spaces."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Meet
from .spaces_steps import agree, first_person, join_as_new, make_link, on_today, welcome


def test_two_find_each_other(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    first_person(ada)
    ada.picture("spaces-invite")
    link = make_link(ada)
    ada.picture("spaces-link")
    ben.go(link)
    expect(ben.page.locator("[data-step=who]")).to_be_visible()
    assert "#" not in ben.page.url, "the secret has left the address bar"
    assert link.rpartition("#")[2] not in ben.page.content()
    ben.picture("spaces-join")
    join_as_new(ben, link)

    on_today(ada)  # by itself, while the link was still on the screen
    expect(ada.page.locator("#welcome").get_by_text("ben", exact=True)).to_be_visible()
    ada.picture("spaces-welcome")
    welcome(ada)
    agree(ada)
    agree(ben)
    ada.go("/us/")
    for name in ("ada", "ben"):
        expect(ada.page.locator(".page-head").get_by_text(name, exact=True)).to_be_visible()
    ada.picture("spaces-us")
