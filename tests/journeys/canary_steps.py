"""Filling what is in the rooms of giving, letters, sessions and one's own, each field with words of its own."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from playwright.sync_api import FilePayload, expect

from . import letters_steps as letters
from . import together_steps as together
from .conftest import Person

Planted = Callable[[str], str]
DOT = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AR//Z"  # noqa: E501
PHOTO: FilePayload = {"name": "dot.jpg", "mimeType": "image/jpeg", "buffer": base64.b64decode(DOT)}
"""One white pixel."""


def own(ada: Person, planted: Planted) -> None:
    """A page of the journal with a photo, an aim, a plan."""
    page = ada.page
    for place, what, label, button in (
        ("pages", "journal", "What is on your mind", "Keep it for me"),
        ("ahead", "aim", "I would like to", "Keep it for me"),
        ("later", "plan", "What you want to do", "Keep it secret"),
    ):
        ada.go(f"/me/{place}/")
        page.get_by_label(label).fill(planted(what))
        if what == "journal":
            _choose_photo(ada, planted("seen alone"))
        page.get_by_role("button", name=button).click()
        expect(page.locator("[id^=own-][state=open]")).to_contain_text(planted(what))
        if what == "journal":
            expect(page.get_by_role("button", name=planted("seen alone"))).to_be_visible()


def _choose_photo(person: Person, seen: str) -> None:
    person.page.get_by_label("Add a photo").set_input_files(PHOTO)
    person.page.get_by_label("Photo 1 of 1: What is to be seen").fill(seen)


def given(ada: Person, ben: Person, planted: Planted) -> None:
    """A thank-you with a photo, and the answer to it; how one is, with a wish, given and kept to oneself."""
    ada.go("/")
    space = ada.page.locator("body").get_attribute("data-space")
    ada.go(f"/spaces/{space}/giving/line/")
    ada.page.get_by_label("What you did").fill(planted("gift"))
    _choose_photo(ada, planted("seen"))
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_role("heading", name="Given", level=1)).to_be_visible()
    ben.go(f"/spaces/{space}/given/")
    ben.page.get_by_role("link", name="Say something back").click()
    ben.page.get_by_label("Your answer").fill(planted("met"))
    ben.page.get_by_role("button", name="Give my answer").click()
    expect(ada.page.locator(".gift").get_by_text(planted("met"))).to_be_visible()
    _felt(ada, space, planted("feeling"), "Give it")
    ben.go(f"/spaces/{space}/given/")
    expect(ben.page.locator(".gift feeling-text").get_by_text(planted("feeling"))).to_be_visible()
    _felt(ada, space, planted("kept to oneself"), "Keep it to myself")
    expect(ada.page.locator("own-entry[state=open]").get_by_text(planted("kept to oneself"))).to_be_visible()


def _felt(ada: Person, space: str | None, why: str, button: str) -> None:
    """How she is, with a wish."""
    ada.go(f"/spaces/{space}/giving/now/")
    ada.page.get_by_label("Look for a word").fill("wistful")
    ada.page.get_by_role("button", name="wistful").first.click()
    ada.page.get_by_role("button", name="Comfort").click()
    ada.page.get_by_label("Why, in a line").fill(why)
    ada.page.get_by_role("button", name=button).click()
    ada.page.wait_for_url(re.compile("/(given|me/pages)/"))


def written(ada: Person, planted: Planted) -> None:
    """A letter in its envelope, and another in the drawer."""
    letters.sit_down(ada)
    letters.write(ada, planted("letter"), planted("envelope"))
    letters.give(ada)
    letters.sit_down(ada)
    letters.write(ada, planted("sketch"))


def fought(ada: Person, ben: Person, planted: Planted) -> None:
    """A session that wants a yes of each: a note for oneself, then each gives words to the other."""
    for each in (ada, ben):
        together.say_yes(each, "After a fight")
    together.begin(ben)
    together.come_along(ada)
    together.to_step("Write it for yourself", ada, ben)
    together.write(ada, planted("aside"), "What happened in me", "Keep it for me")
    together.to_step("Write an apology", ada, ben)
    for each in (ada, ben):
        together.write(each, planted("apology"), "I am sorry that I", "Give it")
    _end(ada, ben)


def guessed(ada: Person, ben: Person, planted: Planted) -> None:
    """A card that both answer and guess."""
    together.both_begin(ada, ben, "How well do I know you?")
    together.to_step("Answer, and guess", ada, ben)
    for each in (ada, ben):
        fields = each.page.locator(".paper:visible textarea")
        fields.nth(0).fill(planted("about me"))
        fields.nth(1).fill(planted("guess"))
        each.page.get_by_role("button", name="Seal both").click()
        expect(each.page.get_by_role("button", name="Seal both")).to_have_count(0)  # the page is as it is now
    together.to_step("Open it", ada, ben)
    expect(ben.page.locator(".guessed:visible sealed-text[state=open]")).to_have_count(2)
    _end(ben, ada)


def stock_taken(ada: Person, ben: Person, planted: Planted) -> None:
    """A note that is kept for both, one that is begun and left, and how near it left one, with a word."""
    page = ada.page
    together.both_begin(ada, ben, "Taking stock", place="In two places")
    together.to_step("Notes to yourself", ada, ben)
    ben.page.locator(".paper:visible textarea").first.fill(planted("unsent"))
    together.to_step("Write it down together", ada, ben)
    together.write(ada, planted("kept"), "What we value", "Keep it for us")
    expect(ben.page.locator(".paper:visible sealed-text[kind=said][state=open]")).to_be_visible()
    _end(ada, ben)
    page.get_by_label("One word, if you like").fill(planted("nearness"))
    page.get_by_role("button", name="nearer", exact=True).click()
    expect(page.locator("#nearness [aria-pressed=true]")).to_have_text("nearer")


def done_alone(ada: Person, planted: Planted) -> None:
    """A session that nobody else hears of."""
    page = ada.page
    together.look_up(ada, "A friend of you both")
    page.get_by_role("link", name="Do it alone").click()
    page.get_by_role("button", name="Begin").click()
    together.to_step("Only what happened", ada)
    together.write(ada, planted("alone"), "What happened", "Keep it for me")


def _end(*people: Person) -> None:
    together.end_it(people[0])
    for person in people:
        expect(person.page.locator("#live[data-over]")).to_be_visible()
