"""What the two write in an exchange. All of it is sealed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from nearer.prepared import Prepared
from nearer.sealed.models import Envelope, SealedItem, not_found
from nearer.spaces.models import Membership, Space
from nearer.spaces.models.alone import PrivateItem
from nearer.web.refusals import too_late

from .exchange import Exchange


def _one_each(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["exchange", "author"], name=f"exchange_one_{name}_each")


class Answer(SealedItem):
    """Disclosing. Withheld from the other until both are there."""

    KIND: ClassVar[str] = "answer"
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="answers")

    class Meta(SealedItem.Meta):
        constraints = [*SealedItem.Meta.constraints, _one_each("answer")]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """From the opening on."""
        return models.Q(exchange__opened_on__isnull=False)

    @classmethod
    def of(cls, exchange: Exchange) -> list[Answer]:
        """Those that are there, one or two."""
        return ANSWERS(exchange.space_id, exchange.pk)


ANSWERS = Prepared(2, lambda space, exchange: Answer.objects.filter(space_id=space, exchange_id=exchange))


class Given(SealedItem):
    """Given after the opening: at once, for both, and it stays as it was given."""

    class Meta(SealedItem.Meta):
        abstract = True

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """At once; it is given after the opening only."""
        return models.Q(exchange__opened_on__isnull=False)

    @classmethod
    def give(cls, exchange: Exchange, author: Membership, envelope: Envelope) -> Self:
        """Store it once. Raises Refusal 404 before the opening, 409 for a second, different one."""
        exchange.must_be_open()
        with transaction.atomic():
            author.hold()
            place: dict[str, Any] = {
                "space": author.space,
                "exchange": exchange,
                "author_id": author.member_id,
                "content": exchange.content,
            }
            given, is_new = cls.keep(envelope, space_epoch=author.space.epoch, **place)
            if is_new:
                author.space.changed()
            elif given.box != envelope.box:
                raise too_late(_("This was given already, so it stays as it is. Your words are kept here."))
            return given


class Response(Given):
    """Answering the other's disclosure with understanding, in writing or by word of mouth (sealed as n.talked)."""

    KIND: ClassVar[str] = "response"
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="responses")

    class Meta(SealedItem.Meta):
        constraints = [*SealedItem.Meta.constraints, _one_each("response")]


class Reply(Given):
    """One reply each to what the other responded."""

    KIND: ClassVar[str] = "reply"
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="replies")

    class Meta(SealedItem.Meta):
        constraints = [*SealedItem.Meta.constraints, _one_each("reply")]

    @classmethod
    def give(cls, exchange: Exchange, author: Membership, envelope: Envelope) -> Self:
        """As `Given.give`; raises Refusal 404 as long as the other has not responded."""
        if (
            not Response.objects.filter(space=author.space, exchange=exchange)
            .exclude(author__public_id=author.member_id)
            .exists()
        ):
            raise not_found()
        return super().give(exchange, author, envelope)


class Felt(PrivateItem):
    """How understood it felt: the writer's own, never shown as a grade."""

    KIND: ClassVar[str] = "felt"
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="felt")

    class Meta(PrivateItem.Meta):
        constraints = [*SealedItem.Meta.constraints, _one_each("felt")]

    @classmethod
    def say(cls, exchange: Exchange, author: Membership, envelope: Envelope) -> Self:
        """The first rating, or another in its place. Raises Refusal 404 before the opening."""
        exchange.must_be_open()
        place: dict[str, Any] = {"space": author.space, "exchange": exchange, "author_id": author.member_id}
        with transaction.atomic():
            author.hold_for_oneself()
            known = cls.objects.filter(**place).first()
            if known is not None:
                known.change(envelope)
            else:
                known = cls.keep(envelope, space_epoch=0, content=exchange.content, **place)[0]
            author.space.changed(only=author.member_id)
            return known


class OwnQuestion(SealedItem):
    """A question the two get from one of them; the other reads it when its turn comes."""

    KIND: ClassVar[str] = "question"

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> models.Q:
        """From its turn on."""
        return models.Q(exchanges__day__lte=Space.objects.get(pk=space_id).turn())

    @classmethod
    def waiting(cls, space: Space) -> models.QuerySet[Self]:
        """Those that have not come up, oldest first; one that is chosen for the next turn still waits."""
        came_up = cls.objects.filter(space=space, exchanges__day__lte=space.turn())
        return cls.objects.filter(space=space).exclude(pk__in=came_up).order_by("day", "id")

    @classmethod
    def write(cls, author: Membership, envelope: Envelope) -> Self:
        """The first version, or the next one as long as the question has not come up.

        Raises Refusal 409 once it has.
        """
        with transaction.atomic():
            author.hold()
            known = cls.objects.filter(space=author.space, author__public_id=author.member_id, pk=envelope.id).first()
            if known is None:
                place: dict[str, Any] = {"space": author.space, "author_id": author.member_id}
                known = cls.keep(envelope, space_epoch=author.space.epoch, **place)[0]
            elif known.box != envelope.box:
                if known.exchanges.filter(space=author.space, day__lte=author.space.turn()).exists():
                    raise too_late(_("This question has come up already, so it stays as it is."))
                known.change(envelope, space_epoch=author.space.epoch)
            author.space.changed(only=author.member_id)
            return known

    @classmethod
    def parted(cls, author: Membership) -> None:
        """One of theirs that was chosen for the next turn, and did not come up, makes way for another."""
        space = author.space
        chosen = Exchange.objects.filter(space=space, own__author__public_id=author.member_id, day__gt=space.turn())
        if chosen.delete()[0]:
            space.want_turn_now()

    @classmethod
    def remove(cls, author: Membership, question_id: str) -> None:
        """Take an own question back before it comes up. Raises Refusal 404 afterwards, or for another's."""
        with transaction.atomic():
            known = cls.waiting(author.space).filter(author__public_id=author.member_id, pk=question_id).first()
            if known is None:
                raise not_found()
            if known.exchanges.filter(space=author.space).delete()[0]:
                author.space.want_turn_now()  # it was chosen for the next turn, which now wants another
            known.take_back()
            author.space.changed(only=author.member_id)
