"""Any number of workers at the same rows: never twice, never lost, also when one is killed. On either database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from nearer.calling.models import Call, Occasion, Way, Wish
from nearer.calling.models.call import LEASE
from nearer.people.models import Member
from nearer.spaces.models import Membership, Space
from tests.cast import new_id, person
from tests.conftest import Clock

from .conftest import KEYS, wants, way

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
    """In so many threads; each has to come to its end, and without an error."""
    start = threading.Barrier(workers)
    ended: list[BaseException | None] = []

    def run() -> None:
        start.wait(30)
        try:
            work()
            ended.append(None)
        except BaseException as error:
            ended.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ended == [None] * workers


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

    def begin_anew() -> None:
        """All at once is what nothing in the product does, so two of these would stand in each other's way."""
        with transaction.atomic():
            list(Wish.objects.select_for_update().order_by("pk"))
            Wish.objects.update(next_reminder_at=DUE, called_on=None)

    def work() -> None:
        name = threading.current_thread().name
        for round_ in range(6):
            begin_anew()
            while Wish.call_due(limit=7):
                pass
            found = Call.claim(20)
            Call.brought(found)
            Way.end(Way.objects.filter(pk__in=[call.way_id for call in Call.objects.all()[:1]]))
            done[name] = round_

    all_at_once(work)
    assert set(done.values()) == {5}
    assert len(done) == 4


def statements_of(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        work()
    return [query["sql"] for query in queries if "calling_" in query["sql"]]


def wishes_come_first(statements: list[str], *members: str) -> bool:
    """Whether what these members chose is read (on PostgreSQL: locked) in one statement, before anything changes."""
    first = next(number for number, sql in enumerate(statements) if not sql.startswith("SELECT"))
    held = [sql for sql in statements[:first] if 'FROM "calling_wish"' in sql and all(one in sql for one in members)]
    return any(sql.endswith("FOR UPDATE") or connection.vendor != "postgresql" for sql in held)


@pytest.mark.parametrize("channel", ["mail", "none"])
def test_choosing_locks_the_wish_before_ways_and_calls(clock: Clock, channel: str) -> None:
    ada = person("ada")
    way(ada.member)
    wants(ada.member, openings=True)
    statements = statements_of(lambda: Wish(member=ada.member).choose(channel=channel, hour=20))
    assert wishes_come_first(statements, ada.member.public_id)


def test_a_browser_that_changes_hands_locks_the_wishes_of_both_before_anything_else(clock: Clock) -> None:
    ada, ben = person("ada"), person("ben")
    endpoint = way(ada.member).endpoint
    for one in (ada, ben):
        wants(one.member)
    statements = statements_of(lambda: way(ben.member, endpoint=endpoint))
    assert wishes_come_first(statements, ada.member.public_id, ben.member.public_id)


def test_signing_out_at_the_hour_of_the_call(many: list[str]) -> None:
    """On PostgreSQL nobody is refused for a deadlock."""

    def work() -> None:
        for _round in range(3):
            Wish.objects.filter(next_reminder_at=None).update(next_reminder_at=DUE)
            Wish.call_due(limit=20)
            for member_id in many[:10]:
                member = Member.objects.get(public_id=member_id)
                place = {"endpoint": f"https://push.example.org/{new_id()}", "device": new_id(), "agent": ""}
                Way.by_push(member, **place, **KEYS)
                Wish(member=member).choose(openings=True, hour=18)
                Way.keep_devices(member, [])

    all_at_once(work)
