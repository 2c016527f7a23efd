"""Copies of everything: whole, looked at, without what must not be in them; and put back whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import io
import json
import os
import secrets
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.running import Server, Workshop, eventually
from tests.serving.places import Place, place

ON_SQLITE = "DATABASE_URL" not in os.environ
SPACE = "B" * 21 + "A"

FILL = f"""
from datetime import date
from django.core.files.base import ContentFile
from django.test import Client
from nearer import clock
from nearer.people.models import Member
from nearer.people.models.pin import PinSecret
from nearer.photos.files import store
from nearer.photos.models import Snapshot
from nearer.spaces.models import Choice, Invitation, Membership, Space
anna = Member.objects.create_user("anna", "nr1_secret", public_id="A" * 22)
space = Space.objects.create(id="{SPACE}", time_zone="UTC", began_on=date(2026, 3, 2))
Membership.objects.create(space=space, member=anna, seat=1)
def box(mark): return "nr1." + (mark * 400)[:379]
item = dict(space=space, author_id=anna.public_id, epoch=0, revision=1, day=date(2026, 3, 2))
Choice.objects.create(id="C" * 22, box=box("choice"), **item)
for name in "kept", "lost":
    file = store().save(f"{SPACE}/{{name}}" + "-" * 18, ContentFile(box(name)))
    Snapshot.objects.create(id=name + "D" * 18, box=box("thumb"), file=file, content="E" * 22, **item)
Invitation.objects.create(id="F" * 22, space=space, by_id=anna.public_id, box=box("invited"), made_at=clock.now())
PinSecret.choose(anna, "device" * 10, "proof", "pinsecret" * 4)
client = Client()
client.force_login(anna, backend="allauth.account.auth_backends.AuthenticationBackend")
print(client.cookies["sessionid"].value)
"""

READ = """
import json
from nearer.people.models import Member
from nearer.people.models.pin import PinSecret
from nearer.spaces.models import Choice, Invitation
from nearer.photos.models import Snapshot
from django.contrib.sessions.models import Session
print(json.dumps({
    "names": list(Member.objects.values_list("name", flat=True)),
    "boxes": list(Choice.objects.order_by("pk").values_list("box", flat=True)),
    "larger": {shot.file: shot.larger() for shot in Snapshot.objects.all()},
    "left out": Invitation.objects.count() + Session.objects.count() + PinSecret.objects.count(),
}))
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A Nearer in which somebody has written; tests leave it as it is."""
    with place(tmp_path_factory.mktemp("here")) as here:
        here.did("migrate")
        here.python(FILL)
        yield here


@pytest.fixture(scope="module")
def made(here: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is here."""
    made = tmp_path_factory.mktemp("made") / "copy.tar"
    here.did("backup", made)
    return made


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """The copy, for one test alone."""
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    """Where nothing is yet."""
    with place(tmp_path) as there:
        yield there


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


def changed(copy: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> None:
    """Writes the file anew with other members."""
    with tarfile.open(copy) as tar:
        members = [(info, file.read() if (file := tar.extractfile(info)) else b"") for info in tar]
    change(members)
    with tarfile.open(copy, "w") as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def with_manifest(members: list[tuple[tarfile.TarInfo, bytes]], **changes: object) -> None:
    info, text = members.pop()
    members.append((info, json.dumps({**json.loads(text), **changes}).encode()))


def truncated(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members.pop()


def bit_flipped(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    info, data = members[-2]
    members[-2] = (info, bytes([data[0] ^ 1]) + data[1:])


def one_more(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members.insert(0, (tarfile.TarInfo("../outside"), b"x"))


def named_outside(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    info, _data = members[-2]
    files = json.loads(members[-1][1])["files"]
    files["photos/../../outside"] = files.pop(info.name)
    info.name = "photos/../../outside"
    with_manifest(members, files=files)


def linked(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    info = tarfile.TarInfo(members[-2][0].name)
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    members[-2] = (info, b"")


def fewer_rows(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    rows = json.loads(members[-1][1])["rows"]
    with_manifest(members, rows={**rows, "people_member": 7})


def newer(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    migrations = json.loads(members[-1][1])["migrations"]
    with_manifest(members, migrations=[*migrations, "spaces.9999_of_the_future"], version="99.0")


def of_another_database(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    old, new = ("database.sqlite3", "database.dump") if ON_SQLITE else ("database.dump", "database.sqlite3")
    files = json.loads(members[-1][1])["files"]
    files[new] = files.pop(old)
    members[0][0].name = new
    with_manifest(members, files=files, engine="postgresql" if ON_SQLITE else "sqlite")


WRONG = {
    truncated: "not a whole copy",
    bit_flipped: "not a whole copy",
    one_more: "not a whole copy",
    named_outside: "not a whole copy",
    linked: "not a whole copy",
    fewer_rows: "not those that it should hold",
    newer: "newer Nearer (99.0)",
    of_another_database: "DATABASE_URL",
}
PARTS = (0.0, 0.01, 0.5, 0.9)

REFUSED = """
import sys
from pathlib import Path
from nearer.backup import Trouble
from nearer.backup.restoring import restore
for file in {files}:
    try:
        restore(Path(file), lambda said: None)
        print("restored")
    except Trouble as trouble:
        print(str(trouble).replace(chr(10), " "))
"""


def test_what_is_not_right_is_refused_and_leaves_nothing(there: Place, copy: Path) -> None:
    says: dict[str, str] = {}
    for change, sentence in WRONG.items():
        file = Path(shutil.copy(copy, copy.with_name(f"{change.__name__}.tar")))
        changed(file, change)
        says[str(file)] = sentence
    whole = copy.read_bytes()
    for part in PARTS:
        file = copy.with_name(f"{part}.tar")
        file.write_bytes(whole[: int(len(whole) * part)])
        says[str(file)] = "not a whole copy"
    (noise := copy.with_name("noise.tar")).write_bytes(secrets.token_bytes(5000))
    says |= {str(noise): "not a whole copy", str(copy.with_name("nowhere.tar")): "No such file"}
    said = there.python(REFUSED.format(files=list(says))).splitlines()
    assert [
        (file, wanted) for (file, wanted), is_said in zip(says.items(), said, strict=True) if wanted not in is_said
    ] == []
    assert there.files() == set()
    assert not (there.data.parent / "outside").exists()


KILL = """
import os, signal, sys
from pathlib import Path
from nearer.backup import making, restoring, commands, archive, sqlite, postgresql
def end(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
def half_way():
    put_in = postgresql.restore
    def some(chunks):
        for chunk in chunks:
            yield chunk[:len(chunk) // 2]
            end()
    postgresql.restore = lambda chunks, server: put_in(some(chunks), server)
"""


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


MOMENTS = [
    "archive.Archive.take_out = end",
    "restoring.shutil.move = end",
    *(
        ["restoring._migrate_in = end", "Path.rename = end"]
        if ON_SQLITE
        else ["postgresql.restore = end", "half_way()"]
    ),
]
"""While files are laid out, brought up to date, moved; before and while the rows are put in place."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_restore_that_is_killed_begins_anew(here: Place, there: Place, copy: Path, moment: str) -> None:
    there.killed(f"{KILL}{moment}\ncommands.put_back(Path({str(copy)!r}))")
    there.did("restore", copy)
    assert {**json.loads(here.python(READ)), "left out": 0} == json.loads(there.python(READ))
    assert not {path for path in there.files() if "restoring" in path}


def test_nothing_starts_on_half_a_restore(there: Place, copy: Path) -> None:
    last = "Path.rename = end" if ON_SQLITE else "postgresql.restore = end"
    there.killed(f"{KILL}{last}\ncommands.put_back(Path({str(copy)!r}))")
    assert (there.data / "photos" / SPACE).exists()
    assert "nearer restore FILE" in there.refused("migrate")
    assert "nearer restore FILE" in there.refused("serve", "--migrate", "--port", "0")


@pytest.mark.skipif(not ON_SQLITE, reason="about SQLite's journal")
def test_a_journal_of_a_database_that_is_gone_is_not_played_into_another(there: Place, copy: Path) -> None:
    there.data.mkdir()
    (there.data / "nearer.sqlite3-wal").write_bytes(b"frames")
    assert "database here already" in there.refused("restore", copy)


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
