from __future__ import annotations

import pytest

from tests.cast import Person, person
from tests.conftest import Clock


@pytest.fixture
def ada(db: None, clock: Clock) -> Person:
    return person("ada")


@pytest.fixture
def ben(ada: Person) -> Person:
    """The other one in Ada's space."""
    return person("ben", ada.space)
