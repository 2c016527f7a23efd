"""Clocks turned by hours: the two have a server and browsers of their own, since locks go by the clock as well."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from .conftest import Person, Two
from .offline_steps import IS_KEPT, value, with_one_page
from .people_steps import unlock
from .together_steps import (
    GONE,
    act,
    begin,
    come_along,
    end_it,
    heading,
    hears,
    later,
    look_up,
    number,
    screen,
    stands_at,
    with_a_clock,
)


@pytest.fixture
def two(apart: Two) -> Two:
    """A server of their own for each test: clocks are turned far."""
    return apart


def clock_of(person: Person) -> float:
    """By how many milliseconds this page takes the server's clock to be ahead of the machine's; the best of some."""
    tries = []
    for _ in range(5):
        before = time.time() * 1000
        told = person.page.evaluate("document.querySelector('sitting-player').clock.now()")
        after = time.time() * 1000
        tries.append((after - before, told - (before + after) / 2))
    return float(min(tries)[1])


def over(person: Person) -> None:
    expect(person.page.locator("#live[data-over]")).to_be_attached()


def test_the_phone_box(two: Two) -> None:
    """Two hours, dark; it outlives the lock of the keys, a reload and a server that is not there."""
    ada = two.ada
    for each in (ada, two.ben):
        each.forgive(*GONE)
    with_a_clock(ada)
    look_up(ada, "The phone box")
    begin(ada, place="One phone between us")
    hears(ada, 119 * 60)
    later(two.server, ada, seconds=64)
    stands_at(ada, 2)
    assert heading(ada) == "The box keeps the time"
    expect(ada.page.locator(".time-left")).to_have_text("118 minutes left")
    expect(screen(ada).locator(".awake")).to_contain_text("asleep")
    ada.picture("sitting-phone-box")
    ada.axe()
    later(two.server, ada, seconds=30 * 60)
    expect(ada.page.locator(".time-left")).to_have_text("88 minutes left")
    ada.page.get_by_role("button", name="Lock", exact=True).click()
    expect(ada.page.get_by_role("heading", name="Locked")).to_be_visible()
    ada.page.reload()
    expect(ada.page.get_by_role("heading", name="Locked")).to_be_visible()
    expect(ada.page.locator(".time-left")).to_have_text("88 minutes left")
    ada.page.locator("#lock-input").press("Shift")  # after a reload a browser sounds only after a key or a touch
    hears(ada, 87 * 60)
    two.server.kill()
    ada.page.evaluate("window.felt.length = 0")
    ada.page.clock.fast_forward(88 * 60 * 1000)
    two.server.turn_clock(minutes=88)
    stands_at(ada, 3)
    assert ada.page.evaluate("window.felt.length") == 1
    two.server.start()
    later(two.server, ada, seconds=70)
    over(ada)
    unlock(ada)
    expect(ada.page.get_by_role("heading", name="Locked")).to_have_count(0)
    ada.picture("sitting-phone-box-out")


def test_the_phone_box_reloaded_without_a_server(two: Two) -> None:
    """The page that was kept is half an hour old; the minutes are those of now."""
    ada = with_one_page(two).ada
    with_a_clock(ada)
    look_up(ada, "The phone box")
    begin(ada, place="One phone between us")
    assert value(ada, IS_KEPT) == "kept"
    later(two.server, ada, seconds=64)
    stands_at(ada, 2)
    two.server.kill()
    ada.page.clock.fast_forward(30 * 60 * 1000)
    two.server.turn_clock(minutes=30)
    ada.page.reload()
    expect(ada.page.locator("html[data-kept]")).to_be_attached()
    stands_at(ada, 2)
    expect(ada.page.locator(".time-left")).to_have_text("88 minutes left")
    act(ada, "Pause")
    two.server.start()
    expect(ada.page.locator(".controls .out-of-reach")).to_be_hidden()
    expect(ada.page.locator(".time-left")).to_have_text("88 minutes left")
    ada.page.reload()
    expect(ada.page.locator("html[data-kept]")).to_have_count(0)
    expect(ada.page.locator(".time-left")).to_have_text("88 minutes left")
    end_it(ada)
    over(ada)


def test_clocks_that_go_wrong_agree(two: Two) -> None:
    """Ben's phone is three hours ahead; both still show the same time, and begin and end the step together."""
    with_a_clock(two.ben)
    two.ben.page.clock.fast_forward(3 * 3600 * 1000)
    look_up(two.ben, "Five, five, five")
    begin(two.ben)
    come_along(two.ada)
    assert number(two.ada) == number(two.ben) == 1
    apart = clock_of(two.ada) - clock_of(two.ben)
    assert abs(apart) < 250
    end_it(two.ada)
    over(two.ben)
