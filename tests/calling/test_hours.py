"""Hours on walls and the moments at which they come, in every zone and through every change of summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nearer.calling.hours import (
    EVERY_DAY,
    LATE,
    before_quiet,
    is_between,
    is_on,
    is_quiet,
    moment_on,
    next_moment,
    present_day,
    zone_named,
)
from nearer.spaces.models.space import time_zones

ZONES = st.sampled_from(time_zones())
HOURS = st.integers(0, 23)
DAYS = st.integers(1, EVERY_DAY)
NOWS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))
LONGEST_SKIP = timedelta(hours=24)
"""Samoa left out a whole day, in 2011; other changes skip an hour at most."""


def wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@settings(deadline=None)
@given(NOWS, ZONES, HOURS, DAYS)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin", 2, EVERY_DAY)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", 2, EVERY_DAY)
@example(datetime(2026, 4, 4, 14, 30, tzinfo=UTC), "Australia/Lord_Howe", 2, EVERY_DAY)
def test_the_next_moment_shows_that_hour_on_that_day_or_the_first_after_one_that_is_skipped(
    now: datetime, zone: str, hour: int, days: int
) -> None:
    moment = next_moment(now, zone, hour, days)
    assert now < moment <= now + timedelta(days=8)
    shown = wall(moment, zone)
    assert is_on(days, shown.date())
    if shown != datetime.combine(shown.date(), datetime.min.time()) + timedelta(hours=hour):
        wanted = shown.replace(hour=hour, minute=0, second=0, microsecond=0)
        just_before = wall(moment - timedelta(minutes=121), zone)
        assert just_before < wanted <= shown, "clocks there never show that hour on that day"


@settings(deadline=None)
@given(NOWS, ZONES, HOURS, DAYS)
def test_no_earlier_day_was_left_out(now: datetime, zone: str, hour: int, days: int) -> None:
    moment = next_moment(now, zone, hour, days)
    day = wall(now, zone).date()
    while day < wall(moment, zone).date():
        assert not is_on(days, day) or moment_on(day, hour, zone) <= now
        day += timedelta(days=1)


@settings(deadline=None)
@given(NOWS, ZONES, HOURS, DAYS, st.integers(-3, 3))
def test_a_day_that_was_called_is_not_called_again(now: datetime, zone: str, hour: int, days: int, apart: int) -> None:
    after = wall(now, zone).date() + timedelta(days=apart)
    assert wall(next_moment(now, zone, hour, days, after), zone).date() > after


@settings(deadline=None)
@given(NOWS, ZONES, HOURS, DAYS)
def test_through_a_year_it_comes_once_on_each_day_that_was_chosen(
    now: datetime, zone: str, hour: int, days: int
) -> None:
    """As the clock goes on from each to the next, with its day kept."""
    came: list[date] = []
    moment = now
    for _each in range(60):
        moment = next_moment(moment, zone, hour, days, came[-1] if came else None)
        came.append(wall(moment, zone).date())
        assert present_day(moment, zone, hour, days) == came[-1]
    days_between = [came[0] + timedelta(days=n) for n in range((came[-1] - came[0]).days + 1)]
    assert came == [day for day in days_between if is_on(days, day)]


@settings(deadline=None)
@given(NOWS, ZONES, HOURS, DAYS)
def test_the_present_day_is_that_whose_hour_has_just_come(now: datetime, zone: str, hour: int, days: int) -> None:
    day = present_day(now, zone, hour, days)
    if day is None:
        assert next_moment(now - LATE, zone, hour, days) > now
    else:
        assert is_on(days, day)
        assert now - LATE < moment_on(day, hour, zone) <= now


@settings(deadline=None)
@given(NOWS, ZONES, HOURS, HOURS)
def test_the_end_of_quiet_times_is_not_quiet(now: datetime, zone: str, start: int, end: int) -> None:
    moment = next_moment(now, zone, end)
    shows_the_hour = wall(moment, zone).hour == end  # clocks that skip it may go on in the middle of the next quiet
    assert not (shows_the_hour and is_quiet(moment, zone, start, end))


@settings(deadline=None)
@given(NOWS, ZONES, HOURS, HOURS)
def test_what_may_go_out_before_a_moment_ends_before_it_is_quiet(
    now: datetime, zone: str, start: int, end: int
) -> None:
    until = before_quiet(now, now + LATE, zone, start, end)
    assert now < until <= now + LATE
    if not is_quiet(now, zone, start, end):
        for minutes in range(0, 120, 10):
            moment = now + timedelta(minutes=minutes)
            assert moment >= until or not is_quiet(moment, zone, start, end)


@pytest.mark.parametrize(
    ("hour", "start", "end", "quiet"),
    [
        *(
            (23, 22, 8, True),
            (22, 22, 8, True),
            (8, 22, 8, False),
            (7, 22, 8, True),
            (12, 22, 8, False),
            (9, 9, 9, False),
        ),
        *((13, 12, 14, True), (14, 12, 14, False), (11, 12, 14, False), (0, 0, 1, True), (23, 0, 1, False)),
    ],
)
def test_quiet_times_go_over_midnight(hour: int, start: int, end: int, quiet: bool) -> None:
    assert is_between(hour, start, end) is quiet


def test_a_zone_that_is_not_known_any_more_is_no_trouble() -> None:
    assert zone_named("Europe/Atlantis").key == "UTC"
    assert zone_named("../../etc/passwd").key == "UTC"
