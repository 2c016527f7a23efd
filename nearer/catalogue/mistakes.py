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
    "also": ("must be an address", "write the whole address"),
    "source": ("must be an address (https://...) on the help page, the id of a source elsewhere", "write it like that"),
    "read": ("must be an address", "write the page on which it was confirmed"),
    "checked": ("must be a day", "write it like 2025-03-31"),
    "source_date": ("must be a day, a month or a year", 'write it in quotes, like "2025-03"'),
}
_OF_KIND = {
    "missing": ("is missing", "add it"),
    "extra_forbidden": ("is not known here", "correct its spelling or remove it"),
    "string_type": ("must be text", "put it in quotes"),
    "string_too_short": ("is empty", "write it or leave the line out"),
    "tuple_type": ("must be a list", "put it in [square brackets] or on lines that begin with -"),
    "too_short": ("has too few entries", "add what is missing"),
    "too_long": ("has too many entries", "remove what is too much"),
    "bool_type": ("must be true or false", "write true, or leave it out"),
    "int_type": ("must be a whole number", "write one, without quotes"),
    "model_type": ("must have names and values", "write it as name: value"),
}
_LIMITS = {"less_than_equal": ("le", "less"), "greater_than_equal": ("ge", "more")}


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong: in which file, at which entry, what, and how to mend it."""

    file: str
    entry: str
    what: str
    mend: str

    @property
    def place(self) -> str:
        """Where to look."""
        return f"{self.file}, entry {self.entry}" if self.entry else self.file

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.mend}"


class ContentError(Exception):
    """The content can't be used as it is. `mistakes` holds all that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def from_validation(file: str, entry: str, raw: Any, error: ValidationError) -> list[Mistake]:
    """The mistakes behind a failed validation of `raw`, in plain words; what lies within it is called by its name."""
    found = []
    for details in error.errors(include_url=False):
        within, place = _walk(raw, list(details["loc"]), document=not entry)
        called = ", ".join([entry, *within] if entry else within)
        found.append(Mistake(file, called, *_say(details, [str(part) for part in place])))
    return found


def _walk(raw: Any, place: list[Any], *, document: bool) -> tuple[list[str], list[Any]]:
    """The names of the entries within entries on the way to a place, and what is left of the place."""
    within: list[str] = []
    while len(place) > 1 and isinstance(place[1], int):
        listed, number = place[0], place[1]
        raw = raw[listed][number]
        if not isinstance(raw, dict) and not (document and not within):
            break
        within.append(_called(raw, listed, number))
        place = place[2:]
    return within, place


def _called(entry: Any, listed: Any, number: int) -> str:
    names = ("id", "name", "heading", "title")
    name = next((entry[key] for key in names if entry.get(key)), None) if isinstance(entry, dict) else None
    return f"{name} (number {number + 1} of {listed})" if name else f"{number + 1} of {listed}"


def _say(details: Any, place: list[str]) -> tuple[str, str]:
    kind, name = details["type"], " ".join(place) or "it"
    field = next((part for part in reversed(place) if not part.isdigit()), "")
    if kind == "literal_error":
        return f"{name} is {details['input']!r}", f"write one of {details['ctx']['expected']}"
    if kind in _LIMITS:
        limit, which = _LIMITS[kind]
        return f"{name} is {details['input']!r}", f"write {details['ctx'][limit]} or {which}"
    if kind == "value_error":
        what, _, mend = str(details["ctx"]["error"]).partition("; ")
        return f"{name} {what}", mend
    if kind in {"missing", "extra_forbidden"} or field not in _OF_FIELD:
        what, mend = _OF_KIND.get(kind, (f"is wrong ({details['msg']})", "correct it"))
    else:
        what, mend = _OF_FIELD[field]
    return f"{name} {what}", mend
