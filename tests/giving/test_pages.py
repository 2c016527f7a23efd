"""Queries that do not grow with the years and name the space, and everything in one list by day."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nearer.exchange.models import Exchange
from nearer.today.given import Given
from tests.cast import Person, envelope
from tests.conftest import Clock

from .conftest import Pair

PAGES = [
    "/",
    "given/",
    "gifts/boxes/",
    "kept/",
    "kept/?draw",
    "lines/",
    "giving/now/",
    "giving/line/",
    "small/",
    "degree/",
]
OWNED = re.compile(r'FROM "(giving|exchange|letters|spaces|sealed)_\w+"')


def live_for(pair: Pair, clock: Clock, days: int) -> None:
    """Each gives the other something, answers and keeps, every day."""
    for _ in range(days):
        clock.turn(days=1)
        for one, other in ((pair.ada, pair.ben), (pair.ben, pair.ada)):
            for place in ("line", "quick", "now"):
                gift = pair.give(one, place)
                other.post(f"gifts/{gift.pk}/meeting/", envelope())
                other.post(f"gifts/{gift.pk}/keeping/")
        exchange = Exchange.objects.present(pair.ada.space)
        for one in (pair.ada, pair.ben):
            assert one.post(f"exchanges/{exchange.day}/answers/", envelope()).status_code == 204
            letter = {"when": "now", "paper": "plain"}
            assert one.post("letters/", envelope() | letter).status_code == 204


def test_the_words_for_feelings_are_a_file_of_the_pages_that_need_them(pair: Pair) -> None:
    gift = pair.give(pair.ada, "now")
    addresses = set()
    for page in ("given/", f"gifts/{gift.pk}/", "giving/now/", "kept/", "kept/?draw"):
        text = pair.ben.get(page).content.decode()
        assert "wistful" not in text, page
        addresses |= set(re.findall(r'<html[^>]* data-feelings="([^"]+)"', text))
    (address,) = addresses
    held = Client().get(address)
    assert {"wistful"} <= {word for _id, word, *_how in held.json()["feelings"]}
    assert "immutable" in held["Cache-Control"]
    for page in ("giving/line/", "lines/", "small/", "degree/"):
        assert "data-feelings" not in pair.ben.get(page).content.decode(), page


def queries(one: Person, page: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert one.get(page).status_code == 200
    return [query["sql"] for query in captured]


def test_queries_do_not_grow_and_each_names_the_space(pair: Pair, clock: Clock) -> None:
    def counts() -> dict[str, int]:
        for page in PAGES:
            queries(pair.ada, page)
        return {page: len(queries(pair.ada, page)) for page in PAGES}

    live_for(pair, clock, 2)
    before = counts()
    live_for(pair, clock, 5)
    assert counts() == before
    for page in PAGES:
        for sql in queries(pair.ada, page):
            if OWNED.search(sql):
                assert "space_id" in sql.partition("WHERE")[2] or '"spaces_space"."id" =' in sql, sql


def test_everything_is_there_by_day_page_after_page(pair: Pair, clock: Clock) -> None:
    live_for(pair, clock, 9)
    mine, before, seen = pair.ada.membership, None, []
    for _ in range(20):
        page = Given.of(mine, before)
        seen += page.days
        if page.more is None:
            break
        before = page.more
    assert len({day.day for day in seen}) == len(seen) == 9
    assert [day.day for day in seen] == sorted((day.day for day in seen), reverse=True)
    assert [(len(day.gifts), len(day.exchanges)) for day in seen] == [(6, 1)] * 9
    assert sum(len(day.letters) for day in seen) == 9, "one's own; the other's have not been opened yet"
    assert pair.ada.get("given/?before=tomorrow").status_code == 400
