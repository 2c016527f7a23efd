"""The file that one takes along, line by line: first who and which space, then rows, then pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator

from nearer.clock import today
from nearer.people.models import Keys
from nearer.spaces.models import Membership

from .held import Held
from .rows import pictures_of, rows_of

VERSION = 1


def lines_of(mine: Membership) -> Iterator[str]:
    """JSON, one thing a line. The rows are read before the first line is sent; pictures come one at a time.

    The first line says how many rows follow, so that half a file is known for what it is. Raises Refusal 409 after
    leaving, and while it is not said that the right person has joined.
    """
    mine.must_be_present()
    mine.must_know_each_other()
    keys = Keys.objects.get(member=mine.member)
    rows = [json.dumps(["row", label, row]) for label, row in rows_of(mine)]
    head = {
        "house": VERSION,
        "day": today().isoformat(),
        "member": mine.member_id,
        "kdf": keys.kdf,
        "wrapped": keys.wrapped,
        "recovery": keys.recovery,
        "keyring": keys.keyring,
        "revision": mine.member.ring_revision,
        "rows": len(rows),
        **Held.written(mine),
    }
    return _lines(json.dumps(head), rows, mine)


def _lines(head: str, rows: list[str], mine: Membership) -> Iterator[str]:
    for line in (head, *rows):
        yield line + "\n"
    for id, box in pictures_of(mine):
        yield json.dumps(["picture", id, box]) + "\n"
