"""What is offered is exactly what fits the wishes; and each step says what suits where the two are."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from django.utils.html import strip_tags

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.together.offering import ENERGIES, LABELS, MINUTES, PLACES, THEMES, TOPICS
from nearer.web.templatetags.web import typeset

from .conftest import Pair, move

ROW = re.compile(r'<li><a href="/spaces/[^/]+/sessions/(\w+)/">')
NUMBERS = dict(zip(THEMES, TOPICS, strict=True))


def fits(session: Session, wish: dict[str, Any]) -> bool:
    """What the filters mean, said once more."""
    return (
        session.minutes <= int(wish.get("minutes", 10**6))
        and wish.get("place", session.place[0]) in session.place
        and session.energy == wish.get("energy", session.energy)
        and NUMBERS[session.theme] == wish.get("theme", NUMBERS[session.theme])
        and session.evidence == wish.get("label", session.evidence)
    )


VALUES = {"minutes": MINUTES, "place": PLACES, "energy": ENERGIES, "theme": TOPICS, "label": LABELS}
WISHES = [
    {name: list(VALUES[name])[number % len(VALUES[name])] for name in names}
    for count in range(4)
    for names in combinations(VALUES, count)
    for number in (0, 1, 4)
]


def test_each_wish_is_met_and_nothing_else_comes(pair: Pair) -> None:
    every = catalogue().sessions("partner")
    assert len(every) >= 28
    for wish in WISHES:
        query = "&".join(f"{name}={value}" for name, value in wish.items())
        found = ROW.findall(pair.ada.get(f"/together/?{query}").content.decode())
        expected = [session for session in every if fits(session, wish)]
        assert sorted(found) == sorted(session.code for session in expected), wish
        minutes = {session.code: session.minutes for session in every}
        assert [minutes[code] for code in found] == sorted(minutes[code] for code in found)


def sessions_with(detail: str) -> list[str]:
    """Those of which some step has words of its own for this."""
    sessions = catalogue().sessions("partner")
    return [one.id for one in sessions if not one.plan and any(getattr(step, detail) for step in one.steps())]


@pytest.mark.parametrize(
    ("details", "how"),
    [
        (["apart"], {"place": "apart"}),
        (["side"], {"place": "two", "side": "on"}),
        (["side", "apart"], {"place": "apart", "side": "on"}),
    ],
    ids=["apart", "side", "side by side in two places"],
)
def test_another_place_or_side_by_side_has_its_own_words(pair: Pair, details: list[str], how: dict[str, str]) -> None:
    found = sorted(set.intersection(*(set(sessions_with(detail)) for detail in details)))
    assert found
    for id in found:
        session = catalogue().session(id)
        assert session is not None
        for one in (pair.ada, pair.ben) if session.consent else ():
            assert one.post(f"sessions/{session.code}/yes/").status_code == 204
        answer = pair.begins(pair.ada, id, **how)
        page = plain(pair.ben.get(answer["Location"]).content.decode())
        for step in session.steps():
            words, *others = [said for detail in [*details, "words"] if (said := getattr(step, detail))]
            assert plain(typeset(words)) in page, (id, step.heading)
            for other in others:
                assert other in words or plain(typeset(other)) not in page, (id, step.heading)
        sitting = pair.ada.membership.space.sittings.get(ended_on=None)
        move(pair.ada, sitting, kind="end")


def plain(html: str) -> str:
    """The text of a page, in one line."""
    return " ".join(strip_tags(html).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&").split())


def test_every_session_that_looks_or_touches_for_long_has_a_way_side_by_side() -> None:
    for id in ("gazing", "long-hug", "memorise-by-touch"):
        assert id in sessions_with("side"), id


def test_what_was_done_is_a_line_of_moments_and_no_count(pair: Pair) -> None:
    for _ in range(7):
        sitting = pair.sitting("seven-breaths")
        move(pair.ada, sitting)
        move(pair.ada, sitting, kind="end")
    found = re.search(r'id="live".*?>(.*)<live-updates', pair.ben.get("sittings/").content.decode(), re.DOTALL)
    assert found is not None
    text = plain(found[1])
    day = pair.ada.space.day()
    assert text.count("Seven breaths together") == 7
    assert set(re.findall(r"\d+", text)) == {str(day.year), str(day.day)}


def test_where_it_can_be_done_in_two_places_one_is_told_to_ring_first(pair: Pair) -> None:
    for session in catalogue().sessions("partner"):
        if session.consent or session.plan:
            continue
        page = plain(pair.ada.get(f"sessions/{session.code}/").content.decode())
        assert ("ring each other first" in page) is ("apart" in session.place), session.id
