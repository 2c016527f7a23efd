"""Fills an empty database with Ada and Ben, who have told each other something nearly every day for three years."""

from __future__ import annotations

import json
import os
import shlex
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction

from nearer.catalogue import catalogue
from nearer.clock import now, today
from nearer.exchange.models import Answer, Exchange, Felt, Mark, OwnQuestion, Reply, Response
from nearer.giving.models import Gift, Met
from nearer.letters.models import Cover, Letter, Sketch, When
from nearer.people.models import Keys, Member
from nearer.people.models.keys import proof_hash
from nearer.sealed import reference
from nearer.sealed.format import new_id
from nearer.sealed.keys import SpaceKeys
from nearer.sealed.models import SealedItem
from nearer.spaces.models import Bond, Choice, Membership, Renewal, Rhythm, Signature, Space, Wording
from nearer.spaces.models.space import local_day

from .telling import Telling
from .turns import Turn, turns

DAYS = 3 * 365
TIME_ZONE = "Europe/London"
REWORDED_AFTER, RENEWED_EVERY, WRITTEN_BEFORE = 200, 180, 3  # days
TO_TALK_ABOUT = 9  # every so many of the last exchanges


class NotFresh(Exception):
    """There are people here already."""


def fill(days: int = DAYS) -> str:
    """Fills the database; says what to do next, with the password of both. Raises NotFresh when somebody is there."""
    if Member.objects.exists():
        raise NotFresh("There are people here already. Name a fresh data folder with NEARER_DATA.")
    telling = Telling()
    password = telling.phrase()
    Demo(telling, password, days).fill()
    data = os.environ.get("NEARER_DATA")
    run = f"NEARER_DATA={shlex.quote(data)} make run" if data else "make run"
    return (
        "Ada and Ben are here, with all that they told each other up to yesterday.\n"
        f"Start it with: {run}\n"
        "Sign in as ada in one browser and as ben in another; a private window will do.\n"
        f"The password of both: {password}\n"
        "It is shown only now, and it is for looking around: keep nothing of your own here."
    )


@dataclass
class Half:
    """One of the two: name, seat, and the keys as their browser has them."""

    name: str
    seat: int
    keys: reference.Member

    @classmethod
    def sign_up(cls, name: str, seat: int, password: str, day: date, joins: tuple[str, SpaceKeys] | None) -> Half:
        """A new account; with the keys of a space if one is joined."""
        keys, fields, _code, _space = reference.Member.new(password)
        if joins:
            keys.learn(*joins)
        extra = {"public_id": keys.id, "ring_revision": keys.revision, "joined_on": day}
        member = Member.objects.create_user(name, fields["auth"], recovery_checked_on=today(), pace_on=today(), **extra)
        Keys.objects.create(
            member=member,
            kdf=json.loads(fields["kdf"]),
            wrapped=fields["wrapped"],
            recovery=fields["recovery"],
            recovery_proof_hash=proof_hash(fields["recovery_proof"]),
            keyring=keys.keyring(),
        )
        return cls(name, seat, keys)


class Demo:
    """The filling of one database: `days` of history that end yesterday."""

    def __init__(self, telling: Telling, password: str, days: int = DAYS) -> None:
        self.telling = telling
        self.password = password
        self.days = days
        self.first = local_day(TIME_ZONE, now()) - timedelta(days=days)
        self.rows: defaultdict[type[models.Model], list[models.Model]] = defaultdict(list)

    def fill(self) -> None:
        """All or nothing."""
        with transaction.atomic():
            self._meet()
            self._agree()
            asked = [(turn, self._ask(turn)) for turn in turns(self.telling, self.days)]
            self._store()
            Exchange.objects.bulk_create([exchange for _turn, exchange in asked])
            for turn, exchange in asked:
                self._tell(turn, exchange)
            for letter in self.telling.both["letters"]:
                self._write_to_the_other(**letter)
            for gift in self.telling.both["gifts"]:
                self._give(**gift)
            for name, text in self.telling.both["drawer"].items():
                self._seal(Sketch, self.halves[name], self._day(self.days - 1), {"t": text})
            self._store()

    def _day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def _add(self, row: models.Model) -> None:
        self.rows[type(row)].append(row)

    def _store(self) -> None:
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows)
        self.rows.clear()

    def _seal(self, kind: type[SealedItem], by: Half, day: date, value: dict[str, Any], **place: Any) -> str:
        """One more item, sealed by one of the two; its id."""
        id = place.pop("id", "")
        item = by.keys.item(space=self.space.pk, kind=kind.KIND, content=place.get("content", "-"), id=id)
        known = {"id": item.id, "author_id": by.keys.id, "epoch": item.epoch, "revision": 1}
        self._add(kind(**known, space=self.space, day=day, box=by.keys.seal(item, value), **place))
        return item.id

    def _meet(self) -> None:
        """The two accounts, their space, and how each is called."""
        ada = Half.sign_up("ada", 1, self.password, self.first, None)
        space, space_keys = next(iter(ada.keys.ring["spaces"].items()))
        ben = Half.sign_up("ben", 2, self.password, self.first, (space, space_keys))
        self.halves = {half.name: half for half in (ada, ben)}
        self.space = Space.objects.create(
            id=space, bond=Bond.PARTNER, time_zone=TIME_ZONE, rhythm=Rhythm.DAILY, began_on=self.first
        )
        for half in self.halves.values():
            item = half.keys.item(space=space, kind="name")
            name = {"name_item": item.id, "name_revision": 1, "name": half.keys.seal(item, {"t": half.name.title()})}
            place = {"space": self.space, "member_id": half.keys.id, "seat": half.seat, "joined_on": self.first}
            Membership.objects.create(**place, **name, welcomed=True)

    def _agree(self) -> None:
        """What they chose alone, what both signed, their own wording of it, and choosing it again."""
        both = self.telling.both
        for name, half in self.halves.items():
            self._seal(Choice, half, self.first, {"t": both["choice"][name]})
            self._sign(half, catalogue().agreement.current.id, self.first)
            for number, words in enumerate(both["renewals"][name], 1):
                if number * RENEWED_EVERY < self.days:
                    self._seal(Renewal, half, self._day(number * RENEWED_EVERY), {"t": words}, number=number)
        if self.days > REWORDED_AFTER:
            day = self._day(REWORDED_AFTER)
            wording = self._seal(Wording, self.halves["ben"], day, {"t": both["wording"]}, number=1)
            for half in self.halves.values():
                self._sign(half, wording, day)
            Space.objects.filter(pk=self.space.pk).update(wording=wording)
        for name, text in both["waiting"].items():
            self._seal(OwnQuestion, self.halves[name], self._day(self.days - 1), {"t": text})

    def _sign(self, half: Half, text: str, day: date) -> None:
        self._add(Signature(space=self.space, text=text, member_id=half.keys.id, day=day))
        Membership.objects.filter(space=self.space, member_id=half.keys.id).update(signed=text)

    def _ask(self, turn: Turn) -> Exchange:
        """The exchange of a day, with its question."""
        day = self._day(turn.number)
        row = Exchange(space=self.space, day=day, opened_on=None if turn.instead else day)
        if turn.question:
            row.content = turn.question.id
        elif turn.own:
            by, before = self.halves[turn.own["by"]], day - timedelta(days=WRITTEN_BEFORE)
            row.content = row.own_id = self._seal(OwnQuestion, by, before, {"t": turn.own["text"]})
        return row

    def _tell(self, turn: Turn, exchange: Exchange) -> None:
        """What the two gave and did on one day."""
        if turn.instead:
            if turn.instead != "missed":
                self._mark(Mark.Kind.TALKED if turn.instead == "talked" else Mark.Kind.PASSED, turn, exchange)
            return
        place = {"exchange": exchange, "content": exchange.content}
        said = ((Answer, turn.evening.answers), (Response, turn.evening.responses), (Reply, turn.evening.replies))
        for kind, texts in said:
            for name, text in texts.items():
                self._seal(kind, self.halves[name], exchange.day, {"t": text}, **place)
        for name, felt in turn.evening.felt.items():
            self._seal(Felt, self.halves[name], exchange.day, {"n": {"felt": felt}}, **place)
        if turn.number > self.days - 4 * TO_TALK_ABOUT and turn.number % TO_TALK_ABOUT == 0:
            self._mark(Mark.Kind.LATER, turn, exchange)

    def _write_to_the_other(self, by: str, ago: int, paper: str, envelope: str, text: str, opened: bool) -> None:
        """A letter given at once some days ago and read since, or one that waits for its occasion."""
        if ago >= self.days:
            return
        half, day, when = self.halves[by], self._day(self.days - ago), When.NOW if opened else When.OCCASION
        id = new_id()
        how = {"when": when, "paper": paper, "delivered": True, "opened_on": day if opened else None}
        self._seal(Letter, half, day, {"t": text}, id=id, content=id, **how)
        self._seal(Cover, half, day, {"t": envelope}, content=id, letter_id=id)

    def _give(self, by: str, ago: int, what: str, text: str, met: str = "", **felt: str) -> None:
        """Something given by the way some days ago, and how the other met it."""
        if ago >= self.days:
            return
        half, other = self.halves[by], self.halves["ben" if by == "ada" else "ada"]
        day = self._day(self.days - ago)
        gift = self._seal(Gift, half, day, {"t": text, **felt}, what=what, given_on=day)
        if met:
            self._seal(Met, other, day, {"t": met}, content=gift, gift_id=gift)

    def _mark(self, kind: Mark.Kind, turn: Turn, exchange: Exchange) -> None:
        by = self._by_turns(turn)
        self._add(Mark(space=self.space, exchange=exchange, kind=kind, by_id=by, day=exchange.day))

    def _by_turns(self, turn: Turn) -> str:
        return self.halves["ben" if turn.number % 2 else "ada"].keys.id
