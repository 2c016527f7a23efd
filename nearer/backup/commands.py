"""`nearer backup` and `nearer restore`: what they print, and whether it went well."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from . import Trouble, nightly
from .making import make
from .restoring import is_unfinished, restore

EVERY = 2.0
WAY_ROUND = (
    "Nothing was changed. Mend that and start again. Or, if you have a copy of your own, go on without one:\n"
    "  nearer migrate --without-backup"
)
HALF_RESTORED = "A restore was interrupted here. Run `nearer restore FILE` once more first; it begins anew."
TOO_NEW = "This database belongs to a newer Nearer than this one. Install that version again; nothing was changed."


class Telling:
    """How far it has come: now and then a line, for somebody who waits."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, how_far: str) -> None:
        if time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            print(how_far, file=sys.stderr, flush=True)


def backup(file: Path) -> int:
    """One copy, where somebody wants it."""
    try:
        made = make(file, Telling())
    except Trouble as trouble:
        print(f"No copy was made. {trouble}", file=sys.stderr)
        return 1
    nightly.note(file)
    print(made)
    return 0


def put_back(file: Path) -> int:
    """A copy in place of nothing."""
    try:
        print(restore(file, Telling()))
    except Trouble as trouble:
        print(f"Nothing was put back. {trouble}", file=sys.stderr)
        return 1
    return 0


def before_migrating(without_backup: bool) -> bool:
    """Whether the upgrade may go on: a copy was made, or none is needed."""
    if is_unfinished():
        print(HALF_RESTORED, file=sys.stderr)
        return False
    try:
        said = nightly.before_upgrade(Telling(), without_backup)
    except nightly.TooNew:
        print(TOO_NEW, file=sys.stderr)
        return False
    except Trouble as trouble:
        print(f"No copy could be made before the upgrade. {trouble}\n{WAY_ROUND}", file=sys.stderr)
        return False
    if said:
        print(said, flush=True)
    return True
