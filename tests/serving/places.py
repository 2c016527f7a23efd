"""A place where Nearer may be put: a data folder that is not there yet and, on PostgreSQL, an empty database."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import PROGRAM, own_database

ROOT = PROGRAM.parent.parent.parent


class Place:
    """Commands of `nearer` and small programs run here."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.data = data
        self.environment = {**environment, "NEARER_DATA": str(data), "PYTHONPATH": str(ROOT)}

    def nearer(self, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """One command, whatever becomes of it."""
        return self._run("-m", "nearer.cli", *map(str, arguments), **settings)

    def did(self, *arguments: str | Path, **settings: str) -> str:
        """What a command prints that has to go well."""
        done = self.nearer(*arguments, **settings)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str | Path, **settings: str) -> str:
        """What a command says that must not go well, in a sentence."""
        done = self.nearer(*arguments, **settings)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def python(self, code: str, **settings: str) -> str:
        """What a program prints that has to go well."""
        done = self._run("-c", f"import django\ndjango.setup()\n{code}", **settings)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def killed(self, code: str, **settings: str) -> None:
        """Runs a program that has to be killed at its own wish."""
        done = self._run("-c", f"import django\ndjango.setup()\n{code}", **settings)
        assert done.returncode == -9, done.stdout + done.stderr

    def files(self) -> set[str]:
        """What lies in the data folder, but for the secrets that every first command makes."""
        if not self.data.exists():
            return set()
        paths = {str(path.relative_to(self.data)) for path in self.data.rglob("*")}
        return {path for path in paths if not path.startswith(("static", "secret-key", "push-key"))}

    def _run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "nearer.settings", **settings}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=180)


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """A fresh one; a database of its own is gone afterwards."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_"))}
    with own_database(inherited):
        yield Place(folder / uuid.uuid4().hex, inherited)


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
