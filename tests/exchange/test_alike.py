"""Safety: before the second answer, whatever the other did or did not do, the page is the same, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import envelope

from .conftest import Pair

CHANGES_WITH_EVERY_PAGE = [r'data-csrf="[^"]+"', r'name="csrfmiddlewaretoken" value="[^"]+"', r'data-half="[^"]+"']


def seen_by_ben(pair: Pair, page: str) -> tuple[str, int]:
    """Ben's page without its tokens, and how many queries it took."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = pair.ben.get(page)
    text = answer.content.decode()
    for pattern in CHANGES_WITH_EVERY_PAGE:
        text = re.sub(pattern, "", text)
    return f"{answer.status_code} {text}", len(queries)


def nothing(pair: Pair) -> None:
    """Ada was not here."""


def answered(pair: Pair) -> None:
    pair.ada.post(f"exchanges/{pair.exchange().day}/answers/", envelope())


def answered_and_took_back(pair: Pair) -> None:
    answered(pair)
    pair.ada.post(f"exchanges/{pair.exchange().day}/withdrawals/")


def passed(pair: Pair) -> None:
    pair.ada.post(f"exchanges/{pair.exchange().day}/passing/")


def paused(pair: Pair) -> None:
    pair.ada.membership.pause()


def has_own_questions(pair: Pair) -> None:
    pair.ada.post("questions/", envelope())


@pytest.mark.parametrize("did", [answered, answered_and_took_back, passed, paused, has_own_questions])
@pytest.mark.parametrize("page", ["/", "exchanges/", "earlier/", "boxes/", "talk/", "questions/", "exchange"])
@pytest.mark.parametrize("ben_answered", [False, True])
def test_what_one_did_alone_looks_like_nothing(
    pair: Pair, did: Callable[[Pair], None], page: str, ben_answered: bool
) -> None:
    exchange = pair.exchange()
    if ben_answered and did in (answered, answered_and_took_back):
        pytest.skip("then it opens, which both may see")
    if ben_answered:
        pair.ben.post(f"exchanges/{exchange.day}/answers/", envelope())
    where = f"exchanges/{exchange.day}/" if page == "exchange" else page
    seen_by_ben(pair, where)  # the session's first visit of the day writes once
    before = seen_by_ben(pair, where)
    did(pair)
    assert seen_by_ben(pair, where) == before


def test_the_comparison_would_notice_a_difference(pair: Pair) -> None:
    seen_by_ben(pair, "/")
    before = seen_by_ben(pair, "/")
    pair.ben.post(f"exchanges/{pair.exchange().day}/passing/")
    assert seen_by_ben(pair, "/") != before


@pytest.mark.parametrize("noun", ["responses", "replies", "felt"])
def test_before_opening_responding_finds_nothing_whoever_answered(pair: Pair, noun: str) -> None:
    exchange = pair.exchange()
    before = pair.ben.post(f"exchanges/{exchange.day}/{noun}/", envelope())
    answered(pair)
    after = pair.ben.post(f"exchanges/{exchange.day}/{noun}/", envelope())
    assert (before.status_code, before.content) == (after.status_code, after.content) == (404, before.content)
