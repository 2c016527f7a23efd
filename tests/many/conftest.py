"""A PostgreSQL, the one of this run or one of our own; tests of many nodes are left out where there is none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import postgres
import pytest

from tests.calling.push_service import PushService, push_service
from tests.running import Workshop

from .door import door
from .house import Many, nodes


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The DATABASE_URL of a running cluster."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    made = postgres.cluster()
    try:
        found = made.__enter__()
    except (OSError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"no PostgreSQL runs here: {error}")
    yield found
    made.__exit__(None, None, None)


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    """A push service to which all of them may send."""
    with push_service() as running:
        yield running


@pytest.fixture
def no_nodes(many: Many) -> Iterator[None]:
    """Workers alone, for one test."""
    for node in many.nodes:
        node.stop()
    yield
    for node in many.nodes:
        node.start()


@pytest.fixture(scope="module")
def many(url: str, workshop: Workshop, service: PushService) -> Iterator[Many]:
    """Two nodes and two workers behind one address."""
    started = nodes(workshop, url, NEARER_PUSH_ALLOWED=service.origin)
    with started as (two, environment), door([node.port for node in two]) as port:
        house = Many(two, environment, port)
        for _ in range(2):
            house.start_worker()
        try:
            yield house
        finally:
            for worker in house.workers:
                if worker.process.poll() is None:
                    worker.stop()
