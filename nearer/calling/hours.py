"""Hours on somebody's wall clock, and the moments at which they come. Right through every change of summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LATE = timedelta(hours=2)
"""So long after its hour a call still goes out; one that could not go out by then is left out."""

EVERY_DAY = 0b1111111
"""The days of a week as bits, Monday the lowest."""


def zone_named(name: str) -> ZoneInfo:
    """The zone; UTC for one that this machine does not know (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def moment_on(day: date, hour: int, zone: str) -> datetime:
    """When clocks there show this hour on this day: the first time, where they show it twice; where they skip it, the
    first moment after.
    """
    return datetime.combine(day, time(hour), zone_named(zone)).astimezone(UTC)


def is_on(days: int, day: date) -> bool:
    """Whether a day of the week is among `days`."""
    return bool(days >> day.weekday() & 1)


def next_moment(now: datetime, zone: str, hour: int, days: int = EVERY_DAY, after: date | None = None) -> datetime:
    """The first moment after `now` at which it is this hour there, on one of these days, later than the day `after`.

    `days` must have one.
    """
    first = now.astimezone(zone_named(zone)).date()
    if after is not None:
        first = max(first, after + timedelta(days=1))
    return next(
        moment
        for day in (first + timedelta(days=n) for n in range(9))
        if is_on(days, day) and (moment := moment_on(day, hour, zone)) > now
    )


def present_day(now: datetime, zone: str, hour: int, days: int = EVERY_DAY) -> date | None:
    """The day there whose hour has just come, at most `LATE` ago; None at every other time."""
    today = now.astimezone(zone_named(zone)).date()
    for day in (today, today - timedelta(days=1)):
        if is_on(days, day) and now - LATE < moment_on(day, hour, zone) <= now:
            return day
    return None


def is_quiet(now: datetime, zone: str, start: int, end: int) -> bool:
    """Whether it is between these two hours there; never, where they are the same."""
    hour = now.astimezone(zone_named(zone)).hour
    return is_between(hour, start, end)


def before_quiet(now: datetime, moment: datetime, zone: str, start: int, end: int) -> datetime:
    """This moment, or the beginning of the next quiet times where that comes first."""
    return moment if start == end else min(moment, next_moment(now, zone, start))


def is_between(hour: int, start: int, end: int) -> bool:
    """Whether an hour of the day is from `start` on and before `end`, over midnight where `start` is the later one."""
    return start <= hour < end if start <= end else hour >= start or hour < end


class Reckoned(NamedTuple):
    """What follows for a reminder that was claimed: the next one, the day that counts as called from now on, and until
    when the call may go out, or None for no call.
    """

    next: datetime
    day: date | None
    until: datetime | None


def reckon(
    now: datetime, zone: str, hour: int, days: int, quiet_from: int, quiet_to: int, called_on: date | None
) -> Reckoned:
    """What follows for whoever chose this and was called last on that day, by the clocks of that zone."""
    day = present_day(now, zone, hour, days)
    if day is None or (called_on is not None and day <= called_on):
        return Reckoned(next_moment(now, zone, hour, days, called_on), called_on, None)
    late = moment_on(day, hour, zone) + LATE
    until = None if is_quiet(now, zone, quiet_from, quiet_to) else before_quiet(now, late, zone, quiet_from, quiet_to)
    return Reckoned(next_moment(now, zone, hour, days, day), day, until)
