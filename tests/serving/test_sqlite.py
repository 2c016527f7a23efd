"""Writers of one process stand in line, whatever they do inside, and no acknowledged row is lost by a kill."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nearer.sqlite import base

if "DATABASE_URL" in os.environ:
    pytest.skip("about SQLite", allow_module_level=True)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(transactional_db: None) -> Iterator[None]:
    """A table of numbers of our own."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE numbers (number integer PRIMARY KEY)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE numbers")


def add(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO numbers VALUES (%s)", [number])


def stored() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM numbers ORDER BY number")
        return [number for (number,) in cursor.fetchall()]


def in_threads(*work: object) -> list[BaseException]:
    """Runs each callable in a thread of its own, with its own connection; what they raised."""
    raised: list[BaseException] = []

    def run(one: object) -> None:
        assert callable(one)
        try:
            one()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def line_is_free() -> bool:
    line = base._lines[str(connection.settings_dict["NAME"])]
    free = line.acquire(blocking=False)
    if free:
        line.release()
    return free


def test_pragmas_hold_on_the_connection() -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with connection.cursor() as cursor:
        for pragma, value in wanted.items():
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone() == (value,)


def test_transactions_take_the_write_lock_when_they_begin(rows: None) -> None:
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        stored()
    assert queries[0]["sql"] == "BEGIN IMMEDIATE"


def test_many_writers_read_and_add_without_one_failing(rows: None) -> None:
    def write() -> None:
        for _ in range(40):
            with transaction.atomic():
                last = max(stored(), default=0)
                add(last + 1)

    assert in_threads(*[write] * 6) == []
    assert stored() == list(range(1, 241))


def test_the_others_wait_until_a_transaction_ends(rows: None) -> None:
    began, order = threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            add(1)
            began.set()
            order.append("first")
            threading.Event().wait(0.3)
            order.append("first")

    def second() -> None:
        began.wait(10)
        with transaction.atomic():
            order.append("second")
            add(2)

    assert in_threads(first, second) == []
    assert order == ["first", "first", "second"]


def test_reading_does_not_wait_for_a_writer(rows: None) -> None:
    add(1)
    with transaction.atomic():
        add(2)
        seen: list[list[int]] = []
        assert in_threads(lambda: seen.append(stored())) == []
    assert seen == [[1]]


def test_nested_blocks_and_their_rollbacks_keep_one_place_in_line(rows: None) -> None:
    with transaction.atomic():
        add(1)
        with pytest.raises(IntegrityError), transaction.atomic():
            add(2)
            add(1)
        assert not line_is_free()
        with transaction.atomic():
            add(3)
    assert line_is_free()
    assert stored() == [1, 3]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_rollback_gives_the_place_back(rows: None, error: type[BaseException]) -> None:
    with pytest.raises(error), transaction.atomic():
        add(1)
        raise error
    assert line_is_free()
    assert stored() == []


def test_a_connection_closed_inside_a_block_gives_the_place_back(rows: None) -> None:
    def write_and_close() -> None:
        with transaction.atomic():
            add(1)
            connection.close()

    in_threads(write_and_close)
    assert line_is_free()
    assert stored() == []


def test_a_commit_that_fails_gives_the_place_back(rows: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE pointers (number integer REFERENCES numbers DEFERRABLE INITIALLY DEFERRED)")
    try:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO pointers VALUES (7)")
        assert line_is_free()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE pointers")


def test_a_line_that_does_not_move_ends_in_an_error_and_not_in_silence(
    rows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {**connection.settings_dict["OPTIONS"], "timeout": 0.1})
    line = base._lines[str(connection.settings_dict["NAME"])]
    with line, pytest.raises(OperationalError, match="locked"), transaction.atomic():
        add(1)
    with transaction.atomic():
        add(2)
    assert stored() == [2]


WRITER = """
import os, threading
import django
django.setup()
from django.db import connection, transaction

with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS numbers (number integer PRIMARY KEY)")

def write(start):
    for number in range(start, start + 1_000_000):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO numbers VALUES (%s)", [number])
        os.write(1, f"{number}\\n".encode())

for n in range(3):
    threading.Thread(target=write, args=(n * 1_000_000,)).start()
"""


def test_kill_loses_no_acknowledged_row(tmp_path: Path) -> None:
    environment = {**os.environ, "NEARER_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "nearer.settings"}
    for _ in range(3):
        (tmp_path / "nearer.sqlite3").unlink(missing_ok=True)
        writer = subprocess.Popen([sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(random.randint(50, 400))]
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().splitlines(keepends=True)
        acknowledged += [int(line) for line in rest if line.endswith("\n")]
        writer.wait()
        with sqlite3.connect(tmp_path / "nearer.sqlite3") as after:
            kept = {number for (number,) in after.execute("SELECT number FROM numbers")}
            assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert set(acknowledged) <= kept
        for suffix in ("-wal", "-shm"):
            (tmp_path / f"nearer.sqlite3{suffix}").unlink(missing_ok=True)
