"""Taking everything along: what one member may read, with the boxes as they are. Format: docs/sealing.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from nearer.catalogue import catalogue
from nearer.clock import today
from nearer.sealed.models import SealedItem

from .items import described, kinds
from .models import Keys, Member

VERSION = 1


def export_of(member: Member) -> dict[str, Any]:
    """The whole export as JSON-ready values; `nearer open` and the browser read it."""
    keys = Keys.objects.get(member=member)
    memberships = list(member.memberships.all())
    spaces = [mine.space for mine in memberships]
    found = [_headed(item) for mine in memberships for item in _readable(member, mine)]
    return {
        "nearer": VERSION,
        "day": today().isoformat(),
        "member": member.public_id,
        "kdf": keys.kdf,
        "wrapped": keys.wrapped,
        "recovery": keys.recovery,
        "keyring": keys.keyring,
        "revision": member.ring_revision,
        "spaces": [_space(space) for space in spaces],
        "items": sorted(found, key=lambda item: (item["space"], item["day"], item["content"])),
        "questions": _questions({item["content"] for item in found}),
    }


def in_pieces(member: Member, pictures: bool = True) -> Iterator[str]:
    """The export as JSON text, one picture at a time at its end, since all of them at once may not fit into memory.

    The rows are read before the first piece, so that nothing holds the database while it is sent.
    """
    text = json.dumps(export_of(member))
    found = (item for mine in member.memberships.all() for item in _readable(member, mine))
    return _with_pictures(text, [item for item in found if pictures and item.HAS_LARGER])


def _with_pictures(text: str, items: list[SealedItem]) -> Iterator[str]:
    yield text.removesuffix("}") + ', "pictures": {'
    for number, item in enumerate(items):
        yield f'{"," if number else ""}"{item.pk}":"{item.larger()}"'
    yield "}}"


def _readable(member: Member, mine: Any) -> list[SealedItem]:
    """The items of a space that this member may read; nothing that the other wrote after this member had left."""
    of_its_time = Q()
    if mine.left_on is not None:
        of_its_time = Q(day__lt=mine.left_on) | Q(day=mine.left_on, epoch__lt=mine.space.epoch)
    found: list[SealedItem] = []
    for model in kinds():
        may = Q(author=member.public_id) | model.open_to(member.public_id, mine.space_id) & of_its_time
        manager: Any = model._default_manager
        found += manager.filter(may, space=mine.space_id).distinct()
    return found


def _headed(item: SealedItem) -> dict[str, Any]:
    heading = item.written_under()
    return described(item) | ({"heading": heading} if heading else {})


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
