from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from nearer.letters.models import Letter
from nearer.scheduler import Scheduler
from nearer.spaces.models import Membership
from tests.cast import Person, box, envelope, new_id, person
from tests.conftest import Clock


def let_the_clock_act() -> None:
    """One look of the scheduler."""
    Scheduler([Letter.objects.deliver_due]).do_what_is_due()


def letter(**parts: Any) -> dict[str, Any]:
    """The fields of one post of a letter, given at once unless said otherwise."""
    return envelope() | {"when": "now", "paper": "plain"} | parts


def with_cover(**parts: Any) -> dict[str, Any]:
    """The same, with words on its envelope."""
    return letter(cover=new_id(), cover_box=box()) | parts


def for_day(day: date | str, hour: int = 8, **parts: Any) -> dict[str, Any]:
    """A letter for an hour of the reader's."""
    return with_cover(when="date", day=str(day), hour=hour) | parts


def seqs(one: Person) -> list[int]:
    """How many changes each of the two could have seen, by seat."""
    return list(Membership.objects.filter(space=one.space).order_by("seat").values_list("seq", flat=True))


@dataclass
class Pair:
    """Ada, Ben and the stranger Eve."""

    ada: Person
    ben: Person
    eve: Person

    def gives(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Ada gives Ben a letter; what she posted."""
        answer: HttpResponse = self.ada.post("letters/", fields)
        assert answer.status_code == 204, answer.content
        return fields

    def opens(self, fields: dict[str, Any]) -> HttpResponse:
        """Ben taps its envelope."""
        return self.ben.post(f"letters/{fields['id']}/openings/")


@pytest.fixture
def pair(db: None, clock: Clock) -> Pair:
    ada = person("ada")
    return Pair(ada, person("ben", ada.space), person("eve"))
