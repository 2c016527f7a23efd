"""The started programs that are measured: the product, and beside it the bare one, on the same data."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import Server

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300


@dataclass
class Bench:
    """`known` is what bench.prepare printed."""

    product: Server
    bare: Server
    known: dict[str, Any]


@contextlib.contextmanager
def started() -> Iterator[Bench]:
    """Both programs with a data folder of their own, stopped and deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="nearer-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_"))}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "NEARER_DATA": folder}
        ours = environment | {"DJANGO_SETTINGS_MODULE": "nearer.settings"}
        bare = environment | {"DJANGO_SETTINGS_MODULE": "bench.settings"}
        _run(ours, "nearer.cli", "migrate")
        known = json.loads(_run(ours, "bench.prepare"))
        _run(bare, "django", "migrate", "--run-syncdb", "--verbosity", "0")
        servers = Server(Path(folder), ours), Server(Path(folder), bare)
        try:
            for server in servers:
                server.start()
            yield Bench(*servers, known)
        finally:
            for server in servers:
                server.stop()


def _run(environment: dict[str, str], *module: str) -> str:
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout
