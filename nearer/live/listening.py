"""The ear of a process at PostgreSQL: one LISTEN connection that hears what other processes tell."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

from django.db import connection

from .hub import CHANNEL, Hub

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)

FIRST_WAIT = 0.2
LONGEST_WAIT = 10.0


class Ear:
    """Hears while it is open; with SQLite there is one process, and nothing to hear."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Returns once the first connection listens; raises what connecting raises."""
        if connection.vendor == "postgresql":
            listening = await self._connect()
            self._task = asyncio.create_task(self._hear_on(listening))

    async def close(self) -> None:
        """Stops listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        import psycopg

        wanted = {"dbname", "user", "password", "host", "port"} | set(connection.settings_dict["OPTIONS"])
        given = connection.get_connection_params()
        parameters = {name: value for name, value in given.items() if name in wanted and name != "pool"}
        listening = await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
        await listening.execute(f"LISTEN {CHANNEL}")
        return listening

    async def _hear_on(self, listening: psycopg.AsyncConnection[Any]) -> None:
        """Carries every word to the hub; after a broken connection the pages come back and ask what they missed."""
        import psycopg

        wait = FIRST_WAIT
        while True:
            try:
                async with listening:
                    async for notice in listening.notifies():
                        wait = FIRST_WAIT
                        space_id, member_id, seq = notice.payload.split()
                        self._hub.deliver(space_id, member_id, int(seq))
            except psycopg.Error:
                log.warning("The connection that hears of changes broke; trying again.")
            while True:
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
                with contextlib.suppress(psycopg.Error):
                    listening = await self._connect()
                    break
            self._hub.end_all()
