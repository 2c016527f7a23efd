"""How many requests a second the server answers, in runs that take turns; and what it weighs."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import socket
import time
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.request import urlopen

from nearer.sealed.format import new_id
from tests.running import Server

from .load import Request, per_second

ROUNDS = 9
STREAMS = 500
SECONDS = 1.5
BOX_BYTES = 12 + 512 + 16  # a short answer: nonce, two blocks, tag


class Run(NamedTuple):
    """Requests answered a second, and milliseconds of processor time for each."""

    rate: float
    cpu_ms: float


def box() -> str:
    """As long as an answer's."""
    return "nr1." + base64.urlsafe_b64encode(os.urandom(BOX_BYTES)).decode()


def speeds(server: Server, known: dict[str, Any]) -> dict[str, float]:
    """today_vs_bare, today_day_vs_years, insert_vs_bare, and behind them rates, and processor time for a request."""
    pairs = known["pairs"]
    years, day = ([Request("/", one["cookies"]) for one in pairs[name]["people"]] for name in ("years", "day"))
    answers = _answers(pairs["write"], known["days"])
    kinds = {
        "bare": [request._replace(path="/bare/") for request in years],
        "today": years,
        "today_day": day,
        "bare_insert": [Request("/bare/insert/", answer.cookies, (("box", box()),)) for answer in answers],
        "insert": answers,
    }
    with get_context("spawn").Pool(1) as client:
        runs = _take_turns(server, client, kinds)
    ratios = {
        "today_vs_bare": _ratio(runs, "today", "bare"),
        "today_day_vs_years": _ratio(runs, "today_day", "today"),
        "insert_vs_bare": _ratio(runs, "insert", "bare_insert"),
    }
    rates = {f"{name}_per_second": median(run.rate for run in found) for name, found in runs.items()}
    return ratios | rates | {f"{name}_cpu_ms": median(run.cpu_ms for run in found) for name, found in runs.items()}


def _answers(pair: dict[str, Any], days: list[str]) -> list[Request]:
    """Both answer each exchange, so every second post opens one."""

    def fields() -> tuple[tuple[str, str], ...]:
        return (("id", new_id()), ("epoch", "0"), ("revision", "1"), ("box", box()))

    return [
        Request(f"/spaces/{pair['space']}/exchanges/{day}/answers/", one["cookies"], fields())
        for day in days
        for one in pair["people"]
    ]


def _take_turns(server: Server, client: Pool, kinds: dict[str, list[Request]]) -> dict[str, list[Run]]:
    """The runs of each kind, round by round; the first round only warms. What is posted is posted once."""
    runs: dict[str, list[Run]] = {name: [] for name in kinds}
    for number in range(ROUNDS + 1):
        for name, requests in kinds.items():
            posts, before = bool(requests[0].fields), cpu_ms(server.pid)
            rate, used = client.apply(per_second, (server.port, requests, SECONDS), {"again": not posts})
            if posts:
                del requests[:used]
            if number:
                runs[name].append(Run(rate, (cpu_ms(server.pid) - before) / used))
    return runs


def _ratio(runs: dict[str, list[Run]], one: str, other: str) -> float:
    return median(mine.rate / theirs.rate for mine, theirs in zip(runs[one], runs[other], strict=True))


def cpu_ms(pid: int) -> float:
    """The processor time of a program so far: on a busy machine it says more than the clock."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) * 1000 / os.sysconf("SC_CLK_TCK")


def idle_pss_mb(server: Server) -> float:
    """What the program and all it started hold in memory, shared pages counted by share, at rest after a few pages."""
    for _ in range(20):
        urlopen(server.address).read()
    time.sleep(2)
    return whole_pss_mb(server)


def streams_mb(server: Server, known: dict[str, Any]) -> float:
    """What so many open pages, which hear of every change, add to the memory of the program, MB."""
    pair = known["pairs"]["years"]
    before = whole_pss_mb(server)
    with contextlib.ExitStack() as opened:
        for number in range(STREAMS):
            page = opened.enter_context(socket.create_connection(("localhost", server.port)))
            cookies = pair["people"][number % 2]["cookies"]
            asked = f"GET /live/{pair['space']}/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n"
            page.sendall(asked.encode())
            answer = b""
            while b"data: " not in answer:
                answer += page.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200"), answer
        return whole_pss_mb(server) - before


def whole_pss_mb(server: Server) -> float:
    """What the program and all it started hold in memory."""
    return sum(_pss_kb(each) for each in family(server.pid)) / 1024


def family(pid: int) -> list[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _pss_kb(pid: int) -> int:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
