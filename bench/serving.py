"""How many requests a second the server answers, in runs that take turns; and what it weighs."""

from __future__ import annotations

import base64
import os
import re
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

from nearer.sealed.format import new_id
from tests.running import Server

from .load import Request, per_second

ROUNDS = 9
SECONDS = 1.5
BOX_BYTES = 12 + 512 + 16  # a short answer: nonce, two blocks, tag
Run = Callable[[], float]


def box() -> str:
    """As long as an answer's."""
    return "nr1." + base64.urlsafe_b64encode(os.urandom(BOX_BYTES)).decode()


def speeds(port: int, known: dict[str, Any]) -> dict[str, float]:
    """today_vs_bare, today_day_vs_years, insert_vs_bare, and the rates behind them."""
    pairs = known["pairs"]
    years, day = ([Request("/", one["cookies"]) for one in pairs[name]["people"]] for name in ("years", "day"))
    answers = _answers(pairs["write"], known["exchanges"])
    cookies = [one["cookies"] for one in pairs["write"]["people"]]
    rows = [Request("/bare/insert/", cookies[n % 2], (("box", box()),)) for n in range(len(answers))]
    with get_context("spawn").Pool(1) as client:

        def asks(requests: list[Request]) -> Run:
            return lambda: client.apply(per_second, (port, requests, SECONDS), {"again": True})[0]

        def posts(requests: list[Request]) -> Run:
            def run() -> float:
                rate, used = client.apply(per_second, (port, requests, SECONDS), {"again": False})
                del requests[:used]
                return rate

            return run

        runs = {
            "bare": asks([request._replace(path="/bare/") for request in years]),
            "today": asks(years),
            "today_day": asks(day),
            "bare_insert": posts(rows),
            "insert": posts(answers),
        }
        rates = _take_turns(runs)
    ratios = {
        "today_vs_bare": _ratio(rates, "today", "bare"),
        "today_day_vs_years": _ratio(rates, "today_day", "today"),
        "insert_vs_bare": _ratio(rates, "insert", "bare_insert"),
    }
    return ratios | {f"{name}_per_second": median(found) for name, found in rates.items()}


def _answers(pair: dict[str, Any], exchanges: list[int]) -> list[Request]:
    """Both answer each exchange, so every second post opens one."""

    def fields() -> tuple[tuple[str, str], ...]:
        return (("id", new_id()), ("epoch", "0"), ("revision", "1"), ("box", box()))

    return [
        Request(f"/spaces/{pair['space']}/exchanges/{exchange}/answers/", one["cookies"], fields())
        for exchange in exchanges
        for one in pair["people"]
    ]


def _take_turns(runs: dict[str, Run]) -> dict[str, list[float]]:
    """The rates of each, round by round; the first round only warms."""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(ROUNDS + 1):
        for name, run in runs.items():
            rate = run()
            if number:
                rates[name].append(rate)
    return rates


def _ratio(rates: dict[str, list[float]], one: str, other: str) -> float:
    return median(mine / theirs for mine, theirs in zip(rates[one], rates[other], strict=True))


def idle_pss_mb(server: Server) -> float:
    """What the program and all it started hold in memory, shared pages counted by share, at rest after a few pages."""
    for _ in range(20):
        urlopen(server.address).read()
    time.sleep(2)
    return sum(_pss_kb(each) for each in _family(server.pid)) / 1024


def _family(pid: int) -> list[int]:
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
