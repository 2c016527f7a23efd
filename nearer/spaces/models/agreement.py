"""The safe-place agreement: both sign it, both may reword it, earlier wordings stay. And choosing each other again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from nearer.catalogue import catalogue
from nearer.catalogue.schema import AgreementVersion
from nearer.clock import today
from nearer.people.models import Member
from nearer.sealed.models import Envelope, SealedItem
from nearer.web.refusals import Refusal, too_late

from .membership import Membership
from .space import Space

RENEWED_EVERY = timedelta(days=182)


class Wording(SealedItem):
    """The agreement in their own words. The newest one holds; before the first, the catalogue's text does."""

    KIND: ClassVar[str] = "agreement"

    space = models.ForeignKey(Space, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()

    class Meta(SealedItem.Meta):
        ordering = ["-number"]
        constraints = [
            *SealedItem.Meta.constraints,
            models.UniqueConstraint(fields=["space", "number"], name="spaces_wording_number"),
        ]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """At once."""
        return models.Q(space=space_id)

    @classmethod
    def propose(cls, membership: Membership, envelope: Envelope, number: int) -> Wording:
        """A new wording, signed by its writer with the same act; earlier ones stay.

        `number` is one more than that of the wording it grew from (0 is the catalogue's text). Raises Refusal 409
        when that one is not the newest any more, or when other words are there under this id; of two at the same
        instant one gets it.
        """
        with transaction.atomic():
            membership.hold()
            place: dict[str, Any] = {"space": membership.space, "author_id": membership.member_id, "number": number}
            newest = cls.objects.filter(space=membership.space).aggregate(newest=Max("number"))["newest"] or 0
            if number > newest + 1:
                raise too_late(_("The words have changed meanwhile. Reload the page; yours are kept."))
            wording, is_new = cls.keep(envelope, space_epoch=membership.space.epoch, **place)
            if is_new:
                Space.objects.filter(pk=membership.space_id).update(wording=wording.pk)
                Signature.put(membership, wording.pk)
                membership.space.changed()
            elif wording.box != envelope.box:
                raise _other_words_are_there()
            return wording


class Signature(models.Model):
    """Who signed which text, and on which day. `text` is the id of a wording, or of a version in the catalogue.

    `epoch` is the key the space had then, as with what is sealed.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="signatures")
    text = models.CharField(max_length=40)
    member = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="+")
    day = models.DateField(default=today)
    epoch = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "text", "member"], name="spaces_sign_once"),
        ]

    @classmethod
    def listed_for(cls, mine: Membership) -> tuple[str, list[tuple[str, ...]]]:
        """For a copy: who signed what, with the words of the catalogue's text."""
        known, version = mine.of_my_time(), catalogue().agreement.version
        numbers = dict(Wording.objects.filter(known, space=mine.space_id).values_list("pk", "number"))
        rows: list[tuple[str, ...]] = []
        for each in cls.objects.filter(known, space=mine.space_id):
            words = version(each.text)
            own = _("our own words, number %(number)s") % {"number": numbers.get(each.text, "?")}
            whole = words and "\n".join([words.title, words.opening, *words.lines, words.closing])
            text = (words.title if any(whole in row for row in rows) else whole) if words and whole else own
            rows.append((each.day.isoformat(), _("Me") if each.member_id == mine.member_id else _("The other"), text))
        return _("Signed"), rows

    @classmethod
    def put(cls, membership: Membership, text: str) -> bool:
        """Store the signature; False when it was there. Call it inside a transaction."""
        space = membership.space
        Membership.objects.filter(space=space, pk=membership.pk).update(signed=text)
        place: dict[str, Any] = {"space": space, "text": text, "member_id": membership.member_id}
        return cls.objects.get_or_create(**place, defaults={"epoch": space.epoch, "day": space.day()})[1]

    @classmethod
    def sign(cls, membership: Membership, text: str) -> None:
        """Sign the text that holds now; twice is once. Raises Refusal 409 for one that holds no more, or never did."""
        with transaction.atomic():
            membership.hold()
            if text != SafePlace(membership.space).text:
                raise too_late(_("The words have changed meanwhile. Reload the page and read them once more."))
            if cls.put(membership, text):
                membership.space.changed()


@dataclass
class SafePlace:
    """The agreement of one space as it stands: the text that holds, the earlier ones, and who signed which.

    `known` leaves out what came after the reader had left (Membership.of_my_time).
    """

    space: Space
    known: Q = field(default_factory=Q)

    @cached_property
    def wordings(self) -> list[Wording]:
        """In their own words, newest first."""
        return list(Wording.objects.filter(self.known, space=self.space))

    @cached_property
    def signatures(self) -> list[Signature]:
        """All signatures, first to last."""
        return list(Signature.objects.filter(self.known, space=self.space))

    @cached_property
    def version(self) -> AgreementVersion:
        """The catalogue's text these two began with: the one signed first, else the one offered now."""
        known = catalogue().agreement
        return next((found for each in self.signatures if (found := known.version(each.text))), known.current)

    @property
    def wording(self) -> Wording | None:
        """The newest text in their own words, or None as long as the catalogue's text holds."""
        return self.wordings[0] if self.wordings else None

    @property
    def text(self) -> str:
        """The id of the text that holds."""
        return self.wordings[0].pk if self.wordings else self.version.id

    @property
    def next_number(self) -> int:
        """The number that the next wording gets."""
        return self.wordings[0].number + 1 if self.wordings else 1

    def signed(self, text: str) -> dict[str, Signature]:
        """The signatures under a text, by member."""
        return {each.member_id: each for each in self.signatures if each.text == text}

    def is_signed_by(self, membership: Membership) -> bool:
        """Whether this member signed the text that holds."""
        return membership.member_id in self.signed(self.text)


class Renewal(SealedItem):
    """In one's own words: I choose this again. Withheld from the other until they have said it as often."""

    KIND: ClassVar[str] = "renewal"

    space = models.ForeignKey(Space, models.CASCADE, related_name="renewals")
    number = models.PositiveIntegerField()

    class Meta(SealedItem.Meta):
        ordering = ["-number", "author"]
        constraints = [
            *SealedItem.Meta.constraints,
            models.UniqueConstraint(fields=["space", "author", "number"], name="spaces_renewal_number"),
        ]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """As many as the reader has said."""
        return models.Q(number__lte=cls.objects.filter(space=space_id, author=reader).count())

    @classmethod
    def say(cls, membership: Membership, envelope: Envelope) -> Self:
        """Store it once; it opens when the other has said as many. Raises Refusal 409 for other words under its id."""
        with transaction.atomic():
            membership.hold()
            place: dict[str, Any] = {"space": membership.space, "author_id": membership.member_id}
            known = cls.objects.filter(pk=envelope.id, **place).first()
            if known is not None and known.box != envelope.box:
                raise _other_words_are_there()
            if known is not None:
                return known
            number = cls.said(membership) + 1
            renewal = cls.keep(envelope, space_epoch=membership.space.epoch, number=number, **place)[0]
            both = cls.objects.filter(space=membership.space, number=number).count() == 2
            membership.space.changed(only=None if both else membership.member_id)
            return renewal

    @classmethod
    def said(cls, membership: Membership) -> int:
        """How often this member has said it."""
        found: int = cls.objects.filter(space=membership.space, author=membership.member_id).count()
        return found

    @classmethod
    def seen_by(cls, membership: Membership) -> models.QuerySet[Self]:
        """My own, and of the other's those that are open: as many as I have said."""
        known = membership.of_my_time()
        return cls.objects.filter(known, space=membership.space, number__lte=cls.said(membership))

    @classmethod
    def waits(cls, membership: Membership) -> bool:
        """Whether my newest one is still sealed for the other, and theirs for me."""
        said = cls.said(membership)
        return said > 0 and cls.objects.filter(space=membership.space, number=said).count() < 2

    @classmethod
    def is_due(cls, membership: Membership) -> bool:
        """Whether to ask this member: half a year since they last said it, or since they joined. Only about oneself."""
        last = cls.objects.filter(space=membership.space, author=membership.member_id).aggregate(day=Max("day"))["day"]
        return bool(membership.space.day() >= (last or membership.joined_on) + RENEWED_EVERY)


def _other_words_are_there() -> Refusal:
    return too_late(_("This has reached the server before, in other words. Reload the page; yours are kept."))
