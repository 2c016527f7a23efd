"""What is measured: a data folder, and the program started on it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.running import Server

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 900


@contextlib.contextmanager
def prepared(**settings: str) -> Iterator[Prepared]:
    """A data folder of its own, deleted at the end; settings are variables of its environment."""
    with tempfile.TemporaryDirectory(prefix="nearer-bench-") as folder:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_"))}
        environment = inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "NEARER_DATA": folder}
        environment |= {"NEARER_BACKUPS_KEEP": "0"} | settings  # no copy is made while something is measured
        made = Prepared(Path(folder), environment)
        made.run("nearer.settings", "nearer.cli", "migrate")
        yield made


@contextlib.contextmanager
def three_pairs() -> Iterator[Prepared]:
    """A data folder with three pairs in it, and a table for the bare insert."""
    with prepared() as made:
        made.run("bench.settings", "django", "migrate", "--run-syncdb", "--verbosity", "0")
        made.known = json.loads(made.run("nearer.settings", "bench.prepare"))
        yield made


class Prepared:
    """`known` is what bench.prepare printed."""

    known: dict[str, Any]

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    @contextlib.contextmanager
    def started(self, settings: str) -> Iterator[Server]:
        """The program with these settings, stopped at the end."""
        server = Server(self.folder, self._environment | {"DJANGO_SETTINGS_MODULE": settings})
        server.start()
        try:
            yield server
        finally:
            server.stop()

    def run(self, settings: str, *module: str) -> str:
        """What a module prints. Raises SystemExit with its errors when it fails."""
        command = [sys.executable, "-m", *module]
        environment = self._environment | {"DJANGO_SETTINGS_MODULE": settings}
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout
