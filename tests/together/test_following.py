"""From an opened exchange to a session: two or three that fit its question, whatever it was."""

from __future__ import annotations

import re

import pytest

from nearer.catalogue import BONDS, catalogue
from nearer.catalogue.questions import FIELDS, Question
from nearer.exchange.models import Exchange
from nearer.spaces.models import Space
from nearer.spaces.paces import comes_up
from nearer.together.following import ALWAYS, FITTING, Following
from tests.cast import envelope

from .conftest import Pair, lighter

CARD = re.compile(r'class="card following">(.*?)</section>', re.DOTALL)


def test_every_field_has_sessions_that_are_there() -> None:
    known = catalogue()
    assert set(FITTING) == set(FIELDS)
    for named in (*FITTING.values(), ALWAYS):
        for id in named:
            session = known.session(id)
            assert session is not None, id
            assert not session.retired, id
            assert not session.plan, id


@pytest.mark.parametrize("bond", BONDS)
@pytest.mark.parametrize("pace", [0, 1, 2, 3])
def test_two_or_three_come_up_for_any_two_and_nothing_that_may_not(pair: Pair, bond: str, pace: int) -> None:
    Space.objects.filter(pk=pair.ada.space.pk).update(bond=bond)
    lighter(pair.ben, pace)
    mine = type(pair.ada.membership).objects.get(pk=pair.ada.membership.pk)
    questions = {question.field: question for question in catalogue().live(Question)}
    for code in ["-", *(question.code for question in questions.values())]:
        found = Following.of(mine, code).sessions
        assert 2 <= len(found) <= 3
        assert all(comes_up(session, mine) for session in found)


def test_an_opened_exchange_leads_to_sessions_that_fit_its_question(pair: Pair) -> None:
    exchange = Exchange.objects.present(pair.ada.space)
    for noun in ("answers", "responses"):
        for one in (pair.ada, pair.ben):
            assert one.post(f"exchanges/{exchange.day}/{noun}/", envelope()).status_code == 204
    question = exchange.question
    assert question is not None
    for page in ("/", f"exchanges/{exchange.day}/"):
        text = pair.ada.get(page).content.decode()
        link = re.search(r'href="(/together/\?about=[^"]*)"', text)
        assert link is not None
        assert question.field not in link[1]
        listed = CARD.search(pair.ada.get(link[1]).content.decode())
        assert listed is not None
        assert question.text in listed[1].replace("&#x27;", "'")
        codes = re.findall(r"/sessions/(\w+)/", listed[1])
        assert codes == [session.code for session in Following.of(pair.ada.membership, question.code).sessions]
        assert pair.ben.get(f"sessions/{codes[0]}/").status_code == 200


def test_what_makes_no_sense_there_is_any_question(pair: Pair) -> None:
    for about in ("-", "", "%00", "x" * 5000, "0123456789"):
        assert CARD.search(pair.ada.get(f"/together/?about={about}").content.decode())
    assert not CARD.search(pair.ada.get("/together/").content.decode())
