"""What every kind of content is made of: frozen entries, ids that stay, sentences that can be checked."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

# An id is written into sealed answers as what they belong to: plain ASCII, and it never changes.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, StringConstraints(min_length=1)]
Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class Entry(BaseModel):
    """Something with words in it. Unknown keys are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    # Fields that hold no sentence of ours (names, addresses): the word checks leave them alone.
    NOT_OURS: ClassVar[frozenset[str]] = frozenset()


_TAGS = frozenset({"id", "kind", "field", "bonds", "settings", "needs"})


def words_of(entry: Entry) -> list[str]:
    """Every sentence of ours in an entry and all within it."""
    found: list[str] = []
    for name in type(entry).model_fields:
        if name not in _TAGS | entry.NOT_OURS:
            found += _words(getattr(entry, name))
    return found


def _words(value: Any) -> list[str]:
    if isinstance(value, Entry):
        return words_of(value)
    if isinstance(value, tuple):
        return [word for item in value for word in _words(item)]
    return [value] if isinstance(value, str) else []
