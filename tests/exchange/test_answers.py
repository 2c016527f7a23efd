"""Disclosing: sealed until both wrote, stored once, changed and taken back until then."""

from __future__ import annotations

import pytest

from nearer.exchange.models import Answer, Exchange
from nearer.sealed.models import Envelope
from nearer.spaces.models import Space
from nearer.web.refusals import Refusal
from tests.cast import box, envelope, new_id
from tests.conftest import Clock

from .conftest import Pair


def path(exchange: Exchange, noun: str = "answers") -> str:
    return f"exchanges/{exchange.day}/{noun}/"


def test_the_second_answer_opens(pair: Pair) -> None:
    exchange = pair.exchange()
    assert pair.ada.post(path(exchange), envelope()).status_code == 204
    exchange.refresh_from_db()
    assert not exchange.is_open
    assert pair.ben.post(path(exchange), envelope()).status_code == 204
    exchange.refresh_from_db()
    assert exchange.opened_on == exchange.day


def test_the_other_box_is_withheld_until_both_wrote(pair: Pair) -> None:
    exchange, sent = pair.exchange(), envelope()
    pair.ada.post(path(exchange), sent)
    for page in ("/", f"exchanges/{exchange.day}/", "exchanges/", "boxes/"):
        assert sent["box"] not in pair.ben.get(page).content.decode()
    pair.ben.post(path(exchange), envelope())
    for page in ("/", f"exchanges/{exchange.day}/", "exchanges/", "boxes/"):
        assert sent["box"] in pair.ben.get(page).content.decode()


def test_the_same_post_again_is_the_same_answer(pair: Pair) -> None:
    exchange, sent = pair.exchange(), envelope()
    for _ in range(3):
        assert pair.ada.post(path(exchange), sent).status_code == 204
    pair.ben.post(path(exchange), envelope())
    assert pair.ada.post(path(exchange), sent).status_code == 204, "an acknowledgement lost on the way, asked for late"
    assert Answer.objects.filter(author=pair.ada.member).count() == 1


def test_an_answer_can_be_changed_until_it_opens(pair: Pair) -> None:
    exchange, sent = pair.exchange(), envelope()
    pair.ada.post(path(exchange), sent)
    changed = sent | {"revision": 2, "box": box()}
    assert pair.ada.post(path(exchange), changed).status_code == 204
    assert Answer.objects.get(pk=sent["id"]).box == changed["box"]
    pair.ben.post(path(exchange), envelope())
    late = pair.ada.post(path(exchange), sent | {"revision": 3, "box": box()})
    assert late.status_code == 409
    assert b"open already" in late.content
    assert Answer.objects.get(pk=sent["id"]).box == changed["box"]


def test_a_version_that_does_not_follow_is_refused(pair: Pair) -> None:
    exchange, sent = pair.exchange(), envelope()
    pair.ada.post(path(exchange), sent)
    assert pair.ada.post(path(exchange), sent | {"revision": 5, "box": box()}).status_code == 409
    assert Answer.objects.get(pk=sent["id"]).box == sent["box"]


def test_taken_back_stays_taken_back(pair: Pair) -> None:
    exchange, sent = pair.exchange(), envelope()
    pair.ada.post(path(exchange), sent)
    assert pair.ada.post(path(exchange, "withdrawals")).status_code == 204
    assert pair.ada.post(path(exchange), sent).status_code == 409, "a late repeat must not bring it back"
    pair.ben.post(path(exchange), envelope())
    exchange.refresh_from_db()
    assert not exchange.is_open
    assert pair.ada.post(path(exchange), envelope()).status_code == 204
    assert pair.ada.post(path(exchange, "withdrawals")).status_code == 409


def test_a_second_device_cannot_add_a_second_answer(pair: Pair) -> None:
    exchange = pair.exchange()
    pair.ada.post(path(exchange), envelope())
    assert pair.ada.post(path(exchange), envelope()).status_code == 409
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"box": "nr1." + "A" * 70000}, 413),
        ({"box": "my plain words"}, 400),
        ({"box": "nr2." + box()[4:]}, 400),
        ({"box": "nr1.AAAA"}, 400),
        ({"box": box(255)[:-1] + "B"}, 400),
        ({"id": "short"}, 400),
        ({"id": new_id()[:-1] + "B"}, 400),
        ({"revision": 0}, 400),
        ({"revision": "x"}, 400),
        ({"epoch": -1}, 400),
        ({"epoch": 7}, 409),
        ({"text": "a stray plain field"}, 400),
        ({"box": ""}, 400),
    ],
)
def test_whatever_is_not_a_box_of_ours_is_refused(pair: Pair, wrong: dict[str, object], status: int) -> None:
    exchange = pair.exchange()
    answer = pair.ada.post(path(exchange), envelope(**wrong))
    assert answer.status_code == status
    assert answer["content-type"].startswith("text/plain")
    assert len(answer.content.decode()) > 20
    assert not Answer.objects.exists()


def test_an_id_that_names_the_others_item_changes_nothing(pair: Pair) -> None:
    exchange, sent = pair.exchange(), envelope()
    pair.ada.post(path(exchange), sent)
    assert pair.ben.post(path(exchange), sent).status_code == 409
    assert Answer.objects.get().author_id == pair.ada.member.public_id


def test_a_stranger_finds_nothing(pair: Pair) -> None:
    exchange = pair.exchange()
    space = f"/spaces/{pair.ada.space.pk}/"
    for noun in ("answers", "withdrawals", "responses", "replies", "felt", "passing", "talk", "talk-later"):
        assert pair.eve.post(f"{space}exchanges/{exchange.day}/{noun}/", envelope()).status_code == 404
    for page in (f"exchanges/{exchange.day}/", "exchanges/", "boxes/", "talk/", "questions/"):
        assert pair.eve.get(space + page).status_code == 404


def test_signed_out_a_script_is_told_and_a_page_leads_to_sign_in(pair: Pair) -> None:
    exchange = pair.exchange()
    pair.ada.client.logout()
    refused = pair.ada.post(path(exchange), envelope())
    assert (refused.status_code, b"sign-in has ended" in refused.content) == (401, True)
    assert pair.ada.get("exchanges/").status_code == 302


def test_an_unfinished_exchange_can_be_finished_any_day(pair: Pair, clock: Clock) -> None:
    exchange = pair.exchange()
    pair.ada.post(path(exchange), envelope())
    clock.turn(days=40)
    assert pair.exchange() != exchange
    assert pair.ben.post(path(exchange), envelope()).status_code == 204
    exchange.refresh_from_db()
    assert exchange.is_open


def test_a_key_that_changed_since_the_page_was_asked_for_is_seen(pair: Pair) -> None:
    exchange, author = pair.exchange(), pair.ada.membership
    Space.objects.filter(pk=author.space_id).update(epoch=1)
    assert author.space.epoch == 0, "what the request knew"
    with pytest.raises(Refusal, match="key of this space has changed"):
        exchange.answer(author, Envelope(**envelope()))
    assert not Answer.objects.exists()
