"""A place where Nearer may be put: a data folder that is not there yet and, on PostgreSQL, an empty database."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import PROGRAM, _own_database

ROOT = PROGRAM.parent.parent.parent


class Place:
    """Commands of `nearer` and small programs run here."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.data = data
        self.environment = {**environment, "NEARER_DATA": str(data), "PYTHONPATH": str(ROOT)}

    def nearer(self, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """One command, whatever becomes of it."""
        return self._run("-m", "nearer.cli", *map(str, arguments), **settings)

    def did(self, *arguments: str | Path, **settings: str) -> str:
        """What a command prints that has to go well."""
        done = self.nearer(*arguments, **settings)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str | Path, **settings: str) -> str:
        """What a command says that must not go well, in a sentence."""
        done = self.nearer(*arguments, **settings)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def python(self, code: str, **settings: str) -> str:
        """What a program prints that has to go well."""
        done = self._run("-c", f"import django\ndjango.setup()\n{code}", **settings)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def killed(self, code: str, **settings: str) -> None:
        """Runs a program that has to be killed at its own wish."""
        done = self._run("-c", f"import django\ndjango.setup()\n{code}", **settings)
        assert done.returncode == -9, done.stdout + done.stderr

    def files(self) -> set[str]:
        """What lies in the data folder, but for the secrets that every first command makes."""
        if not self.data.exists():
            return set()
        paths = {str(path.relative_to(self.data)) for path in self.data.rglob("*")}
        return {path for path in paths if not path.startswith(("static", "secret-key", "push-key"))}

    def _run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "nearer.settings", **settings}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=180)


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """A fresh one; a database of its own is gone afterwards."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_"))}
    with _own_database(inherited):
        yield Place(folder / uuid.uuid4().hex, inherited)
