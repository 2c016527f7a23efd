"""How many due reminders two workers claim a second. Prints JSON; DATABASE_URL names who is called when.

python -m bench.reminders SECONDS

A claim is what the product does by its clock (`Wish.call_due`), whole: who is due, where they are and whether they
pause, what follows by their clocks, the call for each of their devices, and the commit. Workers and PostgreSQL share
the machine. A checkpoint comes just before the run, so each page that is touched is logged whole the first time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from multiprocessing import get_context
from typing import NamedTuple

from .serving import cpu_ms

WORKERS = 2
READY = 5.0  # seconds until all have begun

DUE = """UPDATE calling_wish SET called_on = NULL, next_reminder_at =
now() + CASE WHEN random() < 0.2 THEN -random() * interval '5 minutes' ELSE random() * interval '1 day' END"""


class Claimed(NamedTuple):
    """Of one worker: how many, in how many seconds, and milliseconds of processor of it and its PostgreSQL process."""

    number: int
    seconds: float
    cpu_ms: float


def main() -> None:
    """A fifth of all is due by now, in no order; claims until the time is up."""
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(DUE)
        cursor.execute("VACUUM ANALYZE calling_wish")
        cursor.execute("CHECKPOINT")
    connection.close()
    seconds, begin = float(sys.argv[1]), time.time() + READY
    with get_context("spawn").Pool(WORKERS) as workers:
        each = workers.starmap(claim, [(begin, seconds)] * WORKERS, chunksize=1)
    per_second = sum(one.number / one.seconds for one in each)
    cpu_us = 1000 * sum(one.cpu_ms for one in each) / sum(one.number for one in each)
    print(json.dumps({"reminders_claimed_per_s": per_second, "reminder_claimed_cpu_us": cpu_us}))


def claim(begin: float, seconds: float) -> Claimed:
    """What one worker claims, from a moment on that is the same for all."""
    import django

    django.setup()
    from django.db import connection

    from nearer.calling.models import Wish

    assert Wish.call_due()  # connects, and builds what is built once
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        both = os.getpid(), cursor.fetchone()[0]
    time.sleep(max(0.0, begin - time.time()))
    number, began, before = 0, time.monotonic(), sum(map(cpu_ms, both))
    while (took := time.monotonic() - began) < seconds:
        found = Wish.call_due()
        assert found, "all that was due is claimed: make more of them"
        number += found
    return Claimed(number, took, sum(map(cpu_ms, both)) - before)


if __name__ == "__main__":
    main()
