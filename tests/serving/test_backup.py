"""Copies of everything: whole, looked at, without what must not be in them, while the two write."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import secrets
import tarfile
import threading
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.running import Server, Workshop, eventually
from tests.serving.places import FILL, KILL, READ, SPACE, Place, place

ON_SQLITE = "DATABASE_URL" not in os.environ


def test_all_comes_back_elsewhere_but_what_lets_somebody_in(here: Place, there: Place, copy: Path) -> None:
    before = json.loads(here.python(READ))
    said = there.did("restore", copy)
    assert "2 photos" in said
    assert "signs in" in said
    after = json.loads(there.python(READ))
    assert before["left out"] == 3
    assert after == {**before, "left out": 0}
    assert all(box.startswith("nr1.") for box in after["larger"].values())
    assert there.files() == {path for path in here.files() if not path.endswith(("-wal", "-shm"))}
    assert (there.data / "push-key").read_text() == (here.data / "push-key").read_text()
    assert (there.data / "secret-key").read_text() != (here.data / "secret-key").read_text()
    assert there.did("migrate") == ""  # nothing is left to bring up to date, so no copy is made before it


def test_it_is_for_its_owner_alone(copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600


def test_no_byte_of_what_is_left_out_is_in_the_file(here: Place, copy: Path) -> None:
    name = "database.sqlite3" if ON_SQLITE else "database.dump"
    with tarfile.open(copy) as tar:
        file = tar.extractfile(name)
        assert file
        rows = file.read()
        assert here.data.name.encode() not in rows
    if not ON_SQLITE:  # compressed: so all of it as text
        from nearer.backup.postgresql import _program

        rows = os.popen(f"{_program('pg_restore', 0)[0]} -f - '{_out(copy, name)}'").read().encode()
    assert b"choicechoice" in rows  # the search would find it
    session = here.python("from django.contrib.sessions.models import Session; print(Session.objects.get().pk)").strip()
    for mark in ("invitedinvited", "pinsecretpinsecret", session):
        assert mark.encode() not in rows
    if ON_SQLITE:
        assert session.encode() in (here.data / "nearer.sqlite3").read_bytes()


def _out(copy: Path, name: str) -> Path:
    with tarfile.open(copy) as tar:
        tar.extract(name, copy.parent, filter="data")
    return copy.parent / name


def test_a_photo_that_is_gone_is_told(here: Place, there: Place, tmp_path: Path) -> None:
    lost = next(path for path in (here.data / "photos").rglob("lost*"))
    away = lost.rename(tmp_path / "away")
    assert "1 photos were not there" in here.did("backup", tmp_path / "copy.tar")
    away.rename(lost)
    assert "1 photos were not in it" in there.did("restore", tmp_path / "copy.tar")
    assert min(json.loads(there.python(READ))["larger"].values()) == ""


def test_photos_keep_the_day_and_no_hour(here: Place, there: Place, tmp_path: Path) -> None:
    picture = next(path for path in (here.data / "photos").rglob("kept*"))
    os.utime(picture, (1772409600, 1772409600))
    here.did("backup", tmp_path / "copy.tar")
    there.did("restore", tmp_path / "copy.tar")
    restored = there.data / picture.relative_to(here.data)
    assert restored.stat().st_mtime == 1772409600
    assert restored.stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_over(here: Place, there: Place, copy: Path) -> None:
    before = copy.read_bytes()
    assert "there already" in here.refused("backup", copy)
    assert copy.read_bytes() == before
    boxes = here.python(READ)
    assert "database here already" in here.refused("restore", copy)
    assert here.python(READ) == boxes
    (there.data / "photos" / SPACE).mkdir(parents=True)
    assert "photos" in there.refused("restore", copy)
    assert there.files() == {"photos", f"photos/{SPACE}"}


def test_a_folder_that_is_not_there_is_said(here: Place, tmp_path: Path) -> None:
    assert "not there" in here.refused("backup", tmp_path / "no" / "copy.tar")


@pytest.mark.parametrize("where", ["making.Writer.close = end", "making._look_at = end", "Path.replace = end"])
def test_a_copy_that_is_killed_leaves_no_copy_and_the_next_one_tidies_up(
    here: Place, tmp_path: Path, where: str
) -> None:
    before = here.files()
    file = tmp_path / "copy.tar"
    here.killed(f"{KILL}{where}\ncommands.backup(Path({str(file)!r}))")
    assert not file.exists()
    here.did("backup", file)
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.tar"]
    assert here.files() - before == set()


def test_only_one_at_a_time(here: Place, tmp_path: Path) -> None:
    held = os.open(here.data, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        assert "Another copy" in here.refused("backup", tmp_path / "copy.tar")
    finally:
        os.close(held)


def test_a_started_nearer_makes_the_copy_of_this_night(workshop: Workshop, tmp_path: Path) -> None:
    with workshop.server(NEARER_BACKUPS=str(tmp_path)) as server:
        server.python(FILL + "Member.objects.update(joined_on=date(2026, 3, 2))")
        server.restart()
        eventually(lambda: [path.suffix for path in tmp_path.iterdir()] == [".tar"])
        noted = "from nearer.backup.models import Copy; print(Copy.last() is not None)"
        eventually(lambda: server.python(noted) == "True\n")
        server.data.chmod(0o700)
        assert "Nothing is wrong" in server.command("check", "--port", str(server.port))
        server.restart()
        assert len(list(tmp_path.iterdir())) == 1


def test_a_copy_while_the_two_write_holds_every_word_acknowledged_before(server: Server, tmp_path: Path) -> None:
    cookie = f"sessionid={server.python(FILL).strip()}; csrftoken={'c' * 32}"
    headers = {"Cookie": cookie, "X-CSRFToken": "c" * 32, "Content-Type": "application/x-www-form-urlencoded"}
    acknowledged: list[str] = []
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            item = secrets.token_urlsafe(16)
            fields = urlencode({"id": item, "epoch": 0, "revision": 1, "box": "nr1." + "A" * 379}).encode()
            with contextlib.closing(http.client.HTTPConnection("localhost", server.port, timeout=20)) as connection:
                connection.request("POST", f"/spaces/{SPACE}/choices/", fields, headers)
                assert connection.getresponse().status < 300
            acknowledged.append(item)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        eventually(lambda: len(acknowledged) > 20)
        before = set(acknowledged)
        said = server.command("backup", str(tmp_path / "copy.tar"))
        count = len(acknowledged)
        eventually(lambda: len(acknowledged) > count)  # and writing went on
    finally:
        enough.set()
        for writer in writers:
            writer.join(30)
    assert "whole" in said
    with place(tmp_path) as there:
        there.did("restore", tmp_path / "copy.tar")
        kept = there.python(
            'from nearer.spaces.models import Choice\nprint(*Choice.objects.values_list("pk", flat=True))'
        )
        assert before <= set(kept.split())
