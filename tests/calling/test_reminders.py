"""The daily moment: at its hour, once, and not long after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nearer.calling.models import Call, Occasion, Wish
from nearer.exchange.models import Exchange
from tests.cast import Person, envelope, person
from tests.conftest import Clock

from .conftest import called, until_nothing_is_due, wants, way

pytestmark = pytest.mark.django_db


def look() -> int:
    return until_nothing_is_due(Wish.call_due)


def test_nobody_is_called_who_did_not_choose_it(ada: Person, clock: Clock) -> None:
    clock.turn(days=1)
    assert look() == 0
    assert called() == set()
    Occasion.note([ada.membership], "opening")
    assert Occasion.weigh_due() == 1
    assert called() == set()


def test_nobody_is_planned_for_whom_nothing_reaches(ada: Person) -> None:
    assert wants(ada.member).next_reminder_at is None
    assert wants(ada.member, channel="mail").next_reminder_at is not None
    assert wants(ada.member, channel="none").next_reminder_at is None
    way(ada.member)
    assert wants(ada.member, channel="push").next_reminder_at is not None
    assert wants(ada.member, moments=False).next_reminder_at is None


def test_the_usual_is_one_call_in_the_evening_of_ones_own_zone(ada: Person, clock: Clock) -> None:
    way(ada.member)
    assert wants(ada.member).next_reminder_at == datetime(2026, 3, 3, 18, tzinfo=UTC)  # 19:00 in Berlin, tomorrow
    clock.set(datetime(2026, 3, 3, 17, 59, tzinfo=UTC))
    assert look() == 0
    clock.turn(minutes=1)
    assert look() == 1
    assert called() == {ada.member.public_id}
    Call.objects.all().delete()
    assert look() == 0
    assert Wish.objects.get().next_reminder_at == datetime(2026, 3, 4, 18, tzinfo=UTC)


def claimed(ada: Person, clock: Clock, moment: datetime) -> bool:
    """Whether Ada is called when the server looks at this moment, and not before."""
    way(ada.member)
    wants(ada.member)
    clock.set(moment)
    look()
    return bool(called())


@pytest.mark.parametrize(("late", "comes"), [(0, True), (119, True), (120, False), (24 * 60 - 1, False)])
def test_after_the_server_was_away_a_call_comes_a_little_late_or_not_at_all(
    ada: Person, clock: Clock, late: int, comes: bool
) -> None:
    assert claimed(ada, clock, datetime(2026, 3, 3, 18, tzinfo=UTC) + timedelta(minutes=late)) is comes


def test_after_many_days_away_there_is_one_call_and_no_burst(ada: Person, clock: Clock) -> None:
    assert claimed(ada, clock, datetime(2026, 3, 20, 18, 5, tzinfo=UTC))
    assert Call.objects.count() == 1
    assert Wish.objects.get().next_reminder_at == datetime(2026, 3, 21, 18, tzinfo=UTC)


def test_a_call_made_shortly_before_quiet_times_does_not_last_into_them(ada: Person, clock: Clock) -> None:
    way(ada.member)
    wants(ada.member, hour=21, quiet_from=22)
    clock.set(datetime(2026, 3, 3, 20, 30, tzinfo=UTC))
    look()
    assert Call.objects.get().until == datetime(2026, 3, 3, 21, tzinfo=UTC)
    Call.objects.all().delete()
    clock.set(datetime(2026, 3, 4, 21, 30, tzinfo=UTC))  # late, and 22:30 there
    look()
    assert called() == set()


def test_another_hour_on_the_same_day_is_no_second_call(ada: Person, clock: Clock) -> None:
    assert claimed(ada, clock, datetime(2026, 3, 3, 18, tzinfo=UTC))
    Call.objects.all().delete()
    assert wants(ada.member, hour=21).next_reminder_at == datetime(2026, 3, 4, 20, tzinfo=UTC)


def test_only_on_the_days_that_were_chosen(ada: Person, clock: Clock) -> None:
    way(ada.member)
    assert wants(ada.member, days=1 << 5).next_reminder_at == datetime(2026, 3, 7, 18, tzinfo=UTC)  # a Saturday


def test_it_is_the_same_whatever_the_other_does(ada: Person, ben: Person, clock: Clock) -> None:
    """Safety rules 2 and 12: a call that came only when the other had written would tell that."""
    way(ada.member)
    wants(ada.member)
    for day in range(4):
        clock.set(datetime(2026, 3, 3 + day, 18, tzinfo=UTC))
        if day % 2:
            present = Exchange.objects.present(ben.space)
            assert ben.post(f"exchanges/{present.day}/answers/", envelope()).status_code == 204
        look()
        until_nothing_is_due(Occasion.weigh_due)
        assert called() == {ada.member.public_id}
        Call.objects.all().delete()


def test_in_a_pause_and_without_a_space_nobody_is_called(ada: Person, ben: Person, clock: Clock) -> None:
    for one in (ada, ben):
        way(one.member)
        wants(one.member)
    ada.membership.pause()
    ben.membership.leave()
    clock.set(datetime(2026, 3, 3, 18, tzinfo=UTC))
    look()
    clock.set(datetime(2026, 3, 3, 19, tzinfo=UTC))
    look()
    assert called() == set()
    ada.membership.resume()
    clock.set(datetime(2026, 3, 4, 18, tzinfo=UTC))
    look()
    assert called() == {ada.member.public_id}


def test_who_has_travelled_is_called_by_the_clocks_where_they_are(ada: Person, clock: Clock) -> None:
    way(ada.member)
    wants(ada.member)
    ada.membership.be_in("Asia/Tokyo")  # planned for 19:00 in Berlin, which is 3 o'clock at night there
    clock.set(datetime(2026, 3, 3, 18, tzinfo=UTC))
    look()
    assert called() == set()
    assert Wish.objects.get().next_reminder_at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    clock.set(datetime(2026, 3, 4, 10, tzinfo=UTC))
    look()
    assert called() == {ada.member.public_id}


def test_a_call_that_still_waits_is_not_doubled(ada: Person, clock: Clock) -> None:
    assert claimed(ada, clock, datetime(2026, 3, 3, 18, tzinfo=UTC))
    clock.set(datetime(2026, 3, 4, 18, 1, tzinfo=UTC))
    look()
    assert Call.objects.get().until == datetime(2026, 3, 4, 20, tzinfo=UTC)


def test_many_in_many_zones_are_each_called_once_a_day_at_their_hour(ada: Person, clock: Clock) -> None:
    zones = ["Pacific/Kiritimati", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns", "Pacific/Pago_Pago"]
    people = {zone: person(f"one{number}", time_zone=zone) for number, zone in enumerate(zones)}
    for one in people.values():
        way(one.member)
        wants(one.member)
    clock.set(datetime(2026, 3, 27, 0, 7, tzinfo=UTC))  # over the night in which Berlin's clocks change
    heard: dict[str, list[datetime]] = {zone: [] for zone in zones}
    for _quarter in range(4 * 24 * 4):
        clock.turn(minutes=15)
        look()
        for call in Call.objects.select_related("way"):
            zone = next(zone for zone, one in people.items() if one.member.public_id == call.way.member_id)
            heard[zone].append(clock.moment.astimezone(ZoneInfo(zone)))
        Call.objects.all().delete()
    for zone, times in heard.items():
        assert {(one.hour, one.minute < 15) for one in times} == {(19, True)}, zone
        assert len({one.date() for one in times}) == len(times) == 4, zone


def test_a_day_that_was_called_is_not_called_again_whatever_was_planned(ada: Person, clock: Clock) -> None:
    """The plan may be older than the call: made in another zone, or put back from a copy."""
    assert claimed(ada, clock, datetime(2026, 3, 3, 18, tzinfo=UTC))
    Call.objects.all().delete()
    Wish.objects.update(next_reminder_at=clock.moment)
    clock.turn(minutes=30)
    assert look() == 1
    assert called() == set()
    assert Wish.objects.get().next_reminder_at == datetime(2026, 3, 4, 18, tzinfo=UTC)
