"""How large the body of a request may be, and how many large ones there are at once.

A body lies in memory as a whole, and is copied a few times on its way: without a bound for all of them together anybody
could fill a small computer.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from nearer.live.stream import cookies_of

if TYPE_CHECKING:
    from asgiref.typing import HTTPScope

BYTES = 1024 * 1024
PHOTO_BYTES = 11 * 1024 * 1024
PHOTO_SECONDS = 180.0
"""So long a photo may be on its way: whoever sends none keeps no place from others."""
PHOTOS_AT_ONCE = 2
PHOTOS = re.compile(r"/spaces/(?P<space>[\w-]{22})/photos/")


class Room(NamedTuple):
    """What there is for one body: so many bytes, and so many seconds for reading it or None for any."""

    bytes: int
    seconds: float | None


class Bodies:
    """Gives room to bodies. `belongs(cookies, space)`, called in the pool, knows whether the cookies are a member's."""

    def __init__(self, pool: Executor, belongs: Callable[[dict[str, str], str], bool]) -> None:
        self._pool = pool
        self._belongs = belongs
        self._photos = asyncio.Semaphore(PHOTOS_AT_ONCE)

    @asynccontextmanager
    async def room(self, scope: HTTPScope) -> AsyncIterator[Room]:
        """The room for the body of this request, as long as it is read and answered. A photo of a member waits for its
        turn, unread; from anybody else it is a body like any other.
        """
        photo = PHOTOS.fullmatch(scope["path"]) if scope["method"] == "POST" else None
        if photo is None or not await self._is_members(scope, photo["space"]):
            yield Room(BYTES, None)
            return
        async with self._photos:
            yield Room(PHOTO_BYTES, PHOTO_SECONDS)

    async def _is_members(self, scope: HTTPScope, space_id: str) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._belongs, cookies_of(scope), space_id)
