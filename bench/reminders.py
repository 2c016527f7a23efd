"""How many due reminders one worker claims a second. Prints the number; DATABASE_URL names who is called when.

python -m bench.reminders SECONDS
"""

from __future__ import annotations

import sys
import time

DUE = """UPDATE calling_wish SET called_on = NULL, next_reminder_at =
now() + CASE WHEN random() < 0.2 THEN -random() * interval '5 minutes' ELSE random() * interval '1 day' END"""


def main() -> None:
    """A fifth of all is due by now, in no order; claims until the time is up."""
    import django

    django.setup()
    from django.db import connection

    from nearer.calling.models import Wish

    with connection.cursor() as cursor:
        cursor.execute(DUE)
        cursor.execute("VACUUM ANALYZE calling_wish")
    claimed, began = 0, time.monotonic()
    while time.monotonic() - began < float(sys.argv[1]):
        found = Wish.call_due()
        assert found, "all that was due is claimed: make more of them"
        claimed += found
    print(claimed / (time.monotonic() - began))


if __name__ == "__main__":
    main()
