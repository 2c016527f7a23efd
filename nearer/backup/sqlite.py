"""Rows of SQLite: copied while the product writes, looked at, put in place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from . import Tell, Trouble, size
from .archive import SQLITE
from .place import need_room
from .rows import LEFT_OUT, MIGRATIONS, Rows, photos_in

NOT_SOUND = "The database in this copy is not sound, so it counts for nothing."


def live() -> Path:
    """The file that the product writes to."""
    return Path(connection.settings_dict["NAME"])


def copied(work: Path, tell: Tell) -> Rows:
    """A copy of one moment. What is left out leaves no byte behind: the copy is written anew without it."""
    source = live()
    tell(f"Copying the rows ({size(source.stat().st_size)}).")
    need_room(work, 2 * source.stat().st_size, "copying the database")
    whole, clean = work / "whole.sqlite3", work / SQLITE
    original = sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True)
    with closing(original), closing(sqlite3.connect(whole)) as copy:
        original.backup(copy, pages=-1)  # in one go: a slower way begins anew at every write and may never end
        copy.execute("PRAGMA journal_mode=DELETE")
        for table in set(LEFT_OUT) & set(_tables(copy)):
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608
        copy.commit()
        copy.execute("VACUUM INTO ?", [str(clean)])
    whole.unlink()
    return looked_at(clean)


def looked_at(file: Path) -> Rows:
    """What is in a copied database. Raises Trouble where it is damaged."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Trouble(NOT_SOUND)
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise Trouble(NOT_SOUND)
            tables = _tables(copy)
            counts = {table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}  # noqa: S608
            migrations = [name for (name,) in copy.execute(MIGRATIONS)]
            photos = sorted(name for (name,) in copy.execute(photos_in(tables)))
    except sqlite3.DatabaseError as error:
        raise Trouble(NOT_SOUND) from error
    return Rows(file, sqlite3.sqlite_version, migrations, counts, photos)


def _tables(database: sqlite3.Connection) -> list[str]:
    found = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for (name,) in database.execute(found)]
