"""What one gives the other by the way, and how the other meets it. The words are sealed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nearer.sealed.models import Envelope, SealedItem, not_found
from nearer.spaces.models import Membership
from nearer.spaces.models.membership import both_are_here, the_other
from nearer.web.refusals import too_late


class What(models.TextChoices):
    """What it is that was given. The label stands above it."""

    FEELING = "feeling", gettext_lazy("How I am")
    THANKS = "thanks", gettext_lazy("Thank you")
    ADMIRATION = "admiration", gettext_lazy("Who you are to me")
    NEWS = "news", gettext_lazy("Good news")
    LAUGH = "laugh", gettext_lazy("It made me laugh")
    EFFORT = "effort", gettext_lazy("I saw that")
    MESSAGE = "message", gettext_lazy("A line in passing")
    KINDNESS = "kindness", gettext_lazy("Done for you")
    AIM = "aim", gettext_lazy("What I am working on")


class Gift(SealedItem):
    """Given at once, and it stays as it was given. It can be taken back on its day, as long as it was not met.

    `given_on` is the day of the space; `photos` what a page shows beside the words (giving/page.py).
    """

    KIND: ClassVar[str] = "gift"
    what = models.CharField(max_length=10, choices=What.choices)
    given_on = models.DateField()
    photos = ""

    class Meta(SealedItem.Meta):
        indexes = [models.Index(fields=["space", "given_on"])]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """At once: posting it is giving it."""
        return models.Q(space=space_id)

    @classmethod
    def give(cls, author: Membership, what: What, envelope: Envelope) -> Self:
        """Store it once; the same again is the same gift.

        Raises Refusal 409 as long as nobody is there to give it to, for an old key, and for other words under its id.
        """
        with transaction.atomic():
            author.hold()
            known = cls.objects.filter(space=author.space, pk=envelope.id, author=author.member_id).first()
            if known is not None:
                if known.box != envelope.box:
                    raise too_late(_("This was given already, so it stays as it is. Your words are kept here."))
                return known
            if not both_are_here(author, the_other(author)):
                raise too_late(_("There is nobody here to give it to yet. Your words are kept here."))
            place: dict[str, Any] = {"space": author.space, "author_id": author.member_id}
            given = cls.keep(envelope, space_epoch=author.space.epoch, what=what, given_on=author.space.day(), **place)[
                0
            ]
            author.space.changed()
            return given

    @classmethod
    def seen_by(cls, mine: Membership) -> models.QuerySet[Self]:
        """All that passed between the two while this member was here, newest first, with how it was met."""
        met = Met.objects.filter(space=mine.space_id)
        found = cls.objects.filter(mine.of_my_time(), space=mine.space_id).order_by("-given_on", "pk")
        return found.prefetch_related(models.Prefetch("met", met.filter(mine.of_my_time())))

    @classmethod
    def remove(cls, author: Membership, gift_id: str) -> None:
        """Take one's own back. Raises Refusal 404 for the other's, 409 after its day or once it was met."""
        with transaction.atomic():
            author.hold()
            given = cls.objects.filter(space=author.space, pk=gift_id, author=author.member_id).first()
            if given is None:
                raise not_found()
            if given.given_on != author.space.day():
                raise too_late(_("It can be taken back on the day it was given. It stays now."))
            if Met.objects.filter(space=author.space, gift=given).exists():
                raise too_late(_("It was answered already, so it stays."))
            given.take_back()
            author.space.changed()

    def facts(self, reader: str) -> list[tuple[str, str]]:
        """What it is, and whether the reader keeps it."""
        kept = self.kept.filter(space=self.space_id, member__public_id=reader).exists()
        where = _("On my shelf") if self.what == What.MESSAGE else _("In my jar")
        return [(_("What"), self.get_what_display()), *([(_("Kept"), where)] if kept else [])]

    @property
    def answer(self) -> Met | None:
        """How it was met; only for what `seen_by` found."""
        return next(iter(self.met.all()), None)


class Met(SealedItem):
    """How the other meets what was given: one answer, in writing or by word of mouth. `content` is the gift."""

    KIND: ClassVar[str] = "met"
    gift = models.ForeignKey(Gift, models.CASCADE, related_name="met")

    class Meta(SealedItem.Meta):
        constraints = [
            *SealedItem.Meta.constraints,
            models.UniqueConstraint(fields=["gift"], name="giving_met_once"),
        ]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """At once."""
        return models.Q(space=space_id)

    @classmethod
    def give(cls, author: Membership, gift: Gift, envelope: Envelope) -> Self:
        """Store it once. Raises Refusal 404 for one's own gift or one taken back, 409 for a second, different one."""
        if gift.author_id == author.member_id:
            raise not_found()
        with transaction.atomic():
            author.hold()
            if not Gift.objects.filter(space=author.space, pk=gift.pk).exists():
                raise not_found()
            place: dict[str, Any] = {"space": author.space, "gift": gift, "author_id": author.member_id}
            met, is_new = cls.keep(envelope, space_epoch=author.space.epoch, content=gift.pk, **place)
            if is_new:
                author.space.changed()
            elif met.box != envelope.box:
                raise too_late(_("This was given already, so it stays as it is. Your words are kept here."))
            return met
