"""Every turn has its question, whoever looked: what is there tells nothing of who was here. Earlier ones stay open."""

from __future__ import annotations

import pytest

from nearer.exchange.models import Exchange, OwnQuestion
from tests.cast import envelope
from tests.conftest import Clock

from .conftest import Pair


def look(pair: Pair, clock: Clock, *, at: set[int]) -> list[str]:
    """One looks on some of ten days, the other on the eleventh; which questions there are then."""
    for day in range(10):
        if day in at:
            pair.exchange()
        clock.turn(days=1)
    pair.exchange()
    return list(Exchange.objects.filter(space=pair.ada.space).order_by("day").values_list("content", flat=True))


@pytest.mark.parametrize("at", [set(), {3, 4, 8}, set(range(10))])
def test_which_questions_there_are_does_not_tell_who_looked(pair: Pair, clock: Clock, at: set[int]) -> None:
    found = look(pair, clock, at=at)
    assert len(found) == 11
    Exchange.objects.all().delete()
    clock.turn(days=-10)
    assert look(pair, clock, at={0}) == found


def test_a_day_of_the_past_is_there_and_a_day_to_come_is_not(pair: Pair, clock: Clock) -> None:
    began = pair.ada.space.began_on.isoformat()
    clock.turn(days=5)
    assert pair.ben.get(f"exchanges/{began}/").status_code == 200
    assert pair.ben.get("exchanges/2027-01-01/").status_code == 404
    assert pair.ben.get("exchanges/2026-02-31/").status_code == 404


def test_an_own_question_waits_for_a_turn_after_its_day(pair: Pair, clock: Clock) -> None:
    pair.ada.post("questions/", envelope())
    assert pair.exchange().own is None, "whether or not the day's question was looked at before"
    clock.turn(days=1)
    own = OwnQuestion.objects.get()
    assert own.box not in pair.ada.get("questions/").content.decode(), "gone from the list though nobody looked"
    assert pair.exchange().own == own


def test_what_was_not_finished_is_found_and_finished(pair: Pair, clock: Clock) -> None:
    first = pair.exchange()
    sent = envelope()
    pair.ada.post(f"exchanges/{first.day}/answers/", sent)
    clock.turn(days=1)
    for one in (pair.ada, pair.ben):
        assert f"/exchanges/{first.day}/" in one.get("earlier/").content.decode()
    assert sent["box"] in pair.ada.get(f"exchanges/{first.day}/").content.decode()
    assert pair.ada.post(f"exchanges/{first.day}/withdrawals/").status_code == 204
    pair.ada.post(f"exchanges/{first.day}/answers/", envelope())
    pair.ben.post(f"exchanges/{first.day}/answers/", envelope())
    assert f"/exchanges/{first.day}/" not in pair.ben.get("earlier/").content.decode()


@pytest.mark.parametrize("leaver", ["ada", "ben"])
def test_what_both_opened_stays_whole_for_both_after_one_left(pair: Pair, leaver: str) -> None:
    exchange, given = pair.exchange(), []
    for noun in ("answers", "responses"):
        for one in (pair.ada, pair.ben):
            given.append(envelope())
            one.post(f"exchanges/{exchange.day}/{noun}/", given[-1])
    getattr(pair, leaver).membership.leave()
    for one in (pair.ada, pair.ben):
        page = one.get(f"exchanges/{exchange.day}/").content.decode()
        assert all(each["box"] in page for each in given)


def test_marks_that_make_no_sense_are_refused(pair: Pair) -> None:
    exchange = pair.exchange()
    assert pair.ada.post(f"exchanges/{exchange.day}/talk-later/").status_code == 409
    for one in (pair.ada, pair.ben):
        one.post(f"exchanges/{exchange.day}/answers/", envelope())
    assert pair.ada.post(f"exchanges/{exchange.day}/passing/").status_code == 409


def test_what_is_given_after_one_left_is_not_for_them(pair: Pair) -> None:
    exchange = pair.exchange()
    for one in (pair.ada, pair.ben):
        one.post(f"exchanges/{exchange.day}/answers/", envelope())
    pair.ada.membership.leave()
    late = envelope(epoch=1)
    assert pair.ben.post(f"exchanges/{exchange.day}/responses/", late).status_code == 204
    for page in (f"exchanges/{exchange.day}/", "boxes/"):
        assert late["box"] in pair.ben.get(page).content.decode()
        assert late["box"] not in pair.ada.get(page).content.decode()
