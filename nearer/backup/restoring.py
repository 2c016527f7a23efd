"""Putting a copy back: only where nothing is yet, only when all of it fits its digests, whole or not at all.

Everything is laid out in a folder of its own and brought up to this version there. Then it is moved into place, the
rows last. A mark says what is being moved, so that a restore that was killed is undone by the next one.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader

from nearer.photos.files import store

from . import Tell, Trouble, size
from .archive import KEYS, PHOTOS, Archive, Manifest, opened
from .making import look_at_rows
from .place import alone, need_room, sync

WORK = "restoring"
MARK = "restoring.json"


@dataclass
class Restored:
    """What was put back."""

    manifest: Manifest

    def __str__(self) -> str:
        made, photos = self.manifest.made_at, len(self.manifest.photos)
        said = [f"The copy of {made[:10]} is in place" + (f", with {photos} photos." if photos else ".")]
        if self.manifest.missing:
            said.append(f"{len(self.manifest.missing)} photos were not in it; they were missing when it was made.")
        if self.manifest.photos_elsewhere:
            said.append("Photos lay in a store of their own (NEARER_PHOTOS): set that again.")
        if self.manifest.own_words:
            said.append("There was a folder of own words (NEARER_CONTENT): bring that along too.")
        said.append("Everybody signs in once more, with their password.")
        said.append("If you only look at it, beside the live one: `nearer serve --still` calls nobody.")
        return "\n".join(said)


def restore(file: Path, tell: Tell) -> Restored:
    """Puts a copy in place of nothing.

    raises: Trouble; then everything is as it was before.
    """
    try:
        with alone(WORK) as work:
            undo_unfinished()
            with opened(file) as archive:
                _check_that_it_fits(archive.manifest)
                _check_that_nothing_is_here(archive)
                need_room(Path(settings.DATA), 2 * file.stat().st_size, "the copy")
                _lay_out(archive, work, tell)
                tell("Putting it in place.")
                _move(archive, work)
                return Restored(archive.manifest)
    except OSError as error:
        raise Trouble(f"{error.filename or file}: {error.strerror or error}.") from error


def undo_unfinished() -> None:
    """What a restore that was killed had moved already goes again, unless its last step was done."""
    mark, data = Path(settings.DATA) / MARK, Path(settings.DATA)
    if not mark.exists():
        return
    if not has_database():
        for name in set(json.loads(mark.read_text())) - set(KEYS):  # a key that is here is never taken away
            place = data / name
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    mark.unlink()


def is_unfinished() -> bool:
    """Whether a restore was killed in its last steps."""
    return (Path(settings.DATA) / MARK).exists() and not has_database()


def has_database() -> bool:
    """Whether there is a database with something in it."""
    if connection.vendor == "sqlite":
        from .sqlite import live

        # A journal of a database that is gone would be played into the one that is put in its place.
        return any(live().with_name(live().name + end).exists() for end in ("", "-wal", "-shm", "-journal"))
    from .postgresql import is_empty

    return not is_empty()


def _check_that_it_fits(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        theirs, ours = ("SQLite", "PostgreSQL") if manifest.engine == "sqlite" else ("PostgreSQL", "SQLite")
        change = "leave DATABASE_URL out" if manifest.engine == "sqlite" else "name an empty database in DATABASE_URL"
        raise Trouble(f"This copy is of {theirs}, and this Nearer is set to {ours}. To put it back, {change}.")
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    if set(manifest.migrations) - known:
        raise Trouble(
            f"This copy was made by a newer Nearer ({manifest.version}) than this one. Update Nearer, then try again."
        )
    if manifest.photos and not isinstance(store(), FileSystemStorage):
        raise Trouble(
            "This copy holds photos, and NEARER_PHOTOS names a store. Leave NEARER_PHOTOS out, restore, copy the "
            "folder `photos` into the store, then set it again."
        )


def _check_that_nothing_is_here(archive: Archive) -> None:
    data = Path(settings.DATA)
    elsewhere = "Name a fresh data folder with NEARER_DATA, or move the present one away, then try again."
    if has_database():
        if connection.vendor == "postgresql":
            elsewhere = "Name an empty database in DATABASE_URL, then try again."
        raise Trouble(f"There is a database here already, and it was not touched. {elsewhere}")
    photos = data / "photos"
    if photos.is_dir() and any(photos.iterdir()):
        raise Trouble(f"There are photos in {photos} already, and they were not touched. {elsewhere}")
    for name in KEYS:  # every command makes one, so in a fresh folder there is one too; it has signed nothing yet
        if name in archive.manifest.files and (data / "static").exists() and not _is_the_same(archive, name):
            raise Trouble(
                f"{data} is the data folder of another Nearer: its {name} is not the one of this copy, and was not "
                "touched. Name a fresh data folder with NEARER_DATA, then try again."
            )


def _is_the_same(archive: Archive, name: str) -> bool:
    """Whether a file of the data folder is the one in the copy."""
    here = Path(settings.DATA) / name
    return here.exists() and here.read_bytes() == b"".join(archive.chunks(name))


def _lay_out(archive: Archive, work: Path, tell: Tell) -> None:
    """Every file out of the archive, each with the digest it should have; rows brought up to this version."""
    manifest = archive.manifest
    tell(f"Looking at the rows ({size(manifest.files[manifest.database][0])}).")
    look_at_rows(archive, work)
    others = [name for name in manifest.files if name != manifest.database]
    for number, name in enumerate(others, 1):
        tell(f"Taking out files: {number} of {len(others)}.")
        target = work / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        archive.take_out(name, target)
    if manifest.engine == "sqlite":
        tell("Bringing the rows up to this version.")
        _migrate_in(work / manifest.database)


def _migrate_in(file: Path) -> None:
    """Migrations run on the file that is laid out, so that one that fails leaves nothing behind."""
    connections.close_all()
    place: dict[str, Any] = connection.settings_dict
    before, place["NAME"] = place["NAME"], str(file)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise Trouble(f"The rows could not be brought up to this version: {error}") from error
    finally:
        connections.close_all()  # the last one to close leaves one tidy file
        place["NAME"] = before


def _move(archive: Archive, work: Path) -> None:
    manifest, data = archive.manifest, Path(settings.DATA)
    photos = [f"{PHOTOS}{folder.name}" for folder in (work / "photos").iterdir()] if manifest.photos else []
    moved = [*photos, *(name for name in KEYS if (work / name).exists())]
    _write_mark(data / MARK, moved)
    try:
        (data / "photos").mkdir(mode=0o700, exist_ok=True)
        for name in moved:
            shutil.move(work / name, data / name)  # photos may lie on a disk of their own
            if (data / name).is_dir():
                sync(data / name)
        sync(data / "photos")
        if manifest.engine == "sqlite":
            from .sqlite import live

            (work / manifest.database).rename(live())
        else:
            from . import postgresql

            postgresql.restore(archive.chunks(manifest.database), manifest.server)
        sync(data)
    except BaseException:
        undo_unfinished()
        raise
    (data / MARK).unlink()
    if manifest.engine == "postgresql":
        _migrate_here()


def _migrate_here() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise Trouble(
            f"The copy is in place, but bringing it up to this version failed: {error}\n"
            "Nothing is lost. Mend what it says, then run `nearer migrate`."
        ) from error
    finally:
        connections.close_all()


def _write_mark(mark: Path, moved: list[str]) -> None:
    with mark.open("w") as file:
        json.dump(moved, file)
        file.flush()
        os.fsync(file.fileno())
    sync(mark.parent)
