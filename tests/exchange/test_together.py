"""Both answer at the same instant: opened exactly once, on either database."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from nearer.exchange.models import Answer, Exchange
from nearer.sealed.models import Envelope
from nearer.spaces.models import Membership
from tests.cast import Person, box, envelope, new_id, person
from tests.conftest import Clock

from .conftest import Pair


@pytest.mark.django_db(transaction=True)
def test_both_at_the_same_instant_open_it_once(clock: Clock) -> None:
    ada = person("ada")
    ben = person("ben", ada.space)
    for _ in range(25):
        clock.turn(days=1)
        exchange = Exchange.objects.present(ada.space)
        start = threading.Barrier(2)
        threads = [threading.Thread(target=_answer, args=(exchange.pk, one.membership.pk, start)) for one in (ada, ben)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        exchange.refresh_from_db()
        assert Answer.objects.filter(exchange=exchange).count() == 2
        assert exchange.is_open


@pytest.mark.django_db(transaction=True)
def test_two_pages_make_one_exchange_of_a_day(clock: Clock) -> None:
    ada = person("ada")
    start, made = threading.Barrier(4), []

    def look() -> None:
        start.wait()
        made.append(Exchange.objects.present(ada.space).pk)
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 4
    assert len(set(made)) == 1


def _answer(exchange_id: int, membership_id: int, start: threading.Barrier) -> None:
    exchange, author = Exchange.objects.get(pk=exchange_id), Membership.objects.get(pk=membership_id)
    start.wait()
    exchange.answer(author, Envelope(**envelope()))
    connection.close()


def left_behind(exchange: Exchange, stranger: Person) -> Answer:
    """An answer that was on its way while its writer was turned away, and came in after their rows had been taken."""
    place = {"space": exchange.space, "exchange": exchange, "content": exchange.content}
    return Answer.objects.create(
        id=new_id(), author=stranger.member, epoch=0, revision=1, box=box(), day=exchange.day, **place
    )


@pytest.mark.parametrize("first", ["ada", "ben"])
def test_what_a_stranger_left_behind_opens_nothing(pair: Pair, first: str) -> None:
    exchange = pair.exchange()
    stray, at = left_behind(exchange, pair.eve), f"exchanges/{exchange.day}/"
    one, other = (pair.ada, pair.ben) if first == "ada" else (pair.ben, pair.ada)
    for writer, state in ((one, "waiting"), (other, "open")):
        assert writer.post(f"{at}answers/", sent := envelope()).status_code == 204
        for page in (at, "/"):
            assert f'data-state="{state}"' in writer.get(page).content.decode()
    for page in (at, "exchanges/", "boxes/"):
        shown = one.get(page).content.decode()
        assert sent["box"] in shown
        assert stray.box not in shown


def test_what_a_stranger_left_behind_opens_nothing_when_looked_at_later(pair: Pair) -> None:
    """Both answers of the two were there before the second was welcomed."""
    Membership.objects.filter(pk=pair.ben.membership.pk).update(welcomed=False)
    exchange = pair.exchange()
    stray, at = left_behind(exchange, pair.eve), f"exchanges/{exchange.day}/"
    for one in (pair.ada, pair.ben):
        assert one.post(f"{at}answers/", envelope()).status_code == 204
    Membership.objects.filter(pk=pair.ben.membership.pk).update(welcomed=True)
    for one in (pair.ada, pair.ben):
        page = one.get(at).content.decode()
        assert 'data-state="open"' in page
        assert stray.box not in page
    assert not Answer.objects.filter(pk=stray.pk).exists()
