"""A small HTTP client that asks as fast as it is answered. Runs in a process of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

CONNECTIONS = 8
WARM = 0.3  # seconds


class Request(NamedTuple):
    """One request: `cookies` is the header's value; with `fields` it is a POST."""

    path: str
    cookies: str
    fields: tuple[tuple[str, str], ...] = ()

    def raw(self) -> bytes:
        """As it goes over the wire."""
        body = urlencode(self.fields).encode()
        lines = [
            f"{'POST' if self.fields else 'GET'} {self.path} HTTP/1.1",
            "Host: localhost",
            f"Cookie: {self.cookies}",
        ]
        if self.fields:
            token = dict(part.split("=", 1) for part in self.cookies.split("; "))["csrftoken"]
            lines += [f"X-CSRFToken: {token}", f"Content-Length: {len(body)}"]
            lines += ["Content-Type: application/x-www-form-urlencoded"]
        return "\r\n".join([*lines, "", ""]).encode() + body


def per_second(port: int, requests: list[Request], seconds: float, *, again: bool) -> tuple[float, int]:
    """(requests answered a second, requests used). With `again` the list is asked over and over.

    Raises AssertionError at any answer that is not a success.
    """
    return asyncio.run(_run(port, _endless(requests) if again else iter(requests), seconds))


def _endless(requests: list[Request]) -> Iterator[Request]:
    while True:
        yield from requests


async def _run(port: int, requests: Iterable[Request], seconds: float) -> tuple[float, int]:
    wanted = ((request.raw(), request.path) for request in requests)
    begin = time.monotonic() + WARM
    end = begin + seconds
    counts = await asyncio.gather(*(_ask(port, wanted, begin, end) for _ in range(CONNECTIONS)))
    took = max(last for _counted, _used, last in counts) - begin
    return sum(counted for counted, _used, _last in counts) / took, sum(used for _counted, used, _last in counts)


async def _ask(port: int, wanted: Iterator[tuple[bytes, str]], begin: float, end: float) -> tuple[int, int, float]:
    """One connection: (answered within the time, asked at all, when the last answer came)."""
    reader, writer = await asyncio.open_connection("localhost", port)
    counted = used = 0
    last = begin
    while time.monotonic() < end:
        raw, path = next(wanted)
        used += 1
        writer.write(raw)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        assert status in {200, 204}, f"{path} answered {status}"
        length = _length(head)
        if length:
            await reader.readexactly(length)
        last = time.monotonic()
        counted += last > begin
    writer.close()
    return counted, used, last


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    assert b" 204 " in head[:16], "an answer without a length"
    return 0
