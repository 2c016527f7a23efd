"""Forgotten passwords, with the sheet and without it, and remembering after all."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Meet, Person
from .people_steps import is_open, sign_in
from .spaces_steps import first_person
from .steps import PASSWORD, sign_up

NEW = "nine lanterns over the harbour"


def link_for(person: Person) -> str:
    """What the one who runs the server hands over."""
    return person.server.command("reset-link", person.name).strip().replace("http://localhost:8000", "")


def test_with_the_sheet_everything_opens_at_once(person: Meet) -> None:
    ada = person("ada")
    ada.go("/sign-up/")
    code = sign_up(ada)
    ada.page.wait_for_url(re.compile("/spaces/"))
    is_open(ada)
    ada.page.get_by_label("Keep it light").check()

    other = person("ada")
    other.forgive("403")
    other.go("/sign-in/")
    other.page.get_by_role("link", name="I forgot my password").click()
    other.picture("people-forgotten")
    other.axe()
    other.go(link_for(other))
    other.picture("people-reset")
    other.axe()
    other.page.locator("#typed").fill("0000-0000-0000-0000-0000-0000-0000")
    other.page.locator("#new").fill(NEW)
    other.page.get_by_role("button", name="Open everything again").click()
    expect(other.page.locator("#with-code [role=alert]")).to_contain_text(re.compile("a slip|not the one"))
    other.page.locator("#typed").fill(code)
    other.page.get_by_role("button", name="Open everything again").click()
    other.page.wait_for_url(re.compile("/spaces/"))
    is_open(other)
    ada.go("/me/")
    assert "/sign-in/" in ada.page.url, "other devices are signed out"
    sign_in(ada, NEW)
    ada.page.wait_for_url(re.compile(r"://[^/]+/me/$"))
    is_open(ada)
    expect(ada.page.get_by_label("Keep it light")).to_be_checked()  # sealed under the same private key


def test_without_it_a_day_passes_and_the_old_keys_can_come_back(person: Meet) -> None:
    ada = person("ada")
    first_person(ada)
    other = person("ada")
    link = link_for(other)
    other.go(link)
    other.page.get_by_text("I don't have it").click()
    expect(other.page.get_by_text("is lost to you")).to_be_visible()
    other.page.get_by_role("button", name="Ask for it").click()
    expect(other.page.get_by_text("Open this link again from")).to_be_visible()
    other.axe()

    ada.go("/me/")
    ada.picture("people-announced")
    ada.axe()
    ada.page.get_by_role("button", name="That was not me").click()
    expect(ada.page.get_by_text("Somebody asked")).to_have_count(0)
    other.go(link)
    other.page.get_by_text("I don't have it").click()
    other.page.get_by_role("button", name="Ask for it").click()

    other.server.turn_clock(hours=24, minutes=1)
    other.go(link)
    other.page.locator("#fresh").fill(NEW)
    other.page.get_by_role("button", name="Begin with new keys").click()
    groups = other.page.locator("ol.code > li")
    expect(groups).to_have_count(7)
    code = groups.all_inner_texts()
    other.page.get_by_role("button", name="I have it on paper").click()
    for field in other.page.locator("input[data-group]").all():
        field.press_sequentially(code[int(field.get_attribute("data-group") or 0)])
    other.page.wait_for_url(lambda url: "/reset/" not in url)
    is_open(other)

    other.go("/me/")
    other.picture("people-older-keys")
    other.axe()
    other.page.locator("#former").fill(PASSWORD)
    other.page.locator("#present").fill(NEW)
    other.page.get_by_role("button", name="Bring them back").click()
    expect(groups).to_have_count(7)
    code = groups.all_inner_texts()
    other.page.get_by_role("button", name="I have it on paper").click()
    for field in other.page.locator("input[data-group]").all():
        field.press_sequentially(code[int(field.get_attribute("data-group") or 0)])
    other.page.wait_for_url(lambda url: "/me/" not in url)
    is_open(other)
    other.go("/me/")
    expect(other.page.locator("#older-keys")).to_have_count(0)
