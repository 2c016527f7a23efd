"""The shape of the help page's content."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from nearer.catalogue.entry import Address, Entry, Text


class Confirmed(Entry):
    """Where something was read (`source`, and `also`), when, and the day, month or year that the source bears."""

    NOT_OURS = frozenset({"country", "name", "phone", "url", "hours", "source", "source_date", "also"})

    source: Address
    source_date: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")] | None = None
    also: tuple[Annotated[str, StringConstraints(pattern=r"^https?://\S+$")], ...] = ()
    checked: date


class Directory(Confirmed):
    """A list of help lines kept by others, for the countries we have no line for."""

    name: Text
    url: Address
    about: Text


class HelpLine(Confirmed):
    """One place where a person answers."""

    country: Text
    name: Text
    about: Annotated[Text, Field(alias="for")]
    phone: Text | None = None
    text: Text | None = None
    url: Address | None = None
    hours: Text | None = None

    @model_validator(mode="after")
    def reachable(self) -> HelpLine:
        """Refuses a line that says no way to reach it."""
        if not (self.phone or self.text or self.url):
            raise ValueError("has no way to reach it; write phone, text or url")
        return self


class Help(Entry):
    """The same for everyone: advice, directories, then lines by country."""

    advice: Annotated[tuple[Text, ...], Field(min_length=1)]
    directories: Annotated[tuple[Directory, ...], Field(min_length=1)]
    lines: tuple[HelpLine, ...]

    def countries(self) -> tuple[str, ...]:
        """The countries that have a line, in alphabetical order."""
        return tuple(sorted({line.country for line in self.lines}))

    def lines_in(self, country: str) -> tuple[HelpLine, ...]:
        """The lines of one country, as written."""
        return tuple(line for line in self.lines if line.country == country)
