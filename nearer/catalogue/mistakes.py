"""What is wrong in a content file, said so that a writer can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

# What a wrong value of these fields needs, whatever exactly was wrong with it.
_OF_FIELD = {
    "id": ("must be small letters, digits and hyphens, at most 40", "write one like play-003"),
    "depth": ("must be 0 to 5", "write a whole number"),
    "retired": ("must be true or false", "write true, or leave it out"),
    "url": ("must be an address that begins with https://", "write the whole address"),
    "source": ("must be an address that begins with https://", "write where it was confirmed"),
    "checked": ("must be a day", "write it like 2025-03-31"),
}
_OF_KIND = {
    "missing": ("is missing", "add it"),
    "extra_forbidden": ("is not known here", "correct its spelling or remove it"),
    "string_type": ("must be text", "put it in quotes"),
    "string_too_short": ("is empty", "write it or leave the line out"),
    "tuple_type": ("must be a list", "put it in [square brackets] or on lines that begin with -"),
    "too_short": ("has too few entries", "add what is missing"),
    "too_long": ("has too many entries", "remove what is too much"),
    "model_type": ("must have names and values", "write it as name: value"),
}


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong: in which file, at which entry, what, and how to mend it."""

    file: str
    entry: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}, entry {self.entry}" if self.entry else self.file
        return f"{place}: {self.what}; {self.mend}"


class ContentError(Exception):
    """The content can't be used as it is. `mistakes` holds all that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def from_validation(file: str, entry: str, error: ValidationError) -> list[Mistake]:
    """The mistakes behind a failed validation, in plain words."""
    return [Mistake(file, entry, *_say(details)) for details in error.errors(include_url=False)]


def _say(details: Any) -> tuple[str, str]:
    kind, place = details["type"], [str(part) for part in details["loc"]]
    name = " ".join(place) or "it"
    field = next((part for part in reversed(place) if not part.isdigit()), "")
    if kind == "literal_error":
        return f"{name} is {details['input']!r}", f"write one of {details['ctx']['expected']}"
    if kind == "value_error":
        what, _, mend = str(details["ctx"]["error"]).partition("; ")
        return f"{name} {what}", mend
    if kind in {"missing", "extra_forbidden"} or field not in _OF_FIELD:
        what, mend = _OF_KIND.get(kind, (f"is wrong ({details['msg']})", "correct it"))
    else:
        what, mend = _OF_FIELD[field]
    return f"{name} {what}", mend
