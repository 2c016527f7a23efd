"""What both databases have in common when their rows are copied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from . import Tell

LEFT_OUT = (
    "spaces_invitation",  # whoever had its link could still join from an old copy
    "django_session",  # a sign-in ends when it ends: a copy lets nobody in, and opens no device
    "usersessions_usersession",
    "people_pinsecret",  # belongs to one sign-in
    "live_beat",  # about this machine
    "backup_copy",
)
"""Tables whose rows are in no copy."""

HOLDERS = ("photos_photo", "photos_snapshot")
"""Tables whose `file` names a photo."""
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


@dataclass
class Rows:
    """The rows of one moment, in a file of their own."""

    file: Path
    server: str
    migrations: list[str]
    counts: dict[str, int]
    photos: list[str]


def copied(work: Path, tell: Tell) -> Rows:
    """The rows as they are now, without what is left out. Raises Trouble."""
    if connection.vendor == "sqlite":
        from . import sqlite as engine
    else:
        from . import postgresql as engine  # type: ignore[no-redef]
    return engine.copied(work, tell)


def photos_in(tables: list[str]) -> str:
    """SQL that gives the names of all photos."""
    holders = [table for table in HOLDERS if table in tables]
    return " UNION ".join(f'SELECT file FROM "{table}"' for table in holders) or "SELECT '' WHERE 1 = 0"  # noqa: S608
