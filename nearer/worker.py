"""`nearer worker`: what happens by the clock, in a process of its own that shows no pages. Any number may run."""

from __future__ import annotations

import signal
from typing import Any

from django.db import connection

from nearer import metrics
from nearer.jobs import JOBS, due
from nearer.live.ready import is_migrated
from nearer.scheduler import Scheduler

NOT_HERE = (
    "With SQLite Nearer is exactly one process, and `nearer serve` does by itself what a worker would. "
    "For workers beside it, name a PostgreSQL in DATABASE_URL."
)


NOT_YET = "The database is not up to date. Run `nearer migrate` first."


class NotHere(Exception):
    """The database is one that a second process must not write to, or not up to date."""


def run() -> None:
    """Does what is due until SIGINT or SIGTERM; the present piece is done to its end.

    raises: NotHere.
    """
    if connection.vendor != "postgresql":
        raise NotHere(NOT_HERE)
    if not is_migrated():
        raise NotHere(NOT_YET)
    scheduler = Scheduler(JOBS)

    def end(_signal: int, _frame: Any) -> None:
        scheduler.end()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
    metrics.metrics.gauge("nearer_jobs_due", "What waits for the clock, up to ten thousand each.", due, label="job")
    metrics.show()
    print("The worker is ready: it does what is due. Ctrl+C stops it.", flush=True)
    scheduler.run()
