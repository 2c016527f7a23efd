"""The real program as a whole: starts, answers, refuses, stops, comes back."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.running import Server, Workshop, eventually


def ask(server: Server, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("localhost", server.port, timeout=20)
    connection.request(method, path, body, headers)
    return connection.getresponse()


@pytest.fixture(scope="module")
def shared(workshop: Workshop) -> Iterator[Server]:
    """One server for what changes nothing."""
    with workshop.server() as server:
        yield server


def test_it_answers_and_does_not_say_what_it_is_made_of(shared: Server) -> None:
    answer = ask(shared, "GET", "/healthz")
    assert (answer.status, answer.read()) == (200, b"ok")
    assert answer.headers["Server"] is None


def test_it_says_where_it_is_and_what_to_do(shared: Server) -> None:
    assert f"Nearer is ready: {shared.address}" in shared.log
    assert "Open it in a browser" in shared.log


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 6 * 1024 * 1024])
def test_a_body_too_large_is_refused_in_a_sentence(shared: Server, size: int) -> None:
    answer = ask(shared, "POST", "/", b"x" * size)
    assert answer.status == 413
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert b"too large" in answer.read()
    assert ask(shared, "GET", "/healthz").status == 200


def test_a_body_without_a_length_is_bounded_too(shared: Server) -> None:
    connection = http.client.HTTPConnection("localhost", shared.port, timeout=20)
    connection.request("POST", "/", (b"x" * 65536 for _ in range(20)), encode_chunked=True)
    assert connection.getresponse().status == 413


def test_another_host_name_is_refused(shared: Server) -> None:
    assert ask(shared, "GET", "/", Host="elsewhere.example").status == 400


@pytest.mark.skipif(not Path("/proc").exists(), reason="memory is read from /proc")
def test_it_is_small(shared: Server) -> None:
    rollup = Path(f"/proc/{shared.pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found
    assert int(found[1]) < 110 * 1024


def nearer(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, with a folder of its own."""
    command = [sys.executable, "-m", "nearer.cli", *arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_"))}
    environment = {**inherited, "NEARER_DATA": str(data), **settings}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_a_port_that_is_taken_is_said(shared: Server) -> None:
    second = nearer(shared.data, "serve", "--port", str(shared.port), **shared.database)
    assert second.returncode == 1
    assert "--port" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about a fresh folder")
def test_a_database_that_is_not_ready_is_said(tmp_path: Path) -> None:
    served = nearer(tmp_path / "fresh", "serve", "--port", "0")
    assert served.returncode == 1
    assert "nearer migrate" in served.stderr
    assert "Traceback" not in served.stderr


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"NEARER_PROXY": "yes"}, "NEARER_PROXY"),
        ({"NEARER_ADDRESS": "us.example.org"}, "NEARER_ADDRESS"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://localhost:1/x"}, "does not answer"),
    ],
)
def test_a_mistake_in_the_configuration_is_said(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    served = nearer(tmp_path, "serve", "--migrate", "--port", "0", **settings)
    assert served.returncode == 2
    assert says in served.stderr
    assert "Traceback" not in served.stderr


def test_what_is_not_safe_is_warned_of(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    checked = nearer(tmp_path, "check", NEARER_ADDRESS="http://us.example.org")
    assert checked.returncode == 1
    assert "https" in checked.stdout
    assert "chmod 700" in checked.stdout
    assert checked.stderr == ""


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    nearer(tmp_path / "made", "check")
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700


LISTENER = """
from datetime import date
from django.conf import settings
from django.test import Client
from nearer.people.models import Member
from nearer.spaces.models import Membership, Space
member = Member.objects.create_user("anna", "nr1_secret", public_id="A" * 22)
space = Space.objects.create(id="B" * 21 + "A", time_zone="UTC", began_on=date(2026, 3, 2))
Membership.objects.create(space=space, member=member, seat=1)
client = Client()
client.force_login(member)
print(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
"""


def test_it_stops_in_order_with_pages_open_and_comes_back(server: Server) -> None:
    cookie = server.python(LISTENER).strip()
    pages = [ask(server, "GET", f"/live/{'B' * 21}A/", Cookie=cookie) for _ in range(10)]
    assert [page.status for page in pages] == [200] * 10
    server.stop()
    assert all(b"data: 1" in page.read() for page in pages)  # each ended completely
    assert "Cancel" not in server.log
    assert "Traceback" not in server.log
    assert "Task was destroyed" not in server.log
    server.start()
    assert ask(server, "GET", f"/live/{'B' * 21}A/seq", Cookie=cookie).read() == b'{"seq": 1}'


STORED = """
from nearer.spaces.models import Choice
print(*Choice.objects.values_list("pk", flat=True))
"""


def test_every_word_that_was_acknowledged_is_there_after_the_plug_was_pulled(server: Server) -> None:
    cookie = server.python(LISTENER).strip() + f"; csrftoken={'c' * 32}"
    headers = {"Cookie": cookie, "X-CSRFToken": "c" * 32, "Content-Type": "application/x-www-form-urlencoded"}
    box = "nr1." + "A" * 379
    acknowledged: list[str] = []

    def write() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                item = secrets.token_urlsafe(16)
                fields = urlencode({"id": item, "epoch": 0, "revision": 1, "box": box}).encode()
                answer = ask(server, "POST", f"/spaces/{'B' * 21}A/choices/", fields, **headers)
                assert answer.status < 300, answer.read()
                acknowledged.append(item)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    eventually(lambda: len(acknowledged) > 60)
    server.kill()
    for writer in writers:
        writer.join(30)
    server.start()
    stored = set(server.python(STORED).split())
    assert set(acknowledged) <= stored
    assert len(stored) <= len(acknowledged) + len(writers)  # those on their way when it happened, and no others
    assert ask(server, "GET", f"/live/{'B' * 21}A/seq", Cookie=cookie).status == 200
