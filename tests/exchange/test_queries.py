"""How many queries a page takes does not grow with the years, and each names its space."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nearer.exchange.models import Exchange
from nearer.sealed.models import Envelope
from tests.cast import Person, envelope
from tests.conftest import Clock

from .conftest import Pair

PAGES = ["/", "exchanges/", "earlier/", "boxes/", "talk/", "questions/"]
OWNED = re.compile(r'FROM "(exchange|spaces|sealed)_\w+"')


def queries(one: Person, page: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert one.get(page).status_code == 200
    return [query["sql"] for query in captured]


def live_for(pair: Pair, clock: Clock, days: int) -> None:
    for _ in range(days):
        clock.turn(days=1)
        exchange = pair.exchange()
        for one in (pair.ada, pair.ben):
            exchange.answer(one.membership, _sealed())
        pair.ada.post(f"exchanges/{exchange.day}/talk-later/")
    clock.turn(days=1)
    Exchange.objects.present(pair.ada.space)
    for _ in range(days):
        pair.ada.post("questions/", envelope())


def _sealed() -> Envelope:
    return Envelope(**envelope())


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow_with_history(pair: Pair, clock: Clock, page: str) -> None:
    live_for(pair, clock, 2)
    queries(pair.ada, page)
    before = len(queries(pair.ada, page))
    live_for(pair, clock, 12)
    queries(pair.ada, page)
    assert len(queries(pair.ada, page)) == before


@pytest.mark.parametrize("page", PAGES)
def test_every_query_of_a_signed_in_page_names_the_space(pair: Pair, clock: Clock, page: str) -> None:
    live_for(pair, clock, 2)
    queries(pair.ada, page)
    for sql in queries(pair.ada, page):
        if OWNED.search(sql):
            assert "space_id" in sql.partition("WHERE")[2] or '"spaces_space"."id" =' in sql, sql
