"""The first evening, through the pages alone."""

from __future__ import annotations

from .conftest import Person
from .spaces_steps import agree, first_person, join_as_new, make_link, on_today, welcome
from .steps import Thumb


def first_evening(ada: Person, ben: Person, thumb: Thumb | None = None) -> None:
    """From nothing to both on Today: Ben joined and was welcomed, both signed. One thumb counts the taps of both."""
    thumb = thumb or Thumb()
    first_person(ada, thumb)
    link = make_link(ada, thumb)
    join_as_new(ben, link, thumb)
    on_today(ada)
    welcome(ada, thumb)
    agree(ada, thumb)
    agree(ben, thumb)
