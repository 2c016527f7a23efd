"""Keeping it light, and the moment for oneself: nothing is sent but the weekly number, on its own rhythm."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from .conftest import Meet, Person
from .people_steps import WHEN_IDLE, everything_posted, is_open
from .steps import sign_up


def number_sent(person: Person, doing: Callable[[], None]) -> str:
    """The weekly number that is sent on the way to Me, which the page before may have begun to send."""
    with person.page.expect_response(
        lambda answer: "/me/pace/" in answer.url and answer.request.method == "POST"
    ) as got:
        doing()
        person.go("/me/")
    found = re.search(r"pace=(\d)", got.value.request.post_data or "")
    assert found
    return found.group(1)


def test_what_is_chosen_waits_for_the_weekly_number(person: Meet) -> None:
    ada = person("ada")
    posted = everything_posted(ada)
    ada.go("/sign-up/")

    def signs_up() -> None:
        sign_up(ada)
        ada.page.wait_for_url(re.compile("/spaces/"))

    def a_week_later() -> None:
        ada.server.turn_clock(days=7)

    assert number_sent(ada, signs_up) in {"1", "3"}  # by chance it may be light
    ada.go("/me/")
    expect(ada.page.locator("weekly-pace")).to_have_count(0)

    posted.clear()
    is_open(ada, "/me/moment/")
    ada.picture("people-moment")
    ada.axe()
    requests: list[str] = []
    idle = re.compile(f"{WHEN_IDLE.pattern}|/-/words/")
    ada.page.on("request", lambda request: None if idle.search(request.url) else requests.append(request.url))
    ada.page.get_by_text("Threatened").click()
    ada.page.get_by_role("button", name="Done").click()
    expect(ada.page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert requests == []
    ada.picture("people-moment-after")
    ada.go("/me/")
    assert [one for one in posted if "pace" in one] == [], "not before its time"

    assert number_sent(ada, a_week_later) == "1"

    is_open(ada)
    ada.picture("people-lighter")
    ada.axe()
    ada.page.get_by_label("Keep it light").check()
    expect(ada.page.locator("#said")).to_have_text("Stored.")
    ada.page.reload()
    expect(ada.page.get_by_label("Keep it light")).to_be_checked()
    for _ in range(8):
        assert number_sent(ada, a_week_later) == "1", "longer than a period lasts"
