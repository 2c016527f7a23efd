"""What happens by the clock goes on after the database threw its connection away."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from nearer import scheduler
from tests.running import eventually


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_broken_connection_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def job() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            seen.append(cursor.fetchone()[0])
        return 0

    monkeypatch.setattr(scheduler, "EVERY", 0.01)
    running = scheduler.Scheduler([job])
    running.start()
    try:
        eventually(lambda: bool(seen))
        first = seen[0]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [first])
        eventually(lambda: any(pid != first for pid in list(seen)))
    finally:
        running.stop()
