"""Queries that were built once give what Django's own give, each time anew."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from nearer.exchange.models import Exchange
from nearer.prepared import Prepared
from nearer.spaces.models import Membership, Space
from tests.cast import Person, person

DAY = date(2026, 3, 2)


@pytest.fixture
def ada(db: None) -> Person:
    ada = person("ada")
    person("ben", ada.space)
    days = (DAY + timedelta(days=number) for number in range(3))
    Exchange.objects.bulk_create([Exchange(space=ada.space, day=day, content="joys-001") for day in days])
    return ada


def columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in type(row)._meta.concrete_fields}


def test_rows_are_those_of_the_query_with_what_it_selects_beside_them(ada: Person) -> None:
    prepared = Prepared(1, lambda space: Membership.objects.filter(space_id=space).order_by("seat"))
    found, wanted = prepared(ada.space.pk), list(Membership.objects.filter(space_id=ada.space.pk).order_by("seat"))
    assert [columns(row) for row in found] == [columns(row) for row in wanted]
    assert len(found) == 2
    with CaptureQueriesContext(connection) as queries:
        assert columns(found[0].space) == columns(wanted[0].space)
    assert len(queries) == 0


def test_text_numbers_and_days_find_and_what_is_not_there_is_not_found(ada: Person) -> None:
    on_day = Prepared(2, lambda space, day: Exchange.objects.filter(space_id=space, day=day))
    numbered = Prepared(2, lambda space, number: Exchange.objects.filter(space_id=space, pk=number))
    (found,) = on_day(ada.space.pk, DAY)
    assert (found.day, found.opened_on) == (DAY, None)
    assert numbered(ada.space.pk, found.pk) == [found]
    assert on_day(ada.space.pk, DAY - timedelta(days=1)) == []
    assert on_day("another space", DAY) == []


def test_values_beside_the_gaps_stay(ada: Person) -> None:
    first_two = Prepared(
        1, lambda space: Exchange.objects.filter(space_id=space, content="joys-001").order_by("day")[:2]
    )
    assert [found.day for found in first_two(ada.space.pk)] == [DAY, DAY + timedelta(days=1)]


def test_each_call_asks_again_with_one_query(ada: Person) -> None:
    prepared = Prepared(1, lambda space: Space.objects.filter(pk=space))
    prepared(ada.space.pk)
    Space.objects.update(epoch=7)
    with CaptureQueriesContext(connection) as queries:
        assert prepared(ada.space.pk)[0].epoch == 7
    assert len(queries) == 1


def test_what_was_found_can_be_saved(ada: Person) -> None:
    (space,) = Prepared(1, lambda space: Space.objects.filter(pk=space))(ada.space.pk)
    space.epoch = 3
    space.save(update_fields=["epoch"])
    assert Space.objects.get(pk=ada.space.pk).epoch == 3


@pytest.mark.django_db(transaction=True)
def test_threads_ask_over_connections_of_their_own(ada: Person) -> None:
    prepared = Prepared(1, lambda space: Membership.objects.filter(space_id=space))
    found: list[int] = []
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait(10)
        try:
            found.append(len(prepared(ada.space.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [2] * 4
