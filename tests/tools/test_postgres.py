"""The private PostgreSQL of a test run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import postgres
import pytest

TOOL = Path(postgres.__file__)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(TOOL), *command], capture_output=True, text=True, timeout=120)


@pytest.mark.skipif(next(postgres.binaries(), None) is None, reason="no PostgreSQL binaries here")
def test_the_status_of_the_command_is_handed_on() -> None:
    asks = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 1')"
    assert run(sys.executable, "-c", asks).returncode == 0
    assert run(sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_without_binaries_it_says_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: iter(()))
    monkeypatch.setattr(sys, "argv", ["postgres.py", "false"])
    assert postgres.main() == 0
    said = capsys.readouterr().out
    assert said.startswith("Left out: the tests on PostgreSQL")
    assert said.count("\n") == 1
