"""Mistakes on the way to it: the address, https, what a proxy says, the mail server."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings
from django.core.mail import get_connection

from nearer import clock
from nearer.address.choice import folder
from nearer.address.looking import trouble_with

from .finding import Finding

MOST = timedelta(minutes=1)
ASK = "`nearer address` says what is missing, step by step."


@dataclass(frozen=True)
class Reached:
    """Whether Nearer runs, and how it answers at its own address."""

    here: bool
    trouble: str = ""
    date: datetime | None = None

    @classmethod
    def look(cls, port: int) -> Reached:
        """Asks this computer, and the address that was set."""
        here = trouble_with(f"http://localhost:{port}") == ""
        if not settings.ADDRESS:
            return cls(here)
        authority, asked = None, settings.ADDRESS
        if settings.HOME:  # a computer need not know its own .local name
            authority, asked = folder(Path(settings.DATA)) / "authority.pem", f"https://127.0.0.1:{settings.HOME.port}"
        trouble = trouble_with(asked, authority)
        return cls(here, trouble, None if trouble else _date(asked, authority))

    @property
    def runs(self) -> bool:
        """Whether anything of it answered."""
        return self.here or bool(settings.ADDRESS and not self.trouble)


def findings(reached: Reached) -> Iterator[Finding]:
    """What is wrong with reaching it."""
    if not settings.ADDRESS:
        says = "Only this computer reaches Nearer: it has no address, and phones seal only by https."
        yield Finding(says, f"{ASK} Then set NEARER_ADDRESS.", wrong=False)
    elif reached.trouble:
        yield Finding(f"Nearer is not reached at {settings.ADDRESS}: {reached.trouble}", _mend(reached))
    if not reached.runs:
        says = "Nearer does not seem to run on this computer."
        yield Finding(says, "Start it (`nearer serve --migrate`), or name its port: --port", wrong=False)
    if reached.date and abs(reached.date - clock.now()) > MOST:
        said, mine = f"{reached.date:%Y-%m-%d %H:%M}", f"{clock.now():%Y-%m-%d %H:%M}"
        says = f"The clocks differ: {settings.ADDRESS} says {said} UTC, this machine {mine}."
        yield Finding(says, "Set the one that is wrong: timedatectl set-ntp true")
    yield from mail()


def mail() -> Iterator[Finding]:
    """Whether mails can go out."""
    if not settings.EMAIL_HOST:
        says = "There is no mail server, so nobody gets mails, and you give access back with `nearer reset-link`."
        yield Finding(says, "That is fine for two. For mails set NEARER_MAIL_HOST.", wrong=False)
        return
    try:
        connection = get_connection(timeout=10)
        connection.open()
        connection.close()
    except Exception as error:  # whatever a mail server, or what is none, answers
        says = f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take us: {error}"
        yield Finding(says, "Look at NEARER_MAIL_HOST, NEARER_MAIL_PORT, NEARER_MAIL_USER and NEARER_MAIL_PASSWORD.")


def _mend(reached: Reached) -> str:
    if settings.ADDRESS.startswith("https") and reached.here:
        return f"It answers on this computer, so the way from outside is what is missing. {ASK}"
    return ASK


def _date(address: str, authority: Path | None) -> datetime | None:
    """The moment that the address says it is."""
    secure = address.startswith("https")
    context = ssl.create_default_context(cafile=str(authority) if authority else None) if secure else None
    with suppress(OSError, ValueError, TypeError), urlopen(f"{address}/healthz", timeout=5, context=context) as answer:  # noqa: S310
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    return None
