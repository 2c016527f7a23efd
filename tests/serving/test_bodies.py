"""Large bodies: only from members, and two at a time, so that nobody fills the memory with photos."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.test import Client

from nearer import bodies
from nearer.asgi import Router
from nearer.bodies import BYTES, PHOTO_BYTES, PHOTOS_AT_ONCE, Bodies
from nearer.spaces import listening
from tests.cast import person

SPACE = "A" * 22
SOON = 0.05
"""Seconds after which something that should wait is looked at: a machine that is slower sees it wait all the more."""


def scope(path: str = f"/spaces/{SPACE}/photos/", method: str = "POST", cookie: bytes = b"sessionid=member") -> Any:
    places = {"server": ("localhost", 80), "client": ("127.0.0.1", 1), "query_string": b"", "http_version": "1.1"}
    return places | {
        "type": "http",
        "scheme": "http",
        "method": method,
        "path": path,
        "headers": [(b"cookie", cookie)] if cookie else [],
    }


def of_member(cookies: dict[str, str], space_id: str) -> bool:
    return cookies.get("sessionid") == "member" and space_id == SPACE


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def run(doing: Coroutine[Any, Any, None]) -> None:
    async def soon() -> None:
        async with asyncio.timeout(20):
            await doing

    asyncio.run(soon())


def test_only_a_photo_of_a_member_may_be_large(pool: ThreadPoolExecutor) -> None:
    async def looks() -> None:
        rooms = Bodies(pool, of_member)
        for asked, most in (
            (scope(), PHOTO_BYTES),
            (scope(cookie=b"a=b; sessionid=member"), PHOTO_BYTES),
            (scope(cookie=b"sessionid=x"), BYTES),
            (scope(cookie=b""), BYTES),
            (scope(method="GET"), BYTES),
            (scope(f"/spaces/{'B' * 22}/photos/"), BYTES),
            (scope(f"/spaces/{SPACE}/photos/more/"), BYTES),
            (scope("/"), BYTES),
        ):
            async with rooms.room(asked) as room:
                assert room.bytes == most, asked
                assert (room.seconds is None) == (most == BYTES)

    run(looks())


def test_two_at_a_time_and_nobody_else_waits_for_them(pool: ThreadPoolExecutor) -> None:
    async def comes(rooms: Bodies, there: list[int], may_go: asyncio.Event) -> None:
        async with rooms.room(scope()):
            there.append(1)
            await may_go.wait()

    async def looks() -> None:
        rooms, there, may_go = Bodies(pool, of_member), list[int](), asyncio.Event()
        photos = [asyncio.create_task(comes(rooms, there, may_go)) for _ in range(5)]
        await asyncio.sleep(SOON)
        assert len(there) <= PHOTOS_AT_ONCE
        async with rooms.room(scope("/")), rooms.room(scope(cookie=b"sessionid=x")):
            assert not may_go.is_set()
        photos.pop().cancel()  # one who waits goes away, and takes no place along
        may_go.set()
        await asyncio.gather(*photos)
        assert len(there) == 4

    run(looks())


class Wire:
    """One request to the product as a whole, with a body that comes only when it is asked for."""

    def __init__(self, *pieces: bytes, hangs: bool = False) -> None:
        self._pieces = list(pieces)
        self._hangs = hangs
        self.asked = 0
        self.status = 0

    async def receive(self) -> Any:
        self.asked += 1
        if not self._pieces:
            assert self._hangs
            await asyncio.Event().wait()
        piece = self._pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self._pieces) or self._hangs}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)


def pages(environ: Any, start: Any) -> list[bytes]:
    start("204 No Content", [])
    return []


def test_a_photo_waits_unread_and_a_slow_one_gives_its_place_back(
    pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looks() -> None:
        router = Router(pages)
        router.bodies = Bodies(pool, of_member)
        async with AsyncExitStack() as full:
            for _ in range(PHOTOS_AT_ONCE):
                await full.enter_async_context(router.bodies.room(scope()))
            photo = Wire(b"x" * (BYTES + 1))
            waiting = asyncio.create_task(router(scope(), photo.receive, photo.send))
            await asyncio.sleep(SOON)
            assert photo.asked == 0
        await waiting
        assert photo.status == 204
        monkeypatch.setattr(bodies, "PHOTO_SECONDS", SOON)
        for _ in range(PHOTOS_AT_ONCE + 1):
            slow = Wire(b"x", hangs=True)
            await router(scope(), slow.receive, slow.send)
            assert slow.status == 408
        stranger = Wire(b"x" * (BYTES + 1))
        await router(scope(cookie=b"sessionid=x"), stranger.receive, stranger.send)
        assert stranger.status == 413

    run(looks())


@pytest.mark.django_db(transaction=True)
def test_whose_cookies_they_are(clock: Any) -> None:
    ada, eve = person("ada"), person("eve")
    ben = person("ben", ada.space)

    def belongs(client: Client) -> bool:
        return listening.belongs({name: morsel.value for name, morsel in client.cookies.items()}, ada.space.pk)

    assert belongs(ada.client)
    assert not belongs(eve.client)
    assert not listening.belongs({"sessionid": "x"}, ada.space.pk)
    assert not listening.belongs({}, ada.space.pk)
    ben.membership.leave()
    assert belongs(ben.client), "one's own one goes on with"
    cookies = {name: morsel.value for name, morsel in ben.client.cookies.items()}
    assert listening.admit(cookies, ada.space.pk) is None
