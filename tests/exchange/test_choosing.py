"""The day of a space, and which question it brings."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.exchange.models import Exchange, OwnQuestion
from nearer.people.models import Member
from nearer.spaces.models import Rhythm
from tests.cast import envelope
from tests.conftest import Clock

from .conftest import Pair

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_the_day_turns_at_four_at_home(pair: Pair, clock: Clock) -> None:
    space = pair.ada.space
    clock.set(datetime(2026, 7, 1, 1, 59, tzinfo=UTC))  # 03:59 in Berlin
    assert space.day() == date(2026, 6, 30)
    clock.turn(minutes=1)
    assert space.day() == date(2026, 7, 1)


def test_the_question_of_a_day_is_the_same_for_both_and_stays(pair: Pair, clock: Clock) -> None:
    first = pair.exchange()
    assert pair.exchange() == first
    clock.turn(hours=3)
    assert pair.exchange() == first
    clock.turn(days=1)
    assert pair.exchange().content != first.content


def test_half_a_year_without_a_repeat_and_without_a_jump_in_depth(pair: Pair, clock: Clock) -> None:
    seen = []
    for _ in range(110):
        exchange = pair.exchange()
        assert exchange.question is not None
        seen.append(exchange.content)
        Exchange.objects.filter(pk=exchange.pk).update(opened_on=exchange.day)
        clock.turn(days=1)
    assert len(set(seen)) == len(seen)
    depths = [exchange.question.depth for exchange in Exchange.objects.order_by("day") if exchange.question]
    assert max(depths[:3]) <= 1
    assert max(depths) == 3


def test_a_light_pace_of_one_keeps_it_light_for_both(pair: Pair, clock: Clock) -> None:
    Member.objects.filter(pk=pair.ben.member.pk).update(pace=1)
    for _ in range(30):
        exchange = pair.exchange()
        assert exchange.question is not None
        assert exchange.question.depth <= 1
        Exchange.objects.filter(pk=exchange.pk).update(opened_on=exchange.day)
        clock.turn(days=1)


def test_children_are_asked_about_only_where_both_have_them(pair: Pair, clock: Clock) -> None:
    for _ in range(60):
        question = pair.exchange().question
        assert question is not None
        assert not question.needs
        clock.turn(days=1)


def test_own_questions_come_up_in_turn(pair: Pair, clock: Clock) -> None:
    pair.exchange()
    mine, mine_too, theirs = envelope(), envelope(), envelope()
    pair.ada.post("questions/", mine)
    pair.ada.post("questions/", mine_too)
    pair.ben.post("questions/", theirs)
    assert mine["box"] not in pair.ben.get("questions/").content.decode()
    came_up = []
    for _ in range(7):
        clock.turn(days=1)
        came_up.append(pair.exchange().own_id)
    own = [each for each in came_up if each]
    assert len(own) == 3
    assert came_up[1] is None, "never two turns in a row"
    authors = [OwnQuestion.objects.get(pk=each).author_id for each in own]
    assert authors[0] != authors[1]


def test_an_own_question_can_be_taken_back_until_it_comes_up(pair: Pair, clock: Clock) -> None:
    pair.exchange()
    first, second = envelope(), envelope()
    pair.ada.post("questions/", first)
    assert pair.ben.delete(f"questions/{first['id']}/").status_code == 404
    assert pair.ada.delete(f"questions/{first['id']}/").status_code == 204
    pair.ada.post("questions/", second)
    clock.turn(days=1)
    assert pair.exchange().own_id == second["id"]
    assert second["box"] in pair.ben.get("/").content.decode()
    assert pair.ada.delete(f"questions/{second['id']}/").status_code == 404


@given(began=DAYS, day=DAYS, rhythm=st.sampled_from(Rhythm))
def test_a_rhythm_brings_as_many_questions_a_week_as_it_says(began: date, day: date, rhythm: Rhythm) -> None:
    turn = rhythm.turn(began, day)
    assert 0 <= (day - turn).days < 7
    assert rhythm.turn(began, turn) == turn
    assert rhythm.turn(began, began) == began, "the first evening has a question"
    after = rhythm.next_turn(began, day)
    assert after > day
    assert rhythm.turn(began, after) == after
    week = {rhythm.turn(began, date.fromordinal(day.toordinal() + n)) for n in range(7)}
    assert len(week - {turn}) + 1 in {"daily": (7,), "three": (3, 4), "weekly": (1, 2)}[rhythm]


@pytest.mark.parametrize(("rhythm", "turns"), [("daily", 14), ("three", 6), ("weekly", 2)])
def test_two_weeks_of_a_rhythm(rhythm: str, turns: int) -> None:
    began = date(2026, 3, 4)
    days = {Rhythm(rhythm).turn(began, date.fromordinal(began.toordinal() + n)) for n in range(14)}
    assert len(days) == turns


def test_the_second_time_round_the_answer_of_then_stands_beside(pair: Pair, clock: Clock) -> None:
    first = pair.exchange()
    then = envelope()
    pair.ada.post(f"exchanges/{first.day}/answers/", then)
    pair.ben.post(f"exchanges/{first.day}/answers/", envelope())
    clock.turn(days=3 * 365)
    again = pair.exchange()
    Exchange.objects.filter(pk=again.pk).update(content=first.content, own=None)
    assert then["box"] not in pair.ada.get("/").content.decode(), "one writes before one looks back"
    for one in (pair.ada, pair.ben):
        one.post(f"exchanges/{again.day}/answers/", envelope())
    assert then["box"] in pair.ada.get("/").content.decode()
