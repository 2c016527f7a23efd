"""What happens by the clock: one list, whoever runs it, the started product itself or `nearer worker` beside it."""

from __future__ import annotations

from nearer.calling.models import Occasion, Wish
from nearer.exchange.models import Exchange
from nearer.letters.models import Letter
from nearer.live.models import Beat
from nearer.photos.files import Loose
from nearer.together.models import Sitting, Yes

JOBS = (
    Beat.strike,
    Exchange.objects.begin_due,
    Letter.objects.deliver_due,
    Sitting.end_forgotten,
    Yes.forget_earlier,
    Wish.call_due,
    Occasion.weigh_due,
    Loose.take_away_due,
)


def seen_lately() -> bool:
    """Whether somebody, in whatever process, looked within the last three minutes for what is due."""
    return Beat.seen_lately()
