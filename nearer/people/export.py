"""Taking everything along: what one member may read, with the boxes as they are. Format: docs/sealing.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from nearer.catalogue import catalogue
from nearer.catalogue.feelings import Feeling
from nearer.catalogue.ideas import ONLY_WORDS, Idea
from nearer.clock import today
from nearer.sealed.models import SealedItem

from .items import described, kinds
from .models import Keys, Member

VERSION = 1


def export_of(member: Member) -> dict[str, Any]:
    """The whole export as JSON-ready values; `nearer open` and the browser read it."""
    keys = Keys.objects.get(member=member)
    memberships = list(member.memberships.filter(forgotten_on=None))
    found = [_headed(item, member) for mine in memberships for item in _readable(mine)]
    return {
        "nearer": VERSION,
        "day": today().isoformat(),
        "member": member.public_id,
        "kdf": keys.kdf,
        "wrapped": keys.wrapped,
        "recovery": keys.recovery,
        "keyring": keys.keyring,
        "revision": member.ring_revision,
        "lists": [{"title": _("Me"), "rows": _about(member)}],
        "spaces": [_space(mine.space) | {"lists": _lists(mine)} for mine in memberships],
        "items": sorted(found, key=lambda item: (item["space"], item["day"], item["content"])),
        "questions": _questions({item["content"] for item in found}),
        "words": _words(),
    }


def in_pieces(member: Member, pictures: bool = True) -> Iterator[str]:
    """The export as JSON text, one picture at a time at its end, since all of them at once may not fit into memory.

    The rows are read before the first piece, so that nothing holds the database while it is sent.
    """
    text = json.dumps(export_of(member))
    found = (item for mine in member.memberships.filter(forgotten_on=None) for item in _readable(mine))
    return _with_pictures(text, [item for item in found if pictures and item.HAS_LARGER])


def _with_pictures(text: str, items: list[SealedItem]) -> Iterator[str]:
    yield text.removesuffix("}") + ', "pictures": {'
    for number, item in enumerate(items):
        yield f'{"," if number else ""}"{item.pk}":"{item.larger()}"'
    yield "}}"


def readable(model: Any, mine: Any) -> list[SealedItem]:
    """The items of one kind in a space that this member may read; nothing that the other wrote after they had left."""
    may = Q(author__public_id=mine.member_id) | model.open_to(mine.member_id, mine.space_id) & mine.of_my_time()
    return list(model._default_manager.filter(may, space=mine.space_id).distinct())


def _readable(mine: Any) -> list[SealedItem]:
    return [item for model in kinds() for item in readable(model, mine)]


def _headed(item: SealedItem, reader: Member) -> dict[str, Any]:
    beside = {"heading": item.written_under(), "facts": item.facts(reader.public_id)}
    return described(item) | {name: value for name, value in beside.items() if value}


def _about(member: Member) -> list[tuple[str, str]]:
    rows = [(_("Name"), member.name), (_("E-mail"), member.email), (_("Since"), member.joined_on.isoformat())]
    return [row for row in rows if row[1]]


def _lists(mine: Any) -> list[dict[str, Any]]:
    """What is no item: each model that has something of it says so by a class method `listed_for`."""
    told = [model.listed_for(mine) for model in apps.get_models() if hasattr(model, "listed_for")]
    return [{"title": title, "rows": rows} for title, rows in told if rows]


def _words() -> dict[str, dict[str, str]]:
    """The words for what values name by ids."""
    known = catalogue()
    wishes = {"comfort": _("Comfort"), "help": _("Help"), "heard": _("Just being heard")}
    ideas = {idea.id: idea.text for idea in known.all(Idea) if idea.kind not in ONLY_WORDS}
    return {"feelings": {each.id: each.word for each in known.all(Feeling)}, "wishes": wishes, "ideas": ideas}


def _space(space: Any) -> dict[str, Any]:
    """A space and how its members are called, sealed."""
    return {
        "id": space.pk,
        "bond": space.bond,
        "members": [
            {
                "member": one.member_id,
                "seat": one.seat,
                "name": one.name
                and {
                    "id": one.name_item,
                    "space": space.pk,
                    "kind": "name",
                    "author": one.member_id,
                    "content": "-",
                    "epoch": one.name_epoch,
                    "revision": one.name_revision,
                    "box": one.name,
                },
            }
            for one in space.memberships.order_by("seat")
        ],
    }


def _questions(contents: set[str]) -> dict[str, str]:
    """The words of the catalogue's questions that were answered, so that the export can be read without us."""
    known = catalogue()
    asked = {content: known.question(content) for content in contents}
    return {content: question.text for content, question in sorted(asked.items()) if question is not None}
