"""How many due reminders two workers claim a second. Prints the number; DATABASE_URL names who is called when.

python -m bench.reminders SECONDS
"""

from __future__ import annotations

import sys
import time
from multiprocessing import get_context

WORKERS = 2
READY = 5.0  # seconds until all have begun

DUE = """UPDATE calling_wish SET called_on = NULL, next_reminder_at =
now() + CASE WHEN random() < 0.2 THEN -random() * interval '5 minutes' ELSE random() * interval '1 day' END"""


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
        claimed = workers.starmap(claim, [(begin, seconds)] * WORKERS, chunksize=1)
    print(sum(claimed))


def claim(begin: float, seconds: float) -> float:
    """What one worker claims a second, from a moment on that is the same for all."""
    import django

    django.setup()
    from nearer.calling.models import Wish

    assert Wish.call_due()  # connects, and builds what is built once
    time.sleep(max(0.0, begin - time.time()))
    claimed, began = 0, time.monotonic()
    while (took := time.monotonic() - began) < seconds:
        found = Wish.call_due()
        assert found, "all that was due is claimed: make more of them"
        claimed += found
    return claimed / took


if __name__ == "__main__":
    main()
