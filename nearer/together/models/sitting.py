"""One time that the two do a session, and the moves that bring both phones to the same step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nearer import clock
from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Played, Session, Step
from nearer.clock import today
from nearer.sealed.fields import IdField
from nearer.spaces.models import Membership, Space
from nearer.spaces.models.space import local_day
from nearer.together.cards import Card, draw
from nearer.web.refusals import too_late

from .consent import Yes

AHEAD = 2000
"""Milliseconds by which a phone's clock may run ahead of the server's."""
MOST_MOVES = 1000
FORGOTTEN_AFTER = timedelta(days=1)


class Place(models.TextChoices):
    """Where the two are, and on how many phones."""

    ONE = "one", gettext_lazy("One phone between us")
    TWO = "two", gettext_lazy("Two phones, one room")
    APART = "apart", gettext_lazy("In two places")


class Sitting(models.Model):
    """`first` is the seat of the one who speaks first; `cards` the ids drawn for its steps, in their order ("" where
    nothing fitted); `steps` the session's fingerprint and `epoch` the space's key when it began; `moved` how many moves
    there were; `brief` whether it ended at its first step, as what is begun by mistake does.

    The moves tell where it stands: both browsers work that out from them by the same rules (lib/sitting.js), so it goes
    on without the server. They go when it ends; the day stays.
    """

    id = IdField(primary_key=True)
    space = models.ForeignKey(Space, models.CASCADE, related_name="sittings")
    content = models.CharField(max_length=40)
    place = models.CharField(max_length=5, choices=Place.choices)
    side = models.BooleanField(default=False)
    first = models.PositiveSmallIntegerField(default=1)
    cards = models.JSONField(default=list)
    steps = models.CharField(max_length=10, default="")
    day = models.DateField()
    epoch = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True)
    brief = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Sitting]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space"], condition=models.Q(ended_on=None), name="together_one_at_a_time")
        ]
        indexes = [models.Index(fields=["space", "day"])]

    @classmethod
    def begin(cls, author: Membership, session: Session, *, id: str, place: str, side: bool, first: int) -> Sitting:
        """Begin a session now, or come to the one that both have begun at the same time.

        Raises Refusal 409 while another session is open, where consent is asked and not both have said yes, or for an
        id that is not new.
        """
        with transaction.atomic():
            author.hold()
            space = author.space
            cls.end_forgotten(space)
            known = cls.objects.filter(space=space, pk=id).first() or cls.open_in(space)
            if known is not None:
                if known.content != session.id:
                    raise too_late(_("Another session of you two is still open. Go on with it, or end it first."))
                return known
            if session.consent:
                Yes.use_up(space, session)
            cards = draw(session, space, seed=id, before=cls.cards_of(space))
            sitting = cls(id=id, space=space, content=session.id, place=place, side=side, first=first)
            sitting.cards, sitting.steps = cards, session.fingerprint
            sitting.day, sitting.epoch = space.day(), space.epoch
            try:
                with transaction.atomic():
                    sitting.save(force_insert=True)
            except IntegrityError:
                raise too_late(_("This is already there. Reload the page; your words are kept.")) from None
            Space.objects.filter(pk=space.pk).update(sitting=id)
            sitting.move(author, id=id, kind=Move.Kind.TO, step=0, onto=0, at=now_ms())
            return sitting

    @classmethod
    def open_in(cls, space: Space) -> Sitting | None:
        """The one that these two are in the middle of."""
        return cls.objects.filter(space=space, ended_on=None, day__gte=space.day() - FORGOTTEN_AFTER).first()

    @classmethod
    def end_forgotten(cls, space: Space | None = None) -> int:
        """End what nobody has ended for a day, and what has other steps now than when it began: two phones would count
        them differently. In one space or in all; returns how many. A job of the scheduler.
        """
        known = ["", *(session.fingerprint for session in catalogue().all(Session))]
        open_ones = cls.objects.filter(Q() if space is None else Q(space=space), ended_on=None)
        over = open_ones.filter(cls._forgotten(open_ones) | ~Q(steps__in=known))
        ended = list(over.select_related("space")[:100])
        for sitting in ended:
            sitting.end(sitting.day)
        return len(ended)

    @classmethod
    def _forgotten(cls, open_ones: models.QuerySet[Sitting]) -> Q:
        """Which of these nobody has ended for a day, by the days of their spaces: as `open_in`, in every zone.

        No space is more than a day ahead of UTC, so what began on the present day of UTC is forgotten nowhere yet.
        """
        zones = open_ones.filter(day__lt=today()).values_list("space__time_zone", flat=True).distinct()
        forgotten = Q(pk__in=[])
        for zone in zones:
            day = local_day(zone, clock.now()) - FORGOTTEN_AFTER
            forgotten |= Q(space__time_zone=zone, day__lt=day)
        return forgotten

    @classmethod
    def parted(cls, member: Membership) -> None:
        """One goes, so what the two are in the middle of is over."""
        for sitting in cls.objects.filter(space=member.space, ended_on=None):
            sitting.end()

    @classmethod
    def cards_of(cls, space: Space) -> list[str]:
        """Ids of all cards that these two have drawn, oldest first."""
        drawn = cls.objects.filter(space=space).order_by("day").values_list("cards", flat=True)
        return [card for cards in drawn for card in cards]

    @classmethod
    def done_by(cls, mine: Membership) -> models.QuerySet[Sitting]:
        """What the two have done, newest first: not what ended at its first step, unless this member finds words there.

        What the other wrote in private, or alone so far, counts for nobody else.
        """
        me, space = mine.member_id, mine.space
        words = Q(said__space=space) | Q(guesses__space=space, guesses__author=me)
        words |= Q(asides__space=space, asides__author=me) | Q(nearness__space=space, nearness__author=me)
        ended = cls.objects.filter(mine.of_my_time(), space=space, ended_on__isnull=False)
        had = ended.filter(Q(brief=False) | Q(pk__in=ended.filter(words, brief=True).values("pk")))
        return had.order_by("-ended_on", "-pk")

    @classmethod
    def listed_for(cls, mine: Membership) -> tuple[str, list[tuple[str, ...]]]:
        """For a copy: what the two did together, oldest first."""
        done = cls.done_by(mine).order_by("ended_on", "pk")
        return _("Done together"), [(each.day.isoformat(), each.title, each.get_place_display()) for each in done]

    @property
    def session(self) -> Session:
        """The session that is being done, or one without steps where its file is gone."""
        return catalogue().session(self.content) or Session.gone(self.content, _("A session"))

    @property
    def title(self) -> str:
        """How the session is called, also when its file is gone."""
        return self.session.title

    @property
    def is_rewritten(self) -> bool:
        """Whether its session has other steps now than when it began, or is gone: a number names another step then."""
        return not self.session.parts or self.steps not in ("", self.session.fingerprint)

    def played(self) -> list[tuple[Played, Card | None]]:
        """The steps in the order of play, each with the card drawn for it; none where they are others by now."""
        if self.is_rewritten:
            return []
        cards = iter(self.cards)
        return [(each, Card.of(next(cards, "")) if each.step.draw else None) for each in self.session.played()]

    def step(self, number: int) -> tuple[Step, Card | None] | None:
        """One step and its card; None where there is no such step."""
        played = self.played()
        return (played[number][0].step, played[number][1]) if number < len(played) else None

    def move(self, author: Membership, *, id: str, kind: str, step: int, onto: int, at: int) -> None:
        """Store one move once; a move after the end changes nothing. Raises Refusal 409 for far too many.

        A moment before the sitting began counts as its beginning, one that lies further ahead than clocks go wrong
        (`AHEAD`) as the present one.
        """
        with transaction.atomic():
            going_on = type(self).objects.filter(pk=self.pk, space=self.space_id, ended_on=None)
            if not going_on.update(moved=F("moved")):  # nobody else adds one until this transaction ends
                self.refresh_from_db()
                return
            if Move.objects.filter(pk=id).exists():
                return
            if kind == Move.Kind.END:
                self.end(at=at)
                return
            self.refresh_from_db(fields=["moved"])
            if self.moved >= MOST_MOVES:
                raise too_late(_("This session has gone on for very long. End it, and begin anew."))
            going_on.update(moved=F("moved") + 1)
            at = max(min(at, now_ms() + AHEAD), self._began_at())
            place: dict[str, Any] = {"sitting": self, "space_id": self.space_id, "number": self.moved + 1}
            Move.objects.create(id=id, kind=kind, step=step, onto=onto, at=at, **place)
            author.space.changed()

    def _began_at(self) -> int:
        first = Move.objects.filter(space=self.space_id, sitting=self, number=1).values_list("at", flat=True)
        return next(iter(first), 0)

    def moves_after(self, number: int) -> list[list[Any]]:
        """[number, id, kind, step, onto, at] of each later move."""
        later = Move.objects.filter(space=self.space_id, sitting=self, number__gt=number).order_by("number")
        return [list(move) for move in later.values_list("number", "pk", "kind", "step", "onto", "at")]

    def end(self, day: date | None = None, at: int | None = None) -> None:
        """It is over (on the present day and at the present moment, if none is named): its moves are forgotten, the day
        stays. Twice is once.
        """
        with transaction.atomic():
            open_one = type(self).objects.filter(pk=self.pk, space=self.space_id, ended_on=None)
            brief = self._is_at_first_step(now_ms() if at is None else at)
            if open_one.update(ended_on=day or self.space.day(), moved=0, brief=brief):
                Move.objects.filter(space=self.space_id, sitting=self).delete()
                Space.objects.filter(pk=self.space_id, sitting=self.pk).update(sitting="")
                self.space.changed()
            self.refresh_from_db()

    def _is_at_first_step(self, at: int) -> bool:
        """Whether neither a tap nor the time had taken it further by then."""
        here, moves = self.step(0), Move.objects.filter(space=self.space_id, sitting=self).order_by("at", "number")
        if here is None or moves.exclude(step=0, onto=0).exists():
            return False
        ran, since = 0, None
        for kind, moment in moves.values_list("kind", "at"):
            if kind == Move.Kind.PAUSE and since is not None:
                ran, since = ran + moment - since, None
            elif kind != Move.Kind.PAUSE and since is None:
                since = moment
        ran += at - since if since is not None else 0
        return here[0].ends == "tap" or ran < here[0].seconds * 1000


class Move(models.Model):
    """One tap of either. Nobody's name is on it: it belongs to both."""

    class Kind(models.TextChoices):
        """`to` goes from a step onto another, if the sitting is still at that step; the others are what they say."""

        TO = "to"
        PAUSE = "pause"
        GO = "go"
        END = "end"

    id = IdField(primary_key=True)
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    step = models.PositiveSmallIntegerField()
    onto = models.PositiveSmallIntegerField()
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "number"], name="together_move_number")]


def now_ms() -> int:
    """The present moment in milliseconds since 1970."""
    return int(clock.now().timestamp() * 1000)
