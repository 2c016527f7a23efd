"""Filling what is in the rooms of giving, letters and one's own, each field with words of its own."""

from __future__ import annotations

import base64
from collections.abc import Callable

from playwright.sync_api import expect

from . import letters_steps as letters
from .conftest import Person

Planted = Callable[[str], str]
DOT = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AR//Z"  # noqa: E501
PHOTO = {"name": "dot.jpg", "mimeType": "image/jpeg", "buffer": base64.b64decode(DOT)}
"""One white pixel."""


def own(ada: Person, planted: Planted) -> None:
    """A page of the journal with a photo, an aim, a plan."""
    page = ada.page
    for place, label, button in (
        ("journal", "What is on your mind", "Keep it for me"),
        ("aims", "I would like to", "Keep it for me"),
        ("plans", "What you want to do", "Keep it secret"),
    ):
        ada.go(f"/me/{place}/")
        page.get_by_label(label).fill(planted(place))
        if place == "journal":
            _choose_photo(ada)
        page.get_by_role("button", name=button).click()
        expect(page.locator("[id^=own-][state=open]")).to_contain_text(planted(place), timeout=20_000)
        if place == "journal":
            expect(page.locator("sealed-photo[state=open]")).to_be_visible(timeout=20_000)


def _choose_photo(person: Person) -> None:
    person.page.get_by_label("Add a photo").set_input_files(PHOTO)
    expect(person.page.get_by_role("button", name="Leave this one out")).to_be_visible(timeout=20_000)


def given(ada: Person, ben: Person, planted: Planted) -> None:
    """A thank-you with a photo, and the answer to it."""
    ada.go("/")
    space = ada.page.locator("body").get_attribute("data-space")
    ada.go(f"/spaces/{space}/giving/line/")
    ada.page.get_by_label("What you did").fill(planted("gift"))
    _choose_photo(ada)
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_role("heading", name="Given", level=1)).to_be_visible(timeout=20_000)
    ben.go(f"/spaces/{space}/given/")
    ben.page.get_by_role("link", name="Say something back").click()
    ben.page.get_by_label("Your answer").fill(planted("met"))
    ben.page.get_by_role("button", name="Give my answer").click()
    expect(ada.page.locator(".gift").get_by_text(planted("met"))).to_be_visible(timeout=20_000)


def written(ada: Person, planted: Planted) -> None:
    """A letter in its envelope, and another in the drawer."""
    letters.sit_down(ada)
    letters.write(ada, planted("letter"), planted("envelope"))
    letters.give(ada)
    letters.sit_down(ada)
    letters.write(ada, planted("sketch"))
