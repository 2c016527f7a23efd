"""Safety rule 12: whoever sees an address, the history of a browser or the title of its window learns no topic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nearer
from nearer.catalogue import catalogue
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.sessions import Session
from nearer.giving.offering import OFFERS
from nearer.together.offering import THEMES, TOPICS

from .world import PLACES, routes

TELLING = frozenset(
    re.findall(
        r"\w+",
        """
        abuse admiration affection afraid aim aims apology appreciation asleep body calm closing comfort conflict
        consent delete desire desires diary ease effort escape exit export fear feeling feelings fight forgiving
        gesture gestures gratitude hurt intimacy jar journal kindness laugh leave leaving lighter love mood news
        obstacle pain plan plans pleasure quarrel repair retreat sad safe safety secret sex shelf sign signs surprise
        thanks threat touch unsafe violence wish wishes worry
        """,
    )
)
"""What an address may not say: what it is about, how somebody is, or that somebody goes."""

ALLOWED = {
    "sign-in/",
    "sign-up/",
    "sign-out/",
    "me/pin/secret/",  # asked for by the page itself, never opened
}


def words(address: str) -> set[str]:
    """The words of an address, what stands in it for an id left out."""
    return set(re.split(r"[^a-z]+", PLACES.sub("", address).lower()))


@pytest.mark.parametrize("route", sorted(set(routes()) - ALLOWED))
def test_no_address_says_what_it_is_about(route: str) -> None:
    assert not words(route) & TELLING


def test_what_an_address_must_not_say_would_be_found() -> None:
    assert words("spaces/<str:space_id>/journal/<str:plan_id>/") & TELLING == {"journal"}
    assert set(routes()) > ALLOWED, "an exception for an address that is gone"


def test_what_stands_in_addresses_for_entries_and_offers_tells_nothing() -> None:
    known = catalogue()
    for shape in (Session, Lesson, Pathway):
        for entry in known.all(shape):
            assert re.fullmatch("[0-9a-f]{10}", entry.code), entry.id
    assert all(number.isdecimal() for number in TOPICS)
    places = {offer.place for offer in OFFERS}
    assert not places & {*TELLING, *THEMES, *(offer.what for offer in OFFERS if offer.what != "given")}


def test_every_page_has_the_same_title() -> None:
    templates = Path(nearer.__file__).parent.glob("*/templates/**/*.html")
    titles = {path.name: re.findall(r"<title>(.*?)</title>", path.read_text(), re.DOTALL) for path in templates}
    assert titles["base.html"]
    titles.pop("trust.html", None)  # greets a phone that trusts nobody yet, before anybody is signed in
    assert {title for found in titles.values() for title in found} == {"Nearer"}
