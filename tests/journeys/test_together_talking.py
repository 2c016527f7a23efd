"""Sessions of talking and listening, on two phones."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Two
from .together_steps import act, both_begin, finish, go_to, heading, number, screen, stands_at


def test_say_it_hear_it_swap(two: Two) -> None:
    both_begin(two.ada, two.ben, "Say it, hear it, swap")
    assert heading(two.ada) == heading(two.ben) == "Sit where you can hear each other"
    two.ada.picture("sitting-arriving")
    go_to(4, two.ada, two.ben)
    expect(two.ada.page.locator(".turn:visible")).to_contain_text("your turn")
    expect(two.ben.page.locator(".turn:visible")).to_contain_text("has the turn")
    expect(screen(two.ben)).to_have_class("screen by-one")
    two.ada.picture("sitting-speak")
    two.ben.axe()
    act(two.ben, "Pause")
    expect(two.ada.page.get_by_text("Paused. Whoever is ready goes on.")).to_be_visible()
    act(two.ada, "Go on")
    expect(two.ben.page.get_by_text("Paused. Whoever is ready goes on.")).to_be_hidden()
    act(two.ben, "Back")
    stands_at(two.ada, 3)
    go_to(11, two.ben, two.ada)
    assert heading(two.ada) == "Speak: what it is"
    expect(screen(two.ada)).to_have_class("screen by-two")
    two.ada.picture("sitting-swapped")
    finish(two.ada, two.ben)
    two.ada.picture("sitting-afterwards")
    two.ada.axe()
