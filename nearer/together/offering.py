"""Which sessions are offered: by what the two have at hand, and never more than the lighter of the two paces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.people.models.member import DEEPEST_PACE
from nearer.spaces.models import Space

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
KNOWN = {"place": PLACES, "energy": ENERGIES, "theme": THEMES}
LABELS = {
    "trial": (_("Tried in a trial"), _("This very practice was tried with couples, chosen by lot.")),
    "studies": (_("Backed by studies"), _("Studies speak for it, though not of this exact form.")),
    "tradition": (_("Taught, untested"), _("People who work with couples teach it. Nobody has tested it.")),
}
assert set(THEMES) == set(get_args(Session.model_fields["theme"].annotation))


def comes_up(session: Session, space: Space) -> bool:
    """Whether a session is for these two at present.

    With a light pace on either side nothing deep comes up, and nothing that needs consent; nobody is told why.
    """
    if session.retired or not session.suits(space.bond):
        return False
    paces = space.memberships.filter(left_on=None).values_list("member__pace", flat=True)
    return _within(session, min(paces, default=DEEPEST_PACE))


def _within(session: Session, pace: int) -> bool:
    return pace >= DEEPEST_PACE or (session.depth <= pace and not session.consent)


@dataclass(frozen=True)
class Wish:
    """What the two have at hand; an empty value leaves it open."""

    minutes: int | None = None
    place: str = ""
    energy: str = ""
    theme: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Wish:
        """From an address; what makes no sense there counts as left open."""
        minutes = asked.get("minutes", "")
        chosen = {name: value for name in KNOWN if (value := asked.get(name, "")) in KNOWN[name]}
        return cls(minutes=int(minutes) if minutes in {str(each) for each in MINUTES} else None, **chosen)

    def fits(self, session: Session) -> bool:
        """Whether a session is like this; a plan takes a day or two, so it is found by its theme only."""
        return (
            (self.minutes is None or session.minutes <= self.minutes)
            and (not self.place or self.place in session.place)
            and (not self.energy or self.energy == session.energy)
            and (not self.theme or self.theme == session.theme)
        )


def offered(space: Space, wish: Wish) -> list[Session]:
    """The sessions that come up for these two and fit the wish, the shortest first."""
    paces = space.memberships.filter(left_on=None).values_list("member__pace", flat=True)
    pace = min(paces, default=DEEPEST_PACE)
    every = catalogue().sessions(space.bond)
    return sorted((one for one in every if _within(one, pace) and wish.fits(one)), key=lambda one: one.minutes)
