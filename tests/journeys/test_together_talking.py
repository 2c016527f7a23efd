"""Sessions of talking and listening, on two phones."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from nearer.catalogue import catalogue

from .conftest import PHONE, Person, Two
from .people_steps import sign_in
from .spaces_steps import on_today
from .steps import begin_to_write
from .together_steps import (
    act,
    begin,
    both_begin,
    come_along,
    end_it,
    finish,
    fits,
    go_to,
    heading,
    look_up,
    number,
    only_told,
    screen,
    stands_at,
    steps,
)

PAUSED = "Paused. Whoever is ready goes on."


def test_what_is_offered(two: Two) -> None:
    page = two.ada.page
    two.ada.go("/")
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Together").click()
    two.ada.picture("together")
    two.ada.axe()
    every = page.locator(".sessions > li").count()
    assert every >= 28
    page.get_by_role("navigation", name="Minutes at hand").get_by_role("link", name="5", exact=True).click()
    expect(page.locator(".sessions > li")).not_to_have_count(every)
    page.get_by_text("Place, mood and theme").click()
    page.get_by_role("link", name="Coming to rest").click()
    expect(page.locator(".sessions > li")).to_have_count(2)
    two.ada.picture("together-wishes")
    two.ada.axe()
    page.get_by_role("link", name="Full of energy").click()
    expect(page.get_by_role("heading", name="Nothing is quite like that")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".sessions > li")).to_have_count(every)
    look_up(two.ada, "A retreat at home")
    two.ada.picture("together-retreat")
    two.ada.axe()
    page.get_by_role("link", name="Seven breaths").click()
    expect(page.get_by_role("heading", name="Seven breaths together")).to_be_visible()


NUMBER = "**/live/*/seq"
"""Asked for where events do not get through."""


def test_say_it_hear_it_swap(two: Two) -> None:
    """What one taps the other is told by events alone, until they swap."""
    look_up(two.ada, "Say it, hear it, swap")
    two.ada.page.get_by_text("Backed by studies").click()
    two.ada.picture("session-before")
    fits(two.ada)
    two.ada.axe()
    begin(two.ada)
    come_along(two.ben)
    assert heading(two.ada) == heading(two.ben) == "Sit where you can hear each other"
    only_told(two.ada, two.ben)
    for each in (two.ada, two.ben):
        each.forgive("ERR_FAILED")
        each.context.route(NUMBER, lambda route: route.abort())
    two.ada.picture("sitting-arriving")
    go_to(4, two.ada, two.ben)
    expect(two.ada.page.locator(".turn:visible")).to_contain_text("your turn")
    expect(two.ben.page.locator(".turn:visible")).to_contain_text("has the turn")
    expect(screen(two.ben)).to_have_class("screen by-one")
    two.ada.picture("sitting-speak")
    fits(two.ada)
    two.ben.axe()
    act(two.ben, "Pause")
    expect(two.ada.page.get_by_text(PAUSED)).to_be_visible()
    act(two.ada, "Go on")
    expect(two.ben.page.get_by_text(PAUSED)).to_be_hidden()
    act(two.ben, "Back")
    stands_at(two.ada, 3)
    go_to(11, two.ben, two.ada)
    assert heading(two.ada) == "Speak: what it is"
    expect(screen(two.ada)).to_have_class("screen by-two")
    two.ada.picture("sitting-swapped")
    for each in (two.ada, two.ben):
        each.context.unroute(NUMBER)
    finish(two.ada, two.ben)
    begin_to_write(two.ada.page.get_by_label("One word, if you like"), "lighter")
    two.ada.page.reload()
    expect(two.ada.page.get_by_label("One word, if you like")).to_have_value("lighter")
    two.ada.page.get_by_role("button", name="nearer", exact=True).click()
    expect(two.ada.page.locator("[aria-pressed=true]")).to_have_text("nearer")
    two.ada.picture("sitting-afterwards")
    two.ada.axe()
    assert "lighter" not in two.ben.page.content()
    expect(two.ben.page.locator("[aria-pressed=true]")).to_have_count(0)
    two.ada.page.reload()
    expect(two.ada.page.locator("#nearness [aria-pressed=true]")).to_have_text("nearer")
    expect(two.ada.page.get_by_label("One word, if you like")).to_have_value("lighter")
    two.ada.page.get_by_role("link", name="What you have done").click()
    expect(two.ada.page.get_by_role("link", name="Say it, hear it, swap")).to_be_visible()
    two.ada.picture("sittings")
    two.ada.axe()


def test_five_minutes_each_on_one_phone(two: Two) -> None:
    """One phone lies on the table; it says by name whose turn it is."""
    look_up(two.ben, "Five, five, five")
    begin(two.ben, place="One phone between us", first="2")
    go_to(2, two.ben)
    expect(two.ben.page.locator(".turn:visible")).to_contain_text("your turn")
    expect(screen(two.ben)).to_have_class("screen by-two")
    finish(two.ben)


def test_both_tap_next_at_the_same_instant(two: Two) -> None:
    both_begin(two.ada, two.ben, "Five, five, five")
    for each in (two.ada, two.ben):
        each.forgive("ERR_INTERNET_DISCONNECTED")
        each.context.set_offline(True)
    act(two.ada, "Next")
    act(two.ben, "Next")
    for each in (two.ada, two.ben):
        each.context.set_offline(False)
    for each in (two.ada, two.ben):
        expect(each.page.locator(".controls .out-of-reach")).to_be_hidden()
        stands_at(each, 2)
    end_it(two.ada)
    expect(two.ben.page.locator("#live[data-over]")).to_be_visible()


def test_reload_second_device_and_the_back_button(two: Two) -> None:
    both_begin(two.ada, two.ben, "Five, five, five")
    go_to(3, two.ada, two.ben)
    two.ada.page.reload()
    stands_at(two.ada, 3)
    second = two.ada.context.new_page()
    second.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    second.goto(two.ada.page.url)
    expect(second.locator(".place-in-it")).to_have_text(f"3 / {steps(two.ada)}")
    two.ada.page.go_back()
    two.ada.page.go_forward()
    act(two.ada, "Next")
    stands_at(two.ben, 4)
    expect(second.locator(".place-in-it")).to_have_text(f"4 / {steps(two.ada)}")
    two.ada.go("/together/")
    two.ada.page.get_by_role("link", name="Go on with it").click()
    stands_at(two.ada, 4)
    end_it(two.ben)
    for page in (two.ada.page, second):
        expect(page.locator("#live[data-over]")).to_be_visible()
    two.ada.go("/together/")
    expect(two.ada.page.get_by_role("link", name="Go on with it")).to_have_count(0)


def test_a_second_device_of_ones_own_is_in_it_too(two: Two, chromium: Browser) -> None:
    """Another phone, signed in for itself: it finds the sitting, taps, and writes what the first one shows."""
    both_begin(two.ada, two.ben, "Five, five, five")
    go_to(2, two.ada, two.ben)
    tablet = Person("ada", chromium, two.server)
    sign_in(tablet)
    on_today(tablet)
    come_along(tablet)
    stands_at(tablet, 2)
    only_told(two.ada, two.ben, tablet)
    act(tablet, "Next")
    for each in (two.ada, two.ben, tablet):
        stands_at(each, 3)
    act(two.ben, "Pause")
    expect(tablet.page.get_by_text(PAUSED)).to_be_visible()
    end_it(tablet)
    for each in (two.ada, two.ben, tablet):
        expect(each.page.locator("#live[data-over]")).to_be_visible()
    tablet.context.close()
    tablet.must_be_well()


MOVES = """() => {
    const [all, parts] = [[...document.querySelectorAll("*")], [undefined, "::before", "::after"]];
    const styles = parts.flatMap((part) => all.map((one) => getComputedStyle(one, part)));
    const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
    return styles.filter((style) => (style.animationName !== "none" && lasts(style.animationDuration)) ||
        (style.transitionProperty !== "none" && lasts(style.transitionDuration))).length;
}"""
"""How many parts of the page move, or would."""


def test_who_wants_no_motion_sees_none_and_every_cue_all_the_same(two: Two) -> None:
    """The frame that lights up stays, without fading; the clock steps in place of gliding."""
    page = two.ada.page
    look_up(two.ada, "Seven breaths together")
    begin(two.ada, place="One phone between us")
    assert page.evaluate(MOVES) == 0
    left = page.locator(".meeting").evaluate("(clock) => clock.style.getPropertyValue('--left')")
    assert 0 <= float(left) <= 1
    go_to(2, two.ada)
    expect(page.locator("sitting-player.cue")).to_be_attached()
    assert page.evaluate("getComputedStyle(document.querySelector('sitting-player'), '::after').boxShadow") != "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVES) > 0
    end_it(two.ada)
    expect(page.locator("#live[data-over]")).to_be_visible()


def test_side_by_side_where_looking_does_not_suit(two: Two) -> None:
    look_up(two.ada, "Looking at each other")
    two.ada.page.get_by_label("Side by side").check()
    begin(two.ada)
    come_along(two.ben)
    session = catalogue().session("gazing")
    assert session is not None
    for place, step in enumerate(session.steps(), 1):
        go_to(place, two.ada, two.ben)
        for each in (two.ada, two.ben):
            expect(screen(each).locator(".words")).to_have_text(re.compile(first_words(step.side or step.words)))
        if step.side:
            two.ada.picture("sitting-side-by-side")
    finish(two.ada, two.ben)


def first_words(text: str) -> str:
    """As far as the first mark that print sets in another way."""
    return re.escape(re.split("[\"'\n]", text)[0].strip())


def test_who_waits_on_the_page_before_comes_along(two: Two) -> None:
    look_up(two.ada, "Five, five, five")
    look_up(two.ben, "Five, five, five")
    begin(two.ada)
    two.ben.page.wait_for_url(two.ada.page.url)
    stands_at(two.ben, 1)
    end_it(two.ben)
    expect(two.ada.page.locator("#live[data-over]")).to_be_visible()


def test_twelve_questions_no_hurry(two: Two) -> None:
    """The same cards lie before both, and the next time there are others."""
    both_begin(two.ada, two.ben, "Twelve questions, no hurry")
    cards = []
    while number(two.ada) < steps(two.ada):
        shown = [screen(each).locator(".card-text") for each in (two.ada, two.ben)]
        if shown[0].count():
            assert shown[0].inner_text() == shown[1].inner_text()
            cards.append(shown[0].inner_text())
        if len(cards) == 1:
            two.ada.picture("sitting-card")
            two.ada.axe()
        go_to(number(two.ada) + 1, two.ada, two.ben)
    assert len(set(cards)) == len(cards) > 3
    finish(two.ben, two.ada)
    both_begin(two.ben, two.ada, "Twelve questions, no hurry")
    while not screen(two.ben).locator(".card-text").count():
        go_to(number(two.ben) + 1, two.ben, two.ada)
    assert screen(two.ben).locator(".card-text").inner_text() not in cards
    end_it(two.ada)
    expect(two.ben.page.locator("#live[data-over]")).to_be_visible()
