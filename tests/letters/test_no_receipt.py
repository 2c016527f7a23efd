"""Nothing tells a writer what became of a letter, and nothing tells a reader of one that has not come."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nearer.letters.models import Letter
from tests.cast import Person, box, envelope, new_id
from tests.conftest import Clock

from .conftest import Pair, for_day, let_the_clock_act, letter, seqs, with_cover

CHANGES_WITH_EVERY_PAGE = [r'data-csrf="[^"]+"', r'name="csrfmiddlewaretoken" value="[^"]+"', r'data-half="[^"]+"']
PAGES = ["/", "/letters/", "letters/", "letters/boxes/", "sketches/", "exchanges/", "boxes/", "/us/", "/me/", "zone/"]


def seen(one: Person, paths: list[str]) -> list[tuple[int, str, int]]:
    """Each page without its tokens, and how many queries it took."""
    found = []
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            answer = one.get(path)
        text = answer.content.decode()
        for pattern in CHANGES_WITH_EVERY_PAGE:
            text = re.sub(pattern, "", text)
        found.append((answer.status_code, text, len(queries)))
    return found


def test_the_writers_pages_are_the_same_before_and_after_it_came_and_was_opened(pair: Pair, clock: Clock) -> None:
    given = [pair.gives(with_cover()), pair.gives(with_cover(when="occasion")), pair.gives(for_day("2026-03-03", 3))]
    paths = [*PAGES, *(f"letters/{each['id']}/" for each in given)]
    clock.turn(hours=8)  # 03:00 in the night, the hour of the letter, in Kathmandu but not in Berlin
    pair.ben.membership.be_in("Asia/Kathmandu")
    seen(pair.ada, paths)
    before = seen(pair.ada, paths)
    let_the_clock_act()
    assert seen(pair.ada, paths) == before, "that it came tells where the reader is"
    for each in given:
        assert pair.opens(each).status_code == 302
    assert seen(pair.ada, paths) == before


def answers(one: Person, posts: list[tuple[str, dict[str, Any]]]) -> list[tuple[int, bytes, str, int, list[int]]]:
    """What each post answers, where to, how many queries it took, and what both could see change of it."""
    found = []
    for path, fields in posts:
        with CaptureQueriesContext(connection) as queries:
            answer = one.post(path, fields)
        where = answer.headers.get("Location", "")
        found.append((answer.status_code, answer.content, where, len(queries), seqs(one)))
    return found


def test_the_writers_posts_answer_the_same_before_and_after_it_was_opened(pair: Pair) -> None:
    """All but the one that truly would take it back: that one says so, once, and the page says that it does."""
    given, kept, thrown = pair.gives(with_cover()), envelope(), envelope()
    for sketch in (kept, thrown):
        assert pair.ada.post("sketches/", sketch).status_code == 204
    pair.ada.post(f"sketches/{thrown['id']}/removals/")
    back, beside = f"letters/{given['id']}/withdrawals/", f"&epoch=0&kind=letter&holder={given['id']}"
    posts: list[tuple[str, dict[str, Any]]] = [
        *((back, bad) for bad in (envelope(revision=2), envelope(epoch=1), {}, {"id": new_id()}, thrown)),
        *((back, envelope(id=kept["id"], **newer)) for newer in ({"revision": 1}, {"revision": 3})),
        (f"letters/{given['id']}/openings/", {}),
        ("letters/", given),
        ("letters/", given | {"box": box()}),
        ("letters/", letter(sketch=given["id"]) | {"epoch": 1}),
        (f"photos/?id={new_id()}{beside}", {}),
    ]
    answers(pair.ada, posts)
    before = answers(pair.ada, posts)
    changes = seqs(pair.ada)[1]
    assert pair.opens(given).status_code == 302
    seen_by_ben = seqs(pair.ada)[1] - changes
    after = answers(pair.ada, posts)
    assert [each[:4] for each in after] == [each[:4] for each in before]
    assert [[ada, ben - seen_by_ben] for *_answer, (ada, ben) in after] == [each[4] for each in before]
    assert Letter.objects.get().opened_on is not None
    assert pair.ada.post(back, envelope()).status_code == 409, "the positive control: the act itself"


def sketched(pair: Pair) -> None:
    pair.ada.post("sketches/", envelope())


def gave_for_a_day(pair: Pair) -> None:
    pair.gives(for_day(pair.ada.space.day() + timedelta(days=2), id=KNOWN))
    let_the_clock_act()


def gave_for_a_day_and_took_it_back(pair: Pair) -> None:
    gave_for_a_day(pair)
    assert pair.ada.post(f"letters/{KNOWN}/withdrawals/", envelope()).status_code == 204


def put_a_photo_beside_it(pair: Pair) -> None:
    photo = new_id()
    where = f"photos/?id={photo}&epoch=0&kind=letter&holder={KNOWN}"
    answer = pair.ada.post(where, f"{box()}\n{box()}", content_type="text/plain")  # type: ignore[arg-type]
    assert answer.status_code == 204, answer.content
    pair.gives(for_day(pair.ada.space.day() + timedelta(days=2), id=KNOWN, photos=photo))
    let_the_clock_act()


def said_where_she_is(pair: Pair) -> None:
    pair.ada.post("zone/", {"time_zone": "Asia/Tokyo"})


KNOWN = new_id()


@pytest.mark.parametrize(
    "did", [sketched, gave_for_a_day, gave_for_a_day_and_took_it_back, put_a_photo_beside_it, said_where_she_is]
)
def test_the_reader_learns_nothing_of_what_has_not_come(pair: Pair, did: Callable[[Pair], None]) -> None:
    paths = [*PAGES, f"letters/{KNOWN}/"]
    seen(pair.ben, paths)
    before = seen(pair.ben, paths)
    tries = [f"letters/{KNOWN}/openings/", f"letters/{KNOWN}/withdrawals/"]
    told = [(answer.status_code, answer.content) for answer in (pair.ben.post(path, {}) for path in tries)]
    did(pair)
    assert seen(pair.ben, paths) == before
    assert [(answer.status_code, answer.content) for answer in (pair.ben.post(path, {}) for path in tries)] == told


def test_the_comparison_would_notice_a_letter_that_came(pair: Pair) -> None:
    seen(pair.ben, PAGES)
    before = seen(pair.ben, PAGES)
    pair.gives(letter())
    after = seen(pair.ben, PAGES)
    assert [one != other for one, other in zip(before, after, strict=True)][:2] == [True, True]
