"""Responding, one reply each, how understood it felt, and the marks of the two."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from nearer.exchange.models import Exchange, Felt, Reply, Response
from tests.cast import box, envelope

from .conftest import Pair


@pytest.fixture
def opened(pair: Pair) -> Exchange:
    exchange = pair.exchange()
    for one in (pair.ada, pair.ben):
        one.post(f"exchanges/{exchange.day}/answers/", envelope())
    exchange.refresh_from_db()
    return exchange


def test_both_respond_and_both_read_it(pair: Pair, opened: Exchange) -> None:
    sent = envelope()
    assert pair.ada.post(f"exchanges/{opened.day}/responses/", sent).status_code == 204
    assert sent["box"] in pair.ben.get("/").content.decode()
    assert pair.ben.post(f"exchanges/{opened.day}/responses/", envelope()).status_code == 204
    assert Response.objects.filter(exchange=opened).count() == 2


def test_what_was_given_stays_as_it_was_given(pair: Pair, opened: Exchange) -> None:
    sent = envelope()
    where = f"exchanges/{opened.day}/responses/"
    pair.ada.post(where, sent)
    assert pair.ada.post(where, sent).status_code == 204, "the same again is the same"
    assert pair.ada.post(where, sent | {"box": box()}).status_code == 409
    assert pair.ada.post(where, envelope()).status_code == 409
    assert Response.objects.get().box == sent["box"]


def test_one_reply_each_to_what_the_other_responded(pair: Pair, opened: Exchange) -> None:
    where = f"exchanges/{opened.day}/replies/"
    assert pair.ada.post(where, envelope()).status_code == 404, "nothing to reply to yet"
    pair.ben.post(f"exchanges/{opened.day}/responses/", envelope())
    assert pair.ada.post(where, envelope()).status_code == 204
    assert pair.ada.post(where, envelope()).status_code == 409
    assert Reply.objects.count() == 1


def test_how_understood_it_felt_is_for_oneself(pair: Pair, opened: Exchange) -> None:
    pair.ben.post(f"exchanges/{opened.day}/responses/", envelope())
    before = pair.ben.get("/").content.decode()
    sent = envelope()
    assert pair.ada.post(f"exchanges/{opened.day}/felt/", sent).status_code == 204
    assert pair.ada.post(f"exchanges/{opened.day}/felt/", sent | {"revision": 2, "box": box()}).status_code == 204
    felt = Felt.objects.get()
    assert felt.revision == 2
    assert felt.box in pair.ada.get("/").content.decode()
    after = pair.ben.get("/").content.decode()
    assert felt.box not in after
    assert 'data-seq="' in after
    assert before.split('data-seq="')[1][:5] == after.split('data-seq="')[1][:5], "not even a number moves"


def test_let_us_talk_gathers_for_both(pair: Pair, opened: Exchange) -> None:
    where = f"exchanges/{opened.day}/talk-later/"
    for _ in range(2):
        assert pair.ada.post(where).status_code == 204
    assert opened.question is not None
    shown = escape(opened.question.text)
    assert shown in pair.ben.get("talk/").content.decode()
    assert pair.ben.delete(where).status_code == 204
    assert shown not in pair.ada.get("talk/").content.decode()


def test_talked_about_at_a_table_with_one_phone(pair: Pair) -> None:
    exchange = pair.exchange()
    assert pair.ada.post(f"exchanges/{exchange.day}/talk/").status_code == 204
    for one in (pair.ada, pair.ben):
        assert 'data-state="talked"' in one.get("/").content.decode()
    assert pair.ben.delete(f"exchanges/{exchange.day}/talk/").status_code == 204
    assert 'data-state="write"' in pair.ada.get("/").content.decode()


def test_passing_is_quiet_and_can_be_undone(pair: Pair) -> None:
    exchange = pair.exchange()
    pair.ada.post(f"exchanges/{exchange.day}/passing/")
    assert 'data-state="passed"' in pair.ada.get("/").content.decode()
    pair.ada.delete(f"exchanges/{exchange.day}/passing/")
    assert 'data-state="write"' in pair.ada.get("/").content.decode()


def test_after_leaving_one_reads_and_writes_no_more(pair: Pair, opened: Exchange) -> None:
    pair.ada.membership.leave()
    assert pair.ada.get(f"exchanges/{opened.day}/").status_code == 200
    assert pair.ada.post(f"exchanges/{opened.day}/responses/", envelope()).status_code == 409
    late = pair.ben.post(f"exchanges/{opened.day}/responses/", envelope())
    assert late.status_code == 409, "the one who stays needs a new key"
    assert pair.ben.post(f"exchanges/{opened.day}/responses/", envelope(epoch=1)).status_code == 204
