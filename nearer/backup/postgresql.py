"""Rows of PostgreSQL: by its own pg_dump and pg_restore, from one snapshot, in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection

from . import Tell, Trouble, size
from .archive import DUMP
from .place import need_room
from .rows import LEFT_OUT, MIGRATIONS, Rows, photos_in

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/*/bin")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
COPY = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? \(.*\) FROM stdin;')


def copied(work: Path, tell: Tell) -> Rows:
    """A dump of one snapshot; what is left out is never written. Raises Trouble without a fitting pg_dump."""
    import psycopg

    with psycopg.connect(**_parameters(), autocommit=True) as database:
        program, version = _program("pg_dump", database.info.server_version // 10000)
        bytes_ = _value(database, "SELECT pg_database_size(current_database())")
        need_room(work, bytes_ // 2, "copying the database")  # a dump is compressed, and holds no indexes
        database.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _value(database, "SELECT pg_export_snapshot()")
        tables = [name for (name,) in database.execute(TABLES)]
        counts = {table: _value(database, f'SELECT count(*) FROM "{table}"') for table in tables}  # noqa: S608
        counts |= {table: 0 for table in LEFT_OUT if table in counts}
        migrations = [name for (name,) in database.execute(MIGRATIONS)]
        photos = sorted(name for (name,) in database.execute(photos_in(tables)))
        without = [f"--exclude-table-data={table}" for table in LEFT_OUT]
        to = work / DUMP
        command = [program, "--format=custom", *_OWNERLESS, f"--snapshot={snapshot}", *without, f"--file={to}"]
        _run([*command, *_target()], lambda: tell(f"Copying the rows ({size(bytes_)})."))
        database.execute("COMMIT")
    return Rows(to, str(version), migrations, counts, photos)


def counted(chunks: Iterable[bytes], server: str) -> dict[str, int]:
    """Rows of each table in a dump that is read to its end. Raises Trouble where it does not open."""
    program, _version = _program("pg_restore", int(server))
    reading = subprocess.Popen([program, "--file=-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
    assert reading.stdout
    fed = _feed(reading, chunks)
    counts: dict[str, int] = {}
    table = ""
    for line in reading.stdout:
        if table and line == b"\\.\n":
            table = ""
        elif table:
            counts[table] += 1
        elif begins := COPY.match(line):
            table = begins[1].decode()
            counts[table] = 0
    fed()
    if reading.wait():
        raise Trouble("The dump in this copy does not open, so it counts for nothing.")
    return counts


def restore(chunks: Iterable[bytes], server: str) -> None:
    """All rows into the empty database, or none: one transaction, which ends unfinished where we are killed."""
    program, _version = _program("pg_restore", int(server))
    command = [program, "--single-transaction", "--exit-on-error", *_OWNERLESS, *_target()]
    putting = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment())
    fed = _feed(putting, chunks)
    _out, errors = putting.communicate()
    fed()
    if putting.returncode:
        raise Trouble(f"PostgreSQL did not take the rows: {_last(errors)}")


def is_empty() -> bool:
    """Whether nothing lies in the database."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


_OWNERLESS = ("--no-owner", "--no-privileges", "--no-comments", "--no-password")


def _feed(program: subprocess.Popen[bytes], chunks: Iterable[bytes]) -> Callable[[], None]:
    """Writes into a program from a thread; what it returns waits for the end, and raises what the chunks raised."""
    from concurrent.futures import ThreadPoolExecutor

    pipe, program.stdin = program.stdin, None  # ours alone
    assert pipe
    pool = ThreadPoolExecutor(1, thread_name_prefix="feed")

    def write() -> None:
        with pipe:
            for chunk in chunks:
                pipe.write(chunk)

    done = pool.submit(write)

    def end() -> None:
        pool.shutdown()
        with suppress(BrokenPipeError):  # the program has said why by its exit status
            done.result()

    return end


def _run(command: list[str], waiting: Callable[[], None]) -> None:
    running = subprocess.Popen(command, stderr=subprocess.PIPE, env=_environment())
    while True:
        try:
            _out, errors = running.communicate(timeout=1)
            break
        except subprocess.TimeoutExpired:
            waiting()
        except BaseException:
            running.kill()
            raise
    if running.returncode:
        raise Trouble(f"pg_dump failed: {_last(errors)}")


def _last(errors: bytes) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    return next((line for line in lines if "error:" in line), lines[-1] if lines else "it does not say why")


def _parameters() -> dict[str, Any]:
    given = connection.get_connection_params()
    wanted = {"dbname", "user", "password", "host", "port"} | set(connection.settings_dict["OPTIONS"])
    return {name: value for name, value in given.items() if name in wanted and name != "pool"}


def _target() -> list[str]:
    """Names the database; the password goes by the environment, since others see what a program was started with."""
    from psycopg.conninfo import make_conninfo

    return ["--dbname", make_conninfo(**{name: part for name, part in _parameters().items() if name != "password"})]


def _environment() -> dict[str, str]:
    password = _parameters().get("password")
    return {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}


def _value(database: Any, query: str) -> Any:
    return database.execute(query).fetchone()[0]


def _beside() -> list[Path]:
    """The folder of the server's own programs, where it may be asked for and is on this machine."""
    import psycopg

    try:
        with psycopg.connect(**_parameters(), autocommit=True) as database:
            return [Path(_value(database, "SELECT setting FROM pg_config() WHERE name = 'BINDIR'"))]
    except psycopg.Error:
        return []


def _program(name: str, at_least: int) -> tuple[str, int]:
    """The oldest such program that is not older than that, and its version. Raises Trouble where there is none."""
    found = {version: path for path in _programs(name) if (version := _version_of(path))}
    fitting = sorted(version for version in found if version >= at_least)
    if fitting:
        return str(found[fitting[0]]), fitting[0]
    if found:
        raise Trouble(
            f"The rows are of PostgreSQL {at_least}, and the newest {name} found here is {max(found)}, which cannot "
            f"read them. Install the client programs of version {at_least} (Debian: postgresql-client-{at_least})."
        )
    raise Trouble(
        f"{name} was not found here. It comes with PostgreSQL's client programs: install those of version {at_least} "
        f"(Debian: apt install postgresql-client)."
    )


def _programs(name: str) -> Iterator[Path]:
    for place in PLACES:
        root, _, pattern = place[1:].partition("*")
        yield from sorted(Path("/").glob(f"{root}*{pattern}/{name}" if pattern else f"{place[1:]}/{name}"))
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from (folder / name for folder in _beside() if (folder / name).exists())


def _version_of(program: Path) -> int:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\) (\d+)", done.stdout)
    return int(number[1]) if number and done.returncode == 0 else 0
