"""The demo in a browser: three years of two people open with the printed password, to read and to search."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.running import Server

from .conftest import Meet
from .people_steps import sign_in

YESTERDAY = "I would like to be asked what was good."


def test_three_years_open_with_the_printed_password(server: Server, person: Meet) -> None:
    printed = server.command("demo")
    password = re.search(r"^The password of both: (\S+)$", printed, re.MULTILINE)
    assert password
    ada = person("ada")
    page = ada.page
    sign_in(ada, password[1])
    expect(page.get_by_label("Your answer")).to_be_visible()
    ada.picture("demo-today")

    page.get_by_role("link", name="Us", exact=True).click()
    page.get_by_role("link", name="What you opened").click()
    expect(page.get_by_text(YESTERDAY)).to_be_visible()
    expect(page.locator("#live sealed-text:not([state=open])")).to_have_count(0)
    ada.picture("demo-exchanges")
    ada.axe()

    search = page.locator("search-box")
    search.locator("input").press_sequentially("ferry horn")
    expect(search.locator("li").first).to_contain_text("ferry horn")
    ada.picture("demo-search")
    search.locator("li a").first.click()
    expect(page.locator(".opened sealed-text[state=open]").first).to_be_visible()
    expect(page.locator(".opened .who").get_by_text("Ben", exact=True).first).to_be_visible()
