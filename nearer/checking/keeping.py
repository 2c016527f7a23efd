"""Mistakes with what is kept: the database, the copies of it, and who looks after the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from nearer import clock
from nearer.backup import Trouble
from nearer.backup.models import Copy
from nearer.backup.nightly import folder
from nearer.people.models import Member

from .finding import Finding

LATE = timedelta(days=2)
BY_HAND = timedelta(days=8)


def findings(runs: bool) -> Iterator[Finding]:
    """What is wrong with what is kept. `runs` says whether Nearer runs at this moment."""
    from nearer.jobs import seen_lately
    from nearer.live.ready import is_migrated

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        yield Finding("There is no database yet.", "`nearer migrate` makes it; so does `make run`.")
        return
    try:
        if not is_migrated():
            yield Finding("The database is not up to date.", "Run `nearer migrate`; it makes a copy first.")
            return
        yield from copies()
        if runs and not seen_lately():
            says = "Nobody looks after the clock: no question begins by itself, no letter arrives, nobody is called."
            yield Finding(says, "Restart Nearer, or start `nearer worker` beside it, and look into its log.")
    except DatabaseError as error:
        yield Finding(f"The database does not answer: {error}".strip(), "Start it, and look at DATABASE_URL.")


def copies() -> Iterator[Finding]:
    """Whether there is a copy of what the two have written."""
    now = clock.now()
    if not Member.objects.filter(joined_on__lt=(now - LATE).date()).exists():
        return  # nothing that is two days old
    last = Copy.last()
    when = f"since {last.ended_at:%Y-%m-%d}" if last and last.ended_at else "ever"
    if not settings.BACKUPS_KEEP:
        if last is None or last.ended_at is None or now - last.ended_at > BY_HAND:
            says = f"Nearer has made no copy {when}, and makes none by itself (NEARER_BACKUPS_KEEP is 0)."
            yield Finding(says, "If nothing else copies it, run `nearer backup FILE` each night.", wrong=False)
        return
    try:
        folder()
    except (Trouble, OSError) as trouble:
        yield Finding(f"Copies cannot be made: {trouble}", "docs/backup.md shows how to choose the folder.")
    failed = Copy.trouble_now()
    if failed:
        yield Finding(f"The last copy failed: {failed.trouble}", "Mend that; it is tried again each hour.")
    elif last is None or last.ended_at is None or now - last.ended_at > LATE:
        says = f"No copy was made {when}."
        yield Finding(says, "They are made while Nearer runs. Leave it running, or run `nearer backup FILE`.")
    if _on_one_disk():
        says = f"The copies lie on the same disk as what they are copies of ({settings.BACKUPS})."
        yield Finding(says, "Carry one to another place now and then, or name one in NEARER_BACKUPS.", wrong=False)


def _on_one_disk() -> bool:
    place = Path(settings.BACKUPS)
    return place.is_dir() and place.stat().st_dev == Path(settings.DATA).stat().st_dev
