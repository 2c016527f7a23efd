"""The abstract row behind every sealed thing of a space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from nearer.prepared import Prepared
from nearer.web.refusals import Refusal, malformed, too_late

from .fields import IdField, SealedField, sealed
from .kinds import SHARED


@dataclass(frozen=True)
class Envelope:
    """What a browser posts: a box with the parts of its context that the server has to keep beside it."""

    id: str
    epoch: int
    revision: int
    box: str


class Withdrawn(models.Model):
    """The id of an item that its author took back, so that a late repeat of its post does not bring it back.

    `kind` is what it was; empty for those of an earlier time.
    """

    id = IdField(primary_key=True)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, blank=True)


WITHDRAWN = Prepared(2, lambda space, item: Withdrawn.objects.filter(space_id=space, pk=item))


class SealedItem(models.Model):
    """One envelope: who sealed it, of which kind, about which content, and the box.

    A subclass names its KIND; kind and scope decide the key (docs/sealing.md). `day` is the day only, by
    rule, and that of the space: what people see and what hangs on a day goes by it.
    """

    KIND: ClassVar[str]
    HAS_LARGER: ClassVar[bool] = False
    objects: ClassVar[models.Manager[Self]]

    id = IdField(primary_key=True)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, to_field="public_id", related_name="+")
    content = models.CharField(max_length=40, default="-")
    epoch = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    box = SealedField()
    day = models.DateField()

    class Meta:
        abstract = True
        constraints = [sealed("box")]

    @classmethod
    def keep(cls, envelope: Envelope, *, space_epoch: int, **place: Any) -> tuple[Self, bool]:
        """Store the first version of an item once; (item, is_new). The same post again is the same item.

        `place` holds space, author and whatever the subclass needs. Raises Refusal 409 for a key that is not the
        space's present one or an item that was taken back, 400 for an id that names something else.
        """
        cls._check_epoch(envelope, space_epoch)
        if WITHDRAWN(place["space"].pk, envelope.id):
            raise too_late(_("You took this back. Write it anew if you want to give it."))
        if envelope.revision != 1:
            raise too_late(_("This was changed on another device. Reload the page; your words are kept."))
        try:
            with transaction.atomic():
                return cls.objects.create(**vars(envelope), day=place["space"].day(), **place), True
        except IntegrityError:
            known = cls.objects.filter(pk=envelope.id, **place).first()
            if known is None:
                raise too_late(_("This is already there. Reload the page; your words are kept.")) from None
            return known, False

    @classmethod
    def _check_epoch(cls, envelope: Envelope, space_epoch: int) -> None:
        if envelope.epoch != (space_epoch if cls.KIND in SHARED else 0):
            raise too_late(_("The key of this space has changed. Reload the page; your words are kept."))

    def change(self, envelope: Envelope, *, space_epoch: int = 0) -> None:
        """Put a newer version in place of this one. The same version again is no change.

        Raises Refusal 409 for a key that is not the space's present one or a version that does not follow the stored
        one, 400 when another id is named.
        """
        if envelope.id != self.pk:
            raise malformed()
        if envelope.revision == self.revision and envelope.box == self.box:
            return
        self._check_epoch(envelope, space_epoch)
        if envelope.revision != self.revision + 1:
            raise too_late(_("This was changed on another device. Reload the page; your words are kept."))
        values: dict[str, Any] = vars(envelope) | {"day": self.space.day()}
        if not type(self).objects.filter(pk=self.pk, space=self.space_id, revision=self.revision).update(**values):
            raise too_late(_("This was changed on another device. Reload the page; your words are kept."))
        self.refresh_from_db()

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """Which items of this kind in a space the member `reader` may read beside their own: none, unless a room says
        so. What leaving deletes, an export holds and closing an account leaves behind depends on it.
        """
        return models.Q(pk__in=[])

    def written_under(self) -> str:
        """The heading it was written under, for a copy to read; empty where its kind and content say enough."""
        return ""

    def facts(self, reader: str) -> list[tuple[str, str]]:
        """What else the member `reader` may see of it, as (what, words), for a copy to read."""
        return []

    def larger(self) -> str:
        """The box that lies in a file beside this one, of a kind that has such (HAS_LARGER); empty where it is lost."""
        return ""

    def take_back(self) -> None:
        """Remove the item and the pictures beside it; a late repeat of its post is refused from now on."""
        beside = [model for model in apps.get_models() if issubclass(model, SealedItem) and model.HAS_LARGER]
        for model in [] if self.HAS_LARGER else beside:
            for picture in model.objects.filter(space=self.space_id, content=self.pk):
                picture.take_back()
        Withdrawn.objects.get_or_create(id=self.pk, space_id=self.space_id, defaults={"kind": self.KIND})
        self.delete()


def not_found() -> Refusal:
    """404, the same for what is not there and what is not yours."""
    return Refusal(404, _("There is nothing here."))
