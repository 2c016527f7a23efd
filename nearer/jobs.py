"""What happens by the clock: one list, whoever runs it, the started product itself or `nearer worker` beside it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from nearer import clock
from nearer.backup.nightly import begin_due
from nearer.calling.models import Call, Occasion, Wish
from nearer.calling.sending import send_due
from nearer.exchange.models import Exchange
from nearer.letters.models import Letter
from nearer.live.models import Beat
from nearer.moving.models import KeptSeat
from nearer.photos.files import Loose
from nearer.spaces.models import Space
from nearer.together.models import Sitting, Yes

MOST_COUNTED = 10_000

JOBS = (
    Beat.strike,
    Exchange.objects.begin_due,
    Letter.objects.deliver_due,
    Sitting.end_forgotten,
    Yes.forget_earlier,
    Wish.call_due,
    Occasion.weigh_due,
    send_due,
    begin_due,
    Loose.take_away_due,
    KeptSeat.forget_abandoned,
)


def due() -> dict[str, int]:
    """How much waits for the clock by now, by what it is; counted up to ten thousand."""
    now = clock.now()
    waiting: dict[str, QuerySet[Any]] = {
        "turns": Space.objects.filter(next_turn_at__lte=now),
        "letters": Letter.objects.filter(look_at__lte=now),
        "reminders": Wish.objects.filter(next_reminder_at__lte=now),
        "calls": Call.objects.filter(due_at__lte=now),
    }
    return {name: rows[:MOST_COUNTED].count() for name, rows in waiting.items()}


def seen_lately() -> bool:
    """Whether somebody, in whatever process, looked within the last three minutes for what is due."""
    return Beat.seen_lately()
