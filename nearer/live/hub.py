"""Who listens in this process, and telling them. With PostgreSQL the word goes round through the database."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict

from django.db import DatabaseError, connection

log = logging.getLogger(__name__)

PARTED = -1
"""In place of a number: whether this member may listen has to be looked at anew."""

CHANNEL = "nearer_live"
"""The name under which processes that share a PostgreSQL hear of changes."""


class Listener:
    """One open page. Keeps only the newest number, so a slow page never piles up events."""

    def __init__(self) -> None:
        self.seq = -1  # so that the first number is told, whatever it is
        self.closing = False
        self._woken = asyncio.Event()

    def hear(self, seq: int) -> None:
        """A newer number; older ones change nothing. Called in the event loop."""
        if seq > self.seq:
            self.seq = seq
            self._woken.set()

    def close(self) -> None:
        """Ends the stream of this page; the browser comes back by itself."""
        self.closing = True
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """True when there is something new (or the end), False when the time was up first."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class Hub:
    """The open pages of this process by space and member. Lives in the event loop, may be told from any thread."""

    def __init__(self) -> None:
        self._listeners: defaultdict[tuple[str, str], set[Listener]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on words are carried into this loop."""
        with self._lock:
            self._loop = loop

    def close(self) -> None:
        """Ends every stream, so that the program can stop at once. Called in the event loop."""
        with self._lock:
            self._loop = None
        self.end_all()

    def end_all(self) -> None:
        """Ends every stream; the pages come back and ask for what they missed."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.close()

    def join(self, space_id: str, member_id: str) -> Listener:
        """A new listener of what changes for one member of one space."""
        listener = Listener()
        self._listeners[space_id, member_id].add(listener)
        return listener

    def leave(self, space_id: str, member_id: str, listener: Listener) -> None:
        """The page is gone."""
        listeners = self._listeners[space_id, member_id]
        listeners.discard(listener)
        if not listeners:
            del self._listeners[space_id, member_id]

    def carry(self, space_id: str, member_id: str, seq: int) -> None:
        """Bring a number to the pages of this process; from any thread. Nothing happens where no loop runs."""
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self.deliver, space_id, member_id, seq)

    def deliver(self, space_id: str, member_id: str, seq: int) -> None:
        """Bring a number to the pages of this process, or `PARTED`; in the event loop."""
        for listener in self._listeners.get((space_id, member_id), ()):
            if seq == PARTED:
                listener.close()
            else:
                listener.hear(seq)

    def __len__(self) -> int:
        return sum(map(len, self._listeners.values()))


hub = Hub()
"""The one of this process."""


def part(space_id: str, member_id: str) -> None:
    """End the streams of one member in one space: who still belongs there comes back, all others find 404."""
    tell(space_id, member_id, PARTED)


def tell(space_id: str, member_id: str, seq: int) -> None:
    """Tell the open pages of one member that their number is now `seq`. Call it on commit.

    Never raises: the change is stored, and a page that did not hear of it finds it at its next question.
    """
    if connection.vendor != "postgresql":
        hub.carry(space_id, member_id, seq)
        return
    try:
        # After the commit the connection is in autocommit again: inside a transaction NOTIFY would hold up all commits.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{space_id} {member_id} {seq}"])
    except DatabaseError as error:
        log.warning("An open page was not told of a change: %s", type(error).__name__)
