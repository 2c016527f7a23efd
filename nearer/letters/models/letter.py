"""A letter: given once, closed until its reader opens it, and until then its writer's to take back.

No page of its writer depends on where the reader is, or on what the reader does: it looks the same before and after it
came and was opened. Only the act of taking it back tells, since it succeeds no more once the letter was opened.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from nearer import clock
from nearer.calling import tell, tell_only_while
from nearer.photos.models import Photo
from nearer.sealed.models import WITHDRAWN, Envelope, SealedItem, not_found
from nearer.spaces.models import Membership
from nearer.spaces.models.membership import both_are_here, the_other
from nearer.web.refusals import too_late

from .found import LOOKED_AT_EVERY, LetterManager
from .sketch import Sketch
from .when import Paper, When

FARTHEST_EAST = timedelta(hours=14)
"""No zone is further ahead of UTC, so no reader has a local hour earlier than so long before it is that hour in UTC."""


class Letter(SealedItem):
    """`content` is its own id, which binds the words on the envelope to it.

    A letter for a day has the day and the hour as a clock on the reader's wall will show them; the moment follows from
    where the reader is by then. `look_at` is when the scheduler has to look at it next.
    """

    KIND: ClassVar[str] = "letter"
    when = models.CharField(max_length=8, choices=When.choices)
    on_day = models.DateField(null=True)
    at_hour = models.PositiveSmallIntegerField(null=True)
    look_at = models.DateTimeField(null=True, db_index=True)
    delivered = models.BooleanField(default=False)
    opened_on = models.DateField(null=True)
    paper = models.CharField(max_length=8, choices=Paper.choices, default=Paper.PLAIN)

    objects: ClassVar[LetterManager] = LetterManager()

    class Meta(SealedItem.Meta):
        constraints = [
            *SealedItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(when="date", on_day__isnull=False, at_hour__lte=23)
                | Q(~Q(when="date"), on_day=None, at_hour=None, look_at=None, delivered=True),
                name="letters_a_day_has_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(delivered=True), name="letters_opened_after_delivered"
            ),
        ]
        indexes = [models.Index(fields=["space", "author", "day"])]

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> Q:
        """From the opening on."""
        return Q(opened_on__isnull=False)

    @classmethod
    def give(
        cls,
        author: Membership,
        envelope: Envelope,
        *,
        cover: Envelope | None = None,
        when: str = When.NOW,
        on_day: date | None = None,
        at_hour: int | None = None,
        paper: str = Paper.PLAIN,
        sketch: str = "",
        photos: Collection[str] = (),
    ) -> Letter:
        """Store it once, with the words on its envelope and the photos that were sent ahead, and empty the drawer of
        its sketch.

        Raises Refusal 409 where nobody is there to read it, after leaving, for an old key, when another letter, or
        other words, came under this id, when its sketch was given already, or when a photo is missing.
        """
        with transaction.atomic():
            author.hold()
            place: dict[str, Any] = {"space": author.space, "author_id": author.member_id}
            known = cls.objects.filter(pk=envelope.id, **place).first()
            if known is not None:
                if known.box != envelope.box:
                    raise too_late(_("This letter was given already. You find it among your letters."))
                return known
            if sketch:
                if WITHDRAWN(author.space_id, sketch):
                    raise too_late(_("This sheet was given already, or thrown away. Write on, and it is another one."))
                Sketch.become_letter(author, sketch)
            reader = the_other(author)
            if not both_are_here(author, reader):
                raise too_late(_("Nobody is here to read it. It stays in your drawer."))
            waits = when == When.DATE
            how: dict[str, Any] = {"when": when, "on_day": on_day, "at_hour": at_hour, "paper": paper}
            how |= {"delivered": not waits, "content": envelope.id}
            epoch = author.space.epoch
            given, _new = cls.keep(envelope, space_epoch=epoch, **place, **how)
            if waits:
                given.look_at_once()
                given.save(update_fields=["look_at"])
            elif reader is not None:
                tell([reader], "letter", given.pk)
            Photo.go_along(author, given.pk, photos)
            if cover is not None:
                Cover.keep(cover, space_epoch=epoch, letter=given, content=given.pk, **place)
            author.space.changed(only=author.member_id if waits else None)
            return given

    def facts(self, reader: str) -> list[tuple[str, str]]:
        """Paper, when it may be opened, and to who opened it on which day: its writer never hears of that."""
        when = self.get_when_display()
        if self.on_day is not None:
            when = f"{when}: {self.on_day.isoformat()}, {self.at_hour:02d}:00"
        opened = self.opened_on.isoformat() if self.opened_on and self.author_id != reader else ""
        found = [(_("Paper"), self.get_paper_display()), (_("To be opened"), when), (_("Opened"), opened)]
        return [(what, words) for what, words in found if words]

    @property
    def items(self) -> list[SealedItem]:
        """The letter, and the words on its envelope where there are any."""
        return [self, self.cover] if hasattr(self, "cover") else [self]

    @property
    def wall_clock(self) -> tuple[date, time]:
        """Day and hour of a letter for a day."""
        assert self.on_day is not None
        assert self.at_hour is not None
        return self.on_day, time(self.at_hour)

    def look_at_once(self) -> None:
        """The scheduler looks at it as soon as its hour can be anywhere. Does not save."""
        self.look_at = datetime.combine(*self.wall_clock, UTC) - FARTHEST_EAST

    def deliver_or_wait(self) -> bool:
        """If the reader's clock shows its hour or a later one, it comes now, once; else it is looked at again.

        Where summer time skips the hour it comes with the first hour after. Gives whether it came by this call.
        """
        with transaction.atomic():
            reader = (
                Membership.objects.filter(space=self.space_id, left_on=None)
                .exclude(member__public_id=self.author_id)
                .first()
            )
            unclaimed = type(self).objects.filter(space=self.space_id, pk=self.pk, look_at=self.look_at)
            if reader is None:  # whoever it was for has left, so it waits for nobody any more
                unclaimed.update(look_at=None)
                return False
            zone, wanted = ZoneInfo(reader.zone), datetime.combine(*self.wall_clock)
            if clock.now().astimezone(zone).replace(tzinfo=None) < wanted:
                due = wanted.replace(tzinfo=zone).astimezone(UTC)
                soon = clock.now() + LOOKED_AT_EVERY
                unclaimed.update(look_at=min(due, soon) if due > clock.now() else soon)
                return False
            if not unclaimed.update(look_at=None, delivered=True):
                return False
            tell([reader], "letter", self.pk)
            self.space.changed(only=reader.member_id)
            return True

    def open(self, reader: Membership) -> None:
        """The reader opens it, for good; twice is once. Its writer hears nothing of it.

        Raises Refusal 404 for one's own, 409 after leaving.
        """
        if self.author_id == reader.member_id:
            raise not_found()
        with transaction.atomic():
            reader.hold()
            closed = type(self).objects.filter(space=self.space_id, pk=self.pk, delivered=True, opened_on=None)
            if closed.update(opened_on=self.space.day()):
                self.space.changed(only=reader.member_id)
            elif not type(self).objects.filter(space=self.space_id, pk=self.pk).exists():
                raise too_late(_("The other one of you has taken this letter back."))

    @classmethod
    def withdraw(cls, author: Membership, letter_id: str, sketch: Envelope) -> None:
        """Take one's own letter back, into the drawer again as `sketch`; twice is once.

        Raises Refusal 404 for what was never one's own, 409 once it was opened.
        """
        with transaction.atomic():
            author.hold()
            mine = cls.objects.filter(space=author.space, author__public_id=author.member_id, pk=letter_id).first()
            if mine is None:
                if not Sketch.of(author).filter(pk=sketch.id).exists():
                    raise not_found()
                return  # a repeat: it lies in the drawer already
            Sketch.write(author, sketch)  # first, so that only what would truly take it back tells that it was opened
            if mine.opened_on is not None:
                raise too_late(_("This letter has been opened, so it stays."))
            came = mine.delivered
            mine.take_back()
            author.space.changed(only=None if came else author.member_id)


tell_only_while("letter", Letter.objects.closed_still)


class Cover(SealedItem):
    """The words on the envelope: the occasion, or whatever one likes. `content` is the letter."""

    KIND: ClassVar[str] = "cover"
    letter = models.OneToOneField(Letter, models.CASCADE, related_name="cover")

    @classmethod
    def open_to(cls, reader: str, space_id: str) -> Q:
        """As soon as the envelope has come."""
        return Q(letter__delivered=True)
