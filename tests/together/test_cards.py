"""The cards that sessions draw: how deep, on what, and that each of them comes up somewhere."""

from __future__ import annotations

import pytest

from nearer.catalogue import catalogue
from nearer.catalogue.entry import BONDS
from nearer.catalogue.questions import Question
from nearer.catalogue.sessions import Session
from nearer.spaces.models import Membership, Space
from nearer.together.cards import draw

from .conftest import Pair, lighter


def with_cards(bond: str = "partner") -> list[Session]:
    """The sessions that draw questions."""
    return [one for one in catalogue().sessions(bond) if any(step.draw == "question" for step in one.steps())]


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


@pytest.mark.parametrize("bond", BONDS)
def test_old_hurts_come_up_where_both_said_yes_to_them_and_nowhere_else(pair: Pair, bond: str) -> None:
    Space.objects.filter(pk=pair.ada.space.pk).update(bond=bond)
    pair.ada.space.refresh_from_db()
    come = {session: {one.id for one in drawn(pair, session, 20) if one.depth == 5} for session in with_cards(bond)}
    assert come
    assert not [session.id for session, cards in come.items() if cards and session.consent != ("hurt",)]
    assert set().union(*come.values()) == {one.id for one in catalogue().questions(bond) if one.depth == 5}


def test_of_three_old_hurts_one_may_be_taken_or_none(pair: Pair) -> None:
    for session in (one for one in with_cards() if "hurt" in one.consent):
        cards = drawn(pair, session, 20)
        assert len(cards) == 20 * 2 * 3, "for each of the two, each time"
        assert {card.depth for card in cards} == {5}
        for number in range(0, len(cards), 6):
            assert len({card.id for card in cards[number : number + 6]}) == 6
        for part in session.parts:
            for step in part.steps:
                assert step.draw is None or step.ends == "tap", "nobody is hurried past a card"


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
