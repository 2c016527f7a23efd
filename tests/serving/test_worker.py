"""`nearer worker` where it has no place."""

from __future__ import annotations

import os

import pytest

from tests.running import Workshop

from .test_program import nearer


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about SQLite")
def test_a_worker_beside_sqlite_refuses_in_a_sentence(workshop: Workshop) -> None:
    with workshop.server() as server:
        started = nearer(server.data, "worker")
    assert started.returncode == 1
    assert "exactly one process" in started.stderr
    assert "Traceback" not in started.stderr
