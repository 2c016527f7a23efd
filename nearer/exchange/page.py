"""One exchange as one of the two sees it: what the templates need, found with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nearer.catalogue import catalogue
from nearer.catalogue.schema import Scaffolds
from nearer.spaces.models import Membership

from .models import Answer, Exchange, Felt, Passing, Reply, Response


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

    @classmethod
    def of(cls, exchange: Exchange, mine: Membership, other: Membership | None) -> ExchangePage:
        """The page of `mine`; the other's answer is only read once both have written."""
        if exchange.is_open:
            return cls._open(exchange, mine, other)
        place: dict[str, Any] = {"space": mine.space_id, "exchange": exchange}
        my_answer = Answer.objects.filter(**place, author__public_id=mine.member_id).first()
        if hasattr(exchange, "talk"):
            state = "talked"
        elif my_answer is not None:
            exchange.catch_up()
            if exchange.is_open:
                return cls._open(exchange, mine, other)
            state = "waiting"
        elif Passing.objects.filter(**place, by__public_id=mine.member_id).exists():
            state = "passed"
        else:
            state = "write"
        return cls(exchange, mine, other, state, my_answer, earlier=cls._earlier(exchange, mine))

    @classmethod
    def _open(cls, exchange: Exchange, mine: Membership, other: Membership | None) -> ExchangePage:
        place: dict[str, Any] = {"space": mine.space_id, "exchange": exchange}
        given = [{item.author_id: item for item in kind.objects.filter(**place)} for kind in (Answer, Response, Reply)]
        both = [mine, *([other] if other else [])]
        sides = tuple(
            Side(one, *(items.get(one.member_id) for items in given))  # type: ignore[arg-type]
            for one in sorted(both, key=lambda one: one.seat)
        )
        felt = Felt.objects.filter(**place, author__public_id=mine.member_id).first()
        return cls(exchange, mine, other, "open", sides=sides, felt=felt, earlier=cls._earlier(exchange, mine))

    @staticmethod
    def _earlier(exchange: Exchange, mine: Membership) -> Past | None:
        found = exchange.earlier().first()
        return Past.of(found, mine.member_id) if found else None

    @property
    def address(self) -> str:
        """Where the acts on this exchange go; written once, since `{% url %}` is slow in a page made this often."""
        return f"/spaces/{self.mine.space_id}/exchanges/{self.exchange.pk}/"

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
