"""An opening, a letter: told at once to who chose that, never in quiet times, and not more often than a little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nearer.calling import tell
from nearer.calling.models import Call, Occasion, Way, Wish
from nearer.exchange.models import Exchange
from nearer.letters.models import Letter
from tests.cast import Person, envelope
from tests.conftest import Clock

from .conftest import called, until_nothing_is_due, wants, way

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(ada: Person, ben: Person) -> list[Person]:
    """Both can be called, and want to be told of everything."""
    for one in (ada, ben):
        way(one.member)
        wants(one.member, openings=True, letters=True)
    return [ada, ben]


def weigh() -> set[str]:
    """Who is called by what happened."""
    until_nothing_is_due(Occasion.weigh_due)
    found = called()
    Call.objects.all().delete()
    return found


def opens(first: Person, second: Person) -> None:
    """Both answer today's question."""
    day = Exchange.objects.present(first.space).day
    for one in (first, second):
        assert one.post(f"exchanges/{day}/answers/", envelope()).status_code == 204


def gives(one: Person, **parts: Any) -> dict[str, Any]:
    """Gives a letter; the fields."""
    fields = envelope() | {"when": "now", "paper": "plain"} | parts
    assert one.post("letters/", fields).status_code == 204
    return fields


def test_an_opening_calls_the_one_who_wrote_first(both: list[Person]) -> None:
    ada, ben = both
    opens(ada, ben)
    assert weigh() == {ada.member.public_id}


def test_a_first_answer_calls_nobody(both: list[Person]) -> None:
    day = Exchange.objects.present(both[0].space).day
    assert both[0].post(f"exchanges/{day}/answers/", envelope()).status_code == 204
    assert not Occasion.objects.exists()


def test_a_repeat_of_the_second_answer_calls_nobody_again(both: list[Person]) -> None:
    ada, ben = both
    day, fields = Exchange.objects.present(ada.space).day, envelope()
    assert ada.post(f"exchanges/{day}/answers/", envelope()).status_code == 204
    for _again in range(3):
        assert ben.post(f"exchanges/{day}/answers/", fields).status_code == 204
    assert Occasion.objects.count() == 1


def test_a_letter_calls_its_reader_once(both: list[Person]) -> None:
    ada, ben = both
    fields = gives(ada)
    assert ada.post("letters/", fields).status_code == 204
    assert Occasion.objects.count() == 1
    assert weigh() == {ben.member.public_id}


def test_a_letter_for_a_day_calls_when_it_comes(both: list[Person], clock: Clock) -> None:
    ada, ben = both
    gives(ada, when="date", day="2026-03-04", hour=9)
    assert weigh() == set()
    clock.set(datetime(2026, 3, 4, 8, tzinfo=UTC))
    until_nothing_is_due(Letter.objects.deliver_due)
    assert weigh() == {ben.member.public_id}


def test_who_did_not_choose_it_is_not_called(both: list[Person]) -> None:
    ada, ben = both
    wants(ada.member, openings=False)
    wants(ben.member, letters=False)
    opens(ada, ben)
    gives(ada)
    assert weigh() == set()


@pytest.mark.parametrize("chosen", [{"channel": "none"}, {"openings": False}, {"openings": True}, None])
def test_whoever_writes_cannot_tell_what_the_other_chose(
    ada: Person, ben: Person, chosen: dict[str, Any] | None
) -> None:
    """The same statements, whatever it is: so it takes the same time."""
    if chosen is not None:
        way(ada.member)
        wants(ada.member, **chosen)
    with CaptureQueriesContext(connection) as queries:
        tell([ada.membership], "opening")
    assert [query["sql"].split()[0] for query in queries] == ["INSERT"]


def test_in_quiet_times_it_waits_for_their_end_and_is_told_once(both: list[Person], clock: Clock) -> None:
    ada, ben = both
    clock.set(datetime(2026, 3, 3, 2, tzinfo=UTC))  # 3:00 in Berlin
    for _each in range(2):
        gives(ada)
    assert weigh() == set()
    clock.set(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    assert weigh() == set()
    clock.turn(minutes=1)
    until_nothing_is_due(Occasion.weigh_due)
    assert Call.objects.count() == 1
    assert weigh() == {ben.member.public_id}
    assert Wish.objects.get(member=ben.member).told_letters == 1
    assert not Occasion.objects.exists()


def test_nobody_can_make_it_call_the_other_again_and_again(both: list[Person], clock: Clock) -> None:
    """Ada gives letters all day, and takes each back."""
    ada, ben = both
    clock.set(datetime(2026, 3, 3, 8, tzinfo=UTC))
    calls = 0
    for _quarter in range(4 * 12):
        fields = gives(ada)
        calls += len(weigh())
        assert ada.post(f"letters/{fields['id']}/withdrawals/", envelope()).status_code == 204
        clock.turn(minutes=15)
    assert calls == 2
    clock.turn(hours=12)
    gives(ada)
    assert weigh() == {ben.member.public_id}, "on another day it may"


def test_openings_and_letters_count_apart(both: list[Person]) -> None:
    ada, ben = both
    for _each in range(3):
        gives(ben)
        weigh()
    opens(ada, ben)
    assert weigh() == {ada.member.public_id}


@pytest.mark.parametrize("how", ["pause", "leave"])
def test_in_a_pause_and_after_leaving_nothing_is_told(both: list[Person], how: str) -> None:
    ada, ben = both
    gives(ada)
    getattr(ben.membership, how)()
    assert weigh() == set()


def test_what_is_old_by_now_is_not_told(both: list[Person], clock: Clock) -> None:
    gives(both[0])
    clock.turn(days=1)
    assert weigh() == set()
    assert not Occasion.objects.exists()


def test_several_devices_are_all_called_and_once_each(both: list[Person]) -> None:
    ada, ben = both
    way(ben.member)
    gives(ada)
    gives(ada)
    until_nothing_is_due(Occasion.weigh_due)
    assert Call.objects.count() == 2 == Way.objects.filter(member=ben.member).count()


def test_what_waits_goes_with_the_account(both: list[Person], clock: Clock) -> None:
    ada, ben = both
    clock.set(datetime(2026, 3, 3, 2, tzinfo=UTC))
    gives(ada)
    weigh()
    clock.turn(hours=12)
    gives(ada)
    until_nothing_is_due(Occasion.weigh_due)
    Call.make([(ben.member.public_id, "push", clock.moment + timedelta(hours=1))])
    ben.member.delete()
    for model in (Call, Way, Wish, Occasion):
        assert not [row for row in model._default_manager.all() if "ben" in str(vars(row))]
    assert Way.objects.count() == Wish.objects.count() == 1
    assert not Call.objects.exists()
    assert not Occasion.objects.exists()


def moves(one: Person, zone: str) -> None:
    """Changes where the days of the space turn, which either of the two may."""
    space = one.membership.space
    space.refresh_from_db()
    space.arrange(bond=space.bond, time_zone=zone, rhythm=space.rhythm)


def test_moving_the_days_of_the_space_moves_nobodys_quiet_times(both: list[Person], clock: Clock) -> None:
    ada, ben = both
    clock.set(datetime(2026, 3, 3, 2, tzinfo=UTC))  # 3:00 in Berlin, where Ben chose
    moves(ada, "Asia/Tokyo")
    gives(ada)
    assert weigh() == set()
    clock.set(datetime(2026, 3, 3, 7, tzinfo=UTC))
    assert weigh() == {ben.member.public_id}


def test_moving_the_days_of_the_space_begins_no_new_day_of_calls(both: list[Person], clock: Clock) -> None:
    ada, _ben = both
    clock.set(datetime(2026, 3, 3, 10, 30, tzinfo=UTC))
    calls = 0
    for _each in range(5):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            moves(ada, zone)
            gives(ada)
            calls += len(weigh())
    assert calls == 2


def test_going_back_over_the_date_line_begins_no_new_day_of_calls(both: list[Person], clock: Clock) -> None:
    ada, ben = both
    wants(ben.member, quiet_from=0, quiet_to=0)
    clock.set(datetime(2026, 3, 3, 10, 30, tzinfo=UTC))
    calls = 0
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago") * 2:
        ben.membership.refresh_from_db()
        ben.membership.be_in(zone)
        for _each in range(3):
            gives(ada)
            calls += len(weigh())
    assert calls == 2


@pytest.mark.parametrize("how", ["taken back", "opened"])
def test_a_letter_that_is_gone_by_the_end_of_quiet_times_calls_nobody(
    both: list[Person], clock: Clock, how: str
) -> None:
    ada, ben = both
    clock.set(datetime(2026, 3, 2, 22, tzinfo=UTC))  # 23:00 in Berlin
    first = gives(ada)["id"]
    assert weigh() == set()
    clock.turn(minutes=5)
    if how == "opened":
        assert ben.post(f"letters/{first}/openings/").status_code == 302
    else:
        assert ada.post(f"letters/{first}/withdrawals/", envelope()).status_code == 204
    clock.set(datetime(2026, 3, 3, 7, tzinfo=UTC))
    assert weigh() == set()
    assert not Occasion.objects.exists()
    assert Wish.objects.get(member=ben.member).told_letters == 0


def test_another_letter_that_is_there_still_calls(both: list[Person], clock: Clock) -> None:
    ada, ben = both
    clock.set(datetime(2026, 3, 2, 22, tzinfo=UTC))
    first = gives(ada)["id"]
    gives(ada)
    assert weigh() == set()
    assert ada.post(f"letters/{first}/withdrawals/", envelope()).status_code == 204
    clock.set(datetime(2026, 3, 3, 7, tzinfo=UTC))
    assert weigh() == {ben.member.public_id}
