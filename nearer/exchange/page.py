"""One exchange as one of the two sees it: what the templates need, found with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nearer.catalogue import catalogue
from nearer.catalogue.schema import Scaffolds
from nearer.spaces.models import Membership

from .models import Answer, Exchange, Felt, Mark, OwnQuestion, Reply, Response


@dataclass
class Side:
    """What one of the two has given in an open exchange, with the seat that gives the colour."""

    membership: Membership
    answer: Answer | None = None
    response: Response | None = None
    reply: Reply | None = None


@dataclass
class Past:
    """An exchange of an earlier day, to reread: what I wrote and what the other wrote."""

    exchange: Exchange
    ours: Answer | None
    theirs: Answer | None

    @classmethod
    def of(cls, exchange: Exchange, member_id: str) -> Past:
        """Sort the prefetched answers of an opened exchange."""
        answers = list(exchange.answers.all())
        ours = next((answer for answer in answers if answer.author_id == member_id), None)
        return cls(exchange, ours, next((answer for answer in answers if answer is not ours), None))


@dataclass
class ExchangePage:
    """`state` is one of write, passed, waiting, open, talked. Before `open` nothing here depends on the other."""

    exchange: Exchange
    mine: Membership
    other: Membership | None
    state: str
    my_answer: Answer | None = None
    sides: tuple[Side, ...] = ()
    felt: Felt | None = None
    earlier: Past | None = None
    to_talk_about: bool = False

    @classmethod
    def of(cls, exchange: Exchange, mine: Membership, other: Membership | None) -> ExchangePage:
        """The page of `mine`; the other's answer is only read once both have written."""
        if exchange.is_open:
            return cls._open(exchange, mine, other)
        marks = Mark.seen_by(mine, exchange)
        my_answer = next((answer for answer in Answer.of(exchange) if answer.author_id == mine.member_id), None)
        if Mark.Kind.TALKED in marks:
            return cls(exchange, mine, other, "talked", my_answer)
        if my_answer is None:
            return cls(exchange, mine, other, "passed" if Mark.Kind.PASSED in marks else "write")
        if other is not None and other.left_on is None and mine.welcomed and other.welcomed:
            exchange.catch_up()
        if exchange.is_open:
            return cls._open(exchange, mine, other)
        return cls(exchange, mine, other, "waiting", my_answer)

    @classmethod
    def _open(cls, exchange: Exchange, mine: Membership, other: Membership | None) -> ExchangePage:
        place: dict[str, Any] = {"space": mine.space_id, "exchange": exchange}
        seen = mine.of_my_time()
        kinds = (Answer, Response, Reply)
        given = [{item.author_id: item for item in kind.objects.filter(seen, **place)} for kind in kinds]
        both = [mine, *([other] if other else [])]
        sides = tuple(
            Side(one, *(items.get(one.member_id) for items in given))  # type: ignore[arg-type]
            for one in sorted(both, key=lambda one: one.seat)
        )
        felt = Felt.objects.filter(**place, author__public_id=mine.member_id).first()
        return cls(
            exchange,
            mine,
            other,
            "open",
            sides=sides,
            felt=felt,
            earlier=cls._earlier(exchange, mine),
            to_talk_about=Mark.Kind.LATER in Mark.seen_by(mine, exchange),
        )

    @staticmethod
    def _earlier(exchange: Exchange, mine: Membership) -> Past | None:
        found = exchange.earlier().first()
        return Past.of(found, mine.member_id) if found else None

    @cached_property
    def key(self) -> str:
        """What drafts and elements of this exchange are called on a device."""
        return f"{self.exchange.day.isoformat()}-{self.mine.space_id}"

    @property
    def is_for_both(self) -> bool:
        """Whether both are here, and not only their words."""
        return self.other is not None and self.other.left_on is None and self.mine.left_on is None

    @property
    def may_undo(self) -> bool:
        """Whether what was marked for both may be taken away: once one has left it stays as it was."""
        return self.is_for_both or self.other is None

    @cached_property
    def address(self) -> str:
        """Where the acts on this exchange go; written once, since `{% url %}` is slow in a page made this often."""
        return f"/spaces/{self.mine.space_id}/exchanges/{self.exchange.day.isoformat()}/"

    @cached_property
    def own_question(self) -> OwnQuestion | None:
        """The question where it is one of their own."""
        own = self.exchange.own_id
        return OwnQuestion.objects.get(space=self.mine.space_id, pk=own) if own else None

    @property
    def ours(self) -> Side | None:
        """My own side of an open exchange."""
        return next((side for side in self.sides if side.membership == self.mine), None)

    @property
    def theirs(self) -> Side | None:
        """The other's side of an open exchange."""
        return next((side for side in self.sides if side.membership != self.mine), None)

    @property
    def scaffolds(self) -> Scaffolds:
        """Beginnings that help to answer with understanding."""
        return catalogue().scaffolds
