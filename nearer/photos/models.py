"""A photo: its thumbnail and its key in the row's box, the picture in a file of its own, under that key."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any, ClassVar, Self

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.people.items import kinds
from nearer.sealed.models import Envelope, SealedItem, not_found
from nearer.spaces.models import Membership, Space
from nearer.spaces.models.alone import PrivateItem
from nearer.spaces.models.membership import the_other
from nearer.web.refusals import too_late

MOST = 8
"""Photos that go with one thing."""
PRIVATE_HOLDERS = ("journal",)
SHARED_HOLDERS = ("gift", "letter")


def store() -> Storage:
    """Where the pictures lie."""
    return storages["photos"]


class Picture(SealedItem):
    """What both kinds have. `content` is the id of what it goes with, so it cannot be shown beside anything else."""

    HAS_LARGER: ClassVar[bool] = True
    file = models.CharField(max_length=120)

    class Meta(SealedItem.Meta):
        abstract = True

    @classmethod
    def add(cls, mine: Membership, holder: SealedItem, envelope: Envelope, picture: str) -> Self:
        """Store row and file once. `picture` is a box.

        Raises Refusal 409 for one too many, for an old key, and for an id that is another photo's.
        """
        place: dict[str, Any] = {"space": mine.space, "author_id": mine.member_id, "content": holder.pk}
        known = cls.objects.filter(pk=envelope.id, **place).first()
        if known is not None:
            return known
        # Nobody who posts has a say in the name: some stores write over what has the same one.
        name = store().save(f"{mine.space_id}/{token_urlsafe(16)}", ContentFile(picture.encode()))
        try:
            with transaction.atomic():
                mine.space.hold()
                if cls.objects.filter(**place).exclude(pk=envelope.id).count() >= MOST:
                    raise too_late(_("There are as many photos here as fit. Take one away first."))
                kept, is_new = cls.keep(envelope, space_epoch=mine.space.epoch, **place, file=name)
                mine.space.changed(only=None if kept.is_seen_by(the_other(mine)) else mine.member_id)
        except Exception:
            store().delete(name)
            raise
        if not is_new:
            store().delete(name)
        return kept

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
                found |= Q(content__in=open_ones.values("pk"))
        return found


class Snapshot(Picture, PrivateItem):
    """Goes with something of one's own."""

    KIND: ClassVar[str] = "snapshot"
    space = models.ForeignKey(Space, models.CASCADE, related_name="snapshots")


def holder_of(mine: Membership, kind: str, holder_id: str) -> tuple[SealedItem, type[Picture]]:
    """Something I wrote that a photo may go with, and which kind of photo that is; raises Refusal 404,
    or 409 where it was given on an earlier day.
    """
    for model in kinds():
        if kind == model.KIND and kind in (*PRIVATE_HOLDERS, *SHARED_HOLDERS):
            found = model._default_manager.filter(
                space=mine.space_id, author__public_id=mine.member_id, pk=holder_id
            ).first()
            if found is not None and kind in SHARED_HOLDERS and found.day != today():
                raise too_late(_("What was given stays as it was given. Photos go along on the day of giving."))
            if found is not None:
                return found, Snapshot if kind in PRIVATE_HOLDERS else Photo
    raise not_found()


@receiver(post_delete, sender=Photo)
@receiver(post_delete, sender=Snapshot)
def _delete_file(instance: Picture, **_known: Any) -> None:
    """However a row goes (taken back, left, an account closed), its file goes with it."""
    transaction.on_commit(lambda: store().delete(instance.file))
