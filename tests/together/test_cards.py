"""The cards that sessions draw: how deep, on what, and that each of them comes up somewhere."""

from __future__ import annotations

import pytest

from nearer.catalogue import catalogue
from nearer.catalogue.questions import Question
from nearer.catalogue.sessions import Session
from nearer.spaces.models import Membership
from nearer.together.cards import draw

from .conftest import Pair, lighter


def with_cards() -> list[Session]:
    """The sessions that draw questions."""
    return [one for one in catalogue().sessions("partner") if any(step.draw == "question" for step in one.steps())]


def drawn(pair: Pair, session: Session, times: int) -> list[Question]:
    """The cards of so many sittings, one after the other."""
    before: list[str] = []
    for number in range(times):
        before += draw(session, pair.ada.space, seed=str(number), before=before)
    known = catalogue()
    return [found for id in before if isinstance(found := known.entry(id), Question)]


def test_every_question_of_the_fourth_depth_comes_up_in_a_session(pair: Pair) -> None:
    Membership.objects.filter(space=pair.ada.space).update(has_children=True)
    deep = {one.id for one in catalogue().questions("partner") if one.depth == 4}
    come = {one.id for session in with_cards() if session.depth >= 4 for one in drawn(pair, session, 30)}
    assert deep
    assert deep <= come


@pytest.mark.parametrize("session", with_cards(), ids=lambda session: session.id)
def test_a_card_that_needs_a_yes_comes_only_where_both_said_it(pair: Pair, session: Session) -> None:
    for card in drawn(pair, session, 12):
        if card.field == "desire":
            assert "desire" in session.consent, card.id
        if card.depth >= 4:
            assert session.consent, card.id


@pytest.mark.parametrize("session", with_cards(), ids=lambda session: session.id)
@pytest.mark.parametrize("pace", [1, 2])
def test_no_card_is_deeper_than_the_lighter_pace(pair: Pair, session: Session, pace: int) -> None:
    lighter(pair.ben, pace)
    assert all(card.depth <= pace for card in drawn(pair, session, 4))
