"""One question of one turn of a space, from the two answers to feeling understood."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from nearer.calling import tell as call
from nearer.catalogue import Question, catalogue
from nearer.prepared import Prepared
from nearer.sealed.models import Envelope
from nearer.spaces.models import Membership, Space
from nearer.web.refusals import Refusal, too_late

from .choosing import Chooser

if TYPE_CHECKING:
    from .items import Answer


log = logging.getLogger(__name__)

OPEN = "UPDATE exchange_exchange SET opened_on = %s WHERE id = %s AND space_id = %s"
HOLD = """UPDATE exchange_exchange SET day = day WHERE id = %s AND space_id = %s
RETURNING opened_on, (SELECT epoch FROM spaces_space WHERE spaces_space.id = exchange_exchange.space_id)"""
GIVEN = ("answers", "responses", "replies")
LOOKS_BACK = timedelta(days=31)
"""So far back turns get a question that nobody could look at, since the server slept."""


class ExchangeManager(models.Manager["Exchange"]):
    """Exchanges of a space; every query names the space."""

    def on(self, space: Space, day: date) -> Exchange | None:
        """The exchange of a day, where one began on it."""
        return next(iter(ON_DAY(space.pk, day)), None)

    def begin_due(self, limit: int = 50) -> int:
        """Give up to `limit` spaces the question of their next turn, an hour ahead; returns how many were due.

        It is done by the clock, so that a look at the question never tells whether the other has looked before.
        """
        due = Space.due(limit)
        for space in due:
            try:
                self._begin_next_turn(space)
            except Exception:  # one space's trouble holds up nobody else
                log.exception("the turn of a space could not be begun; it is tried again within the hour")
                space.postpone_turn()
        return len(due)

    def _begin_next_turn(self, space: Space) -> None:
        with transaction.atomic():
            day = space.claim_turn()
            if day is not None and self.on(space, day) is None:
                self._begin_turns(space, day)

    def present(self, space: Space) -> Exchange:
        """The exchange of this space's present turn; begun here where the clock had no time to (`begin_due`)."""
        day = space.turn()
        found = self.on(space, day)
        if found is None:
            self._begin_turns(space, day)
            found = self.get(space=space, day=day)
        return found

    def _begin_turns(self, space: Space, day: date) -> None:
        """Give every turn up to `day` its question, looked at or not: so what is there tells nothing of who looked."""
        last = self.filter(space=space).order_by("-day").values_list("day", flat=True).first()
        if last is not None and last >= day:  # another rhythm or time zone turned the days back
            last = day - timedelta(days=1)
        first = max(last + timedelta(days=1) if last else space.began_on, day - LOOKS_BACK)
        chooser, new = Chooser(space), []
        for turn in space.turns(first, day):
            content, own = chooser.next(turn)
            new.append(Exchange(space=space, day=turn, content=content, own=own))
        self.bulk_create(new, ignore_conflicts=True)  # the other page may be as quick, and chooses the same

    def open_where_both_wrote(self, space: Space) -> None:
        """After rows came from elsewhere: what both have written is open since the later of the two answers."""
        both = self.filter(space=space, opened_on=None).annotate(
            authors=models.Count("answers__author", distinct=True), later=models.Max("answers__day")
        )
        for exchange in both.filter(authors=2):
            self.filter(pk=exchange.pk, space=space, opened_on=None).update(opened_on=exchange.later)

    def unfinished(self, space: Space) -> models.QuerySet[Exchange]:
        """Earlier turns that are not open, newest first: the same list whatever one of the two did with them."""
        talked = Q(marks__kind="talked", marks__space=space)
        earlier = self.filter(space=space, day__lt=space.turn(), opened_on=None)
        return earlier.exclude(talked).select_related("own").order_by("-day")

    def opened(self, mine: Membership) -> models.QuerySet[Exchange]:
        """Those both have opened, newest first, with all that was given while this member was here."""
        return (
            self.filter(space=mine.space_id, opened_on__isnull=False)
            .select_related("own")
            .prefetch_related(*(_of(mine.space_id, kind, mine.of_my_time()) for kind in GIVEN))
            .order_by("-day")
        )


class Exchange(models.Model):
    """`content` is the question's id in the catalogue, or the id of a question of their own."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="exchanges")
    day = models.DateField()
    content = models.CharField(max_length=40)
    own = models.ForeignKey("OwnQuestion", models.PROTECT, null=True, related_name="exchanges")
    opened_on = models.DateField(null=True)

    objects: ClassVar[ExchangeManager] = ExchangeManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "day"], name="exchange_one_a_day")]
        indexes = [models.Index(fields=["space", "content"])]

    @property
    def question(self) -> Question | None:
        """The catalogue's question, also a retired one; None for one of their own."""
        return None if self.own_id else catalogue().question(self.content)

    @property
    def is_open(self) -> bool:
        """Whether both have written."""
        return self.opened_on is not None

    def hold(self, author: Membership | None = None) -> None:
        """Let nobody else change this exchange until the transaction ends, and see whether it is open by now.

        An author's space learns its present key as well: it may have changed since the page was asked for.

        An UPDATE takes the row's lock in PostgreSQL; SQLite has one writer anyway. Without it two answers at the same
        instant would each miss the other, and the exchange would stay closed.
        """
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [self.pk, self.space_id])
            self.opened_on, epoch = cursor.fetchone()
        if author is not None:
            author.space.epoch = epoch

    def answer(self, author: Membership, envelope: Envelope) -> Answer:
        """Disclose: store the author's answer once, or its next version; open the exchange if both are there.

        Raises Refusal 409 when the exchange is open already and this is not the stored answer.
        """
        from .items import Answer

        with transaction.atomic():
            self.hold(author)
            answers = Answer.of(self)
            mine = next((answer for answer in answers if answer.author_id == author.member_id), None)
            if self.is_open and (mine is None or mine.pk != envelope.id or mine.box != envelope.box):
                raise _already_open()
            if mine is not None and mine.pk == envelope.id:
                mine.change(envelope, space_epoch=author.space.epoch)
            else:
                place: dict[str, Any] = {"space": author.space, "exchange": self, "content": self.content}
                mine = Answer.keep(envelope, space_epoch=author.space.epoch, author_id=author.member_id, **place)[0]
                if answers:
                    self._open_if_both_are_here([*answers, mine], author)
            author.space.changed(only=None if self.is_open else author.member_id)
            return mine

    def _open_if_both_are_here(self, answers: list[Answer], author: Membership | None = None) -> None:
        """Open it if each of the two has written, nobody has left and the one who joined was welcomed.

        Who has just written sees it; the other may have chosen to be called. What a stranger who was turned away had
        on its way may have come in after them: it counts for nobody, and goes.
        """
        here = HERE(self.space_id)
        both = {one.member_id for one in here}
        if len(both) == 2 and both <= {answer.author_id for answer in answers}:
            for stray in answers:
                if stray.author_id not in both:
                    stray.delete()
            call((one for one in here if author is None or one.pk != author.pk), "opening")
            self.opened_on = self.space.day()
            with connection.cursor() as cursor:
                day = connection.ops.adapt_datefield_value(self.opened_on)
                cursor.execute(OPEN, [day, self.pk, self.space_id])

    def catch_up(self) -> None:
        """Open it where the second answer was there before its writer was welcomed; asked when both are here."""
        from .items import Answer

        if Answer.objects.filter(space=self.space_id, exchange=self).count() < 2:
            return
        with transaction.atomic():
            self.hold()
            if not self.is_open:
                self._open_if_both_are_here(Answer.of(self))
                if self.is_open:
                    self.space.changed()

    def take_back(self, author: Membership) -> None:
        """Take the own answer back, as long as the exchange is not open; nothing to take back is no mistake.

        Raises Refusal 409 when it is open.
        """
        from .items import Answer

        with transaction.atomic():
            self.hold()
            if self.is_open:
                raise too_late(_("It has just opened: you both have written. Reload to read."))
            mine = Answer.objects.filter(space=self.space_id, exchange=self, author__public_id=author.member_id).first()
            if mine is not None:
                mine.take_back()
                author.space.changed(only=author.member_id)

    def must_be_open(self) -> None:
        """Raises Refusal 404 unless both have written: until then there is nothing to respond to."""
        if not self.is_open:
            raise Refusal(404, _("This opens when you both have written."))

    def earlier(self) -> models.QuerySet[Exchange]:
        """The same question's earlier rounds that both opened, newest first, with their answers."""
        return (
            type(self)
            .objects.filter(space=self.space_id, content=self.content, opened_on__isnull=False, day__lt=self.day)
            .prefetch_related(_of(self.space_id, "answers"))
            .order_by("-day")[:1]
        )


HERE = Prepared(1, lambda space: Membership.objects.filter(space_id=space, left_on=None, welcomed=True))
ON_DAY = Prepared(2, lambda space, day: Exchange.objects.filter(space_id=space, day=day))


def _of(space_id: str, kind: str, which: Q | None = None) -> models.Prefetch[Any, Any, Any]:
    """What was given, looked up by space as well: the space tells where rows lie once tables are spread."""
    items: Any = Exchange._meta.get_field(kind).related_model
    return models.Prefetch(kind, items.objects.filter(which or Q(), space=space_id))


def _already_open() -> Refusal:
    return too_late(_("This exchange is open already, so its answers stay as they are. Your words are kept here."))
