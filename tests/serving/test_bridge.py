"""The bridge between ASGI and Django: bodies, bounds, headers, long answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from nearer.bridge import PIECE, BodyTooLarge, Gone, answer, environ_of, read_body

BOUND = 1000


def scope(*headers: tuple[bytes, bytes], path: str = "/") -> Any:
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"a=b%20c",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("localhost", 8000),
        "client": ("127.0.0.1", 5),
        "headers": list(headers),
    }


def body(*pieces: bytes, then_gone: bool = False, headers: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if then_gone:
        messages.append({"type": "http.disconnect"})
    else:
        messages[-1]["more_body"] = False
    waiting = iter(messages)

    async def receive() -> Any:
        return next(waiting)

    return asyncio.run(read_body(scope(*headers), receive, BOUND))


def test_a_body_in_pieces_is_one_body() -> None:
    assert body(b"ab", b"", b"c") == b"abc"
    assert body(b"x" * BOUND) == b"x" * BOUND


def test_a_body_over_the_bound_is_read_to_its_end_and_refused() -> None:
    with pytest.raises(BodyTooLarge) as refused:
        body(b"x" * BOUND, b"x", b"x" * BOUND)
    assert refused.value.read


def test_a_body_far_over_the_bound_is_not_waited_for() -> None:
    with pytest.raises(BodyTooLarge) as refused:
        body(*[b"x" * BOUND] * 20)
    assert not refused.value.read
    with pytest.raises(BodyTooLarge) as refused:
        body(b"", headers=[(b"content-length", b"99999999")])
    assert not refused.value.read


def test_one_who_goes_away_meanwhile_is_not_answered() -> None:
    with pytest.raises(Gone):
        body(b"ab", then_gone=True)


def test_what_the_application_is_told() -> None:
    environ = environ_of(
        scope(
            (b"content-type", b"text/plain"),
            (b"host", b"localhost"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"accept", b"x"),
            (b"accept", b"y"),
            (b"x-forwarded-proto", b"http"),
            (b"x_forwarded_proto", b"https"),
            path="/grüße",
        ),
        b"four",
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/grüße"
    assert environ["QUERY_STRING"] == "a=b%20c"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["CONTENT_LENGTH"] == "4"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "x,y"
    assert environ["HTTP_X_FORWARDED_PROTO"] == "http"
    assert environ["wsgi.input"].read() == b"four"


class Body:
    """A WSGI body that remembers how it was read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.threads: list[str] = []
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.threads.append(threading.current_thread().name)
            yield piece

    def close(self) -> None:
        self.closed += 1


def sent_by(result: Body, *, breaks_after: int | None = None) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    def pages(environ: dict[str, Any], start: Any) -> Body:
        start("201 Created", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return result

    async def send(message: Any) -> None:
        if breaks_after is not None and len(sent) >= breaks_after:
            raise OSError("gone")
        sent.append(message)

    with ThreadPoolExecutor(1, thread_name_prefix="page") as pool:
        asyncio.run(answer(pages, environ_of(scope(), b""), pool, send))
    return sent


def test_a_short_answer_is_one_message() -> None:
    result = Body([b"a", b"b", b""])
    start, only = sent_by(result)
    assert start["status"] == 201
    assert start["headers"] == [(b"content-type", b"text/plain"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    assert (only["body"], only["more_body"]) == (b"ab", False)
    assert result.closed == 1
    assert all(name.startswith("page") for name in result.threads)


def test_a_long_answer_comes_in_pieces_that_make_it_whole() -> None:
    result = Body(bytes([n]) * (PIECE // 2) for n in range(7))
    _start, *pieces = sent_by(result)
    assert len(pieces) == 4
    assert b"".join(piece["body"] for piece in pieces) == b"".join(bytes([n]) * (PIECE // 2) for n in range(7))
    assert [piece["more_body"] for piece in pieces] == [True, True, True, False]
    assert result.closed == 1


def test_a_long_answer_nobody_reads_is_ended() -> None:
    result = Body(b"x" * PIECE for _ in range(100))
    with pytest.raises(OSError, match="gone"):
        sent_by(result, breaks_after=3)
    assert len(result.threads) < 10
    assert result.closed == 1
