"""From the first version to this one: nothing is lost, every box is the same byte for byte and opens."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving.places import Place, place

if "DATABASE_URL" in os.environ:
    pytest.skip("the stored database is SQLite's", allow_module_level=True)

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


def rows(file: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of the old tables, with every column."""
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')] for name in names}


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Place]:
    """A data folder as the first version left it."""
    with place(tmp_path) as old:
        old.data.mkdir(mode=0o700)
        with gzip.open(OLD) as packed, (old.data / "nearer.sqlite3").open("wb") as file:
            shutil.copyfileobj(packed, file)
        yield old


def same(before: dict[str, list[dict[str, object]]], after: dict[str, list[dict[str, object]]], less: set[str]) -> None:
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
    before = rows(old.data / "nearer.sqlite3")
    assert sum(len(before[f"exchange_{kind}"]) for kind in ITEMS) == 144
    assert "copy from before the upgrade" in old.did("migrate")
    same(before, rows(old.data / "nearer.sqlite3"), set())
    opened = json.loads(old.python(OPENED))
    assert len(opened) == 144 + len(before["spaces_choice"])
    assert all(value.get("t") or value.get("n") for value in opened.values())
    page = old.python(SIGNED_IN)
    assert str(before["exchange_answer"][0]["box"]) in page

    (copy,) = (old.data / "backups").iterdir()
    with place(tmp_path) as there:  # the copy is of the old version; going back to it comes forward again
        there.did("restore", copy)
        same(before, rows(there.data / "nearer.sqlite3"), LEFT_OUT)
        assert json.loads(there.python(OPENED)) == opened
    assert old.did("migrate") == ""  # nothing left to do, no further copy


def test_a_database_of_a_newer_version_is_left_alone(old: Place) -> None:
    with closing(sqlite3.connect(old.data / "nearer.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('spaces', '9999_later', '2030-01-01')"
        )
        database.commit()
    before = rows(old.data / "nearer.sqlite3")
    for arguments in (("migrate",), ("migrate", "--without-backup"), ("serve", "--migrate", "--port", "0")):
        assert "newer Nearer" in old.refused(*arguments)
    assert rows(old.data / "nearer.sqlite3") == before


def test_an_upgrade_without_room_for_a_copy_changes_nothing_until_it_is_told_to(old: Place) -> None:
    before = rows(old.data / "nearer.sqlite3")
    nowhere = {"NEARER_BACKUPS": str(old.data / "unplugged")}
    for command in (("migrate",), ("serve", "--migrate", "--port", "0")):
        said = old.refused(*command, **nowhere)
        assert "NEARER_BACKUPS" in said
        assert "nearer migrate --without-backup" in said
        assert rows(old.data / "nearer.sqlite3") == before
    old.did("migrate", "--without-backup", **nowhere)
    old.did("migrate", **nowhere)
