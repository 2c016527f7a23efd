"""What those who are in notice of a thousand who knock at once: Today, asked for again and again meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from multiprocessing import get_context
from statistics import median, quantiles
from urllib.parse import urlencode

from tests.running import Server

from .load import Request

KNOCKING = 1000
SECONDS = 4.0
AGAIN = 1.0  # seconds, or about that, after which somebody who was asked to come again does
TOKEN = "c" * 32


def signins_today_ms(server: Server, today: Request) -> dict[str, float]:
    """signins_queued_today_ms: so long Today takes 19 times of 20, while so many try to sign in, over and over."""
    with get_context("spawn").Pool(1) as knocking:
        alone = asyncio.run(_today(server.port, today, 1.0))
        answers = knocking.apply_async(knock, (server.port, SECONDS))
        time.sleep(0.5)
        beside = asyncio.run(_today(server.port, today, SECONDS - 1.0))
        counted = answers.get(60)
    assert set(counted) <= {200, 422, 429}, set(counted)
    return {
        "signins_queued_today_ms": quantiles(beside, n=20)[-1],
        "signins_none_today_ms": quantiles(alone, n=20)[-1],
        "signins_queued_today_median_ms": median(beside),
        "signins_let_in_per_s": sum(status != 429 for status in counted) / SECONDS,
    }


def knock(port: int, seconds: float) -> list[int]:
    """So many try to sign in for so long; all answers. Runs in a process of its own."""

    async def all_of_them() -> list[list[int]]:
        until = time.monotonic() + seconds
        return await asyncio.gather(*(_knock(port, f"person-{number}", until) for number in range(KNOCKING)))

    return [status for each in asyncio.run(all_of_them()) for status in each]


async def _today(port: int, today: Request, seconds: float) -> list[float]:
    reader, writer = await asyncio.open_connection("localhost", port)
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        assert await _answer(reader, writer, today.raw()) == 200
        took.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(0.01)
    writer.close()
    return took


async def _knock(port: int, name: str, until: float) -> list[int]:
    """One who tries to sign in until the time is up; the answers."""
    body = urlencode({"login": name, "password": f"nr1_{'A' * 43}"}).encode()
    lines = ["POST /sign-in/ HTTP/1.1", "Host: localhost", f"Cookie: csrftoken={TOKEN}", f"X-CSRFToken: {TOKEN}"]
    lines += ["Accept: application/json", "Content-Type: application/x-www-form-urlencoded"]
    raw = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
    reader, writer = await asyncio.open_connection("localhost", port)
    answers = []
    while time.monotonic() < until:
        answers.append(await _answer(reader, writer, raw))
        if answers[-1] == 429:
            await asyncio.sleep(AGAIN * random.uniform(0.5, 1.5))
    writer.close()
    return answers


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, raw: bytes) -> int:
    writer.write(raw)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
    await reader.readexactly(length)
    return int(head[9:12])
