from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from nearer.catalogue import catalogue
from nearer.people.models import Member
from nearer.together.models import Sitting
from nearer.together.models.sitting import now_ms
from tests.cast import Person, new_id, person
from tests.conftest import Clock

GENTLE = "five-five-five"
TOUCH = "touch-in-turns"


def coded(session: str) -> str:
    """How addresses name a session."""
    found = catalogue().session(session)
    return found.code if found is not None else session


@dataclass
class Pair:
    """Ada, Ben and the stranger Eve."""

    ada: Person
    ben: Person
    eve: Person

    def begins(self, one: Person, session: str = GENTLE, **parts: Any) -> Any:
        """One of them posts a beginning."""
        how = {"id": new_id(), "session": coded(session), "place": "two", "first": 1}
        return one.post("sittings/", how | parts)

    def sitting(self, session: str = GENTLE) -> Sitting:
        """A sitting of Ada and Ben, just begun by Ada."""
        assert self.begins(self.ada, session).status_code == 302
        return Sitting.objects.get(space=self.ada.space, ended_on=None)


def move(one: Person, sitting: Sitting, **parts: Any) -> Any:
    """A tap of one of them; returns the answer."""
    how = {"id": new_id(), "kind": "to", "step": 0, "onto": 1, "at": now_ms(), "after": 0}
    return one.post(f"sittings/{sitting.pk}/moves/", how | parts)


def lighter(one: Person, pace: int = 1) -> None:
    """This member's pace from now on."""
    Member.objects.filter(pk=one.member.pk).update(pace=pace)


def steps_that(session: str, **wanted: Any) -> list[int]:
    found = catalogue().session(session)
    assert found is not None
    return [
        number
        for number, each in enumerate(found.played())
        if all(getattr(each.step, name) == value for name, value in wanted.items())
    ]


@pytest.fixture
def pair(db: None, clock: Clock) -> Pair:
    ada = person("ada")
    return Pair(ada, person("ben", ada.space), person("eve"))
