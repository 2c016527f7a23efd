"""Giving, opening and taking back: once each, whoever repeats what, and the drawer that nobody else hears of."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from nearer.letters.models import Cover, Letter, Sketch
from nearer.people.export import export_of
from nearer.people.models import Keys
from nearer.spaces.models import Membership
from nearer.today.given import Given
from tests.cast import box, envelope, new_id
from tests.conftest import Clock

from .conftest import Pair, for_day, let_the_clock_act, letter, seqs, with_cover


def page(one: Any, path: str = "/letters/") -> str:
    answer = one.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_letter_shows_its_envelope_and_opens_by_a_tap(pair: Pair) -> None:
    given = pair.gives(with_cover(paper="night"))
    shown = page(pair.ben)
    assert given["cover_box"] in shown
    assert given["box"] not in shown
    assert pair.ben.get(f"letters/{given['id']}/")["Location"] == "/letters/"
    answer = pair.opens(given)
    assert answer["Location"].endswith(f"/letters/{given['id']}/")
    read = page(pair.ben, answer["Location"])
    assert given["box"] in read
    assert given["cover_box"] in read
    assert "paper-night" in read
    assert pair.opens(given).status_code == 302, "twice is once"


def test_giving_twice_is_giving_once_and_empties_the_drawer(pair: Pair) -> None:
    sketch = envelope()
    assert pair.ada.post("sketches/", sketch).status_code == 204
    given = pair.gives(with_cover(sketch=sketch["id"]))
    pair.gives(given)
    assert Letter.objects.count() == Cover.objects.count() == 1
    assert not Sketch.objects.exists()
    assert pair.ada.post("sketches/", sketch).status_code == 409, "a late repeat brings no sketch back"
    assert pair.ada.post("letters/", given | {"box": box()}).status_code == 409
    assert Letter.objects.get().box == given["box"]


def test_a_version_for_the_drawer_that_comes_after_the_letter_is_refused(pair: Pair) -> None:
    late = envelope()
    given = pair.gives(with_cover(sketch=late["id"]))
    assert pair.ada.post("sketches/", late).status_code == 409
    pair.gives(given)
    assert not Sketch.objects.exists()
    assert Letter.objects.count() == 1


def test_a_letter_that_is_refused_leaves_the_drawer_as_it_was(pair: Pair) -> None:
    late = envelope()
    assert pair.ada.post("letters/", letter(sketch=late["id"], epoch=7)).status_code == 409
    assert pair.ada.post("sketches/", late).status_code == 204


def test_one_sketch_given_on_two_devices_is_one_letter(pair: Pair) -> None:
    sketch = envelope()
    pair.ada.post("sketches/", sketch)
    here, there = letter(sketch=sketch["id"]), letter(sketch=sketch["id"])
    pair.gives(here)
    assert pair.ada.post("letters/", there).status_code == 409
    pair.gives(here)
    assert Letter.objects.get().pk == here["id"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": "occasion"},
        {"when": "date"},
        {"when": "date", "day": "2026-12-24"},
        {"when": "date", "hour": "8"},
        {"when": "date", "day": "2026-12-24", "hour": "24"},
        {"when": "date", "day": "2926-12-24", "hour": "8"},
        {"day": "2026-12-24", "hour": "8"},
        {"when": "later"},
        {"paper": "gold"},
        {"cover": new_id()},
        {"cover_box": box()},
        {"title": "words"},
        {"sketch": "x"},
    ],
)
def test_half_a_letter_is_refused(pair: Pair, wrong: dict[str, str]) -> None:
    assert pair.ada.post("letters/", letter(**wrong)).status_code == 400
    assert not Letter.objects.exists()


@pytest.mark.parametrize("when", [{}, {"when": "occasion"}, {"when": "date", "day": "2026-12-24", "hour": 8}])
def test_taken_back_it_lies_in_the_drawer_again(pair: Pair, when: dict[str, Any]) -> None:
    given, sketch = pair.gives(with_cover(**when)), envelope()
    for _ in range(2):
        assert pair.ada.post(f"letters/{given['id']}/withdrawals/", sketch).status_code == 204
    assert not Letter.objects.exists()
    assert not Cover.objects.exists()
    assert Sketch.objects.get().pk == sketch["id"]
    assert given["cover_box"] not in page(pair.ben)
    assert pair.opens(given).status_code == 404
    assert pair.ada.post("letters/", given).status_code == 409, "a late repeat brings it not back"


def test_what_was_opened_is_not_taken_back_and_that_is_said_kindly(pair: Pair) -> None:
    given = pair.gives(letter())
    pair.opens(given)
    answer = pair.ada.post(f"letters/{given['id']}/withdrawals/", envelope())
    assert answer.status_code == 409
    assert b"has been opened" in answer.content
    assert not Sketch.objects.exists()
    assert given["box"] in page(pair.ben, f"letters/{given['id']}/")


def test_only_the_reader_opens_and_only_the_writer_takes_back(pair: Pair) -> None:
    given = pair.gives(letter())
    assert pair.ada.post(f"letters/{given['id']}/openings/").status_code == 404
    for one in (pair.ben, pair.eve):
        assert one.post(f"letters/{given['id']}/withdrawals/", envelope()).status_code == 404
    assert Letter.objects.get().opened_on is None


def test_the_drawer_holds_many_and_each_is_changed_by_its_versions(pair: Pair) -> None:
    first, second = envelope(), envelope()
    for sketch in (first, second, first):
        assert pair.ada.post("sketches/", sketch).status_code == 204
    newer = envelope(id=first["id"], revision=2)
    assert pair.ada.post("sketches/", newer).status_code == 204
    assert pair.ada.post("sketches/", envelope(id=first["id"], revision=2)).status_code == 409, "changed elsewhere"
    drawer = page(pair.ada)
    assert newer["box"] in drawer
    assert second["box"] in drawer
    assert newer["box"] in page(pair.ada, f"sketches/{first['id']}/")
    for _ in range(2):
        assert pair.ada.post(f"sketches/{second['id']}/removals/").status_code == 204
    assert Sketch.objects.count() == 1
    assert pair.ben.get(f"sketches/{first['id']}/").status_code == 404


def test_without_a_reader_it_stays_in_the_drawer(pair: Pair) -> None:
    sketch = envelope()
    pair.eve.post("sketches/", sketch)
    assert pair.eve.post("letters/", letter(sketch=sketch["id"])).status_code == 409
    assert Sketch.objects.count() == 1
    Membership.objects.filter(pk=pair.ben.membership.pk).update(welcomed=False)
    for one in (pair.ada, pair.ben):
        assert one.post("letters/", letter()).status_code == 409


def test_after_leaving_what_was_closed_is_gone_and_what_was_opened_stays(pair: Pair, clock: Clock) -> None:
    opened, closed, dated = pair.gives(with_cover()), pair.gives(with_cover()), pair.gives(for_day("2026-03-04"))
    for_when = pair.gives(with_cover(when="occasion"))
    pair.opens(opened)
    theirs = letter()
    pair.ben.post("letters/", theirs)
    pair.ada.membership.leave()
    clock.turn(days=3)
    let_the_clock_act()
    left = Letter.objects.filter(author__public_id=pair.ada.member.public_id)
    assert list(left.values_list("pk", flat=True)) == [opened["id"]]
    assert Cover.objects.count() == 1
    shown = page(pair.ben)
    assert opened["cover_box"] in shown
    for gone in (closed, dated, for_when):
        assert gone["cover_box"] not in shown
    assert opened["box"] in page(pair.ada, f"letters/{opened['id']}/")
    assert theirs["id"] not in page(pair.ada), "who left opens nothing any more"
    assert pair.ada.post(f"letters/{theirs['id']}/openings/").status_code == 404
    for path, fields in [("letters/", letter()), ("sketches/", envelope())]:
        assert pair.ada.post(path, fields).status_code == 409
    assert pair.ben.post("letters/", letter(epoch=1)).status_code == 409, "nobody is there to read it"


def test_a_copy_holds_what_one_may_read_and_no_more(pair: Pair) -> None:
    for one in (pair.ada, pair.ben):
        boxes = {name: box() for name in ("wrapped", "recovery", "keyring")}
        Keys.objects.create(member=one.member, kdf={}, recovery_proof_hash="0" * 64, **boxes)
    opened, closed, dated = pair.gives(with_cover()), pair.gives(with_cover()), pair.gives(for_day("2026-03-04"))
    pair.ada.post("sketches/", envelope())
    before = export_of(pair.ada.member)
    pair.opens(opened)
    assert export_of(pair.ada.member) == before, "no copy tells the writer what was opened"
    held = {item["box"] for item in export_of(pair.ben.member)["items"]}
    assert held == {opened["box"], opened["cover_box"], closed["cover_box"]}
    assert dated["cover_box"] not in held


def test_a_stranger_who_is_turned_away_takes_their_letters_along(pair: Pair) -> None:
    pair.ben.post("letters/", with_cover())
    pair.ben.post("sketches/", envelope())
    Membership.objects.filter(pk=pair.ben.membership.pk).update(welcomed=False)
    pair.ada.membership.turn_away()
    assert not Letter.objects.exists()
    assert not Sketch.objects.exists()
    assert not Cover.objects.exists()


def test_opening_tells_the_reader_alone_and_giving_both(pair: Pair) -> None:
    before = seqs(pair.ada)
    given = pair.gives(letter())
    assert seqs(pair.ada) == [before[0] + 1, before[1] + 1]
    pair.opens(given)
    assert seqs(pair.ada) == [before[0] + 1, before[1] + 2]


def test_today_says_quietly_that_a_letter_waits(pair: Pair) -> None:
    waits = "A letter is waiting for you"
    dated = pair.gives(for_day("2026-03-04"))
    assert waits not in page(pair.ben, "/")
    given = pair.gives(letter())
    assert waits in page(pair.ben, "/")
    assert waits not in page(pair.ada, "/")
    pair.opens(given)
    assert waits not in page(pair.ben, "/")
    assert pair.opens(dated).status_code == 404


def test_one_for_an_occasion_is_told_of_on_its_first_day_only(pair: Pair, clock: Clock) -> None:
    waits = "A letter is waiting for you"
    pair.gives(with_cover(when="occasion"))
    assert waits in page(pair.ben, "/")
    clock.turn(days=1)
    assert waits not in page(pair.ben, "/")
    assert "For when you need one" in page(pair.ben)


def test_pages_of_all_letters_and_their_boxes_for_the_search(pair: Pair) -> None:
    given = [pair.gives(with_cover()) for _ in range(33)]
    for each in given[:32]:
        pair.opens(each)
    for one, count in ((pair.ada, 33), (pair.ben, 32)):
        first, second = page(one, "letters/"), page(one, "letters/?page=1")
        assert (first.count('<li class="by-'), second.count('<li class="by-')) == (30, count - 30)
        found = one.get("letters/boxes/").json()["exchanges"]
        assert len(found) == count
        assert [kind for kind, *_rest in found[0][2]] == ["letter", "cover"]


def test_what_was_opened_just_now_stands_first_and_its_writer_sees_no_change(pair: Pair, clock: Clock) -> None:
    waits = pair.gives(with_cover(when="occasion"))
    clock.turn(days=200)
    later = pair.gives(letter())
    pair.opens(later)
    clock.turn(days=1)
    pair.opens(waits)
    orders = [[each.pk for each in Letter.objects.read_by(one.membership)] for one in (pair.ben, pair.ada)]
    assert orders == [[waits["id"], later["id"]], [later["id"], waits["id"]]]
    months = re.findall(r'class="month">(\w+ \d+)<', page(pair.ben, "letters/"))
    assert months == ["September 2026"], "under the month of the opening, and each month once"
    assert re.findall(r'class="month">(\w+ \d+)<', page(pair.ada, "letters/")) == ["September 2026", "March 2026"]
    days = {name: Given.of(one.membership).days for name, one in (("ben", pair.ben), ("ada", pair.ada))}
    assert [len(day.letters) for day in days["ben"]] == [1, 1]
    assert [day.day for day in days["ben"]] == [date(2026, 9, 19), date(2026, 9, 18)], "where it passed"
    assert [day.day for day in days["ada"]] == [date(2026, 9, 18), date(2026, 3, 2)]


def test_where_one_is_is_ones_own(pair: Pair) -> None:
    before = page(pair.ben, "/letters/")
    assert pair.ada.post("zone/", {"time_zone": "Asia/Kathmandu"}).status_code == 302
    assert "Asia/Kathmandu" in page(pair.ada)
    assert "Kathmandu" not in page(pair.ben)
    assert len(page(pair.ben)) == len(before)
    assert pair.ada.post("zone/", {"time_zone": "Moon/Crater"}).status_code == 400
    assert pair.ada.post("zone/", {"time_zone": ""}).status_code == 302


def test_the_number_of_queries_does_not_grow(pair: Pair) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(pair.ben, path) if path != "letters/boxes/" else pair.ben.get(path)
        return len(queries)

    def fill(count: int) -> None:
        for _ in range(count):
            pair.opens(pair.gives(with_cover()))
            pair.gives(with_cover())
            pair.gives(with_cover(when="occasion"))
            pair.ben.post("letters/", with_cover())
            pair.ben.post("sketches/", envelope())

    fill(2)
    paths = ["/letters/", "letters/", "letters/boxes/", "sketches/"]
    for path in paths:
        asked(path)
    before = [asked(path) for path in paths]
    fill(7)
    assert [asked(path) for path in paths] == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(4))
def test_opening_and_taking_back_at_once_ends_one_way(pair: Pair, _time: int) -> None:
    given, told = pair.gives(letter()), dict[str, int]()

    def act(name: str, go: Callable[[], HttpResponse]) -> None:
        told[name] = go().status_code
        connection.close()

    ways: dict[str, Callable[[], HttpResponse]] = {
        "opened": lambda: pair.opens(given),
        "back": lambda: pair.ada.post(f"letters/{given['id']}/withdrawals/", envelope()),
    }
    both = [threading.Thread(target=act, args=way) for way in ways.items()]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    kept = Letter.objects.filter(pk=given["id"]).first()
    if kept is None:
        assert told["back"] == 204
        assert told["opened"] in {404, 409}
    else:
        assert kept.opened_on is not None
        assert told == {"opened": 302, "back": 409}
