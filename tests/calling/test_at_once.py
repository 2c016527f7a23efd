"""Any number of workers at the same rows: never twice, never lost, also when one is killed. On either database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from nearer.calling.models import Call, Occasion, Way, Wish
from nearer.calling.models.call import LEASE
from nearer.people.models import Member
from nearer.spaces.models import Membership, Space
from tests.cast import new_id, person
from tests.conftest import Clock

from .conftest import wants, way

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 60
DUE = datetime(2026, 3, 3, 18, tzinfo=UTC)


@pytest.fixture
def many(clock: Clock) -> list[str]:
    """So many members whose daily moment is now, with a way for each."""
    members = Member.objects.bulk_create(Member(name=f"one{n}", public_id=new_id()) for n in range(MANY))
    spaces = Space.objects.bulk_create(Space(id=new_id(), time_zone="UTC", began_on=DUE.date()) for _one in members)
    Membership.objects.bulk_create(
        Membership(space=space, member=one, seat=1, welcomed=True) for space, one in zip(spaces, members, strict=True)
    )
    Wish.objects.bulk_create(Wish(member=one, hour=18, next_reminder_at=DUE) for one in members)
    Way.objects.bulk_create(
        Way(member=one, channel="push", endpoint=f"https://push.example.org/{one.public_id}") for one in members
    )
    clock.set(DUE)
    return sorted(one.public_id for one in members)


def all_at_once(work: Callable[[], None], workers: int = 4) -> None:
    start = threading.Barrier(workers)

    def run() -> None:
        start.wait(30)
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def waiting() -> list[str]:
    return sorted(call.way.member_id for call in Call.objects.select_related("way"))


def test_each_reminder_is_claimed_by_one_worker(many: list[str]) -> None:
    claimed: list[int] = []

    def work() -> None:
        while found := Wish.call_due(limit=7):
            claimed.append(found)

    all_at_once(work)
    assert waiting() == many
    assert sum(claimed) == MANY
    assert not Wish.objects.filter(next_reminder_at__lte=DUE).exists()
    assert set(Wish.objects.values_list("called_on", flat=True)) == {DUE.date()}


def test_each_call_is_claimed_by_one_worker(many: list[str], clock: Clock) -> None:
    Wish.call_due()
    brought: list[str] = []

    def work() -> None:
        while found := Call.claim(7):
            brought.extend(call.way.member_id for call in found)
            Call.brought(found)

    all_at_once(work)
    assert sorted(brought) == many
    assert waiting() == []


def test_each_occasion_is_weighed_by_one_worker(clock: Clock) -> None:
    ada = person("ada")
    way(ada.member)
    wants(ada.member, letters=True)
    for _each in range(20):
        Occasion.note([ada.membership], "letter")
    counted: list[int] = []
    all_at_once(lambda: counted.append(sum(iter(lambda: Occasion.weigh_due(3), 0))))
    assert sum(counted) == 20
    assert Wish.objects.get().told_letters == 2
    assert Call.objects.count() == 1


def test_what_a_killed_worker_had_claimed_of_reminders_was_never_claimed(many: list[str]) -> None:
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        Wish.call_due()
        raise KeyboardInterrupt
    assert waiting() == []
    Wish.call_due()
    assert waiting() == many


def test_what_a_killed_worker_had_claimed_of_calls_comes_back(many: list[str], clock: Clock) -> None:
    Wish.call_due()
    lost = [call.pk for call in Call.claim(10)]
    assert len(Call.claim(MANY)) == MANY - 10
    clock.set(DUE + LEASE - timedelta(seconds=1))
    assert Call.claim(MANY) == []
    clock.set(DUE + LEASE)
    again = {call.pk: call.attempts for call in Call.claim(MANY)}
    assert set(lost) <= set(again)
    assert all(again[pk] == 2 for pk in lost)


def test_while_some_choose_and_sign_out_others_are_called(many: list[str]) -> None:
    """No worker stands in another's way (on PostgreSQL: none is refused for a deadlock)."""
    done: Counter[str] = Counter()

    def work() -> None:
        name = threading.current_thread().name
        for round_ in range(6):
            Wish.objects.update(next_reminder_at=DUE, called_on=None)
            while Wish.call_due(limit=7):
                pass
            found = Call.claim(20)
            Call.brought(found)
            Way.end(Way.objects.filter(pk__in=[call.way_id for call in Call.objects.all()[:1]]))
            done[name] = round_

    all_at_once(work)
    assert set(done.values()) == {5}
    assert len(done) == 4
