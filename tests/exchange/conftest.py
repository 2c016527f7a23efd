from __future__ import annotations

from dataclasses import dataclass

import pytest

from nearer.exchange.models import Exchange
from tests.cast import Person, person
from tests.conftest import Clock


@dataclass
class Pair:
    """Ada, Ben and the stranger Eve."""

    ada: Person
    ben: Person
    eve: Person

    def exchange(self) -> Exchange:
        """The present exchange of Ada and Ben."""
        return Exchange.objects.present(self.ada.space)


@pytest.fixture
def pair(db: None, clock: Clock) -> Pair:
    ada = person("ada")
    return Pair(ada, person("ben", ada.space), person("eve"))
