"""Copies that nobody has to think of: each night, and before an upgrade changes the rows."""

from __future__ import annotations

import logging
import re
import threading
import time
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from nearer import clock
from nearer.live.ready import of_a_newer_version

from . import NoRoom, Tell, Trouble
from .models import Copy

if TYPE_CHECKING:
    from .making import Made

log = logging.getLogger(__name__)

NIGHTLY = re.compile(r"nearer-\d{4}-\d\d-\d\d(-\d+)?\.tar")
BEFORE = re.compile(r"nearer-before-upgrade-\d{4}-\d\d-\d\d-\d{6}\.tar")
BEFORE_KEPT = 3
FEWEST = 2
SIGN_OF_LIFE = 300.0
_at_work: list[threading.Thread] = []


class TooNew(Exception):
    """The database is of a newer version than this one."""


def begin_due() -> int:
    """A job of the scheduler: begins the copy of this night where it is due. It runs beside, and holds up nothing."""
    if not settings.BACKUPS_KEEP or any(thread.is_alive() for thread in _at_work) or not _somebody_is_here():
        return 0
    claimed = Copy.claim()
    if claimed is not None:
        thread = threading.Thread(target=_make, args=(claimed,), name="backup", daemon=True)
        _at_work[:] = [thread]
        thread.start()
    return 0


def _somebody_is_here() -> bool:
    """Since yesterday at least: nobody's first evening needs a copy."""
    from nearer.people.models import Member

    return Member.objects.filter(joined_on__lt=clock.today()).exists()


def _make(claimed: Copy) -> None:
    try:
        make_nightly(claimed)
    except Exception as error:
        log.error("The copy of this night failed: %s", type(error).__name__)
    finally:
        connections.close_all()


def make_nightly(claimed: Copy) -> None:
    """The copy of one night; older ones beyond the number to keep go. What went wrong is written into the row."""
    try:
        made = _made_where_there_is_room(claimed)
    except Trouble as trouble:
        claimed.failed(str(trouble))
        log.error("The copy of this night failed: %s", trouble)
        return
    claimed.succeeded(str(made.file), made.size)
    thin_out(NIGHTLY, settings.BACKUPS_KEEP)


def _made_where_there_is_room(claimed: Copy) -> Made:
    """Where the disk is too small for so many, the oldest go, but for the last two. Raises Trouble."""
    from .making import make

    while True:
        try:
            place = _place(claimed)
            return make(place, _holding(claimed), replace=place.exists())
        except NoRoom as full:
            there = len(_ours(NIGHTLY))
            if there <= FEWEST or full.where.stat().st_dev != folder().stat().st_dev:
                raise
            thin_out(NIGHTLY, there - 1)


def _place(claimed: Copy) -> Path:
    """Where the copy of this night goes. What lies there already is replaced only where this very copy was begun there
    before: another Nearer may use the folder, one that looks at a restored copy or the live one.
    """
    names = (f"nearer-{claimed.night}{end}.tar" for end in chain([""], (f"-{number}" for number in count(2))))
    place = next(place for place in map(folder().joinpath, names) if str(place) == claimed.file or not place.exists())
    claimed.begin(str(place))
    return place


def before_upgrade(tell: Tell, without_backup: bool) -> str:
    """A copy where an upgrade is about to change rows; what there is to say of it. Raises Trouble and TooNew."""
    from .making import make

    executor = MigrationExecutor(connection)
    if of_a_newer_version(executor):
        raise TooNew
    if without_backup or not executor.migration_plan(executor.loader.graph.leaf_nodes()) or not _has_rows():
        return ""
    name = f"nearer-before-upgrade-{clock.now():%Y-%m-%d-%H%M%S}.tar"
    made = make(folder() / name, tell)
    thin_out(BEFORE, BEFORE_KEPT)
    return f"A copy from before the upgrade: {made}"


def note(file: Path) -> None:
    """Remembers a copy that somebody asked for, where the database has a place for it."""
    try:
        Copy.note(str(file.resolve()), file.stat().st_size)
    except DatabaseError:
        connections.close_all()  # it is of a version that did not note them


def folder() -> Path:
    """Where copies lie that nobody names. Raises Trouble where the folder that was named is not there."""
    place = Path(settings.BACKUPS)
    if place == Path(settings.DATA) / "backups":
        place.mkdir(mode=0o700, exist_ok=True)
    if not place.is_dir():
        raise Trouble(f"NEARER_BACKUPS names {place}, which is not there. Make the folder, or plug its disk in.")
    return place


def thin_out(called: re.Pattern[str], keep: int) -> None:
    """The newest stay. What one that was killed has left unfinished goes."""
    ours = _ours(called)
    unfinished = [path for path in folder().glob("*.tar.part") if called.fullmatch(path.stem)]
    for path in [*ours[: max(0, len(ours) - keep)], *unfinished]:
        path.unlink(missing_ok=True)


def _ours(called: re.Pattern[str]) -> list[Path]:
    return sorted(path for path in folder().iterdir() if called.fullmatch(path.name))


def _has_rows() -> bool:
    with connection.cursor() as cursor:
        if "people_member" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT 1 FROM people_member LIMIT 1")
        return cursor.fetchone() is not None


def _holding(claimed: Copy) -> Tell:
    """Says nothing, and gives a sign of life now and then."""
    last = time.monotonic()

    def tell(_: str) -> None:
        nonlocal last
        if time.monotonic() - last > SIGN_OF_LIFE:
            last = time.monotonic()
            claimed.hold()

    return tell
