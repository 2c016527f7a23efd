"""`nearer check`: every mistake is found where it is made, and nothing where all is well."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from nearer.backup.models import Copy
from nearer.checking import finding, keeping, machine, reaching, settled
from nearer.live.models import Beat
from nearer.people.models import Member
from tests.cast import AUTH, new_id
from tests.conftest import Clock
from tests.running import Server

as_root = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can make this mistake here")


def says(found: Iterator[finding.Finding]) -> str:
    """All that was found, with its mends."""
    return "\n".join(f"{'wrong' if each.wrong else 'note'}: {each.says} {each.mend}" for each in found)


def test_a_running_nearer_has_nothing_wrong_and_one_that_does_not_run_is_noted(server: Server) -> None:
    server.data.chmod(0o700)
    said = server.command("check", "--port", str(server.port))
    assert "Nothing is wrong" in said
    assert "does not seem to run" not in said
    server.stop()
    said = server.command("check", "--port", str(server.port))
    assert "does not seem to run" in said
    server.start()


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder that is in order."""
    settings.DATA, settings.BACKUPS = tmp_path / "data", tmp_path / "data" / "backups"
    settings.DATA.mkdir(mode=0o700)
    for name in settled.SECRETS:
        (settings.DATA / name).touch(0o600)
    return tmp_path / "data"


def test_secrets_that_others_read_or_that_are_gone(data: Path) -> None:
    assert says(settled._secrets(data)) == ""
    (data / "push-key").chmod(0o644)
    (data / "secret-key").unlink()
    said = says(settled._secrets(data))
    assert f'chmod 600 "{data / "push-key"}"' in said
    assert "secret-key is missing" in said


@as_root
def test_files_that_another_user_left(data: Path) -> None:
    assert says(settled._owners(data)) == ""
    os.chown(data / "push-key", 65534, 65534)
    assert "push-key" in says(settled._owners(data))


@as_root
def test_a_secret_that_cannot_be_read_is_a_sentence(data: Path) -> None:
    from nearer.settings import kept_secret

    os.seteuid(65534)
    try:
        with pytest.raises(ImproperlyConfigured, match="belongs to another user"):
            kept_secret(data / "secret-key")
    finally:
        os.seteuid(0)


def test_a_python_without_updates() -> None:
    assert says(machine.python((3, 11), date(2026, 1, 1))) == ""
    assert "Install a newer Python" in says(machine.python((3, 11), date(2028, 1, 1)))
    assert says(machine.python((3, 99), date(2090, 1, 1))) == ""


def test_no_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert says(machine.zones()) == ""
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath(["/nowhere"])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        assert "tzdata" in says(machine.zones())
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


def test_a_clock_before_what_has_been(clock: Clock) -> None:
    assert "wrong: " not in says(machine.time(clock.moment))
    assert "wrong: The clock" in says(machine.time(clock.moment + timedelta(days=1)))


def test_no_room_for_the_next_copy(data: Path, settings: Any) -> None:
    settings.BACKUPS_KEEP = 7
    assert "next copy" not in says(machine.disks())
    (data / "photos").mkdir()
    with (data / "photos" / "enormous").open("wb") as file:
        file.truncate(8 * 10**12)  # it takes no room, and says that it would
    assert "NEARER_BACKUPS" in says(machine.disks())


@as_root
def test_a_disk_nearly_full(data: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", data], capture_output=True).returncode:
        pytest.skip("no disk of its own can be made here")
    try:
        assert "nearly full" in says(machine.disks())
    finally:
        subprocess.run(["umount", data], check=True)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about SQLite")
def test_sqlite_on_a_network_disk() -> None:
    mounts = "/dev/sda1 / ext4 rw 0 0\nnas:/us /mnt/nas nfs4 rw 0 0\n//nas/x /mnt/with\\040space cifs rw 0 0\n"
    assert says(machine.far(Path("/srv/nearer"), mounts)) == ""
    assert "nfs4" in says(machine.far(Path("/mnt/nas/nearer"), mounts))
    assert "cifs" in says(machine.far(Path("/mnt/with space"), mounts))


@contextmanager
def answering(body: bytes = b"ok", status: int = 200, ahead: timedelta = timedelta()) -> Iterator[str]:
    """Something that answers every question so; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(status)
            self.send_header("Date", format_datetime(datetime.now(UTC) + ahead, usegmt=True))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def at(address: str, settings: Any) -> str:
    settings.ADDRESS = address
    return says(reaching.findings(reaching.Reached.look(1)))


def test_its_own_address(settings: Any) -> None:
    with answering() as address:
        assert "wrong" not in at(address, settings)
    assert "is not reached" in at(address, settings)  # gone by now
    with answering(b"Welcome to nginx") as address:
        assert "it is not Nearer" in at(address, settings)
    with answering(b"", 502) as address:
        assert "the proxy answers" in at(address, settings)
    with answering(b"", 400) as address:
        assert "another NEARER_ADDRESS" in at(address, settings)
    assert "note: Only this computer" in at("", settings)


def test_clocks_that_differ(settings: Any) -> None:
    with answering(ahead=timedelta(minutes=-20)) as address:
        assert "The clocks differ" in at(address, settings)


def test_mail(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    assert "note: There is no mail server" in says(reaching.mail())

    class Friendly(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 mail\r\n")
            for line in self.rfile:
                self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Friendly) as mail:
        threading.Thread(target=mail.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.server_address[1]
        assert says(reaching.mail()) == ""
        mail.shutdown()
    assert "does not take us" in says(reaching.mail())


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("NTP=no\nNTPSynchronized=no", "Nobody sets the clock"),
        ("NTP=yes\nNTPSynchronized=no", "has not since the start"),  # a small board that reaches no time server
        ("NTP=yes\nNTPSynchronized=yes", ""),
        ("NTP=no\nNTPSynchronized=yes", ""),  # by another program than systemd's
        ("", ""),
    ],
)
def test_a_clock_that_the_network_has_not_set(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, expected: str
) -> None:
    program = tmp_path / "timedatectl"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' '{system}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    said = says(machine.time(clock.moment))
    assert expected in said
    assert bool(said) is bool(expected)
    assert "wrong: " not in said


@pytest.mark.django_db
def test_nobody_looks_after_the_clock() -> None:
    assert "nearer worker" in says(keeping.findings(runs=True))
    assert "nearer worker" not in says(keeping.findings(runs=False))
    Beat.strike()
    assert "nearer worker" not in says(keeping.findings(runs=True))


@pytest.mark.django_db
def test_a_database_that_is_not_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="backup").delete()
    assert "Run `nearer migrate`" in says(keeping.findings(runs=False))


@pytest.fixture
def since_long(data: Path, settings: Any, db: None) -> None:
    """Two have been here for a while."""
    settings.BACKUPS_KEEP = 7
    Member.objects.create_user("ada", AUTH, public_id=new_id(), joined_on=date(2026, 1, 1))


def test_no_copy(since_long: None, settings: Any) -> None:
    assert "wrong: No copy was made ever" in says(keeping.copies())
    Copy.note("/a", 1)
    assert "wrong" not in says(keeping.copies())
    Copy.objects.update(ended_at=timezone.now() - timedelta(days=3))
    assert "wrong: No copy was made since" in says(keeping.copies())
    settings.BACKUPS_KEEP = 0
    assert says(keeping.copies()) == ""
    Copy.objects.all().delete()
    assert "note: Nearer has made no copy ever" in says(keeping.copies())


def test_a_copy_that_failed(since_long: None) -> None:
    Copy.note("/a", 1)
    claimed = Copy.claim()
    assert claimed
    claimed.failed("There is not enough room.")
    assert "wrong: The last copy failed: There is not enough room." in says(keeping.copies())
    claimed.succeeded("/b", 1)
    assert "wrong" not in says(keeping.copies())


def test_a_folder_for_copies_that_is_gone(since_long: None, settings: Any, tmp_path: Path) -> None:
    Copy.note("/a", 1)
    settings.BACKUPS = tmp_path / "unplugged"
    assert "wrong: Copies cannot be made" in says(keeping.copies())


def test_copies_on_the_same_disk_are_noted(since_long: None) -> None:
    Copy.note("/a", 1)
    assert "note: The copies lie on the same disk" in says(keeping.copies())


@pytest.mark.django_db
def test_a_first_day_needs_no_copy(data: Path) -> None:
    Member.objects.create_user("ada", AUTH, public_id=new_id())
    assert says(keeping.copies()) == ""


def command(data: Path, **settings: str) -> str:
    """What `nearer check` prints for a folder that is not in order."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_", "DATABASE_"))
    }
    command = [sys.executable, "-m", "nearer.cli", "check", "--port", "1"]
    environment = {**plain, "NEARER_DATA": str(data), **settings}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout


def test_a_fresh_folder_and_own_words_that_are_not_there(tmp_path: Path) -> None:
    said = command(tmp_path / "fresh", NEARER_CONTENT=str(tmp_path / "nowhere"))
    assert "Wrong: There is no database yet." in said
    assert "Wrong: NEARER_CONTENT: there is no folder" in said


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    said = command(tmp_path / "fresh", DATABASE_URL="postgresql://localhost:1/x")
    assert "Wrong: The database does not answer" in said
