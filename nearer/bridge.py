"""Between ASGI and WSGI: reads a body up to a bound, calls Django in a thread, sends what it answers piece by piece."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any
from wsgiref.util import FileWrapper

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

PIECE = 256 * 1024
"""Bytes gathered in a thread before they are sent: nearly every answer is one piece."""

PATIENCE = 16
"""How many times the bound we read and throw away, so that a browser hears the refusal rather than a broken line."""


class Gone(Exception):
    """The one who asked went away before the request was complete."""


class BodyTooLarge(Exception):
    """A body over the bound; `read` tells whether it was read to its end."""

    def __init__(self, *, read: bool) -> None:
        super().__init__("body too large")
        self.read = read


async def read_body(scope: HTTPScope, receive: ASGIReceiveCallable, bound: int) -> bytes:
    """The whole body of a request.

    raises: Gone; BodyTooLarge when it has more bytes than the bound.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > PATIENCE * bound:
            raise BodyTooLarge(read=False)
    pieces: list[bytes] = []
    size = 0
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > PATIENCE * bound:
            raise BodyTooLarge(read=False)
        if size > bound:
            pieces.clear()
        else:
            pieces.append(piece)
        if not message.get("more_body", False):
            if size > bound:
                raise BodyTooLarge(read=True)
            return b"".join(pieces)


def environ_of(scope: HTTPScope, body: bytes) -> WSGIEnvironment:
    """The WSGI side of a request."""
    server = scope.get("server") or ("localhost", 0)
    client = scope.get("client") or ("", 0)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _file,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue  # X_Forwarded_Proto would pass for X-Forwarded-Proto
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        if name not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            name = f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        if name in environ:
            value = environ[name] + ("; " if name == "HTTP_COOKIE" else ",") + value
        environ[name] = value
    environ["CONTENT_LENGTH"] = str(len(body))  # also right for a body that came in chunks without a length
    return environ


def _file(file: Any, _block: int = 0) -> FileWrapper:
    return FileWrapper(file, PIECE)


class _Answer:
    """One answer of the WSGI application, read in threads of the pool, never in two at once.

    A body that is made while it is sent may be continued in another thread, so it must not hold a database cursor.
    """

    def __init__(self, pages: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._pages = pages
        self._environ = environ
        self._result: Any = None
        self._pieces: Iterator[bytes] = iter(())
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []

    def begin(self) -> tuple[bytes, bool]:
        """Calls the application; the first piece and whether more follow."""
        self._result = self._pages(self._environ, self._start)
        self._pieces = iter(self._result)
        return self.more()

    def more(self) -> tuple[bytes, bool]:
        """The next piece and whether more follow."""
        gathered: list[bytes] = []
        size = 0
        for piece in self._pieces:
            gathered.append(piece)
            size += len(piece)
            if size >= PIECE:
                return b"".join(gathered), True
        self.end()
        return b"".join(gathered), False

    def end(self) -> None:
        """Tells the application that nobody reads on."""
        close = getattr(self._result, "close", None)
        self._result = None
        if close is not None:
            close()

    def _start(self, status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self._pieces  # the old write() is never used by Django


async def answer(pages: WSGIApplication, environ: WSGIEnvironment, pool: Executor, send: ASGISendCallable) -> int:
    """Lets the application answer in the pool and sends it; a slow reader holds no thread between two pieces.

    Gives the status.
    """
    loop = asyncio.get_running_loop()
    reply = _Answer(pages, environ)
    try:
        body, more = await loop.run_in_executor(pool, reply.begin)
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers, "trailers": False})
        while True:
            await send({"type": "http.response.body", "body": body, "more_body": more})
            if not more:
                return reply.status
            body, more = await loop.run_in_executor(pool, reply.more)
    finally:
        reply.end()


async def refuse(send: ASGISendCallable, status: int, sentence: str, *, close: bool = False) -> None:
    """One plain sentence with its status."""
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    ]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": body, "more_body": False})
