"""The one clock of the product. Tests turn it; nothing else reads the time of day."""

from __future__ import annotations

from datetime import UTC, date, datetime


def _now() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _now()


def today() -> date:
    """The present day in UTC, for what belongs to no space; whatever does goes by the day of its space."""
    return now().date()
