from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from nearer.giving.models import Gift
from tests.cast import Person, envelope, person
from tests.conftest import Clock


@dataclass
class Pair:
    """Ada, Ben and the stranger Eve."""

    ada: Person
    ben: Person
    eve: Person

    def give(self, who: Person, place: str = "line", **parts: Any) -> Gift:
        """What `who` gives on the page at `place`."""
        fields = envelope(**parts)
        answer = who.post(f"giving/{place}/", fields)
        assert answer.status_code == 204, answer.content
        return Gift.objects.get(pk=fields["id"])


@pytest.fixture
def pair(db: None, clock: Clock) -> Pair:
    ada = person("ada")
    return Pair(ada, person("ben", ada.space), person("eve"))
