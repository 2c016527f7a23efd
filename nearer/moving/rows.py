"""What of a space is carried: which rows of which tables, and how one is written down and read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ForeignKey, Q

from nearer.clock import today
from nearer.people.export import readable
from nearer.people.models import Member
from nearer.sealed.kinds import PRIVATE
from nearer.sealed.models import SealedItem
from nearer.spaces.models import Membership, Space
from nearer.web.refusals import malformed

from .held import MOST_REVISIONS

CARRIED = (
    *("spaces.Wording", "spaces.Signature", "spaces.Renewal", "spaces.Choice", "spaces.Note"),
    *("exchange.OwnQuestion", "exchange.Exchange", "exchange.Answer", "exchange.Response", "exchange.Reply"),
    *("exchange.Felt", "exchange.Mark"),
    *("together.Sitting", "together.Said", "together.Guess", "together.Aside", "together.Nearness"),
    *("giving.Gift", "giving.Met", "giving.Kept", "giving.LeftAlone"),
    *("letters.Letter", "letters.Cover", "letters.Sketch"),
    *("myself.Entry", "myself.Aim", "myself.Plan", "photos.Photo", "photos.Snapshot"),
)
"""In an order in which each row finds what it names."""
LEFT = {
    "sealed.Withdrawn": "late repeats of a post go to the old server",
    "spaces.Membership": "each brings their own",
    "spaces.Invitation": "a link leads to the old server",
    "moving.KeptSeat": "of this server alone",
    "together.Yes": "said for one day",
    "together.Move": "a sitting in the middle ends",
    "calling.Way": "of a device and this address",
    "calling.Wish": "a person's and not a space's: chosen anew",
    "calling.Call": "what is due here",
    "calling.Occasion": "what is due here",
}
"""Tables that name a space or a member and are not carried, and why."""
NOT_CARRIED = {"look_at", "file", "moved", "space"}
"""Fields that are made anew."""
OF_THE_READER = {"opened_on", "delivered"}
"""Fields of a letter on which its author's file does not decide."""
CONTENT = re.compile(r"[A-Za-z0-9_.-]{1,40}\Z")
STEPS = 1000

Row = dict[str, Any]


def rows_of(mine: Membership) -> Iterator[tuple[str, Row]]:
    """(table, row) of all that this member carries: what both had opened, and what is their own."""
    for label in CARRIED:
        model = apps.get_model(label)
        rows = _found(model, mine)
        if any(map(_is_exchange, model._meta.concrete_fields)):
            days = apps.get_model("exchange.Exchange")._default_manager.filter(space=mine.space_id)
            models.prefetch_related_objects(rows, models.Prefetch("exchange", days))  # not one by one
        for found in rows:
            yield label, _written(found, mine.member_id)


def _found(model: Any, mine: Membership) -> list[Any]:
    rows, me = model._default_manager.filter(space=mine.space_id), mine.member_id
    if issubclass(model, SealedItem):
        return readable(model, mine)
    rules: dict[str, Any] = {
        "spaces.Signature": lambda: rows.filter(mine.of_my_time()),
        "exchange.Exchange": lambda: rows.filter(day__lte=mine.space.turn()).order_by("day"),
        "exchange.Mark": lambda: rows.filter(~Q(kind="passed") | Q(by__public_id=me)),
        "together.Sitting": lambda: rows.filter(mine.of_my_time()),
        "giving.Kept": lambda: rows.filter(member__public_id=me),
        "giving.LeftAlone": lambda: rows.filter(member__public_id=me),
    }
    return list(rules[model._meta.label]())


def pictures_of(mine: Membership) -> Iterator[tuple[str, str]]:
    """(id, box) of the whole pictures, one at a time; those whose file is lost are left out."""
    for label in CARRIED:
        model: Any = apps.get_model(label)
        if getattr(model, "HAS_LARGER", False):
            for item in readable(model, mine):
                if box := item.larger():
                    yield item.pk, box


def _written(found: Any, reader: str) -> Row:
    row: Row = {}
    for field in found._meta.concrete_fields:
        if field.name in NOT_CARRIED or isinstance(field, models.AutoField):
            continue
        value = getattr(found, field.attname)
        if _is_exchange(field):
            value = found.exchange.day
        row[field.name] = value.isoformat() if isinstance(value, date) else value
    if found._meta.label == "letters.Letter" and row["author"] == reader:
        row["opened_on"], row["delivered"] = None, row["when"] != "date"  # its writer never hears what became of it
    return row


def _is_exchange(field: Any) -> bool:
    """A table whose rows have no id of their own is named by the day."""
    related = field.related_model if isinstance(field, ForeignKey) else None
    return isinstance(related, type) and related._meta.label == "exchange.Exchange"


class Reader:
    """Puts rows into a space for the one who brings them: `by`, one of `members`.

    `brought` are the ids of the bearer's own words that came with the bearer's file: those stand.
    """

    def __init__(self, space: Space, by: str, members: set[str], brought: set[str]) -> None:
        self.space, self.by, self.members, self.brought = space, by, members, brought

    def take(self, label: Any, row: Any) -> bool:
        """Store one row once; whether it is there now. It is not where it names something that has not come (the other
        one's file has it) or that is different here. Raises Refusal 400 for anything that no file of ours holds.
        """
        if label not in CARRIED or not isinstance(row, dict):
            raise malformed()
        model = apps.get_model(label)
        made = self._read(model, dict(row))
        if made is None:
            return False
        self._check(made)
        known = self._known(made)
        taken = self._create(made) if known is None else self._join(known, made)
        if isinstance(made, SealedItem) and self._is_mine(made):
            self.brought.add(made.pk)
        return taken

    def _is_mine(self, made: Any) -> bool:
        return bool(made.author_id == self.by)

    def _create(self, made: Any) -> bool:
        if not isinstance(made, SealedItem) or not self._is_mine(made):
            return _stored(made)
        with transaction.atomic():
            in_its_place = self._in_its_place(made)
            for other in in_its_place:
                other.delete()
            if not _stored(made):
                transaction.set_rollback(True)
                return False
        return not in_its_place

    def _in_its_place(self, made: Any) -> list[Any]:
        """Other words in the bearer's name that the other one brought, where the bearer's own file has these."""
        model, found = type(made), []
        unique = [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
        unique += [(field.name,) for field in model._meta.concrete_fields if field.unique and not field.primary_key]
        for fields in unique:
            place = {name: getattr(made, model._meta.get_field(name).attname) for name in fields}
            same = model._default_manager.filter(**place | {"space": self.space, "author": self.by})
            found += [one for one in same if one.pk not in self.brought and one not in found]
        return found

    def _read(self, model: Any, row: Row) -> Any:
        made = model(space=self.space)
        if getattr(made, "HAS_LARGER", False):
            made.file = f"{self.space.pk}/{token_urlsafe(16)}"  # nothing lies there until the picture is put back
        try:
            for field in model._meta.concrete_fields:
                if field.name in NOT_CARRIED or isinstance(field, models.AutoField):
                    continue
                value = row.pop(field.name)
                if isinstance(field, ForeignKey):
                    target = self._target(field, value)
                    if target is None and value is not None:
                        return None
                    setattr(made, field.name, target)
                else:
                    setattr(made, field.attname, _cleaned(field, value))
        except (ValidationError, ValueError, TypeError, KeyError, OverflowError):
            raise malformed() from None
        if row:
            raise malformed()
        return made

    def _target(self, field: Any, value: Any) -> Any:
        """What a row names: one of the two, or something of this space."""
        if value is None and field.null:
            return None
        if not isinstance(value, str):
            raise ValueError("not an id")
        if field.related_model is Member:
            if value not in self.members:
                raise ValueError("somebody else")
            return Member.objects.get(public_id=value)
        rows = field.related_model._default_manager.filter(space=self.space)
        if _is_exchange(field):
            return rows.filter(day=date.fromisoformat(value)).first()
        return rows.filter(pk=value).first()

    def _check(self, made: Any) -> None:
        """What the tables themselves do not check."""
        latest = today() + timedelta(days=2)  # somewhere it is tomorrow already
        for name in ("day", "given_on", "opened_on", "ended_on"):
            day = getattr(made, name, None)
            if day is not None and day > latest:
                raise malformed()
        whose = getattr(made, "author_id", None) or getattr(made, "member_id", None) or getattr(made, "by_id", None)
        private = made.KIND in PRIVATE if isinstance(made, SealedItem) else hasattr(made, "member_id")
        private = (private and made._meta.label != "spaces.Signature") or getattr(made, "kind", "") == "passed"
        if private and whose != self.by:
            raise malformed()
        if isinstance(made, SealedItem):
            is_private = made.KIND in PRIVATE
            if not 1 <= made.revision <= MOST_REVISIONS or not CONTENT.match(made.content):
                raise malformed()
            if made.epoch > (0 if is_private else self.space.epoch):
                raise malformed()
        if made._meta.label == "exchange.Exchange":
            made.opened_on = None  # it opens where both answers are here (`sit_down`)
        if made._meta.label == "together.Sitting":
            made.ended_on = made.ended_on or made.day
            cards = made.cards
            if not isinstance(cards, list) or len(cards) > STEPS or not all(isinstance(card, str) for card in cards):
                raise malformed()
        if made._meta.label == "letters.Letter" and made.when == "date" and not made.delivered:
            made.look_at_once()

    def _known(self, made: Any) -> Any:
        """The same thing, where it is here already. Raises Refusal 400 where it is somebody else's."""
        manager = type(made)._default_manager
        if made._meta.label == "exchange.Exchange":
            return manager.filter(space=self.space, day=made.day).first()
        if isinstance(made._meta.pk, models.AutoField):
            fields = [field.attname for field in made._meta.concrete_fields if not field.primary_key]
            return manager.filter(**{name: getattr(made, name) for name in fields}).first()
        known = manager.filter(pk=made.pk).first()
        if known is not None and known.space_id != self.space.pk:
            raise malformed()
        return known

    def _join(self, known: Any, made: Any) -> bool:
        """Two files tell of one thing: the author's decides on the words, the reader's on whether it was opened.

        Where the words differ it is never settled in silence: False. What the author brought once, stands.
        """
        rows = type(known)._default_manager.filter(space=self.space, pk=known.pk)
        if known._meta.label == "exchange.Exchange":
            return bool(known.content == made.content)
        if not isinstance(known, SealedItem):
            return True
        if known.author_id != made.author_id:
            return False
        same = all(getattr(known, name) == getattr(made, name) for name in ("box", "revision", "epoch", "content"))
        if self._is_mine(made) and made.pk not in self.brought:
            mine = {
                field.attname: getattr(made, field.attname)
                for field in made._meta.concrete_fields
                if not field.primary_key and field.name not in NOT_CARRIED | OF_THE_READER
            }
            try:
                with transaction.atomic():
                    rows.update(**mine)
            except IntegrityError:
                return False
        if known._meta.label == "letters.Letter" and not self._is_mine(made) and same and made.opened_on is not None:
            rows.update(opened_on=made.opened_on, delivered=True, look_at=None)
        return same


def _stored(made: Any) -> bool:
    try:
        with transaction.atomic():
            type(made)._default_manager.bulk_create([made])
    except IntegrityError:
        return False
    return True


def _cleaned(field: Any, value: Any) -> Any:
    """A value for a field; nothing that the field would first make into something of its own. Raises ValidationError,
    ValueError."""
    if isinstance(field, models.JSONField) or (value is None and field.null):
        return value
    wanted: Any = str
    if isinstance(field, models.BooleanField):
        wanted = bool
    elif isinstance(field, models.IntegerField):
        wanted = int
    if type(value) is not wanted or (wanted is int and value > MOST_REVISIONS):
        raise ValueError("of another kind")
    return field.clean(value, None)
