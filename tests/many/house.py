"""Two nodes and two workers on one PostgreSQL, behind one address, all as real processes; and Ada and Ben in it."""

from __future__ import annotations

import base64
import contextlib
import html
import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from nearer.sealed import keys, reference
from nearer.sealed.format import new_id
from nearer.sealed.keys import Item
from tests.running import PROGRAM, Server, Workshop, eventually

TEXT = re.compile(
    r'<sealed-text kind="([^"]*)" item="([^"]*)" author="([^"]*)" content="([^"]*)" epoch="(\d+)" revision="(\d+)"'
    r' box="([^"]*)"></sealed-text>'
)

SHARED_KEYS = ("secret-key", "push-key")
"""Files that all who share a database must have the same."""

PREPARE = """
import json, sys
from django.test import Client
from nearer.exchange.models import Exchange
from nearer.people.models import Member
from nearer.spaces.models import Membership, Space
ids, space = {ids!r}, {space!r}
sessions = []
for seat, id in enumerate(ids, 1):
    member = Member.objects.create_user(f"person-{{id}}", "nr1_" + "A" * 43, public_id=id)
    if seat == 1:
        Space.begin(member, id=space, bond="partner", time_zone="UTC", rhythm="daily")
    else:
        Membership.objects.create(space_id=space, member=member, seat=2, welcomed=True)
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    sessions.append(client.cookies["sessionid"].value)
now = Exchange.objects.present(Space.objects.get(pk=space))
print(json.dumps({{"sessions": sessions, "day": str(now.day), "content": now.content}}))
"""


class Person:
    """One of the two, with open keys and a sign-in; `post`, `get` and `listen` go to whatever port they are given."""

    def __init__(self, made: reference.Member, space: str) -> None:
        self.keys = made
        self.space = space
        self.session = ""

    def envelope(self, kind: str, content: str, words: str) -> dict[str, str]:
        """The fields of one post: words in a box."""
        item = self.keys.item(space=self.space, kind=kind, content=content)
        box = self.keys.seal(item, {"t": words})
        return {"id": item.id, "epoch": str(item.epoch), "revision": "1", "box": box}

    def _ask(self, port: int, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
        token = secrets.token_hex(16)
        connection = http.client.HTTPConnection("localhost", port, timeout=30)
        cookies = {"Cookie": f"sessionid={self.session}; csrftoken={token}", "X-CSRFToken": token}
        connection.request(method, f"/spaces/{self.space}/{path}" if path[0] != "/" else path, body, cookies | headers)
        return connection.getresponse()

    def post(self, port: int, path: str, fields: dict[str, str]) -> int:
        """The status of a post. Raises OSError or HTTPException where the node is gone."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answered = self._ask(port, "POST", path, urlencode(fields), **form)
        answered.read()
        return answered.status

    def post_until_stored(self, port: int, path: str, fields: dict[str, str]) -> None:
        """As a page does: the same again until somebody says that it is stored."""
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status = self.post(port, path, fields)
                if status < 500:
                    assert status == 204, status
                    return

    def read(self, port: int, path: str) -> list[tuple[str, str, str]]:
        """(kind, author, words) of all that stands on a page and can be opened."""
        page = self._ask(port, "GET", path, Accept="text/html").read().decode()
        found = []
        for kind, item, author, content, epoch, revision, box in TEXT.findall(page):
            where: dict[str, Any] = {"epoch": int(epoch), "revision": int(revision), "content": html.unescape(content)}
            of = Item(space=self.space, kind=kind, id=item, author=author, **where)
            found.append((kind, author, self.keys.open_item(of, box)["t"]))
        return found

    def listen(self, port: int) -> Iterator[int]:
        """The numbers that an open page hears, until its stream ends."""
        stream = self._ask(port, "GET", f"/live/{self.space}/")
        assert stream.status == 200, stream.status
        with contextlib.suppress(OSError, http.client.HTTPException):
            for line in stream:
                if line.startswith(b"data: "):
                    yield int(line[6:])


class Worker:
    """A `nearer worker` of its own process."""

    def __init__(self, data: Path, environment: dict[str, str], ahead: float = 0) -> None:
        self.log_file = data / "worker-log"
        (data / "worker-clock").write_text(str(ahead))
        command = [sys.executable, str(PROGRAM), str(data / "worker-clock"), "worker"]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    @property
    def log(self) -> str:
        """All that it printed and logged so far."""
        return self.log_file.read_text(errors="replace")

    def is_ready(self) -> bool:
        """Whether it began to look for what is due; also when it ended before."""
        return "The worker is ready" in self.log or self.process.poll() is not None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends it; its exit status. One that is starting has no way of its own to end yet, so it gets there first."""
        if how == signal.SIGTERM:
            eventually(self.is_ready)
        self.process.send_signal(how)
        return self.process.wait(30)


class Many:
    """Everything that runs; `port` is the one address."""

    def __init__(self, nodes: list[Server], environment: dict[str, str], port: int) -> None:
        self.nodes = nodes
        self.port = port
        self._environment = environment
        self.workers: list[Worker] = []

    @property
    def database(self) -> str:
        """Its DATABASE_URL."""
        return self._environment["DATABASE_URL"]

    def start_worker(self, ahead: float = 0) -> Worker:
        """One more, whose clock is so many seconds ahead."""
        data = Path(self._environment["NEARER_DATA"]).parent / f"worker-{len(self.workers)}"
        data.mkdir()
        for name in SHARED_KEYS:
            (data / name).write_text(Path(self._environment["NEARER_DATA"], name).read_text())
        worker = Worker(data, self._environment | {"NEARER_DATA": str(data)}, ahead)
        self.workers.append(worker)
        return worker

    def pair(self) -> tuple[Person, Person, dict[str, Any]]:
        """Two new people with one space; {day, content} of their present exchange."""
        space, space_keys = new_id(), keys.new_space()
        two = [Person(reference.Member(new_id(), os.urandom(32), {"spaces": {space: space_keys}}), space) for _ in "ab"]
        code = PREPARE.format(ids=[each.keys.id for each in two], space=space)
        known = json.loads(self.nodes[0].python(code))
        for each, session in zip(two, known["sessions"], strict=True):
            each.session = session
        return two[0], two[1], known

    def ask(self, code: str) -> Any:
        """What a program prints as JSON that runs beside the nodes."""
        return json.loads(self.nodes[0].python(code))


@contextlib.contextmanager
def nodes(workshop: Workshop, url: str, **settings: str) -> Iterator[tuple[list[Server], dict[str, str]]]:
    """Two started nodes with a folder each and one database; the second has the first's keys."""
    with workshop.server(DATABASE_URL=url, **settings) as first:
        environment = first.environment
        data = first.data.with_name(first.data.name + "-second")
        data.mkdir()
        for name in (*SHARED_KEYS, "static"):
            (data / name).symlink_to(first.data / name)
        second = Server(data, environment | {"NEARER_DATA": str(data)})
        second.start()
        try:
            yield [first, second], environment
        finally:
            second.stop()


def box() -> str:
    """A box of the right form with nothing readable in it."""
    return "nr1." + base64.urlsafe_b64encode(os.urandom(284)).rstrip(b"=").decode()
