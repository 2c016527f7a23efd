"""Pages of the two: the number of queries does not grow with what was written, and each names the space."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Person, envelope
from tests.conftest import Clock

from .conftest import Two

PAGES = ["/us/", "settings/", "alone/", "agreement/", "renewals/", "invitations/", "access/", "door/"]
OWNED = re.compile(r'(FROM|UPDATE|INTO) "(exchange|spaces|sealed)_\w+"')
SWITCHER = '"spaces_membership" T3'  # which spaces are mine can't be asked of one space


def queries(one: Person, page: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert one.get(page).status_code == 200
    return [query["sql"] for query in captured]


def live(two: Two, clock: Clock, rounds: int, first: int) -> None:
    for number in range(first, first + rounds):
        clock.turn(days=10)
        for one in (two.ada, two.ben):
            one.post("renewals/", envelope())
            one.post(f"steps/alone-{number:02}/notes/", envelope())
        two.ada.post("agreement/", wording := envelope(number=number))
        two.ben.post("signatures/", {"text": wording["id"]})


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_and_name_the_space(two: Two, clock: Clock, page: str) -> None:
    live(two, clock, 1, first=1)
    queries(two.ada, page)
    before = queries(two.ada, page)
    live(two, clock, 6, first=2)
    queries(two.ada, page)
    after = queries(two.ada, page)
    assert len(after) == len(before)
    for sql in after:
        if OWNED.search(sql) and SWITCHER not in sql:
            assert two.ada.space.pk in sql, sql
