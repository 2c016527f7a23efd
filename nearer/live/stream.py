"""`GET /live/<space>/`: server-sent events for one member of one space; `GET /live/<space>/seq`: the same number once.

Both say nothing but one's own number. Who may listen is decided by the doorkeeper that is handed in, in a thread;
a stream lasts some minutes, then the browser comes back and is looked at again.
"""

from __future__ import annotations

import asyncio
import random
import re
from concurrent.futures import Executor
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.http.cookie import parse_cookie

from .hub import Hub, Listener

if TYPE_CHECKING:
    from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

ADDRESS = re.compile(r"/live/(?P<space>[A-Za-z0-9_-]{22})/(?P<once>seq)?")
HEARTBEAT = 20.0
LASTS = (540.0, 660.0)
"""Seconds between which a stream ends: not all at the same moment after a restart."""
COMES_BACK = 1500
"""Milliseconds after which a browser comes back."""


class Doorkeeper(Protocol):
    """Knows who asks and their number. Called in threads."""

    def admit(self, cookies: dict[str, str], space_id: str) -> str | None:
        """The id of the member whose sign-in the cookies show, if they belong to this space."""

    def seq(self, space_id: str, member_id: str) -> int:
        """The member's present number in this space."""


class Wanted(NamedTuple):
    """What an address asks for."""

    space_id: str
    once: bool


class Stream:
    """The ASGI side of live pages."""

    def __init__(self, hub: Hub, pool: Executor, doorkeeper: Doorkeeper) -> None:
        self._hub = hub
        self._pool = pool
        self._doorkeeper = doorkeeper

    def wanted(self, path: str) -> Wanted | None:
        """What this address asks of us, or None if it is not ours."""
        found = ADDRESS.fullmatch(path)
        return Wanted(found["space"], found["once"] is not None) if found else None

    async def serve(
        self, wanted: Wanted, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answers one request: 404 for everyone who does not belong to the space, signed in or not."""
        if scope["method"] != "GET":
            await _answer(send, 405, b"")
            return
        loop = asyncio.get_running_loop()
        door = self._doorkeeper
        member_id = await loop.run_in_executor(self._pool, door.admit, cookies_of(scope), wanted.space_id)
        if member_id is None:
            await _answer(send, 404, b"")
            return
        listener = self._hub.join(wanted.space_id, member_id)  # before the number is read, so that none is missed
        try:
            seq = await loop.run_in_executor(self._pool, door.seq, wanted.space_id, member_id)
            if wanted.once:
                await _answer(send, 200, b'{"seq": %d}' % seq, b"application/json")
            else:
                listener.hear(seq)
                await _send_until_gone(listener, receive, send)
        finally:
            self._hub.leave(wanted.space_id, member_id, listener)


async def _send_until_gone(listener: Listener, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        listener.close()

    watching = asyncio.create_task(gone())
    try:
        async with asyncio.timeout(random.uniform(*LASTS)):  # noqa: S311
            await _send_events(listener, send)
    except TimeoutError:
        pass
    finally:
        watching.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_events(listener: Listener, send: ASGISendCallable) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [*HEADERS, (b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")],
            "trailers": False,
        }
    )
    text, told = f"retry: {COMES_BACK}\n\n", -1
    while True:
        await listener.wait(HEARTBEAT)
        if listener.seq > told:  # also the last number, before the stream ends
            told = listener.seq
            text += f"id: {told}\nevent: seq\ndata: {told}\n\n"
        elif not listener.closing:
            text += ":\n\n"
        if text:
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        if listener.closing:
            return
        text = ""


def cookies_of(scope: HTTPScope) -> dict[str, str]:
    """The cookies of a request."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return parse_cookie("; ".join(lines))


HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


async def _answer(send: ASGISendCallable, status: int, body: bytes, kind: bytes = b"text/plain") -> None:
    headers = [*HEADERS, (b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": body, "more_body": False})
