"""A photo: its thumbnail and its key in the row's box, the picture in a file of its own, under that key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _

from nearer.people.items import kinds
from nearer.sealed.models import Envelope, SealedItem, not_found
from nearer.spaces.models import Membership, Space
from nearer.spaces.models.alone import PrivateItem
from nearer.spaces.models.membership import the_other
from nearer.web.refusals import too_late

from .files import Loose, store

MOST = 8
"""Photos that go with one thing."""
PRIVATE_HOLDERS = ("journal",)
LETTER = "letter"
SHARED_HOLDERS = ("gift", LETTER)
WAITS = timedelta(days=2)
"""How long a photo that was sent ahead waits for its letter."""


class Picture(SealedItem):
    """What both kinds have. `content` is the id of what it goes with, so it cannot be shown beside anything else."""

    HAS_LARGER: ClassVar[bool] = True
    file = models.CharField(max_length=120)

    class Meta(SealedItem.Meta):
        abstract = True

    @classmethod
    def add(cls, mine: Membership, kind: str, holder: str, envelope: Envelope, picture: str) -> Self:
        """Store row and file once, beside the `kind` with the id `holder`. `picture` is a box.

        Raises Refusal as `check_holder` does, 409 for one too many, for an old key, and for an id of another photo.
        """
        place: dict[str, Any] = {"space": mine.space, "author_id": mine.member_id, "content": holder}
        known = cls.objects.filter(pk=envelope.id, **place).first()
        if known is not None:
            return known
        check_holder(mine, kind, holder)
        file = Loose.put(mine.space_id, picture, mine.space.day())
        try:
            with transaction.atomic():
                mine.space.hold()
                check_holder(mine, kind, holder)  # given or answered while the picture was on its way
                if cls.objects.filter(**place).exclude(pk=envelope.id).count() >= MOST:
                    raise too_late(_("There are as many photos here as fit. Take one away first."))
                kept, is_new = cls.keep(envelope, space_epoch=mine.space.epoch, **place, file=file)
                if is_new:
                    Loose.is_named(mine.space_id, file)
                mine.space.changed(only=None if kept.is_seen_by(the_other(mine)) else mine.member_id)
        finally:
            Loose.hasten(mine.space_id, file)
        return kept

    def put_back(self, picture: str) -> None:
        """Store the box of a picture whose file is lost or was not brought yet; where it is there, nothing changes.

        Nobody can put another picture there: its key and its place are in this row's own box.
        """
        if store().exists(self.file):
            return
        file = Loose.put(self.space_id, picture, self.day)
        with transaction.atomic():
            rows = type(self).objects.filter(space=self.space_id, pk=self.pk, file=self.file)
            if rows.update(file=file):
                Loose.is_named(self.space_id, file)

    def is_seen_by(self, other: Membership | None) -> bool:
        """Whether the other one of the two may look at it."""
        found = type(self).objects.filter(space=self.space_id, pk=self.pk)
        return other is not None and found.filter(self.open_to(other.member_id, self.space_id)).exists()

    @classmethod
    def keep(cls, envelope: Envelope, *, space_epoch: int, **place: Any) -> tuple[Self, bool]:
        """As every item; the same post again is the same photo, wherever its file lies."""
        by_author = cls.objects.filter(author__public_id=place["author_id"])
        known = by_author.filter(pk=envelope.id, content=place["content"]).first()
        return (known, False) if known else super().keep(envelope, space_epoch=space_epoch, **place)

    def larger(self) -> str:
        """The box of the whole picture, for an export; empty where its file is lost."""
        try:
            with store().open(self.file) as file:
                return str(file.read().decode())
        except FileNotFoundError:
            return ""


class Photo(Picture):
    """Goes with something given, and is seen where that is seen."""

    KIND: ClassVar[str] = "photo"
    space = models.ForeignKey(Space, models.CASCADE, related_name="photos")

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> Q:
        """Whatever the thing it goes with is open to."""
        found = Q(pk__in=[])
        for model in kinds():
            if model.KIND in SHARED_HOLDERS:
                open_ones = model._default_manager.filter(model.open_to(reader, space_id), space=space_id)
                found |= Q(Exists(open_ones.filter(pk=OuterRef("content"), author=OuterRef("author"))))
        return found

    @classmethod
    def go_along(cls, author: Membership, letter_id: str, photos: Collection[str]) -> None:
        """A letter is given, and these go along, no others: what was left out again goes. Call it in the transaction.

        Raises Refusal 409 where one of them is not there.
        """
        waiting = list(cls.objects.filter(space=author.space, author=author.member_id, content=letter_id))
        if set(photos) - {photo.pk for photo in waiting}:
            raise too_late(_("A photo did not get through. Give it once more."))
        for photo in waiting:
            if photo.pk not in photos:
                photo.take_back()

    @classmethod
    def forget_left_ones(cls, author: Membership) -> None:
        """Take away what this member once sent ahead for letters that were not given in the end."""
        left = cls.objects.filter(space=author.space, author=author.member_id, day__lt=author.space.day() - WAITS)
        for model in kinds():
            if model.KIND in SHARED_HOLDERS:
                left = left.exclude(content__in=model._default_manager.filter(space=author.space_id).values("pk"))
        for photo in left:
            photo.take_back()


class Snapshot(Picture, PrivateItem):
    """Goes with something of one's own."""

    KIND: ClassVar[str] = "snapshot"
    space = models.ForeignKey(Space, models.CASCADE, related_name="snapshots")


def kind_beside(kind: str) -> type[Picture]:
    """Which kind of photo goes with that kind of thing; raises Refusal 404 where none does."""
    if kind in PRIVATE_HOLDERS:
        return Snapshot
    if kind in SHARED_HOLDERS:
        return Photo
    raise not_found()


def check_holder(mine: Membership, kind: str, holder: str) -> None:
    """Whether a photo may go with something of mine. Raises Refusal 404 for what is not mine or not there, 409 for a
    gift of an earlier day or with an answer.

    The photos of a letter are there before it is given and none comes later, whatever becomes of it: its writer could
    else ask whether it was opened.
    """
    found = _mine(mine, kind).filter(pk=holder).first()
    if kind == LETTER:
        if found is not None:
            raise too_late(_("What was given stays as it was given."))
        if any(model._default_manager.filter(space=mine.space_id, pk=holder).exists() for model in _called("gift")):
            raise not_found()  # of a gift, whose it ever is, both know that it is there
        return
    if found is None:
        raise not_found()
    if kind not in SHARED_HOLDERS:
        return
    if found.day != mine.space.day():
        raise too_late(_("What was given stays as it was given. Photos go along on the day of giving."))
    if any(model._default_manager.filter(space=mine.space_id, content=holder).exists() for model in _called("met")):
        raise too_late(_("It was answered already, so it stays as it was given."))


def _called(kind: str) -> list[type[SealedItem]]:
    return [model for model in kinds() if kind == model.KIND]


def _mine(mine: Membership, kind: str) -> models.QuerySet[SealedItem]:
    for model in _called(kind):
        return model._default_manager.filter(space=mine.space_id, author__public_id=mine.member_id)
    raise not_found()


@receiver(post_delete, sender=Photo)
@receiver(post_delete, sender=Snapshot)
def _leave_file(instance: Picture, **_known: Any) -> None:
    """However a row goes (taken back, left, an account closed), its file goes with it, a moment later."""
    Loose.leave(instance.space_id, instance.file)
