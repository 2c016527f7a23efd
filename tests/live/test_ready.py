"""Alive is one thing, ready another: a database that answers and is up to date, and somebody who looks at the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nearer.jobs import JOBS, seen_lately
from nearer.live import ready
from nearer.live.models import Beat
from nearer.scheduler import Scheduler

pytestmark = pytest.mark.django_db


def answer() -> tuple[int, str]:
    response = Client().get("/readyz")
    return response.status_code, response.content.decode()


def test_it_is_ready_once_somebody_has_looked_for_what_is_due() -> None:
    status, says = answer()
    assert status == 503
    assert "clock" in says
    assert not seen_lately()
    Scheduler(JOBS).do_what_is_due()
    assert seen_lately()
    assert answer() == (200, "ready")


@pytest.mark.parametrize("off", [timedelta(minutes=-4), timedelta(minutes=4)])
def test_a_beat_of_long_ago_or_of_a_clock_that_was_wrong_counts_no_more(off: timedelta) -> None:
    Beat.strike()
    Beat.objects.update(at=timezone.now() + off)
    assert not seen_lately()
    assert answer()[0] == 503
    Beat.strike()
    assert seen_lately()


def test_a_look_writes_once_a_minute_however_many_look() -> None:
    Beat.strike()
    with CaptureQueriesContext(connection) as queries:
        assert [Beat.strike() for _ in range(3)] == [0, 0, 0]
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT"] * 3


def test_tables_that_are_not_up_to_date_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    Beat.strike()
    monkeypatch.setattr(ready, "_known", set())
    monkeypatch.setattr(ready, "is_migrated", lambda: False)
    status, says = answer()
    assert status == 503
    assert "nearer migrate" in says


def test_without_a_database_it_is_alive_and_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> bool:
        raise DatabaseError("the words of the database")

    monkeypatch.setattr(Beat, "seen_lately", gone)
    status, says = answer()
    assert status == 503
    assert "words of the database" not in says
    assert Client().get("/healthz").status_code == 200
