"""From a lesson, from a pathway and from an opened exchange into a session."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import PHONE, Two
from .steps import answer, respond
from .together_steps import begin, come_along, end_it, fits, heading


def test_from_what_a_lesson_says_to_try_into_a_session(two: Two) -> None:
    page = two.ada.page
    two.ada.go("/together/")
    page.get_by_role("link", name="To read", exact=True).click()
    expect(page.get_by_text("is made up. The studies are not")).to_be_visible()
    fits(two.ada)
    two.ada.picture("reading")
    two.ada.axe()
    page.get_by_text("What it is made of").click()
    two.ada.picture("reading-theme")
    page.get_by_role("link", name=re.compile("^Half an ear")).click()
    expect(page.get_by_role("heading", name="Half an ear", level=1)).to_be_visible()
    assert "listening" not in page.url
    fits(two.ada)
    two.ada.picture("lesson")
    two.ada.axe()
    page.get_by_role("link", name="Source 2").click()
    expect(page.locator("#source-2")).to_be_in_viewport()
    page.locator("#source-2").get_by_role("link", name="Back to the text").click()
    expect(page.locator("#cited-2")).to_be_in_viewport()
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.locator(".attempt").get_by_role("link").click()
    begin(two.ada)
    come_along(two.ben)
    assert heading(two.ada) == heading(two.ben)
    end_it(two.ben)
    expect(page.locator("#live[data-over]")).to_be_visible()


def test_from_a_pathway_into_a_session_and_a_lesson(two: Two) -> None:
    page = two.ada.page
    two.ada.go("/us/")
    page.get_by_role("link", name="To read").click()
    page.get_by_role("link", name=re.compile("^More than who fetches what")).click()
    expect(page.get_by_text("Week 4", exact=True)).to_be_visible()
    fits(two.ada)
    two.ada.picture("pathway")
    two.ada.axe()
    page.get_by_role("link", name="How to stay curious about someone you know").click()
    expect(page.get_by_role("heading", name="One thing to try")).to_be_visible()
    two.ada.picture("lesson-question")
    page.go_back()
    page.locator(".week").last.get_by_role("link").last.click()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()


def test_from_an_opened_exchange_into_a_session(two: Two) -> None:
    """Two or three sessions that fit what was asked; the address says nothing of it."""
    page = two.ada.page
    question = page.locator("#question").inner_text()
    for one in (two.ada, two.ben):
        answer(one, "A few words of mine")
    for one in (two.ada, two.ben):
        expect(one.page.locator("[data-state=open]")).to_be_visible()
        respond(one, "I hear you")
    page.get_by_role("link", name="Talk about it in a session").click()
    fitting = page.locator(".following")
    expect(fitting.get_by_text(question)).to_be_visible()
    assert re.search(r"/together/\?about=\w{10}$", page.url)
    fits(two.ada)
    two.ada.picture("together-following")
    two.ada.axe()
    assert 2 <= fitting.locator("li").count() <= 3
    fitting.get_by_role("link").first.click()
    begin(two.ada)
    come_along(two.ben)
    end_it(two.ben)
    expect(page.locator("#live[data-over]")).to_be_visible()
