"""The daily moment: at its hour, once, and not long after it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nearer.calling.models import Call, Occasion, Wish
from tests.cast import Person
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
