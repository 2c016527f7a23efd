from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

import nearer.clock
from tests.conftest import Clock

from .world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Ada, Ben and the stranger Eve, made once for a module: what its tests ask leaves nothing behind."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        clock = Clock()
        patch.setattr(nearer.clock, "_now", lambda: clock.moment)
        yield make_world(clock)
        transaction.set_rollback(True)
