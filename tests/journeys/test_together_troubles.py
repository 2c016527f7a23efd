"""Sessions where something goes wrong: a sign-in that ended, an end nobody heard of, two tabs, keys that lock."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import Person, Two
from .people_steps import unlock
from .together_steps import (
    GONE,
    act,
    begin,
    both_begin,
    come_along,
    end_it,
    finish,
    go_to,
    hears,
    later,
    look_up,
    number,
    screen,
    stands_at,
    with_a_clock,
)

KEPT = "document.querySelector('sitting-player').moves.keeping"
"""Waits until what was tapped is on the disk."""


def over(person: Person) -> None:
    expect(person.page.locator("#live[data-over]")).to_be_attached()


def test_who_is_refused_is_told(two: Two) -> None:
    """Ada's token is gone: what she taps stays with her, and she is told what to do."""
    ada = two.ada
    both_begin(ada, two.ben, "Five, five, five")
    ada.forgive("403")
    ada.context.clear_cookies(name="csrftoken")
    act(ada, "Next")
    stands_at(ada, 2)
    expect(ada.page.locator(".refused")).to_be_visible()
    ada.picture("sitting-refused")
    ada.axe()
    assert number(two.ben) == 1
    ada.page.reload()
    for each in (ada, two.ben):
        stands_at(each, 2)
    expect(ada.page.locator(".refused")).to_be_hidden()
    end_it(two.ben)
    over(ada)


def end_unheard(two: Two, *, opened: bool = False) -> None:
    """Ada ends it where no network is; more than a minute later there is one."""
    two.ada.context.set_offline(True)
    end_it(two.ada, opened=opened)
    expect(two.ada.page.get_by_role("heading", name="That was it.")).to_be_visible()
    later(two.server, two.ada, two.ben, seconds=65)


def test_an_end_that_nobody_heard_of_is_asked_about(apart: Two) -> None:
    ada, ben = apart.ada, apart.ben
    for each in (ada, ben):
        each.forgive(*GONE)
    with_a_clock(ada, ben)
    both_begin(ada, ben, "Five, five, five")
    go_to(2, ada, ben)
    end_unheard(apart)
    asks = ada.page.get_by_role("dialog", name="End it for both?")
    expect(asks).to_be_visible()
    ada.picture("sitting-still-ending")
    ada.axe()
    expect(screen(ben)).to_be_visible()
    asks.get_by_role("button", name="Go on with it").click()
    expect(asks).to_be_hidden()
    go_to(number(ben) + 1, ben, ada)
    end_unheard(apart, opened=True)
    asks.get_by_role("button", name="End it for both").click()
    for each in (ada, ben):
        over(each)


def two_wait(page: Page) -> None:
    """Two moves wait there to be sent."""
    for _ in range(100):
        if page.evaluate("document.querySelector('sitting-player').moves?.waiting.length") == 2:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the taps of one tab are not there")


def test_two_tabs_without_a_server_keep_the_taps_of_both(two: Two) -> None:
    ada = two.ada
    ada.forgive("ERR_FAILED")
    both_begin(ada, two.ben, "Five, five, five")
    second = ada.context.new_page()
    second.goto(ada.page.url)
    expect(second.locator(".screen:visible")).to_be_visible()
    ada.context.route("**/moves/**", lambda route: route.abort())
    act(ada, "Next")
    stands_at(ada, 2)
    second.locator(".controls").get_by_role("button", name="Pause").click()
    two_wait(second)
    second.close()
    ada.page.reload()
    two_wait(ada.page)
    ada.context.unroute("**/moves/**")
    for each in (ada, two.ben):
        stands_at(each, 2)
    end_it(two.ben)
    over(ada)


def test_what_one_does_alone_stays_until_one_leaves_it(two: Two) -> None:
    ada = two.ada
    look_up(ada, "A friend of you both")
    ada.page.get_by_role("link", name="Do it alone").click()
    ada.page.get_by_role("button", name="Begin").click()
    end_it(ada)
    ended = ada.page.get_by_role("heading", name="That was it.")
    expect(ended).to_be_visible()
    ada.page.evaluate(KEPT)
    ada.page.reload()
    expect(ended).to_be_visible()
    ada.page.get_by_role("link", name="Back").click()
    ada.page.get_by_role("link", name="Do it alone").click()
    expect(ada.page.get_by_role("button", name="Begin")).to_be_visible()


def test_whoever_writes_is_taken_along(two: Two) -> None:
    """The field of a step goes with it: the focus is on the new step then, and on Back it stays."""
    ada, ben = two.ada, two.ben
    both_begin(ada, ben, "Taking stock", place="In two places")
    while not ada.page.locator(".paper:visible textarea").count():
        go_to(number(ben) + 1, ben, ada)
    ada.page.locator(".paper:visible textarea").first.focus()
    go_to(number(ben) + 1, ben, ada)
    assert ada.page.evaluate("document.activeElement.tagName") == "H1"
    assert ada.page.evaluate("document.activeElement.textContent") == screen(ada).locator("h1").inner_text()
    back = ada.page.locator(".controls").get_by_role("button", name="Back", exact=True)
    while number(ada) > 1:
        here = number(ada)
        back.click()
        stands_at(ada, here - 1)
    expect(back).to_be_focused()
    expect(back).to_have_attribute("aria-disabled", "true")
    back.click(force=True)
    for each in (ada, ben):
        stands_at(each, 1)
    finish(ben, ada)


def test_a_clock_that_was_corrected_moves_the_tones(two: Two) -> None:
    ada = two.ada
    with_a_clock(ada)
    look_up(ada, "Seven breaths together")
    begin(ada, place="One phone between us")
    hears(ada)
    first, again = ada.page.evaluate(
        """() => {
            const player = document.querySelector("sitting-player");
            window.tones.length = 0;
            player.cues.again();
            const [first] = window.tones;
            window.tones.length = 0;
            player.clock.offset -= 7000;
            player.show();
            return [first, window.tones[0]];
        }"""
    )
    assert 5 < again - first < 9
    ada.page.reload()
    end_it(ada)
    over(ada)


def test_a_phone_that_nobody_touches_goes_on_though_its_keys_lock(apart: Two) -> None:
    ada, ben = apart.ada, apart.ben
    for each in (ada, ben):
        each.forgive(*GONE)
    ada.go("/me/lock/")
    ada.page.get_by_text(re.compile("locks after a minute")).click()
    ada.page.get_by_role("button", name="Keep it so").click()
    ada.page.wait_for_url("**/me/")
    with_a_clock(ada)
    look_up(ada, "Five, five, five")
    begin(ada)
    come_along(ben)
    later(apart.server, ada, ben, seconds=90)
    page = ada.page
    closed = page.get_by_text("Your keys are locked.")
    expect(closed).to_be_visible()
    expect(page.locator("dialog.lock-screen")).to_have_count(0)
    ada.picture("sitting-locked")
    ada.axe()
    go_to(number(ada) + 1, ada, ben)
    page.reload()
    expect(closed).to_be_visible()
    expect(screen(ada)).to_be_visible()
    door, ask = page.locator("dialog.lock-screen"), page.get_by_role("button", name="Open", exact=True)
    ask.click()
    expect(door).to_be_visible()
    door.get_by_role("button", name="Go on").click()
    expect(door).to_have_count(0)
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(door).to_be_visible()
    page.keyboard.press("Escape")
    expect(door).to_be_visible()
    unlock(ada)
    expect(door).to_have_count(0)
    expect(closed).to_be_hidden()
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(door).to_be_visible()
    page.reload()
    expect(door).to_be_visible()
    unlock(ada)
    expect(door).to_have_count(0)
    end_it(ben)
    over(ada)
