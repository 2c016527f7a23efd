"""Beginnings for meeting what was given: each kind of gift wants to be met in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nearer.catalogue import catalogue

from .models import What


@dataclass(frozen=True)
class Beginning:
    """A first few words, what the chip is called, and how somebody might go on."""

    label: str | Promise
    opening: str | Promise
    example: str | Promise


@dataclass(frozen=True)
class Meeting:
    """The words above the answer to a gift, and the beginnings under them.

    `by_wish` are those for a feeling; only the browser knows which of them was wished for.
    """

    title: str | Promise
    lead: str | Promise
    beginnings: tuple[Beginning, ...] = ()
    by_wish: tuple[tuple[str, str | Promise, tuple[Beginning, ...]], ...] = ()


GLAD = (
    Beginning(
        _("Ask for more"),
        _("Tell me everything. What did"),
        _("Tell me everything. What did your face do when they read out your name?"),
    ),
    Beginning(
        _("Be glad with them"),
        _("I am so glad, because I know how much"),
        _("I am so glad, because I know how much you put into those evenings."),
    ),
    Beginning(
        _("Live it again"),
        _("Take me back to the moment when"),
        _("Take me back to the moment when you opened the letter. Were you standing?"),
    ),
    Beginning(
        _("Mark the day"),
        _("Tonight we shall"),
        _("Tonight we shall eat something with a candle in it."),
    ),
)
COMFORT = (
    Beginning(_("I am here"), _("I am here, and"), _("I am here, and I am in no hurry to be anywhere else.")),
    Beginning(
        _("No wonder"),
        _("No wonder that you feel like this, when"),
        _("No wonder that you feel like this, when it was three bad calls in a row."),
    ),
    Beginning(
        _("Something warm"),
        _("When you are home, let me"),
        _("When you are home, let me put a bowl of soup in front of you, and you need not say a word."),
    ),
)
HELP = (
    Beginning(
        _("What would help"),
        _("What would help most: shall I"),
        _("What would help most: shall I make the call, or sit next to you while you do?"),
    ),
    Beginning(
        _("Take one thing off"),
        _("Leave one thing to me today:"),
        _("Leave one thing to me today: the shopping, and I shall remember the lemons."),
    ),
    Beginning(_("I could"), _("I could"), _("I could read it through tonight, with a pencil and no opinions.")),
)
BACKING = (
    Beginning(
        _("What I like in it"),
        _("What I like about this is"),
        _("What I like about this is that it is yours, and nobody asked you for it."),
    ),
    Beginning(
        _("How I can help"), _("I could make room for it by"), _("I could make room for it by taking Tuesday evenings.")
    ),
    Beginning(
        _("How to ask"),
        _("Would you rather that I ask, or wait until"),
        _("Would you rather that I ask, or wait until you tell me how it goes?"),
    ),
)
WARM = (
    Beginning(_("What it did to me"), _("When I read this, I"), _("When I read this, I had to put the kettle down.")),
    Beginning(
        _("I remember too"),
        _("I remember that, and for me it was"),
        _("I remember that, and for me it was nothing. Now it is something."),
    ),
    Beginning(_("Thank you"), _("Thank you for"), _("Thank you for seeing that. I thought nobody had.")),
)
PLAYFUL = (
    Beginning(_("And then"), _("And then? What did"), _("And then? What did the parrot say?")),
    Beginning(
        _("That reminds me"),
        _("That reminds me of the time when"),
        _("That reminds me of the time when we waved at the wrong train."),
    ),
    Beginning(_("Back at you"), _("I would have"), _("I would have given a week's pay to see it.")),
)


def listening() -> tuple[Beginning, ...]:
    """The five beginnings of answering with understanding, as after an exchange."""
    return tuple(Beginning(each.label, each.opening, each.example) for each in catalogue().scaffolds.scaffolds)


def meeting(what: str) -> Meeting:
    """How a gift of this kind may be met."""
    if what == What.FEELING:
        wishes = (("comfort", _("Comfort would do good"), COMFORT), ("help", _("Help would do good"), HELP))
        heard = (("heard", _("Being heard would do good"), listening()), ("", "", listening()))
        return Meeting(
            _("Be there"), _("A line is enough. First what is, then, perhaps, what to do."), (), wishes + heard
        )
    if what == What.NEWS:
        lead = _("Good news grows when somebody asks. Be glad first; doubts can wait for another day.")
        return Meeting(_("Make it bigger"), lead, GLAD)
    if what == What.AIM:
        return Meeting(_("Stand behind it"), _("It is theirs. Ask rather than advise."), BACKING)
    if what in {What.LAUGH, What.MESSAGE}:
        return Meeting(_("Say something back"), _("Or leave it at a smile."), PLAYFUL)
    return Meeting(_("Say how it reached you"), _("No need to give anything back. It was for you."), WARM)
