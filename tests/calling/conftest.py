"""People who want to be called, and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nearer.calling.models import Call, Way, Wish
from nearer.people.models import Member
from tests.cast import new_id
from tests.conftest import Clock

from .push_service import PushService, push_service

KEYS = {"p256dh": "k", "auth": "a"}
"""None at all: for calls that are not brought."""


def way(member: Member, **parts: Any) -> Way:
    """A browser of this member that takes calls."""
    Way.by_push(
        member,
        **{"endpoint": f"https://push.example.org/{new_id()}", "device": new_id(), "agent": ""} | KEYS | parts,
    )
    return Way.objects.filter(member=member).latest("pk")


def wants(member: Member, **chosen: Any) -> Wish:
    """This member chose: as usual, but for this."""
    Wish.of(member).choose(**chosen)
    return Wish.objects.get(member__public_id=member.public_id)


def until_nothing_is_due(job: Callable[[], int]) -> int:
    """What the scheduler does with a job."""
    done = 0
    while found := job():
        done += found
    return done


def called() -> set[str]:
    """Who is being called."""
    return {call.way.member_id for call in Call.objects.select_related("way")}


@pytest.fixture
def service(clock: Clock, settings: Any) -> Iterator[PushService]:
    """A push service that goes by the test's clock."""
    with push_service() as running:
        running.now = lambda: clock.moment.timestamp()
        settings.PUSH_ALLOWED = [running.origin]
        yield running
