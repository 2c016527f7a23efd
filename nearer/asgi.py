"""One door for everything: `/live/<space>/` streams in plain asyncio, all else goes to Django in a few threads.

Django's own ASGI handler would start a thread for every request and keep a database connection for every stream;
this keeps three threads, each with one lasting connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nearer.settings")

from django.core.wsgi import get_wsgi_application
from django.db import connections

from nearer import metrics
from nearer.bodies import Bodies
from nearer.bridge import BodyTooLarge, Gone, answer, environ_of, read_body, refuse
from nearer.door import Door
from nearer.live.hub import hub
from nearer.live.listening import Ear
from nearer.live.stream import Stream

wsgi = get_wsgi_application()

from nearer.jobs import JOBS, due  # noqa: E402  (models need Django to be set up)
from nearer.people.hashers import busy  # noqa: E402
from nearer.scheduler import Scheduler  # noqa: E402
from nearer.spaces import listening  # noqa: E402
from nearer.web.logs import ROUTE  # noqa: E402

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

THREADS = 3
TOO_LARGE = "That is too large to be stored here. Please shorten it and send it again."
TOO_SLOW = "That took too long on its way. Try again where the connection is better."


class Router:
    """The ASGI application."""

    def __init__(self, pages: WSGIApplication) -> None:
        self.pages = pages
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        self.door = Door()
        self.bodies = Bodies(self.pool, listening.belongs)
        self.ear = Ear(hub)
        self.stream = Stream(hub, self.pool, listening)
        self.scheduler = Scheduler(JOBS)

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await self._start_and_stop(receive, send)
        elif scope["type"] == "http":
            wanted = self.stream.wanted(scope["path"])
            if wanted is None:
                await self._page(scope, receive, send)
            else:
                await self.stream.serve(wanted, scope, receive, send)

    async def _page(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        async with self.bodies.room(scope) as room:
            try:
                async with asyncio.timeout(room.seconds):
                    body = await read_body(scope, receive, room.bytes)
            except Gone:
                return
            except TimeoutError:
                await refuse(send, 408, TOO_SLOW, close=True)
                return
            except BodyTooLarge as too_large:
                await refuse(send, 413, TOO_LARGE, close=not too_large.read)
                return
            if self.door.is_for(scope):
                await self._let_in(scope, body, send)
            else:
                await self._answer(scope, body, self.pool, send)

    async def _let_in(self, scope: HTTPScope, body: bytes, send: ASGISendCallable) -> None:
        if self.door.is_full:
            await refuse(send, busy().status, busy().sentence)
            return
        with self.door.line():
            await self._answer(scope, body, self.door.pool, send)

    async def _answer(self, scope: HTTPScope, body: bytes, pool: ThreadPoolExecutor, send: ASGISendCallable) -> None:
        began, environ = time.monotonic(), environ_of(scope, body)
        status = await answer(self.pages, environ, pool, send)
        if ROUTE in environ:  # somebody counts
            metrics.metrics.answered(environ[ROUTE], status, time.monotonic() - began)

    async def _start_and_stop(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """From start to stop: the address table is read before the first request, the hub hears of changes."""
        while True:
            message: Any = await receive()
            if message["type"] == "lifespan.startup":
                hub.open(asyncio.get_running_loop())
                await asyncio.get_running_loop().run_in_executor(self.pool, _warm)
                await self.ear.open()
                self.scheduler.start()
                self._show_metrics()
                await send({"type": "lifespan.startup.complete"})
            else:
                hub.close()
                await asyncio.get_running_loop().run_in_executor(self.pool, self.scheduler.stop)
                await self.ear.close()
                await self._let_go()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _show_metrics(self) -> None:
        shown = metrics.metrics
        shown.gauge("nearer_open_streams", "Pages that hear of changes.", lambda: {"": len(hub)})
        shown.gauge("nearer_sign_ins_waiting", "Sign-ins in line at the door.", lambda: {"": self.door.waiting})
        shown.gauge("nearer_jobs_due", "What waits for the clock, up to ten thousand each.", due, label="job")
        metrics.show()

    async def _let_go(self) -> None:
        """Closes the connection of each thread: SQLite then leaves one tidy file behind."""
        everyone = threading.Barrier(THREADS)

        def close() -> None:
            connections.close_all()
            with contextlib.suppress(threading.BrokenBarrierError):
                everyone.wait(1)  # so that each thread closes its own

        loop = asyncio.get_running_loop()
        closing = [loop.run_in_executor(self.pool, close) for _ in range(THREADS)]
        await asyncio.wait([*closing, loop.run_in_executor(self.door.pool, connections.close_all)], timeout=2)
        for pool in (self.pool, self.door.pool):
            pool.shutdown(wait=False, cancel_futures=True)


def _warm() -> None:
    from django.urls import get_resolver

    assert get_resolver().url_patterns


application = Router(wsgi)
