"""The first evening, from a fresh start to the first exchange that opens, through the pages alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Meet, Person
from .spaces_steps import agree, begin, make_link, on_today, welcome
from .steps import Keyboard, Look, Thumb, answer, look_away, respond, sign_up

ADA = "Bread in the oven, before anybody is awake."
BEN = "The sea, on the last day of a summer."


def whole_evening(ada: Person, ben: Person, thumb: Thumb, look: Look = look_away) -> None:
    """What each hand does, in the order in which it happens; ends when both read both answers."""
    ada.go("/")
    look(ada, "welcome")
    thumb.tap(ada.page.get_by_role("link", name="Begin"))
    sign_up(ada, thumb, look=look)
    expect(ada.page.get_by_role("button", name="Begin")).to_be_enabled()
    look(ada, "begin")
    begin(ada, thumb)
    look(ada, "invite")
    link = make_link(ada, thumb)
    look(ada, "link")
    thumb.tap(ada.page.get_by_role("button", name="Copy words and link"))

    ben.go(link)
    thumb.taps += 1  # on the link, in whatever it came by
    newcomer = ben.page.get_by_role("link", name="I am new here")
    newcomer.wait_for()
    look(ben, "join")
    thumb.tap(newcomer)
    sign_up(ben, thumb)
    on_today(ben)
    look(ben, "today-joined")
    on_today(ada)
    expect(ada.page.locator("#welcome sealed-text")).to_have_attribute("state", "open")
    look(ada, "today-welcome")
    welcome(ada, thumb)
    expect(ada.page.get_by_role("button", name="I agree to this")).to_be_visible()
    look(ada, "today-agreement")
    agree(ada, thumb)
    agree(ben, thumb)
    look(ben, "today-question")
    answer(ada, ADA, thumb)
    expect(ada.page.get_by_role("heading", name="Your answer is sealed")).to_be_visible()
    look(ada, "today-sealed")
    answer(ben, BEN, thumb)
    for one in (ada, ben):
        for text in (ADA, BEN):
            expect(one.page.locator(".opened").get_by_text(text)).to_be_visible()
    look(ben, "today-opened")


@pytest.fixture
def pair(person: Meet) -> tuple[Person, Person]:
    """Two phones on which nobody was yet; they may write to the clipboard."""
    return person("ada", permissions=["clipboard-write"]), person("ben")


class Hand(Thumb):
    """Counts what is typed as well, but for answers: for these one takes the time one likes."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: list[str] = []

    def type(self, field: Locator, text: str) -> None:
        super().type(field, text)
        if text not in {ADA, BEN}:
            self.typed.append(text)


def test_the_first_evening_takes_few_taps_and_little_typing(pair: tuple[Person, Person]) -> None:
    """Ten minutes for both are not looked at by a clock, but by what there is to do: the rest is for reading."""
    ada, ben = pair
    hand = Hand()
    whole_evening(ada, ben, hand)
    assert hand.taps < 25, f"{hand.taps} taps for both together"
    signs = sum(map(len, hand.typed))
    assert len(hand.typed) < 10, "a name, a password and two groups of the code each, and the password for the link"
    assert 0 < signs < 150, f"{signs} signs for both together"


def test_the_keyboard_alone_completes_it_and_every_page_is_fit_for_all(pair: tuple[Person, Person]) -> None:
    """With pictures of each page, by day and in the evening, and axe on each."""
    ada, ben = pair
    keyboard = Keyboard()

    def look(person: Person, page: str) -> None:
        person.picture(f"first-evening-{page}")
        person.axe()

    whole_evening(ada, ben, keyboard, look)
    keyboard.tap(ada.page.get_by_role("button", name="What I heard"))
    keyboard.type(ada.page.get_by_label("Your response"), "that somebody was up for you.")
    keyboard.tap(ada.page.get_by_role("button", name="Give my response"))
    expect(ben.page.locator(".responses .response")).to_have_count(1)
    respond(ben, "You miss it.", keyboard)
    expect(ben.page.locator(".responses .response")).to_have_count(2)
    keyboard.tap(ben.page.get_by_role("button", name=re.compile("mostly")))
    expect(ben.page.get_by_role("button", name=re.compile("mostly"))).to_have_attribute("aria-pressed", "true")
