"""Deleting a space for oneself: after leaving, or alone in it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Meet
from .letters_steps import fits
from .people_steps import is_open
from .spaces_steps import first_person
from .steps import PASSWORD

SLOW = 60_000


def test_alone_one_deletes_it_and_begins_another(person: Meet) -> None:
    ada = person("ada")
    first_person(ada)
    for address in ("/me/house/", "/me/copy/"):
        ada.go(address)
        fits(ada)
    is_open(ada, "/us/")
    ada.page.get_by_role("link", name="Delete this space").click()
    expect(ada.page.get_by_text("nothing of it stays on this server")).to_be_visible()
    fits(ada)
    ada.picture("spaces-ending")
    ada.axe()
    ada.forgive("status of 403")
    ada.page.locator("#password").fill("another password altogether")
    ada.page.get_by_role("button", name="Delete it now").click()
    expect(ada.page.get_by_role("alert").first).to_contain_text("password", timeout=SLOW)
    ada.page.locator("#password").fill(PASSWORD)
    ada.page.get_by_role("button", name="Delete it now").click()
    ada.page.wait_for_url(re.compile(r"/(us|spaces)/$"), timeout=SLOW)
    ada.go("/")
    expect(ada.page.get_by_role("button", name="Begin")).to_be_visible()
