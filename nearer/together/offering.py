"""Which sessions are offered: by what the two have at hand, and never more than the lighter of the two paces."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import get_args

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.spaces.models import Membership
from nearer.spaces.paces import Paces
from nearer.web.evidence import NAMES, TAUGHT

MINUTES = (5, 15, 30, 60)
PLACES = {"together": _("Together"), "apart": _("In two places"), "alone": _("Alone")}
ENERGIES = {"low": _("Tired"), "some": _("Awake"), "full": _("Full of energy")}
THEMES = {
    "calm": _("Coming to rest"),
    "listening": _("Listening"),
    "knowing": _("Knowing each other"),
    "fun": _("Fun"),
    "time": _("Time for two"),
    "meaning": _("What matters"),
    "stock": _("Taking stock"),
    "repair": _("After a quarrel"),
    "touch": _("Touch"),
    "desire": _("Desire"),
}
_NUMBERS: dict[str, str] = {theme: str(number) for number, theme in enumerate(THEMES, 1)}
TOPICS = {_NUMBERS[theme]: words for theme, words in THEMES.items()}  # an address tells no topic
LABELS = {
    "trial": (NAMES["trial"], _("This very practice was tried with couples, chosen by lot.")),
    "studies": (NAMES["studies"], _("Studies speak for it, though not of this exact form.")),
    "tradition": (NAMES["tradition"], TAUGHT),
}
assert set(THEMES) == set(get_args(Session.model_fields["theme"].annotation))


@dataclass(frozen=True)
class Wish:
    """What the two have at hand; an empty value leaves it open."""

    minutes: int | None = None
    place: str = ""
    energy: str = ""
    theme: str = ""
    label: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Wish:
        """From an address; what makes no sense there counts as left open."""
        minutes = asked.get("minutes", "")
        return cls(
            minutes=int(minutes) if minutes in {str(each) for each in MINUTES} else None,
            place=_known(asked.get("place"), PLACES),
            energy=_known(asked.get("energy"), ENERGIES),
            theme=next((theme for theme, number in _NUMBERS.items() if number == asked.get("theme")), ""),
            label=_known(asked.get("label"), LABELS),
        )

    @property
    def topic(self) -> str:
        """The theme as an address names it."""
        return _NUMBERS.get(self.theme, "")

    def fits(self, session: Session) -> bool:
        """Whether a session is like this; a plan takes a day or two, so it is found by its theme only."""
        return (
            (self.minutes is None or session.minutes <= self.minutes)
            and (not self.place or self.place in session.place)
            and (not self.energy or self.energy == session.energy)
            and (not self.theme or self.theme == session.theme)
            and (not self.label or self.label == session.evidence)
        )


def _known(value: str | None, values: Container[str]) -> str:
    return value if value is not None and value in values else ""


def offered(mine: Membership, wish: Wish) -> list[Session]:
    """The sessions that come up for these two and fit the wish, the shortest first."""
    paces, every = Paces.of(mine), catalogue().sessions(mine.space.bond)
    return sorted((one for one in every if paces.allow(one) and wish.fits(one)), key=lambda one: one.minutes)
