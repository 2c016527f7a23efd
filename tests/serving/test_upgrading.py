"""From the first version to this one: nothing is lost, every box is the same byte for byte and opens."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.places import Place, place

OLD = Path(__file__).parent / "old" / "first.sqlite3.gz"
PASSWORD = "took-rung-dishes-pier-smells"
ITEMS = ("answer", "felt", "ownquestion", "reply", "response")
LEFT_OUT = {"spaces_invitation", "django_session", "people_pinsecret"}

OPENED = f"""
import json
from nearer.people.items import kinds
from nearer.people.models import Keys
from nearer.sealed.keys import Item
from nearer.sealed.reference import Member
opened = {{}}
for keys in Keys.objects.select_related("member"):
    reader = Member.open(keys.bundle(), password="{PASSWORD}")
    for kind in kinds():
        for item in kind._default_manager.filter(author=keys.member.public_id):
            known = Item(space=item.space_id, kind=item.KIND, id=item.pk, author=item.author_id, epoch=item.epoch,
                         revision=item.revision, content=item.content)
            opened[item.pk] = reader.open_item(known, item.box)
print(json.dumps(opened))
"""

SIGNED_IN = """
from django.test import Client
from nearer.people.models import Member
client = Client(headers={"accept": "text/html"})
ada = Member.objects.get(name="ada")
client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
space = ada.memberships.get().space
days = [str(day) for day in space.exchanges.order_by("day").values_list("day", flat=True)][:3]
for path in ["/", *(f"/spaces/{space.pk}/exchanges/{day}/" for day in days)]:
    answer = client.get(path, follow=True, HTTP_HOST="localhost")
    assert answer.status_code == 200, (path, answer.status_code)
    print(answer.content.decode())
"""


ROWS = """
import json
from django.db import connection
with connection.cursor() as cursor:
    found = {}
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
        found[table] = [dict(zip(names, map(str, row))) for row in cursor.fetchall()]
print(json.dumps(found))
"""

POUR = """
import sqlite3
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
old = sqlite3.connect({file!r})
executor = MigrationExecutor(connection)
executor.migrate([tuple(last) for last in old.execute("SELECT app, max(name) FROM django_migrations GROUP BY app")])
with transaction.atomic(), connection.cursor() as cursor:
    tables = [name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if not table.startswith(("django_migrations", "django_content_type", "auth_permission", "sqlite_")):
            for row in old.execute(f'SELECT * FROM "{{table}}"'):
                values = [value if value is None else str(value) for value in row]  # PostgreSQL reads texts as it needs
                names = ", ".join(f'"{{column[1]}}"' for column in old.execute(f'PRAGMA table_info("{{table}}")'))
                gaps = ", ".join(["%s"] * len(values))
                cursor.execute(f'INSERT INTO "{{table}}" ({{names}}) VALUES ({{gaps}})', values)
    cursor.execute("SELECT sequencename FROM pg_sequences")
    for (name,) in cursor.fetchall():
        cursor.execute(f"SELECT setval('{{name}}', 1000000)")
"""


def rows(where: Place) -> dict[str, list[dict[str, str]]]:
    """Every row of every table, with every column, as text."""
    found: dict[str, list[dict[str, str]]] = json.loads(where.python(ROWS))
    return found


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Place]:
    """A database as the first version left it; PostgreSQL's has its tables by the migrations of then."""
    file = tmp_path / "nearer.sqlite3"
    with gzip.open(OLD) as packed, file.open("wb") as out:
        shutil.copyfileobj(packed, out)
    with place(tmp_path) as old:
        if "DATABASE_URL" in os.environ:
            old.python(POUR.format(file=str(file)))
        else:
            old.data.mkdir(mode=0o700)
            file.rename(old.data / file.name)
        old.environment["NEARER_BACKUPS"] = str(tmp_path)
        yield old


def same(before: dict[str, list[dict[str, str]]], after: dict[str, list[dict[str, str]]], less: set[str]) -> None:
    """Each old row is there with the values that it had; what Django keeps of itself may grow."""
    for table, had in before.items():
        has = after[table]
        if table.startswith(("django_migrations", "sqlite_", "django_content_type", "auth_permission")):
            continue
        if table in less:
            assert has == []
            continue
        shown = [{column: row[column] for column in had[0]} for row in has] if had else has
        assert sorted(map(repr, shown)) == sorted(map(repr, had)), table


def test_an_upgrade_makes_a_copy_first_and_loses_nothing(old: Place, tmp_path: Path) -> None:
    before = rows(old)
    assert sum(len(before[f"exchange_{kind}"]) for kind in ITEMS) == 144
    assert "copy from before the upgrade" in old.did("migrate")
    same(before, rows(old), set())
    opened = json.loads(old.python(OPENED))
    assert len(opened) == 144 + len(before["spaces_choice"])
    assert all(value.get("t") or value.get("n") for value in opened.values())
    page = old.python(SIGNED_IN)
    assert before["exchange_answer"][0]["box"] in page

    (copy,) = tmp_path.glob("*.tar")
    with place(tmp_path) as there:  # the copy is of the old version; going back to it comes forward again
        there.did("restore", copy)
        same(before, rows(there), LEFT_OUT)
        assert json.loads(there.python(OPENED)) == opened
    assert old.did("migrate") == ""  # nothing left to do, no further copy


def test_a_database_of_a_newer_version_is_left_alone(old: Place) -> None:
    old.python(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder.Migration.objects.create(app='spaces', name='9999_later')"
    )
    before = rows(old)
    for arguments in (("migrate",), ("migrate", "--without-backup"), ("serve", "--migrate", "--port", "0")):
        assert "newer Nearer" in old.refused(*arguments)
    assert rows(old) == before


def test_an_upgrade_without_room_for_a_copy_changes_nothing_until_it_is_told_to(old: Place) -> None:
    before = rows(old)
    nowhere = {"NEARER_BACKUPS": str(old.data / "unplugged")}
    for command in (("migrate",), ("serve", "--migrate", "--port", "0")):
        said = old.refused(*command, **nowhere)
        assert "NEARER_BACKUPS" in said
        assert "nearer migrate --without-backup" in said
        assert rows(old) == before
    old.did("migrate", "--without-backup", **nowhere)
    old.did("migrate", **nowhere)
