"""The copy of each night: once, whoever and however many look; tried again after trouble; so many kept."""

from __future__ import annotations

import logging
import shutil
import threading
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from nearer.backup import Trouble, making, nightly, postgresql, sqlite
from nearer.backup.archive import opened
from nearer.backup.models import Copy
from nearer.backup.place import need_room
from nearer.people.models import Member
from tests.cast import AUTH, new_id
from tests.conftest import Clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings: Any, tmp_path: Path, clock: Clock) -> Path:
    """Where the copies of nights go: three are kept, and somebody came the day before."""
    settings.BACKUPS, settings.BACKUPS_KEEP = tmp_path, 3
    day_before = clock.moment.date() - timedelta(days=1)
    Member.objects.create_user("ada", AUTH, public_id=new_id(), joined_on=day_before)
    return tmp_path


def look() -> None:
    """As the scheduler does; returns when what it began is done."""
    assert nightly.begin_due() == 0
    for thread in nightly._at_work:
        thread.join(60)
        assert not thread.is_alive()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_night_has_one_copy_and_so_many_are_kept(folder: Path, clock: Clock) -> None:
    (folder / "nearer-mine.tar").write_text("not one of ours")
    for _night in range(5):
        look()
        look()
        clock.turn(days=1)
    assert names(folder) == [
        "nearer-2026-03-04.tar",
        "nearer-2026-03-05.tar",
        "nearer-2026-03-06.tar",
        "nearer-mine.tar",
    ]
    with opened(folder / "nearer-2026-03-06.tar") as archive:
        assert archive.manifest.rows["people_member"] == 1
    last = Copy.last()
    assert last
    assert (Path(last.file).name, last.size) == (
        "nearer-2026-03-06.tar",
        (folder / "nearer-2026-03-06.tar").stat().st_size,
    )


def test_a_night_begins_at_three(folder: Path, clock: Clock) -> None:
    clock.set(clock.moment.replace(day=3, hour=2, minute=59))
    look()
    clock.turn(minutes=2)
    look()
    assert names(folder) == ["nearer-2026-03-02.tar", "nearer-2026-03-03.tar"]


def test_nobody_and_a_first_day_need_none(folder: Path, clock: Clock, settings: Any) -> None:
    Member.objects.update(joined_on=clock.moment.date())
    look()
    Member.objects.update(joined_on=date(2026, 1, 1))
    settings.BACKUPS_KEEP = 0
    look()
    assert names(folder) == []


def test_of_many_that_look_at_once_one_makes_it(folder: Path) -> None:
    start, claimed = threading.Barrier(4), []

    def claim() -> None:
        start.wait(10)
        try:
            claimed.append(Copy.claim())
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(claimed) == 4
    assert len([one for one in claimed if one]) == 1


def test_what_failed_is_told_and_tried_again_in_an_hour(
    folder: Path, clock: Clock, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BACKUPS = folder / "unplugged"
    with caplog.at_level(logging.ERROR):
        look()
    assert "plug its disk in" in caplog.text  # a log names no places; `nearer check` does
    failed = Copy.trouble_now()
    assert failed
    assert "unplugged" in failed.trouble
    settings.BACKUPS.mkdir()
    look()
    assert names(settings.BACKUPS) == []
    clock.turn(minutes=61)
    look()
    assert names(settings.BACKUPS) == ["nearer-2026-03-02.tar"]
    assert Copy.trouble_now() is None


def test_one_that_was_killed_is_taken_over(folder: Path, clock: Clock) -> None:
    assert Copy.claim()
    look()
    assert names(folder) == []
    clock.turn(minutes=31)
    look()
    assert names(folder) == ["nearer-2026-03-02.tar"]


def test_what_another_one_made_is_never_written_over(folder: Path, clock: Clock) -> None:
    """As where a restored copy is tried beside the live one, with the same folder in its environment."""
    (folder / "nearer-2026-03-02.tar").write_text("the live one's")
    (folder / "nearer-2026-03-02-2.tar").write_text("another's")
    look()
    assert (folder / "nearer-2026-03-02.tar").read_text() == "the live one's"
    assert (folder / "nearer-2026-03-02-2.tar").read_text() == "another's"
    with opened(folder / "nearer-2026-03-02-3.tar") as archive:
        assert archive.manifest.rows["people_member"] == 1
    assert Copy.objects.get().file == str(folder / "nearer-2026-03-02-3.tar")
    clock.turn(days=1)
    look()
    assert names(folder) == ["nearer-2026-03-02-3.tar", "nearer-2026-03-02.tar", "nearer-2026-03-03.tar"]


def test_one_that_was_killed_when_its_file_was_whole_is_made_again_in_its_place(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Copy, "succeeded", lambda *_: None)
        look()
    before = (folder / "nearer-2026-03-02.tar").stat().st_ino
    clock.turn(minutes=31)
    look()
    assert names(folder) == ["nearer-2026-03-02.tar"]
    assert (folder / "nearer-2026-03-02.tar").stat().st_ino != before
    assert Copy.last()


def test_a_disk_too_small_for_so_many_keeps_fewer_but_two(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    look()
    one = (folder / names(folder)[0]).stat().st_size
    room = [4.5]

    def usage(where: Path) -> Any:
        free = (
            99 * one
            if where == folder / "elsewhere"
            else room[0] * one - sum(f.stat().st_size for f in folder.iterdir())
        )
        return SimpleNamespace(free=free)

    def of_folder(where: Path, wanted: int, what: str) -> None:
        if where == folder:
            need_room(where, wanted, what)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    monkeypatch.setattr(making, "need_room", of_folder)
    monkeypatch.setattr(sqlite, "need_room", of_folder)
    monkeypatch.setattr(postgresql, "need_room", of_folder)
    for _night in range(2):
        clock.turn(days=1)
        look()
    assert names(folder) == ["nearer-2026-03-02.tar", "nearer-2026-03-03.tar", "nearer-2026-03-04.tar"]
    room[0] = 3.5
    (folder / "nearer-2026-03-04.tar.part").write_text("left by one that was killed")
    clock.turn(days=1)
    look()
    assert names(folder) == ["nearer-2026-03-03.tar", "nearer-2026-03-04.tar", "nearer-2026-03-05.tar"]
    room[0] = 2.5
    clock.turn(days=1)
    look()
    assert names(folder) == ["nearer-2026-03-04.tar", "nearer-2026-03-05.tar"]
    failed = Copy.trouble_now()
    assert failed
    assert "not enough room" in failed.trouble


def test_a_folder_that_was_named_is_not_made(settings: Any, tmp_path: Path) -> None:
    settings.BACKUPS = tmp_path / "unplugged"
    with pytest.raises(Trouble, match="plug"):
        nightly.folder()
    settings.DATA, settings.BACKUPS = tmp_path, tmp_path / "backups"
    assert nightly.folder().stat().st_mode & 0o777 == 0o700


def test_a_job_of_the_scheduler() -> None:
    from nearer.jobs import JOBS

    assert nightly.begin_due in JOBS
