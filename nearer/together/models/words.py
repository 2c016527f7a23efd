"""What is written in a sitting. All of it is sealed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Step
from nearer.sealed.models import Envelope, SealedItem
from nearer.spaces.models import Membership
from nearer.spaces.models.alone import PrivateItem
from nearer.together.cards import Card
from nearer.web.refusals import too_late

from .sitting import Sitting


def _one_each(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["sitting", "author", "step"], name=f"together_one_{name}_each")


def _heading(title: str, step: Step | None) -> str:
    return f"{title} · {step.prompt}" if step is not None and step.prompt else title


class Given(SealedItem):
    """Written at a step, for both."""

    step = models.PositiveSmallIntegerField()
    sitting_id: str

    class Meta(SealedItem.Meta):
        abstract = True

    @classmethod
    def give(cls, sitting: Sitting, author: Membership, step: int, envelope: Envelope) -> Self:
        """Store it once; it stays as it was given. Raises Refusal 409 for other words at the same step."""
        with transaction.atomic():
            author.hold()
            place: dict[str, Any] = {"space": author.space, "sitting": sitting, "author_id": author.member_id}
            known = cls.objects.filter(**place, step=step).first()
            if known is None:
                new: dict[str, Any] = {"content": sitting.content, "step": step, **place}
                known = cls.keep(envelope, space_epoch=author.space.epoch, **new)[0]
            elif known.box != envelope.box:
                known._put_in_place(envelope, author)
            known._tell(author)
            return known

    def _put_in_place(self, envelope: Envelope, author: Membership) -> None:
        raise too_late(_("This was given already, so it stays as it is. Your words are kept here."))

    def _tell(self, author: Membership) -> None:
        author.space.changed()

    def _place(self) -> tuple[str, Step | None, Card | None]:
        """The session's title, the step at which it was written, and its card, as far as they are what they were."""
        sitting = Sitting.objects.filter(space=self.space_id, pk=self.sitting_id).first()
        if sitting is None:
            return "", None, None
        return sitting.title, *(sitting.step(self.step) or (None, None))

    def written_under(self) -> str:
        """The session and the step's prompt."""
        title, step, _card = self._place()
        return _heading(title, step)


class Said(Given):
    """Given to the other at a step, or kept for both."""

    KIND: ClassVar[str] = "said"
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="said")

    class Meta(Given.Meta):
        constraints = [*SealedItem.Meta.constraints, _one_each("said")]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> Q:
        """At once: posting it is giving it."""
        return Q(space=space_id)


class Guess(Given):
    """About oneself, and what one guesses of the other, for one card. Opens when both are there."""

    KIND: ClassVar[str] = "guess"
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="guesses")

    class Meta(Given.Meta):
        constraints = [*SealedItem.Meta.constraints, _one_each("guess")]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> Q:
        """When the reader has given theirs for the same step of the same sitting."""
        theirs = cls.objects.filter(space=space_id, author=reader, sitting=models.OuterRef("sitting"))
        return Q(models.Exists(theirs.filter(step=models.OuterRef("step"))))

    @classmethod
    def opened(cls, sitting: Sitting) -> list[Self]:
        """Those for which both are there, by step."""
        of_sitting = cls.objects.filter(space=sitting.space_id, sitting=sitting)
        both = of_sitting.values("step").annotate(count=Count("pk")).filter(count=2).values("step")
        return list(of_sitting.filter(step__in=both).order_by("step", "author"))

    def _put_in_place(self, envelope: Envelope, author: Membership) -> None:
        """Until it opens it may be changed."""
        if self.pk != envelope.id or self._both_are_there():
            raise too_late(_("It has opened, so this stays as it is. Your words are kept here."))
        self.change(envelope, space_epoch=author.space.epoch)

    def _both_are_there(self) -> bool:
        of_step = type(self).objects.filter(space=self.space_id, sitting=self.sitting_id, step=self.step)
        return of_step.count() == 2

    def _tell(self, author: Membership) -> None:
        author.space.changed(only=None if self._both_are_there() else author.member_id)

    def written_under(self) -> str:
        """The session and the card that was drawn: what one answered about oneself, and what was to guess."""
        title, _step, card = self._place()
        return title + (f" · {card.text} {card.other}" if card is not None else "")


class Aside(PrivateItem):
    """Written at a step for oneself only; also in a session one does alone, which nobody else hears of."""

    KIND: ClassVar[str] = "aside"
    sitting = models.ForeignKey(Sitting, models.CASCADE, null=True, related_name="asides")
    step = models.PositiveSmallIntegerField()

    class Meta(PrivateItem.Meta):
        constraints = [
            *SealedItem.Meta.constraints,
            models.UniqueConstraint(
                fields=["sitting", "author", "step"],
                condition=Q(sitting__isnull=False),
                name="together_one_aside_each",
            ),
        ]

    @classmethod
    def note(
        cls, author: Membership, content: str, step: int, envelope: Envelope, sitting: Sitting | None = None
    ) -> Self:
        """The first version, or the next one of what is there."""
        place: dict[str, Any] = {"space": author.space, "author_id": author.member_id, "content": content, "step": step}
        with transaction.atomic():
            author.hold_for_oneself()
            known = cls.objects.filter(pk=envelope.id, sitting=sitting, **place).first()
            if known is None:
                known = cls.keep(envelope, space_epoch=0, sitting=sitting, **place)[0]
            else:
                known.change(envelope)
            author.space.changed(only=author.member_id)
            return known

    def written_under(self) -> str:
        """The session and the step's prompt; the title alone where steps may have become others."""
        if self.sitting_id is not None:
            sitting = Sitting.objects.get(space=self.space_id, pk=self.sitting_id)
            return _heading(sitting.title, (sitting.step(self.step) or (None, None))[0])
        found = catalogue().session(self.content)
        played = found.played() if found is not None and found.id not in catalogue().own else ()
        return _heading(found.title if found else "", played[self.step].step if self.step < len(played) else None)


class Nearness(PrivateItem):
    """How near the sitting left one, and a word if one likes. One's own."""

    KIND: ClassVar[str] = "nearness"
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="nearness")

    class Meta(PrivateItem.Meta):
        constraints = [
            *SealedItem.Meta.constraints,
            models.UniqueConstraint(fields=["sitting", "author"], name="together_one_nearness_each"),
        ]

    @classmethod
    def say(cls, sitting: Sitting, author: Membership, envelope: Envelope) -> Self:
        """The first one, or another in its place."""
        place: dict[str, Any] = {"space": author.space, "sitting": sitting, "author_id": author.member_id}
        with transaction.atomic():
            author.hold_for_oneself()
            known = cls.objects.filter(**place).first()
            if known is None:
                known = cls.keep(envelope, space_epoch=0, content=sitting.content, **place)[0]
            else:
                known.change(envelope)
            author.space.changed(only=author.member_id)
            return known

    def written_under(self) -> str:
        """The session."""
        found = catalogue().session(self.content)
        return found.title if found is not None else ""
