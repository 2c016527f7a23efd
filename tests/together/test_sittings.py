"""Sittings on the server: one at a time, each move once, nothing after the end, and only for the two."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from nearer.scheduler import Scheduler
from nearer.spaces.models import Membership, Space
from nearer.together.models import Move, Sitting
from nearer.together.models.sitting import AHEAD, now_ms
from tests.cast import Person, envelope, new_id
from tests.conftest import Clock

from .conftest import GENTLE, Pair, move, steps_that


def test_both_begin_at_once_and_come_to_the_same_sitting(pair: Pair) -> None:
    first, second = pair.begins(pair.ada), pair.begins(pair.ben)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Sitting.objects.count() == 1


def test_the_same_beginning_twice_is_one(pair: Pair) -> None:
    id = new_id()
    assert pair.begins(pair.ada, id=id)["Location"] == pair.begins(pair.ada, id=id)["Location"]
    assert Move.objects.count() == 1


def test_another_session_waits_until_the_open_one_is_over(pair: Pair) -> None:
    sitting = pair.sitting()
    assert pair.begins(pair.ben, "seven-breaths").status_code == 409
    move(pair.ben, sitting, kind="end")
    assert pair.begins(pair.ben, "seven-breaths").status_code == 302


def test_a_forgotten_sitting_ends_by_itself(pair: Pair, clock: Clock) -> None:
    sitting = pair.sitting()
    clock.turn(days=2)
    assert pair.begins(pair.ben, "seven-breaths").status_code == 302
    sitting.refresh_from_db()
    assert sitting.ended_on is not None


def test_a_move_is_stored_once_and_told_to_both(pair: Pair) -> None:
    sitting, id = pair.sitting(), new_id()

    def seqs() -> list[int]:
        return list(Membership.objects.filter(space=sitting.space).order_by("seat").values_list("seq", flat=True))

    before = seqs()
    for _ in range(3):
        answer = move(pair.ada, sitting, id=id).json()
    assert [each[1] for each in answer["moves"]] == [sitting.pk, id]
    assert seqs() == [number + 1 for number in before]
    seen = pair.ben.get(f"sittings/{sitting.pk}/moves/?after=1").json()
    assert [each[:5] for each in seen["moves"]] == [[2, id, "to", 0, 1]]


def test_a_phone_ahead_of_its_time_is_taken_at_the_servers(pair: Pair) -> None:
    sitting = pair.sitting()
    moves = move(pair.ada, sitting, at=now_ms() + 3_600_000).json()["moves"]
    assert moves[-1][5] <= now_ms() + AHEAD


def test_the_end_is_the_end_and_its_moments_are_forgotten(pair: Pair) -> None:
    sitting = pair.sitting()
    move(pair.ada, sitting)
    assert move(pair.ben, sitting, kind="end").json() == {"now": now_ms(), "over": True, "moves": []}
    assert move(pair.ada, sitting).json()["over"] is True
    assert not Move.objects.exists()
    sitting.refresh_from_db()
    assert sitting.ended_on == sitting.space.day()
    assert sitting.space.sitting == ""


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("rest", ["", "moves/", "said/0/", "guesses/0/", "asides/0/", "nearness/"])
def test_a_stranger_finds_nothing(pair: Pair, rest: str, method: str) -> None:
    sitting = pair.sitting()
    for space in (pair.ada.space, pair.eve.space):
        path = f"/spaces/{space.pk}/sittings/{sitting.pk}/{rest}"
        answer: Any = getattr(pair.eve, method)(path)
        assert answer.status_code in {404, 405}, path


def test_the_cards_of_a_sitting_stay_and_the_next_ones_are_others(pair: Pair) -> None:
    first = pair.sitting("closeness-questions")
    move(pair.ada, first, kind="end")
    second = pair.sitting("closeness-questions")
    assert len(set(first.cards)) == len(first.cards) == len(steps_that("closeness-questions", draw="question"))
    assert not set(first.cards) & set(second.cards)


def test_leaving_ends_what_is_open_and_what_comes_after_is_not_for_who_left(pair: Pair) -> None:
    sitting = pair.sitting("taking-stock")
    step = steps_that("taking-stock", write="kept")[0]
    pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", envelope())
    pair.ada.membership.leave()
    assert pair.ada.get(f"sittings/{sitting.pk}/").status_code == 200
    assert pair.ada.get(f"sittings/{sitting.pk}/moves/").json()["over"] is True
    assert pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", envelope()).status_code == 409
    assert pair.ada.post(f"sittings/{sitting.pk}/nearness/", envelope()).status_code == 409
    assert move(pair.ada, sitting).status_code == 409
    assert pair.begins(pair.ada, GENTLE).status_code == 409
    assert pair.begins(pair.ben, GENTLE).status_code == 302
    later = Sitting.objects.get(ended_on=None)
    for rest in ("", "moves/"):
        assert pair.ada.get(f"sittings/{later.pk}/{rest}").status_code == 404
    assert str(later.pk) not in pair.ada.get("sittings/").content.decode()


def test_it_can_always_be_ended(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nearer.together.models.sitting.MOST_MOVES", 3)
    sitting = pair.sitting()
    assert [move(pair.ada, sitting).status_code for _ in range(3)] == [200, 200, 409]
    assert move(pair.ada, sitting, kind="end").json()["over"] is True


def test_what_nobody_ended_ends_by_the_clock_on_its_own_day(pair: Pair, clock: Clock) -> None:
    sitting = pair.sitting()
    clock.turn(days=3)
    Scheduler([Sitting.end_forgotten]).do_what_is_due()
    sitting.refresh_from_db()
    assert sitting.ended_on == sitting.day
    assert not Move.objects.exists()
    assert Space.objects.get(pk=sitting.space_id).sitting == ""


def in_zone(space: Space, name: str) -> ZoneInfo:
    """The days of this space turn there from now on."""
    Space.objects.filter(pk=space.pk).update(time_zone=name)
    space.time_zone = name
    return ZoneInfo(name)


@pytest.mark.parametrize("name", ["America/Los_Angeles", "America/New_York", "Europe/Berlin", "Asia/Tokyo"])
def test_a_session_waits_for_the_next_evening_where_the_two_live(pair: Pair, clock: Clock, name: str) -> None:
    """The clock ends it when the page no longer offers it, and not an hour before or after."""
    zone = in_zone(pair.ada.space, name)
    clock.set(datetime(2026, 3, 2, 20, tzinfo=zone).astimezone(UTC))
    sitting = pair.sitting()
    for moment in (datetime(2026, 3, 3, 19, 5, tzinfo=zone), datetime(2026, 3, 4, 3, 55, tzinfo=zone)):
        clock.set(moment.astimezone(UTC))
        Scheduler([Sitting.end_forgotten]).do_what_is_due()
        assert Sitting.open_in(Space.objects.get(pk=sitting.space_id)) == sitting
        assert Move.objects.filter(sitting=sitting).count() == 1
    clock.set(datetime(2026, 3, 4, 4, 5, tzinfo=zone).astimezone(UTC))
    space = Space.objects.get(pk=sitting.space_id)
    assert Sitting.open_in(space) is None
    Scheduler([Sitting.end_forgotten]).do_what_is_due()
    space.refresh_from_db()
    assert space.sitting == "", "Today points to it no longer"


def test_sessions_that_wait_do_not_stand_before_one_to_be_ended(pair: Pair, clock: Clock) -> None:
    """More of them than are ended at once; and what only waits does not count as done."""
    parts: dict[str, Any] = {"content": GENTLE, "place": "one"}
    clock.set(datetime(2026, 3, 4, 0, 5, tzinfo=UTC))  # the evening of the third in New York
    spaces = [Space(id=new_id(), time_zone="America/New_York", began_on=clock.moment.date()) for _ in range(101)]
    Space.objects.bulk_create(spaces)
    Sitting.objects.bulk_create(
        Sitting(id=f"{number:022}", space=space, day=space.day() - timedelta(days=1), **parts)
        for number, space in enumerate(spaces)
    )
    long_ago = pair.ada.space.day() - timedelta(days=9)
    forgotten = Sitting.objects.create(id=new_id(), space=pair.ada.space, day=long_ago, **parts)
    assert [Sitting.end_forgotten(), Sitting.end_forgotten()] == [1, 0]
    forgotten.refresh_from_db()
    assert forgotten.ended_on == long_ago
    assert Sitting.objects.filter(ended_on=None).count() == 101


def test_ids_that_are_there_already_elsewhere_are_refused_kindly(pair: Pair) -> None:
    sitting = pair.sitting()
    assert pair.begins(pair.eve, id=sitting.pk).status_code == 409
    assert move(pair.ada, sitting, id=sitting.pk).status_code == 200
    assert Move.objects.count() == 1


def test_a_moment_before_the_beginning_counts_as_the_beginning(pair: Pair) -> None:
    sitting = pair.sitting()
    moves = move(pair.ada, sitting, at=0).json()["moves"]
    assert moves[0][5] == moves[1][5] == now_ms()


@pytest.mark.django_db(transaction=True)
def test_the_same_move_many_times_at_once_is_one(pair: Pair) -> None:
    sitting, id, answers = pair.sitting(), new_id(), []

    def taps() -> None:
        answers.append(move(pair.ada, sitting, id=id).status_code)
        connection.close()

    every = [threading.Thread(target=taps) for _ in range(6)]
    for each in every:
        each.start()
    for each in every:
        each.join(30)
    assert answers == [200] * 6
    assert Move.objects.filter(sitting=sitting).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_begin_one_sitting_and_lose_no_move(pair: Pair) -> None:
    sitting = pair.sitting()
    answers: list[int] = []

    def taps(one: Any) -> None:
        for _ in range(10):
            answers.append(move(one, sitting).status_code)
        connection.close()

    both = [threading.Thread(target=taps, args=[one]) for one in (pair.ada, pair.ben)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert answers == [200] * 20
    numbers = list(Move.objects.filter(sitting=sitting).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 22))


def listed(one: Person, sitting: Sitting) -> bool:
    """Whether it is in what the two have done."""
    return str(sitting.pk) in one.get("sittings/").content.decode()


@pytest.mark.parametrize(
    ("taps", "minutes", "counts"),
    [
        ([], 0.1, False),
        ([{"kind": "pause"}], 60, False),
        ([{"kind": "pause"}, {"kind": "go"}], 0.1, False),
        ([{}], 0.1, True),
        ([], 5, True),
    ],
    ids=["at once", "held all the time", "held and gone on", "a tap took it further", "the time took it further"],
)
def test_what_ended_at_its_first_step_is_not_what_the_two_have_done(
    pair: Pair, clock: Clock, taps: list[dict[str, str]], minutes: float, counts: bool
) -> None:
    sitting = pair.sitting()
    for tap in taps:
        move(pair.ada, sitting, **({"onto": 0} if "kind" in tap else {}) | tap)
    clock.turn(minutes=minutes)
    move(pair.ben, sitting, kind="end")
    for one in (pair.ada, pair.ben):
        assert listed(one, sitting) is counts
        assert one.get(f"sittings/{sitting.pk}/").status_code == 200


def test_words_of_what_ended_at_once_stay_in_reach_of_whoever_may_read_them(pair: Pair) -> None:
    sitting = pair.sitting("taking-stock")
    note, kept = (steps_that("taking-stock", write=how)[0] for how in ("private", "kept"))
    pair.ada.post(f"sittings/{sitting.pk}/asides/{note}/", envelope())
    move(pair.ben, sitting, kind="end")
    assert listed(pair.ada, sitting)
    assert not listed(pair.ben, sitting), "nor does he learn of it that she wrote"
    pair.ada.post(f"sittings/{sitting.pk}/said/{kept}/", envelope())
    assert listed(pair.ben, sitting)
