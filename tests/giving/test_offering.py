"""What Today offers: calm, in turn, and never what one of the two has left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.catalogue import BONDS, catalogue
from nearer.giving.offering import (
    AT_ONCE,
    IN_TURN,
    RESTS,
    Part,
    choose,
    fun_idea,
    talk_idea,
    touch_idea,
    touches,
)
from nearer.spaces.models import Space
from tests.cast import new_id
from tests.conftest import Clock

DAYS = st.dates(date(2026, 1, 1), date(2036, 1, 1))
PARTS = st.sampled_from(list(Part))
WHAT = st.sampled_from([offer.what for offer in IN_TURN])


@given(st.text(max_size=22), DAYS, PARTS, st.dictionaries(WHAT, DAYS), st.sets(WHAT))
def test_at_most_two_that_suit_the_hour_and_were_not_left_alone(
    seed: str, day: date, part: Part, left: dict[str, date], without: set[str]
) -> None:
    found = choose(seed, day, part, gave={}, left=left, without=sorted(without))
    assert found == choose(seed, day, part, gave={}, left=left, without=sorted(without))
    assert len(found) <= AT_ONCE
    for offer in found:
        assert part in offer.parts
        assert offer.what not in without
        assert offer.what not in left or day - left[offer.what] >= RESTS or left[offer.what] > day


@given(st.text(max_size=22), DAYS, PARTS)
def test_nothing_comes_two_days_in_a_row_and_everything_comes(seed: str, day: date, part: Part) -> None:
    def on(offset: int) -> set[str]:
        return {offer.what for offer in choose(seed, day + timedelta(days=offset), part, gave={}, left={})}

    assert not on(0) & on(1)
    assert set().union(*map(on, range(len(IN_TURN)))) == {offer.what for offer in IN_TURN if part in offer.parts}


@given(st.text(max_size=22), DAYS, PARTS)
def test_everything_comes_first_on_some_day_for_who_has_room_for_one(seed: str, day: date, part: Part) -> None:
    days = [day + timedelta(days=offset) for offset in range(2 * len(IN_TURN))]
    first = {choose(seed, each, part, gave={}, left={})[0].what for each in days}
    assert first == {offer.what for offer in IN_TURN if part in offer.parts}


@given(st.text(max_size=22), DAYS, PARTS)
def test_what_was_given_or_left_today_makes_room_for_another(seed: str, day: date, part: Part) -> None:
    first, second = choose(seed, day, part, gave={}, left={})
    after = choose(seed, day, part, gave={first.what: day}, left={second.what: day})
    assert len(after) == AT_ONCE
    assert not {first, second} & set(after)


def test_parts_follow_the_clock_on_the_members_wall() -> None:
    moment = datetime(2026, 7, 1, 3, 30, tzinfo=UTC)
    assert [Part.of(zone, moment) for zone in ("UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York")] == [
        Part.EVENING,
        Part.MORNING,
        Part.DAY,
        Part.EVENING,
    ]


@given(st.text(max_size=22), DAYS, PARTS)
def test_what_comes_on_other_days_does_not_depend_on_whether_affection_comes_up(
    seed: str, day: date, part: Part
) -> None:
    for offset in range(len(IN_TURN)):
        with_it = choose(seed, day + timedelta(days=offset), part, gave={}, left={})
        without = choose(seed, day + timedelta(days=offset), part, gave={}, left={}, without=["touch"])
        rest = [offer for offer in with_it if offer.what != "touch"]
        assert without[: len(rest)] == rest
        assert len(without) == len(with_it)


@pytest.mark.parametrize("bond", BONDS)
def test_ideas_fit_the_bond_and_change_every_day(clock: Clock, bond: str) -> None:
    space = Space(pk=new_id(), bond=bond, time_zone="Europe/Berlin", began_on=clock.moment.date())
    drawn: set[int | None] = set()
    for _ in range(200):
        idea = touch_idea(space)
        drawn.add(idea.touch if idea else None)
        assert idea is None or idea.suits(bond)
        today = talk_idea(space), fun_idea(space)
        assert today != (talk_idea(space, 1), fun_idea(space, 1))
        clock.turn(days=1)
        assert today != (talk_idea(space), fun_idea(space))
    assert None in drawn, "some days bring none, whatever is allowed"
    assert len(drawn) >= min(3, len(touches(bond))), "the idea of a day does not go by what is allowed"


@pytest.mark.parametrize("bond", BONDS)
def test_one_can_allow_what_there_are_ideas_for(bond: str) -> None:
    known = {idea.touch for idea in catalogue().ideas("affection") if idea.suits(bond)}
    assert {touch for touch, _name, _example in touches(bond)} == {0, *known}
