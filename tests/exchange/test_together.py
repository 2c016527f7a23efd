"""Both answer at the same instant: opened exactly once, on either database."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from nearer.exchange.models import Answer, Exchange
from nearer.sealed.models import Envelope
from nearer.spaces.models import Membership
from tests.cast import envelope, person
from tests.conftest import Clock


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
