"""Starts the real program for a test: its own folder, its own port, its clock to turn, its plug to pull."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import psycopg

PROGRAM = Path(__file__).parent / "journeys" / "server.py"
EMPTY = "template1"
PATIENCE = 40
"""Seconds a start may take on a busy machine."""


def eventually(true: Callable[[], bool]) -> None:
    """Waits until something has come about."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.01)


class Server:
    """One running product. `data` is its folder, `address` where it answers."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.data = data
        self.port = _free_port()
        self.address = f"http://localhost:{self.port}"
        self.log_file = data / "log"
        self._ahead = data / "clock"
        self._ahead.write_text("0")
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *how: str) -> None:
        """Starts it, with these arguments also, and waits until it answers."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(PROGRAM), str(self._ahead), "serve", "--port", str(self.port), *how],
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), urlopen(f"{self.address}/healthz", timeout=5):
                return
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"The product did not start:\n{self.log}")
            time.sleep(0.05)

    def command(self, *arguments: str) -> str:
        """What another `nearer` command of the same folder prints."""
        done = subprocess.run(
            [sys.executable, str(PROGRAM), str(self._ahead), *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """What a program prints that runs beside it with the same settings and data."""
        whole = "import django\ndjango.setup()\n" + code
        done = subprocess.run(
            [sys.executable, "-c", whole],
            env={**self._environment, "DJANGO_SETTINGS_MODULE": "nearer.settings"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self) -> None:
        """Stops it as a service manager does; it has to go by itself."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Pulls the plug."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stops and starts it at the same address."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None

    @property
    def database(self) -> dict[str, str]:
        """The variables that name its database."""
        return {name: value for name, value in self._environment.items() if name == "DATABASE_URL"}

    @property
    def environment(self) -> dict[str, str]:
        """All its variables."""
        return dict(self._environment)

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it printed and logged so far."""
        return self.log_file.read_text(errors="replace")

    def turn_clock(self, **later: float) -> None:
        """The product's clock goes ahead: `turn_clock(days=1, hours=2)`."""
        self._ahead.write_text(str(float(self._ahead.read_text()) + timedelta(**later).total_seconds()))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


class Workshop:
    """Makes servers: what is the same for all (tables, collected files) is made once and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready: dict[str, tuple[Path, str]] = {}

    def server(self, **settings: str) -> contextlib.AbstractContextManager[Server]:
        """A started product with a fresh folder and, on PostgreSQL, a fresh database; settings are NEARER_* names.

        At the end it must still stop by itself.
        """
        return self._server(None, settings)

    def like(self, folder: Path, **settings: str) -> contextlib.AbstractContextManager[Server]:
        """The same, with what lies in the folder of another that was stopped (on SQLite)."""
        return self._server(folder, settings)

    @contextlib.contextmanager
    def _server(self, like: Path | None, settings: dict[str, str]) -> Iterator[Server]:
        data = self._folder / uuid.uuid4().hex
        environment = self._environment(data, settings)
        folder, tables = self._made_ready(environment.get("DATABASE_URL", ""))
        with own_database(environment, tables):
            shutil.copytree(like or folder, data)
            running = Server(data, environment)
            running.start()
            try:
                yield running
            finally:
                running.stop()

    def _made_ready(self, url: str) -> tuple[Path, str]:
        """A folder, and on PostgreSQL a database there, that has all tables and nothing in them."""
        if url not in self._ready:
            folder, tables = self._folder / f"ready{len(self._ready)}", EMPTY
            folder.mkdir(parents=True)
            environment = self._environment(folder, {})
            if url:
                tables = f"ready_{uuid.uuid4().hex}"
                _make_database(url, tables, EMPTY)
                environment["DATABASE_URL"] = _another(url, tables)
            _migrate(environment)
            self._ready[url] = folder, tables
        return self._ready[url]

    def close(self) -> None:
        """The databases that were made ready go."""
        for url, (_folder, tables) in self._ready.items():
            with contextlib.suppress(psycopg.OperationalError):  # some clusters went before
                if url:
                    _drop_database(url, tables)

    def _environment(self, data: Path, settings: dict[str, str]) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_"))}
        root = str(PROGRAM.parent.parent.parent)
        return {**inherited, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1", "NEARER_DATA": str(data), **settings}


def _migrate(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "nearer.cli", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def own_database(environment: dict[str, str], like: str = EMPTY) -> Iterator[None]:
    """On PostgreSQL: a database for one server alone, a copy of that one, put into its environment."""
    url = environment.get("DATABASE_URL")
    if url is None:
        yield
        return
    name = f"test_{uuid.uuid4().hex}"
    environment["DATABASE_URL"] = _another(url, name)
    _make_database(url, name, like)
    try:
        yield
    finally:
        _drop_database(url, name)


def _another(url: str, name: str) -> str:
    """The same cluster's database of that name."""
    start, _, query = url.partition("?")
    return f"{start.rpartition('/')[0]}/{name}?{query}"


def _make_database(url: str, name: str, like: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def _drop_database(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
