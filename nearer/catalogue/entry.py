"""What every kind of content is made of: frozen entries, ids that stay, sentences that can be checked."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

# An id is written into sealed answers as what they belong to: plain ASCII, and it never changes.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, StringConstraints(min_length=1)]
Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
Depth = Annotated[StrictInt, Field(ge=0, le=5)]

Bond = Literal["partner", "family", "friends"]
BONDS: tuple[Bond, ...] = get_args(Bond)
Bonds = Annotated[tuple[Bond, ...], Field(min_length=1)]
Need = Literal["children"]

_TAGS = frozenset({"id", "kind", "field", "bonds", "settings", "needs"})


class Entry(BaseModel):
    """Something with words in it. Unknown keys are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    # Fields that hold no sentence of ours (names, addresses): the word checks leave them alone.
    NOT_OURS: ClassVar[frozenset[str]] = frozenset()
    # Fields that say what was found in whom: there a word such as "married" assumes nothing.
    FACTS: ClassVar[frozenset[str]] = frozenset()


class Listed(Entry):
    """An entry that is found by its id, which no other entry of any kind has. Retired ones stay, for old answers."""

    KIND: ClassVar[str]

    id: Id
    retired: StrictBool = False

    @property
    def code(self) -> str:
        """Names it in addresses, which tell no topic to whoever sees them. Follows from the id."""
        return blake2b(self.id.encode(), digest_size=5).hexdigest()

    def suits(self, bond: str) -> bool:
        """Whether two of this bond may get it; what says nothing about bonds suits all."""
        return bond in getattr(self, "bonds", BONDS)


def words_of(entry: Entry) -> list[str]:
    """Every sentence of ours in an entry and all within it, facts left out."""
    found: list[str] = []
    for name in type(entry).model_fields:
        if name not in _TAGS | entry.NOT_OURS | entry.FACTS:
            found += _words(getattr(entry, name))
    return found


def facts_of(entry: Entry) -> list[str]:
    """The sentences of an entry that say what was found in whom."""
    return [fact for name in sorted(entry.FACTS) for fact in _words(getattr(entry, name))]


def _words(value: Any) -> list[str]:
    if isinstance(value, Entry):
        return words_of(value)
    if isinstance(value, tuple):
        return [word for item in value for word in _words(item)]
    return [value] if isinstance(value, str) else []
