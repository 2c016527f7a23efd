"""Putting a copy back: nothing but a whole copy, over nothing, whole or not at all, also when it is killed."""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calling.push_service import push_service
from tests.running import Server, eventually
from tests.serving.places import KILL, READ, SPACE, Place

ON_SQLITE = "DATABASE_URL" not in os.environ


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


def test_the_key_of_a_folder_that_is_in_use_is_not_written_over(here: Place, there: Place, copy: Path) -> None:
    (there.data / "static").mkdir(parents=True)
    (key := there.data / "push-key").write_text("of another one, whose rows lie in another database")
    assert "data folder of another Nearer" in there.refused("restore", copy)
    assert "another one" in key.read_text()
    key.write_text((here.data / "push-key").read_text())
    there.did("restore", copy)


def test_a_restore_that_is_killed_takes_no_key_away(here: Place, there: Place, copy: Path) -> None:
    there.data.mkdir()
    key = there.data / "push-key"
    key.write_text((here.data / "push-key").read_text())
    there.killed(f"{KILL}restoring.shutil.move = end\ncommands.put_back(Path({str(copy)!r}))")
    there.python("from nearer.backup.restoring import undo_unfinished; undo_unfinished()")
    assert key.read_text() == (here.data / "push-key").read_text()


CALLED = """
import json
from nearer.calling.models import Call, Way, Wish
from nearer.people.models import Member
from tests.cast import new_id
anna = Member.objects.get(name="anna")
Way.by_push(anna, **json.loads({fields!r}), device=new_id(), agent="")
Wish.of(anna).try_it()
"""
STIRRED = """
from nearer.backup.models import Copy
from nearer.calling.models import Call
from nearer.live.models import Beat
print(Call.objects.exclude(attempts=0).count() + Beat.objects.count() + Copy.objects.count())
"""


def test_a_copy_that_is_looked_at_is_still(there: Place, copy: Path) -> None:
    """Beside the live one: nobody is called from it, and it makes no copy of the night."""
    there.did("restore", copy)
    with push_service() as service:
        browser = service.browser()
        allowed = {"NEARER_PUSH_ALLOWED": service.origin}
        there.python(CALLED.format(fields=json.dumps(browser.fields)), **allowed)
        looked_at = Server(there.data, there.environment | allowed)
        looked_at.start("--migrate", "--still")
        looked_at.stop()
        assert "nobody is called from here" in looked_at.log
        assert there.python(STIRRED).strip() == "0"
        assert service.tries == []
        looked_at.start()  # as one that is to go on
        eventually(lambda: len(browser.heard) == 1)
        looked_at.stop()


@pytest.mark.skipif(not ON_SQLITE, reason="about SQLite's journal")
def test_a_journal_of_a_database_that_is_gone_is_not_played_into_another(there: Place, copy: Path) -> None:
    there.data.mkdir()
    (there.data / "nearer.sqlite3-wal").write_bytes(b"frames")
    assert "database here already" in there.refused("restore", copy)
