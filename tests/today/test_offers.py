"""The offers on Today: two at most, gone without a word, and no more work for a page that was made already."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString

from nearer.catalogue import catalogue
from nearer.clock import today
from nearer.giving.models import Gift, LeftAlone
from nearer.people.models import Member
from nearer.spaces.models import Membership
from nearer.today.offers import Beside
from tests.cast import Person, envelope, new_id, person
from tests.conftest import Clock

pytestmark = pytest.mark.django_db
BREATHS = catalogue().entries["seven-breaths"].code
LINE = re.compile(r'hx-post="/spaces/[^/]+/offers/(\w+)/"')


def settled(one: Person) -> Person:
    """Who has been here for a while, has signed, and has the recovery sheet: no card waits."""
    Member.objects.filter(pk=one.member.pk).update(
        joined_on=today() - timedelta(days=10), recovery_checked_on=today() + timedelta(days=300)
    )
    Membership.objects.filter(pk=one.membership.pk).update(signed=catalogue().agreement.current.id)
    return one


@pytest.fixture
def ada(clock: Clock) -> Person:
    return settled(person("ada"))


@pytest.fixture
def ben(ada: Person) -> Person:
    return settled(person("ben", ada.space))


def lines(one: Person) -> list[str]:
    """The places of what Today offers."""
    answer = one.get("/")
    assert answer.status_code == 200
    return LINE.findall(answer.content.decode())


def queries(one: Person) -> int:
    with CaptureQueriesContext(connection) as captured:
        one.get("/")
    return len(captured)


def test_two_are_offered_and_a_day_when_nobody_came_leaves_no_mark(ada: Person, ben: Person, clock: Clock) -> None:
    rows = LeftAlone.objects.count()
    for _ in range(14):
        assert len(lines(ada)) == 2
        clock.turn(days=3)
    assert LeftAlone.objects.count() == rows == 0


def test_nothing_is_offered_before_the_other_is_there_or_while_one_pauses(ada: Person, clock: Clock) -> None:
    assert lines(ada) == []
    ben = person("ben", ada.space)
    Membership.objects.filter(pk=ben.membership.pk).update(welcomed=False)
    assert lines(ada) == []
    Membership.objects.filter(pk=ben.membership.pk).update(welcomed=True)
    settled(ben)
    assert len(lines(ada)) == 2
    ada.membership.pause()
    assert lines(ada) == []
    assert len(lines(ben)) == 2


def test_what_is_left_alone_is_gone_until_another_day_and_only_for_oneself(
    ada: Person, ben: Person, clock: Clock
) -> None:
    bens = lines(ben)
    first = lines(ada)[0]
    assert ada.post(f"offers/{first}/").status_code == 204
    assert first not in lines(ada)
    assert lines(ben) == bens
    assert ada.post("offers/no-such/").status_code == 404


def test_something_given_is_told_until_it_was_met_kept_or_left_alone(ada: Person, ben: Person, clock: Clock) -> None:
    def gift(place: str = "quick") -> str:
        fields = envelope()
        assert ada.post(f"giving/{place}/", fields).status_code == 204
        return str(fields["id"])

    first = gift()
    assert lines(ben)[0] == "given"
    assert "given" not in lines(ada)
    ben.post(f"gifts/{first}/keeping/")
    assert "given" not in lines(ben)
    second = gift("first")
    ben.post("offers/given/")
    assert "given" not in lines(ben)
    clock.turn(days=1)
    assert lines(ben)[0] == "given"
    ben.post(f"gifts/{second}/meeting/", envelope())
    assert "given" not in lines(ben)
    gift()
    clock.turn(days=2)
    assert "given" not in lines(ben), "what is older waits in the list of everything, without a word"
    assert Gift.objects.count() == 3


def test_what_was_given_today_is_not_offered_again(ada: Person, ben: Person, clock: Clock) -> None:
    while not (written := set(lines(ada)) - {"five", "small"}):
        clock.turn(days=1)
    given = written.pop()
    ada.post(f"giving/{given}/", envelope())
    assert given not in lines(ada)


def test_a_page_made_before_asks_nothing_more(ada: Person, ben: Person) -> None:
    queries(ada)
    again = queries(ada)
    ada.get("/")
    assert queries(ada) == again
    # The same page without any offers: a member whose other has left the offers out by pausing asks as much.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nearer.today.offers.for_today", lambda *_: Beside(SafeString(), 0))
        assert queries(ada) == again


def both_allow(ada: Person, ben: Person, clock: Clock, touch: int) -> None:
    """Both allow so much, from the next day on."""
    for one in (ada, ben):
        assert one.post("degree/", {"touch": touch}).status_code == 204
    clock.turn(days=1)


def until_affection(one: Person, clock: Clock) -> None:
    """Turns to a day on which it is suggested."""
    for _ in range(60):
        if "near" in lines(one):
            return
        clock.turn(days=1)
    raise AssertionError("no affection in sixty days")


def texts(one: Person) -> str:
    """The offers as they stand on the page."""
    return str(one.get("/").content.decode()).partition('<ul class="rows">')[2].partition("</ul>")[0]


def test_each_not_now_is_described_by_its_line(ada: Person, ben: Person) -> None:
    shown = texts(ada)
    named = re.findall(r'aria-describedby="(\w+)">Not now', shown)
    assert len(named) == len(lines(ada)) == shown.count("Not now") > 1
    for id in named:
        (line,) = re.findall(rf'id="{id}"[^>]*>([^<]+)<', shown)
        assert line.strip()


def test_affection_shows_where_both_allow_it(ada: Person, ben: Person, clock: Clock) -> None:
    assert ben.post("degree/", {"touch": 3}).status_code == 204
    for _ in range(10):
        assert "near" not in lines(ben), "what one allows shows nothing as long as the other has not"
        clock.turn(days=1)
    both_allow(ada, ben, clock, 2)
    until_affection(ben, clock)
    assert ben.post("degree/", {"touch": 0}).status_code == 204
    assert "near" not in lines(ben), "one's own page follows at once"
    assert ada.post("degree/", {"touch": 4}).status_code == 400


@pytest.mark.parametrize("bens", [1, 3])
def test_changing_ones_own_number_shows_nothing_of_the_others(
    ada: Person, ben: Person, clock: Clock, bens: int
) -> None:
    ben.post("degree/", {"touch": bens})
    ada.post("degree/", {"touch": 0})
    clock.turn(days=1)
    for _ in range(12):
        before = texts(ada)
        for mine in (1, 2, 3, 0):
            ada.post("degree/", {"touch": mine})
            assert texts(ada) == before
        clock.turn(days=1)


def test_when_the_other_takes_it_back_no_look_of_that_day_tells(ada: Person, ben: Person, clock: Clock) -> None:
    both_allow(ada, ben, clock, 3)
    until_affection(ada, clock)
    before = texts(ada)
    ben.post("degree/", {"touch": 0})
    assert texts(ada) == before
    clock.turn(days=1)
    for _ in range(12):
        assert "near" not in lines(ada)
        clock.turn(days=1)


def test_a_light_pace_on_either_side_reaches_a_page_made_before(ada: Person, ben: Person, clock: Clock) -> None:
    both_allow(ada, ben, clock, 3)
    until_affection(ada, clock)
    ben.member.keep_pace(1, "")
    assert "near" not in lines(ada)
    ben.member.keep_pace(3, "")
    assert "near" in lines(ada)
    ada.member.keep_pace(0, "")
    assert "near" not in lines(ada)


def beside(one: Person) -> list[str]:
    """Everything on Today beside the exchange, by what it leads to or calls itself."""
    page = one.get("/").content.decode()
    live = page[page.index('id="live"') : page.index("<live-updates")]
    named = {
        "/agreement/": "agreement",
        "/sittings/": "sitting",
        'href="/letters/"': "letter",
        "/me/recovery/": "recovery",
        "/me/moment/": "moment",
    }
    cards = re.findall(r'class="card.*?(?=class="card|class="exchange")', live, re.DOTALL)
    found = [next(name for part, name in named.items() if part in card) for card in cards]
    return found + LINE.findall(live)


WAYS: dict[str, Callable[[Person, Person], Any]] = {
    "agreement": lambda ada, ben: Membership.objects.filter(pk=ada.membership.pk).update(signed=""),
    "sitting": lambda ada, ben: ben.post("sittings/", {"id": new_id(), "session": BREATHS, "place": "two", "first": 1}),
    "letter": lambda ada, ben: ben.post("letters/", envelope(when="now", paper="plain")),
    "given": lambda ada, ben: ben.post("giving/first/", envelope()),
    "recovery": lambda ada, ben: Member.objects.filter(pk=ada.member.pk).update(recovery_checked_on=None),
    "moment": lambda ada, ben: Member.objects.filter(pk=ada.member.pk).update(joined_on=today()),
}
"""What may stand beside the exchange, in the order in which it comes first, and how it comes about."""


@pytest.mark.parametrize("there", [each for n in range(4) for each in combinations(WAYS, n)])
def test_there_are_two_small_things_beside_the_exchange_whatever_there_is(
    ada: Person, ben: Person, there: tuple[str, ...]
) -> None:
    for name in there:
        WAYS[name](ada, ben)
    found = beside(ada)
    assert len(found) == 2
    assert set(found) >= set(there[:2]), "what is told first, and offers only where room is left"


def looks(one: Person) -> str:
    """Goes from Today to what was given; where one comes."""
    answer = one.post("given/")
    assert answer.status_code == 200
    return str(answer.headers["HX-Redirect"])


def test_what_one_has_looked_at_is_not_told_again_and_what_comes_later_is(
    ada: Person, ben: Person, clock: Clock
) -> None:
    """Also on the next day, when it lies within what is told otherwise."""

    def gift(place: str = "quick") -> str:
        fields = envelope()
        assert ada.post(f"giving/{place}/", fields).status_code == 204
        return str(fields["id"])

    first = gift()
    assert lines(ben)[0] == "given"
    assert looks(ben) == f"/spaces/{ben.space.pk}/gifts/{first}/"
    assert "given" not in lines(ben)
    clock.turn(days=1)
    assert "given" not in lines(ben)
    gift("first")
    assert lines(ben)[0] == "given", "one more than was seen, and as many as on the day before"
    assert looks(ben) == f"/spaces/{ben.space.pk}/given/", "two that were not met stand in the list"
    assert "given" not in lines(ben)
    clock.turn(days=1)
    assert "given" not in lines(ben)
    gift()
    assert lines(ben)[0] == "given"
    assert LeftAlone.of(ada.membership).count() == 0, "nobody else's page knows of it"


def test_a_stranger_and_a_word_too_many_are_refused(ada: Person, ben: Person) -> None:
    eve = person("eve")
    assert eve.post(f"/spaces/{ada.space.pk}/given/").status_code == 404
    assert ada.post("given/", {"words": "x"}).status_code == 400
