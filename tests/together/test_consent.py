"""The yes that some sessions need of each: private, for today, used up by beginning; and the lighter of two paces."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nearer.catalogue import catalogue
from nearer.scheduler import Scheduler
from nearer.together.models import Yes
from tests.cast import Person
from tests.conftest import Clock
from tests.safety.world import CHANGES_WITH_EVERY_PAGE

from .conftest import TOUCH, Pair, coded, lighter, move

YES = f"sessions/{coded(TOUCH)}/yes/"


def seen(one: Person, page: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = one.get(page)
    text = answer.content.decode()
    for pattern in CHANGES_WITH_EVERY_PAGE:
        text = re.sub(pattern, "", text)
    return f"{answer.status_code} {text}", len(queries)


def says_yes(one: Person) -> None:
    assert one.post(YES).status_code == 204


def takes_it_back(one: Person) -> None:
    says_yes(one)
    assert one.delete(YES).status_code == 204


def tries_to_begin(one: Person) -> None:
    Pair.begins(Pair(one, one, one), one, TOUCH)


@pytest.mark.parametrize("did", [says_yes, takes_it_back, tries_to_begin])
@pytest.mark.parametrize("page", [f"sessions/{coded(TOUCH)}/", "/together/", "sittings/", "/"])
def test_one_yes_alone_looks_like_nothing(pair: Pair, did: Callable[[Person], None], page: str) -> None:
    seen(pair.ben, page)
    before = seen(pair.ben, page)
    did(pair.ada)
    assert seen(pair.ben, page) == before


def test_it_begins_with_a_yes_of_each_and_with_nothing_less(pair: Pair) -> None:
    refused = pair.begins(pair.ada, TOUCH)
    says_yes(pair.ada)
    alone = pair.begins(pair.ada, TOUCH)
    assert refused.status_code == alone.status_code == 409
    assert refused.content == alone.content
    says_yes(pair.ben)
    assert pair.begins(pair.ada, TOUCH).status_code == 302


def test_a_yes_is_used_up_by_beginning(pair: Pair) -> None:
    says_yes(pair.ada)
    says_yes(pair.ben)
    move(pair.ada, pair.sitting(TOUCH), kind="end")
    assert not Yes.objects.exists()
    assert pair.begins(pair.ada, TOUCH).status_code == 409


def test_a_yes_holds_for_the_day(pair: Pair, clock: Clock) -> None:
    says_yes(pair.ada)
    clock.turn(days=1)
    says_yes(pair.ben)
    assert pair.begins(pair.ada, TOUCH).status_code == 409


def test_a_yes_taken_back_after_both_said_it_stops_the_beginning(pair: Pair) -> None:
    says_yes(pair.ada)
    says_yes(pair.ben)
    assert pair.ben.delete(YES).status_code == 204
    assert pair.begins(pair.ada, TOUCH).status_code == 409


@pytest.mark.parametrize("light", ["ada", "ben"])
def test_with_a_light_pace_on_either_side_such_sessions_do_not_come_up_for_the_two(pair: Pair, light: str) -> None:
    says_yes(pair.ada)
    says_yes(pair.ben)
    lighter(getattr(pair, light))
    tender = [one.code for one in catalogue().sessions("partner") if one.consent and one.place != ("alone",)]
    assert len(tender) > 5
    for one in (pair.ada, pair.ben):
        page = one.get("/together/").content.decode()
        assert not [id for id in tender if f"/sessions/{id}/" in page]
        for id in tender:
            assert one.get(f"sessions/{id}/").status_code == 404
        assert one.post(YES).status_code == 404
        assert pair.begins(one, TOUCH).status_code == 404


def test_a_yes_goes_with_the_one_who_leaves(pair: Pair) -> None:
    says_yes(pair.ben)
    pair.ben.membership.leave()
    says_yes(pair.ada)
    assert pair.begins(pair.ada, TOUCH).status_code == 409
    assert Yes.objects.count() == 1


def test_who_was_not_welcomed_yet_is_not_the_other(pair: Pair) -> None:
    type(pair.ben.membership).objects.filter(pk=pair.ben.membership.pk).update(welcomed=False)
    for one in (pair.ada, pair.ben):
        assert one.post(YES).status_code == 409
        assert pair.begins(one).status_code == 409


def test_taking_it_back_is_not_told_to_the_others_open_page(pair: Pair) -> None:
    says_yes(pair.ada)
    says_yes(pair.ben)
    of = type(pair.ben.membership).objects
    before = of.get(pk=pair.ben.membership.pk).seq
    assert pair.ada.delete(YES).status_code == 204
    assert of.get(pk=pair.ben.membership.pk).seq == before


def test_a_yes_of_yesterday_is_forgotten(pair: Pair, clock: Clock) -> None:
    says_yes(pair.ada)
    clock.turn(days=1)
    Scheduler([Yes.forget_earlier]).do_what_is_due()
    assert Yes.objects.count() == 1, "it may still be the same day where they are"
    clock.turn(days=1)
    Scheduler([Yes.forget_earlier]).do_what_is_due()
    assert not Yes.objects.exists()


def test_no_one_else_is_asked(pair: Pair) -> None:
    assert pair.eve.post(f"/spaces/{pair.ada.space.pk}/{YES}").status_code == 404
    assert pair.ada.post(f"sessions/{coded('seven-breaths')}/yes/").status_code == 404
    assert pair.ada.post(f"sessions/{coded('forgiving')}/yes/").status_code == 404, "this one is done alone"


def test_filters_and_what_makes_no_sense_in_them(pair: Pair) -> None:
    short = pair.ada.get("/together/?minutes=5").content.decode()
    assert f"/sessions/{coded('seven-breaths')}/" in short
    assert f"/sessions/{coded('structured-dialogue')}/" not in short
    assert pair.ada.get("/together/?minutes=soon&place=moon&energy=&theme=%00").status_code == 200
