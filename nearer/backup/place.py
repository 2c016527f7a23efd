"""Where copying happens: a folder of its own in the data folder, one at a time, empty again afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from . import NoRoom, Trouble, size

try:
    import fcntl
except ImportError:  # where there is no such lock, the one who runs it starts one at a time
    fcntl = None  # type: ignore[assignment]

BUSY = "Another copy is being made or put back at this moment. Wait until it is done."


@contextmanager
def alone(folder: str) -> Iterator[Path]:
    """An empty folder in the data folder; what one that was killed has left there is gone.

    raises: Trouble while another process copies here.
    """
    data = Path(settings.DATA)
    held = os.open(data, os.O_RDONLY) if fcntl else None
    try:
        if held is not None:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(BUSY) from None
        work = data / folder
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        if held is not None:
            os.close(held)


def need_room(where: Path, wanted: int, what: str) -> None:
    """Raises NoRoom where the disk has less than that free."""
    free = shutil.disk_usage(where).free
    if free < wanted:
        says = f"There is not enough room for {what}: it takes about {size(wanted)}, and {where} has {size(free)} left."
        raise NoRoom(where, says)


def sync(folder: Path) -> None:
    """What was renamed into this folder stays so after a power cut."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
