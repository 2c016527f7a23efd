"""Turns begin by the clock: the first look at a question is like every later one, and no turn is begun twice."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.exchange.models import Exchange, OwnQuestion
from nearer.scheduler import Scheduler
from nearer.spaces.models import Rhythm, Space
from tests.cast import envelope
from tests.conftest import Clock

from .conftest import Pair


def let_the_clock_act() -> None:
    Scheduler([Exchange.objects.begin_due]).do_what_is_due()


def days(pair: Pair) -> list[date]:
    return list(Exchange.objects.filter(space=pair.ada.space).order_by("day").values_list("day", flat=True))


@pytest.mark.parametrize("page", ["/", "exchanges/{day}/", "earlier/", "questions/"])
def test_a_first_look_costs_the_same_whether_or_not_the_other_looked(pair: Pair, clock: Clock, page: str) -> None:
    pair.exchange()
    let_the_clock_act()
    for one in (pair.ada, pair.ben):
        one.get("/")  # what the first page of all costs is another matter

    def look_of_ada(*, after_ben: bool) -> list[str]:
        clock.turn(days=1)
        let_the_clock_act()
        address = page.format(day=pair.ada.space.turn())
        if after_ben:
            assert pair.ben.get(address).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            assert pair.ada.get(address).status_code == 200
        return [re.split(r" WHERE | SET |SAVEPOINT", query["sql"])[0] for query in asked.captured_queries]

    assert look_of_ada(after_ben=False) == look_of_ada(after_ben=True)


def test_a_question_is_chosen_an_hour_before_its_day_and_shown_on_it(pair: Pair, clock: Clock) -> None:
    first = pair.exchange()
    tomorrow = first.day + timedelta(days=1)
    clock.set(datetime(2026, 3, 3, 1, 59, tzinfo=UTC))
    let_the_clock_act()
    assert days(pair) == [first.day]
    clock.turn(minutes=2)
    let_the_clock_act()
    assert days(pair) == [first.day, tomorrow]
    assert pair.exchange() == first, "today's is still today's"
    assert pair.ada.get(f"exchanges/{tomorrow}/").status_code == 404
    assert pair.ada.post(f"exchanges/{tomorrow}/answers/", envelope()).status_code == 404
    clock.turn(hours=1)
    assert pair.exchange().day == tomorrow
    assert pair.ada.get(f"exchanges/{tomorrow}/").status_code == 200


def test_a_question_of_ones_own_that_was_chosen_can_be_taken_back_until_its_day(pair: Pair, clock: Clock) -> None:
    pair.exchange()
    pair.ada.post("questions/", envelope())
    own = OwnQuestion.objects.get()
    clock.set(datetime(2026, 3, 3, 2, 30, tzinfo=UTC))
    let_the_clock_act()
    assert Exchange.objects.filter(own=own).exists(), "it is chosen for tomorrow"
    assert own.box in pair.ada.get("questions/").content.decode(), "and still waits for whoever wrote it"
    assert pair.ada.client.delete(f"/spaces/{pair.ada.space.pk}/questions/{own.pk}/").status_code in {200, 204}
    let_the_clock_act()
    clock.turn(hours=1)
    assert pair.exchange().own is None
    assert pair.exchange().question is not None


def test_nights_without_the_program_are_made_up_for_at_its_start(pair: Pair, clock: Clock) -> None:
    first = pair.exchange().day
    let_the_clock_act()
    clock.turn(days=9)
    let_the_clock_act()
    assert days(pair) == [first + timedelta(days=n) for n in range(10)]


def test_a_space_that_all_have_left_gets_no_more_questions(pair: Pair, clock: Clock) -> None:
    pair.exchange()
    let_the_clock_act()
    before = days(pair)
    pair.ada.membership.leave()
    clock.turn(days=1)
    let_the_clock_act()
    assert len(days(pair)) == len(before) + 1, "the one who stayed goes on"
    pair.ben.membership.leave()
    clock.turn(days=1)
    let_the_clock_act()
    assert len(days(pair)) == len(before) + 1


def test_the_trouble_of_one_space_holds_up_no_other(pair: Pair, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    manager, troubled = type(Exchange.objects), pair.ada.space.pk
    whole = manager._begin_turns

    def breaks(self: Any, space: Space, day: date) -> None:
        if space.pk == troubled:
            raise RuntimeError("nothing fits")
        whole(self, space, day)

    monkeypatch.setattr(manager, "_begin_turns", breaks)
    let_the_clock_act()
    assert not Exchange.objects.filter(space=troubled).exists()
    assert Exchange.objects.filter(space=pair.eve.space).exists()
    monkeypatch.setattr(manager, "_begin_turns", whole)
    clock.turn(hours=1)
    let_the_clock_act()
    assert Exchange.objects.filter(space=troubled).exists()


def test_a_turn_is_claimed_once_however_many_look(pair: Pair, clock: Clock) -> None:
    one, other = Space.due(9), Space.due(9)
    assert len(one) == len(other) > 0
    assert [space.claim_turn() for space in one] == [space.turn() for space in one]
    assert [space.claim_turn() for space in other] == [None] * len(other)
    assert Space.due(9) == []


ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(ZONES),
    rhythm=st.sampled_from(Rhythm.values),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)
def test_the_next_turn_is_always_to_come_and_never_passed_over(
    clock: Clock, zone: str, rhythm: str, start: datetime
) -> None:
    """Walks from claim to claim through summer time and odd zones, without a database."""
    clock.set(start.replace(tzinfo=UTC))
    space = Space(id="A" * 22, time_zone=zone, rhythm=rhythm, began_on=date(2025, 12, 1))
    seen = []
    for _ in range(12):
        seen.append(space.wanted_turn())
        assert space.wants_turn_at() > clock.moment
        clock.set(space.wants_turn_at())
    steps = {"daily": {1}, "three": {2, 3}, "weekly": {7}}[rhythm]
    assert {(later - earlier).days for earlier, later in itertools.pairwise(seen)} <= steps
