"""Making a copy: rows first, then the photos they name, into one file that is opened before it counts."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection

from nearer import clock
from nearer.photos.files import store

from . import Tell, Trouble, size
from .archive import KEYS, PHOTO, PHOTOS, Archive, Manifest, Writer, opened
from .place import alone, need_room, sync
from .rows import Rows, copied

WORK = "copying"


@dataclass
class Made:
    """A copy that was opened and found whole."""

    file: Path
    size: int
    photos: int
    missing: int

    def __str__(self) -> str:
        photos = f", {self.photos} photos" if self.photos else ""
        lost = f"\n{self.missing} photos were not there: taken away just now, or lost." if self.missing else ""
        return f"{self.file}: {size(self.size)}{photos}. It was opened again and is whole.{lost}"


def make(target: Path, tell: Tell, *, replace: bool = False) -> Made:
    """A copy of everything in a new file, whole or not at all; the product may run and write meanwhile.

    raises: Trouble.
    """
    if target.exists() and not replace:
        raise Trouble(f"{target} is there already. Choose another name.")
    if not target.parent.is_dir():
        raise Trouble(f"The folder {target.parent} is not there. Make it first.")
    part = target.with_name(f"{target.name}.part")
    try:
        with alone(WORK) as work:
            try:
                return _made(target, part, work, tell)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise Trouble(f"{error.filename or target}: {error.strerror or error}.") from error


def _made(target: Path, part: Path, work: Path, tell: Tell) -> Made:
    rows = copied(work, tell)
    need_room(target.parent, _bytes_of(rows), "the copy")
    with suppress(FileNotFoundError):
        part.unlink()
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        manifest = _write(file, rows, tell)
        file.flush()
        os.fsync(file.fileno())
    rows.file.unlink()
    _look_at(part, work, tell)
    part.replace(target)
    sync(target.parent)
    return Made(target, target.stat().st_size, len(manifest.photos), len(manifest.missing))


def _write(file: IO[bytes], rows: Rows, tell: Tell) -> Manifest:
    writer = Writer(file)
    is_here = isinstance(store(), FileSystemStorage)
    manifest = Manifest(
        version=version("nearer"),
        made_at=clock.now().isoformat(timespec="seconds"),
        engine=connection.vendor,
        server=rows.server,
        migrations=rows.migrations,
        rows=rows.counts,
        photos_elsewhere=not is_here,
        own_words=bool(os.environ.get("NEARER_CONTENT")),
    )
    _add(writer, manifest.database, rows.file)
    for name in KEYS:
        _add(writer, name, Path(settings.DATA) / name)
    for number, name in enumerate(rows.photos if is_here else [], 1):
        tell(f"Photos: {number} of {len(rows.photos)}.")
        if not (PHOTO.fullmatch(name) and _add(writer, f"{PHOTOS}{name}", Path(store().path(name)))):
            manifest.missing.append(name)
    writer.close(manifest)
    return manifest


def _add(writer: Writer, name: str, path: Path) -> bool:
    """Whether it was there."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return False
    with source:
        writer.add(name, source)
    return True


def _look_at(part: Path, work: Path, tell: Tell) -> None:
    """Opens what was written, as whoever needs it one day will. Raises Trouble where something is not as it was."""
    with opened(part) as archive:
        look_at_rows(archive, work)
        others = [name for name in archive.manifest.files if name != archive.manifest.database]
        for number, name in enumerate(others, 1):
            tell(f"Looking at the copy: {number} of {len(others)}.")
            for _chunk in archive.chunks(name):
                pass


def look_at_rows(archive: Archive, work: Path) -> None:
    """Opens the database in an archive and counts. SQLite's file lies in `work` then. Raises Trouble."""
    manifest = archive.manifest
    if manifest.engine == "sqlite":
        from .sqlite import looked_at

        archive.take_out(manifest.database, work / manifest.database)
        found = looked_at(work / manifest.database).counts
    else:
        from .postgresql import counted

        found = counted(archive.chunks(manifest.database), manifest.server)
    if {table: rows for table, rows in found.items() if rows} != {t: rows for t, rows in manifest.rows.items() if rows}:
        raise Trouble("The rows in this copy are not those that it should hold, so it counts for nothing.")


def _bytes_of(rows: Rows) -> int:
    total = rows.file.stat().st_size
    path: Callable[[str], str] = store().path
    for name in rows.photos:
        with suppress(OSError, NotImplementedError):
            total += Path(path(name)).stat().st_size
    return total
