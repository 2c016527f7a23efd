"""What grows with the number of pairs, in a PostgreSQL of our own: Today, posting, and who is called when."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import psycopg

from nearer.sealed.format import new_id
from tests.running import Server

from .load import Request, per_second
from .programs import ROOT, Prepared, prepared
from .serving import box, cpu_ms, family

sys.path.insert(0, str(ROOT / "tools"))
import postgres

FEW, MANY = 100, 100_000  # pairs
MEMBERS = 2_000_000
ROUNDS, SECONDS = 7, 1.5
CLAIMING = 8.0  # seconds

QUIET = "-c max_wal_size=8GB -c autovacuum=off"
"""Nothing that PostgreSQL does by itself comes into the middle of a run."""
LARGE = "-c shared_buffers=2GB -c checkpoint_timeout=30min -c random_page_cost=1.1"
"""What docs/scaling.md asks of a PostgreSQL for many. Whatever keeps words through a crash stays on."""


def many() -> dict[str, float]:
    """pg_today_100_vs_100k, pg_post_100_vs_100k, reminders_claimed_per_s; nothing where no PostgreSQL runs."""
    figures: dict[str, float] = {}
    for measured, settings in ((_pages, postgres.FLEETING), (_reminders, LARGE)):
        with contextlib.ExitStack() as opened:
            try:
                url = opened.enter_context(postgres.cluster(f"{settings} {QUIET}"))
            except (OSError, subprocess.TimeoutExpired) as error:
                print(f"Left out: what needs PostgreSQL ({error}).", file=sys.stderr)
                return figures
            figures |= measured(url)
    return figures


@contextlib.contextmanager
def _filled(url: str, pairs: int, kind: str) -> Iterator[Prepared]:
    """A data folder whose database holds so many pairs; both are gone at the end."""
    name, base = f"bench_{uuid.uuid4().hex}", urlsplit(url)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            with prepared(DATABASE_URL=base._replace(path=f"/{name}").geturl()) as made:
                made.known = json.loads(made.run("nearer.settings", "bench.multiply", str(pairs), kind))
                yield made
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Run(NamedTuple):
    """Requests answered a second, and milliseconds of processor time for each, of the server and of the database."""

    rate: float
    cpu_ms: float
    db_cpu_ms: float


def _pages(url: str) -> dict[str, float]:
    """Today and posting, with few pairs and with many, in runs that take turns."""
    with contextlib.ExitStack() as opened:
        kinds: dict[str, tuple[Server, list[Request]]] = {}
        for name, pairs in (("100", FEW), ("100k", MANY)):
            made = opened.enter_context(_filled(url, pairs, "everything"))
            server = opened.enter_context(made.started("nearer.settings"))
            reading, writing = made.known["pairs"][::2], made.known["pairs"][1::2]  # Today changes with what is posted
            kinds[f"today_{name}"] = (
                server,
                [Request("/", one["cookies"]) for pair in reading for one in pair["people"]],
            )
            kinds[f"post_{name}"] = server, _answers(writing)
        runs = _take_turns(kinds, opened.enter_context(get_context("spawn").Pool(1)), _postmaster(url))
    figures = {f"pg_{kind}_per_second": median(run.rate for run in found) for kind, found in runs.items()}
    figures |= {f"pg_{kind}_cpu_ms": median(run.cpu_ms for run in found) for kind, found in runs.items()}
    figures |= {f"pg_{kind}_db_cpu_ms": median(run.db_cpu_ms for run in found) for kind, found in runs.items()}
    for what in ("today", "post"):
        side_by_side = zip(runs[f"{what}_100k"], runs[f"{what}_100"], strict=True)
        figures[f"pg_{what}_100_vs_100k"] = median(lots.rate / few.rate for lots, few in side_by_side)
    return figures


def _take_turns(kinds: dict[str, tuple[Server, list[Request]]], client: Pool, database: int) -> dict[str, list[Run]]:
    """The runs of each kind, round by round; the first round only warms. What is posted is posted once."""
    runs: dict[str, list[Run]] = {kind: [] for kind in kinds}
    for number in range(ROUNDS + 1):
        for kind, (server, requests) in kinds.items():
            posts, before = bool(requests[0].fields), (cpu_ms(server.pid), _whole_cpu_ms(database))
            rate, used = client.apply(per_second, (server.port, requests, SECONDS), {"again": not posts})
            spent = cpu_ms(server.pid) - before[0], _whole_cpu_ms(database) - before[1]
            if posts:
                del requests[:used]
            if number:
                runs[kind].append(Run(rate, spent[0] / used, spent[1] / used))
    return runs


def _postmaster(url: str) -> int:
    """The first process of the cluster."""
    home = parse_qs(urlsplit(url).query)["host"][0]
    return int(Path(home, "data", "postmaster.pid").read_text().split()[0])


def _whole_cpu_ms(database: int) -> float:
    """Of PostgreSQL and all its processes so far."""
    return sum(cpu_ms(each) for each in family(database))


def _answers(pairs: list[dict[str, Any]]) -> list[Request]:
    """Both of each pair answer each exchange, pair by pair, so that what was touched last helps nobody."""

    def fields() -> tuple[tuple[str, str], ...]:
        return (("id", new_id()), ("epoch", "0"), ("revision", "1"), ("box", box()))

    return [
        Request(f"/spaces/{pair['space']}/exchanges/{day}/answers/", one["cookies"], fields())
        for day in pairs[0]["days"]
        for pair in pairs
        for one in pair["people"]
    ]


def _reminders(url: str) -> dict[str, float]:
    with _filled(url, MEMBERS // 2, "reminders") as made:
        claimed: dict[str, float] = json.loads(made.run("nearer.settings", "bench.reminders", str(CLAIMING)))
    return claimed


if __name__ == "__main__":
    os.chdir(ROOT)
    print(json.dumps(many(), indent=2))
