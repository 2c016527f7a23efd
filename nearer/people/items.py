"""The sealed items of a member in all rooms, found by what they are, so that no room has to be named here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from nearer.sealed.kinds import PRIVATE
from nearer.sealed.models import SealedItem
from nearer.web.refusals import malformed, too_late


@dataclass(frozen=True)
class Resealed:
    """A private item under another key, one revision higher."""

    id: str
    revision: int
    box: str


def kinds() -> Iterator[type[SealedItem]]:
    """The models of all sealed items."""
    return (model for model in apps.get_models() if issubclass(model, SealedItem))


def private(member_id: str) -> Iterator[SealedItem]:
    """Everything that this member sealed for themselves."""
    for model in kinds():
        if model.KIND in PRIVATE:
            yield from _of(model, member_id)


def revisions(member_id: str) -> dict[str, int]:
    """Id and revision of this member's private items."""
    return {item.pk: item.revision for item in private(member_id)}


def latest(member_id: str, kind: str, count: int) -> list[SealedItem]:
    """The newest items of a kind by this member, oldest first."""
    found = [item for model in kinds() if kind == model.KIND for item in _of(model, member_id)]
    return found[-count:]


def since(member_id: str, known: Mapping[str, int]) -> list[SealedItem]:
    """The private items that were written or changed since `known` was noted."""
    return [item for item in private(member_id) if known.get(item.pk) != item.revision]


def reseal(member_id: str, known: Mapping[str, int], resealed: Iterable[Resealed]) -> None:
    """Put the newly sealed boxes in place; the author's open pages follow. Call it inside a transaction.

    Raises Refusal 409 unless `resealed` holds each item of `since` exactly, each one revision higher, and none was
    changed or taken back meanwhile: newer words are not overwritten by older ones.
    """
    waiting = {item.pk: item for item in since(member_id, known)}
    spaces = {item.space_id: item.space for item in waiting.values()}
    for new in resealed:
        item = waiting.pop(new.id, None)
        if item is None:
            raise malformed()
        if new.revision != item.revision + 1:
            raise _changed()
        manager: Any = type(item)._default_manager
        unchanged = manager.filter(space=item.space_id, pk=item.pk, revision=item.revision)
        if not unchanged.update(revision=new.revision, box=new.box):
            raise _changed()
    if waiting:
        raise _changed()
    for space in spaces.values():
        space.changed(only=member_id)


def forget_private(member_id: str, space_id: str = "") -> None:
    """Rows without a box that only their member sees go; a model that has such has a `forget_private` of its own.

    With `space_id` only those of one space: such a model has a link to it, and takes its id as well.
    """
    for model in apps.get_models():
        forget = getattr(model, "forget_private", None)
        if forget is None:
            continue
        if not space_id:
            forget(member_id)
        elif any(field.name == "space" for field in model._meta.concrete_fields):
            forget(member_id, space_id)


def still_named(member_id: str) -> bool:
    """Whether something besides a place in a space needs this member's row; a model tells by its `still_names`."""
    return any(model.still_names(member_id) for model in apps.get_models() if hasattr(model, "still_names"))


def described(item: SealedItem) -> dict[str, Any]:
    """What a browser needs to open an item."""
    return {
        "id": item.pk,
        "space": item.space_id,
        "kind": item.KIND,
        "author": item.author_id,
        "content": item.content,
        "epoch": item.epoch,
        "revision": item.revision,
        "box": item.box,
        "day": item.day.isoformat(),
    }


def _of(model: type[SealedItem], member_id: str) -> Iterator[SealedItem]:
    manager: Any = model._default_manager
    yield from manager.filter(author=member_id).order_by("day", "pk")


def _changed() -> Exception:
    return too_late(_("Something was written on another device meanwhile. Reload the page and try again."))
