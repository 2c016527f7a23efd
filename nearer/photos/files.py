"""The files of pictures. A row names each; what none names any more, or not yet, is noted as loose and goes soon.

So no request waits for a store to delete, and a store that fails, or a program that is killed between file and row,
leaves nothing for good. Nothing is taken away that was not noted here: the store may hold other things.
"""

from __future__ import annotations

import logging
import os
from datetime import UTC, date, datetime, time, timedelta
from secrets import token_urlsafe
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models, transaction

from nearer.clock import today

log = logging.getLogger(__name__)

ON_ITS_WAY = timedelta(days=2)
"""So long a file may wait for its row: it takes seconds, and by whole days nothing is told of the hour."""
LATER = timedelta(days=1)


def store() -> Storage:
    """Where the pictures lie."""
    return storages["photos"]


class Loose(models.Model):
    """A file that no row names. It goes on `due_on`."""

    file = models.CharField(primary_key=True, max_length=120)
    space = models.CharField(max_length=22)
    due_on = models.DateField(db_index=True)

    objects: ClassVar[models.Manager[Loose]] = models.Manager()

    @classmethod
    def put(cls, space_id: str, picture: str, day: date) -> str:
        """Write a picture's box into a file that tells the day at most: -> its name. It is loose until `is_named`."""
        # Nobody who posts has a say in the name: some stores write over what has the same one.
        name = f"{space_id}/{token_urlsafe(16)}"
        with transaction.atomic():
            cls.objects.create(file=name, space=space_id, due_on=today() + ON_ITS_WAY)
        if store().save(name, ContentFile(picture.encode())) != name:
            raise RuntimeError("two files drew the same name")
        _forget_the_hour(name, day)
        return name

    @classmethod
    def is_named(cls, space_id: str, file: str) -> None:
        """A row names it now. Call it in the transaction of that row."""
        cls.objects.filter(space=space_id, file=file).delete()

    @classmethod
    def hasten(cls, space_id: str, file: str) -> None:
        """If no row names it by now, none will."""
        with transaction.atomic():
            cls.objects.filter(space=space_id, file=file).update(due_on=today())

    @classmethod
    def leave(cls, space_id: str, file: str) -> None:
        """The row of this file goes, so the file goes soon. Call it in the transaction."""
        cls.objects.update_or_create(space=space_id, file=file, defaults={"due_on": today()})

    @classmethod
    def take_away_due(cls, limit: int = 100) -> int:
        """Delete up to `limit` files that are due; returns how many went. A job of the scheduler.

        Where the store fails, all that is due waits until tomorrow.
        """
        due = list(cls.objects.filter(due_on__lte=today())[:limit])
        for one in due:
            try:
                store().delete(one.file)
            except Exception:  # whatever a store elsewhere raises
                log.exception("files of photos that are not needed any more could not be deleted; tomorrow once more")
                cls.objects.filter(due_on__lte=today()).update(due_on=today() + LATER)
                return 0
            cls.is_named(one.space, one.file)
        return len(due)


def _forget_the_hour(name: str, day: date) -> None:
    """A file tells the day at most of what may be a private act, as rows do. Stores elsewhere say what they say."""
    try:
        path = store().path(name)
    except NotImplementedError:
        return
    start = datetime.combine(day, time.min, UTC).timestamp()
    os.utime(path, (start, start))
