"""Letters that wait: each comes once, never before its hour on the reader's wall, also through summer time, journeys,
a clock that is turned and nights without the program."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nearer.letters.models import Letter, Sketch
from nearer.letters.models.found import LOOKED_AT_EVERY, LetterManager
from nearer.spaces.models import Membership
from tests.cast import envelope, person
from tests.conftest import Clock

from .conftest import Pair, for_day, let_the_clock_act, letter, seqs, with_cover

ZONES = [
    *("UTC", "Europe/Berlin", "America/St_Johns", "America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Kiritimati", "Pacific/Pago_Pago", "Antarctica/Troll", "Africa/Cairo", "America/Santiago"),
]


def has_come(fields: dict[str, Any]) -> bool:
    return Letter.objects.get(pk=fields["id"]).delivered


def wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def at(clock: Clock, text: str) -> None:
    clock.set(datetime.fromisoformat(text).replace(tzinfo=UTC))
    let_the_clock_act()


def test_it_comes_at_the_readers_hour_and_not_at_the_writers(pair: Pair, clock: Clock) -> None:
    pair.ben.membership.be_in("America/New_York")
    letter = pair.gives(for_day("2026-03-04", 8))
    before = seqs(pair.ada)
    at(clock, "2026-03-04T12:59")  # 07:59 there, 13:59 here
    assert not has_come(letter)
    at(clock, "2026-03-04T13:00")
    assert has_come(letter)
    assert seqs(pair.ada) == [before[0], before[1] + 1], "the reader's page is told, the writer's is not"
    assert letter["cover_box"] in pair.ben.get("/letters/").content.decode()


def test_another_zone_of_the_reader_is_another_hour(pair: Pair, clock: Clock) -> None:
    letter = pair.gives(for_day("2026-03-04", 8))
    at(clock, "2026-03-04T00:00")
    pair.ben.membership.be_in("Asia/Tokyo")  # 09:00 there already
    clock.turn(minutes=LOOKED_AT_EVERY.total_seconds() / 60)
    let_the_clock_act()
    assert has_come(letter)


def test_the_spaces_zone_counts_for_who_has_set_none(pair: Pair, clock: Clock) -> None:
    letter = pair.gives(for_day("2026-03-04", 8))
    pair.ada.space.arrange(bond="partner", time_zone="America/New_York", rhythm="daily")
    at(clock, "2026-03-04T12:59")
    assert not has_come(letter)
    at(clock, "2026-03-04T13:00")
    assert has_come(letter)


def test_a_day_that_is_over_comes_at_once(pair: Pair, clock: Clock) -> None:
    letter = pair.gives(for_day("2026-02-01"))
    let_the_clock_act()
    assert has_come(letter)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "comes"),
    [
        ("Europe/Berlin", "2026-03-29", 2, "2026-03-29T01:00"),  # from 02:00 to 03:00 at once
        ("Europe/Berlin", "2026-10-25", 2, "2026-10-25T00:00"),  # 02:00 twice: the first one
        ("Europe/Berlin", "2026-10-25", 3, "2026-10-25T02:00"),
        ("America/Santiago", "2026-09-06", 0, "2026-09-06T04:00"),  # midnight is skipped
        ("Australia/Lord_Howe", "2026-10-04", 2, "2026-10-03T15:30"),  # half an hour is skipped
    ],
)
def test_on_the_days_when_the_clock_is_changed(
    pair: Pair, clock: Clock, zone: str, day: str, hour: int, comes: str
) -> None:
    pair.ben.membership.be_in(zone)
    letter = pair.gives(for_day(day, hour))
    moment = datetime.fromisoformat(comes).replace(tzinfo=UTC)
    for minutes in range(-90, 0):
        clock.set(moment + timedelta(minutes=minutes))
        let_the_clock_act()
    assert not has_come(letter)
    clock.set(moment)
    let_the_clock_act()
    assert has_come(letter)


def test_nights_without_the_program_are_made_up_for(pair: Pair, clock: Clock) -> None:
    letters = [pair.gives(for_day(date(2026, 3, 4) + timedelta(days=n))) for n in range(120)]
    clock.turn(days=60)
    let_the_clock_act()
    assert sum(has_come(letter) for letter in letters) == 59, "from 4 March to 1 May"
    clock.turn(days=90)
    let_the_clock_act()
    assert all(has_come(letter) for letter in letters)


def test_many_that_look_at_once_deliver_it_once(pair: Pair, clock: Clock) -> None:
    pair.gives(for_day("2026-03-04"))
    clock.turn(days=3)
    before = seqs(pair.ada)
    looks = [Letter.objects.get() for _ in range(3)]
    assert [look.deliver_or_wait() for look in looks] == [True, False, False]
    assert seqs(pair.ada) == [before[0], before[1] + 1]


def test_the_trouble_of_one_letter_holds_up_no_other(pair: Pair, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    troubled, other = pair.gives(for_day("2026-03-03")), pair.gives(for_day("2026-03-04"))
    whole = Letter.deliver_or_wait

    def breaks(self: Letter) -> bool:
        if self.pk == troubled["id"]:
            raise RuntimeError("no such zone any more")
        return whole(self)

    monkeypatch.setattr(Letter, "deliver_or_wait", breaks)
    clock.turn(days=3)
    let_the_clock_act()
    assert (has_come(troubled), has_come(other)) == (False, True)
    monkeypatch.setattr(Letter, "deliver_or_wait", whole)
    clock.turn(minutes=16)
    let_the_clock_act()
    assert has_come(troubled)


def test_for_who_has_left_nothing_comes(pair: Pair, clock: Clock) -> None:
    letter = pair.gives(for_day("2026-03-04"))
    pair.ben.membership.leave()
    clock.turn(days=3)
    let_the_clock_act()
    assert not has_come(letter)
    assert LetterManager.deliver_due(Letter.objects) == 0
    assert pair.ada.post(f"letters/{letter['id']}/withdrawals/", for_day("2026-03-04")).status_code == 400


STEPS = st.one_of(
    st.tuples(st.just("turn"), st.integers(-3 * 24 * 60, 3 * 24 * 60)),
    st.tuples(st.just("look"), st.just(0)),
    st.tuples(st.just("travel"), st.integers(0, len(ZONES) - 1)),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2026, 3, 20), date(2026, 11, 5)),
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    into=st.integers(-3 * 24 * 60, 24 * 60),
    steps=st.lists(STEPS, max_size=25),
)
@example(day=date(2026, 3, 29), hour=2, zone="Antarctica/Troll", into=0, steps=[("look", 0)])
def test_once_and_never_before_its_hour(
    pair: Pair, clock: Clock, day: date, hour: int, zone: str, into: int, steps: list[tuple[str, int]]
) -> None:
    """The clock goes forth and back, the reader travels, the program looks now and then."""
    wanted = datetime.combine(day, datetime.min.time()).replace(hour=hour)
    clock.set(wanted.replace(tzinfo=UTC) + timedelta(minutes=into))
    Letter.objects.all().delete()
    pair.ben.membership.be_in(zone)
    letter, came, told = pair.gives(for_day(day, hour)), False, seqs(pair.ada)[1]
    for step, how in [*steps, ("look", 0)]:
        if step == "turn":
            clock.turn(minutes=how)
        elif step == "travel":
            zone = ZONES[how]
            pair.ben.membership.be_in(zone)
            told += 1
        else:
            let_the_clock_act()
            now_there = has_come(letter)
            assert now_there or not came, "what came has come"
            if now_there and not came:
                told += 1
                assert wall(clock.moment, zone) >= wanted
            came = now_there
        assert seqs(pair.ada)[1] == told, "the reader is told once"
    clock.set(max(clock.moment, wanted.replace(tzinfo=UTC) + timedelta(hours=13)))
    clock.turn(minutes=LOOKED_AT_EVERY.total_seconds() / 60)
    let_the_clock_act()
    assert has_come(letter), "once its hour is over everywhere, a look finds it"
    assert Membership.objects.get(pk=pair.ben.membership.pk).seq == told + (not came)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Tokyo", 21), ("America/Los_Angeles", 3)], ids=["early in Tokyo", "late in Los Angeles"]
)
def test_its_day_is_that_of_the_space(db: None, clock: Clock, zone: str, hour: int) -> None:
    clock.set(datetime(2026, 3, 2, hour, tzinfo=UTC))  # in Tokyo already the next day, in Los Angeles still the last
    ada = person("ada", time_zone=zone)
    pair = Pair(ada, person("ben", ada.space), person("eve"))
    local = clock.moment.astimezone(ZoneInfo(zone)).date()
    assert local != clock.moment.date()
    now, occasion = pair.gives(letter()), pair.gives(with_cover(when="occasion"))
    assert Letter.objects.announced_to(pair.ben.membership).filter(pk=occasion["id"]).exists(), "on its first day"
    pair.opens(now)
    read = Letter.objects.get(pk=now["id"])
    assert read.day == read.opened_on == local
    sketch = envelope()
    pair.ada.post("sketches/", sketch)
    pair.ada.post("sketches/", envelope(id=sketch["id"], revision=2))
    assert Sketch.objects.get().day == local
    clock.turn(days=1)
    assert not Letter.objects.announced_to(pair.ben.membership).exists(), "on one day, not on two"
