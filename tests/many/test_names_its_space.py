"""Every query of a signed-in page names its space, so that tables can be spread by space (docs/scaling.md).

Looked at is each SQL statement that touches a table which carries a space: the page's own space has to be among its
values, beside a column of a space. So a database that keeps each space in one place answers it from that place alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.test import Client

from nearer.spaces.models import Space
from tests.cast import envelope
from tests.safety.conftest import world  # noqa: F401
from tests.safety.world import World, address, places, routes

pytestmark = pytest.mark.django_db

SPACE = sorted(route for route in set(routes()) if "space_id" in places(route))

OF_A_MEMBER = "which spaces are mine: asked for by the member, who may be in several, before one of them is named"
ALL_OF_ONE = "what is mine in all my spaces, on a page that is about me"
TAKEN_AWAY = "Django takes rows away by their ids, found a moment before by their space; seldom"
EXCEPTIONS = {
    r'FROM "spaces_membership" .*WHERE (T3|"spaces_membership")\."member_id" = %s': OF_A_MEMBER,
    r'FROM "spaces_membership" .*WHERE \("spaces_membership"\."member_id" = %s': OF_A_MEMBER,
    r'FROM "spaces_membership" WHERE "spaces_membership"\."member_id" = %s': OF_A_MEMBER,
    r'FROM "myself_\w+" INNER JOIN .*"author_id" = %s AND "spaces_membership"\."member_id" = %s': ALL_OF_ONE,
    r'SELECT MAX\("myself_\w+"\."number"\)': "the journal is numbered through all of one's spaces",
    r'FROM "exchange_felt" WHERE "exchange_felt"\."author_id" = %s': ALL_OF_ONE,
    r'^SELECT .* FROM "(\w+)" WHERE "\1"\."\w+_id" IN \(%s': TAKEN_AWAY,
    r'^DELETE FROM "(\w+)" WHERE "\1"\."\w+" IN \(': TAKEN_AWAY,
    r'FROM "together_sitting" WHERE "together_sitting"\."id" = %s': "a session that is ended is read again by its id",
    r'FROM "spaces_invitation" .*"spaces_invitation"\."id" = %s': "whoever has a link does not know the space yet",
}
"""What does not name the space, and why. docs/scaling.md says what each costs where tables are spread."""

JOINED_BY_ID = {"exchange_exchange", "exchange_ownquestion", "letters_letter", "letters_cover"}
"""Joined to a row of the same space by its id alone, since Django's keys are single columns (docs/scaling.md)."""

WHERE = r'(?:^|[ (])"?{alias}"?\."?{column}"? (?:=|IN)|= \(?"?{alias}"?\."?{column}"?'
MENTIONED = re.compile(r'(?:FROM|JOIN|UPDATE) "(\w+)"(?: ([A-Z]\d+))?')
RAW = re.compile(r"WHERE space_id = %s|WHERE id = %s AND space_id = %s")


def carrying() -> dict[str, str]:
    """Tables that carry a space, and the name of that column."""
    found = {Space._meta.db_table: "id"}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Space:
                found[model._meta.db_table] = field.column
    return found


TABLES = carrying()
NAMED = re.compile(r'"(\w+)"')


class Asked:
    """Keeps what a page asks the database: statements with their values."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, tuple[Any, ...]]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        values = [value for row in params for value in row] if many else list(params or ())
        self.statements.append((sql, tuple(values)))
        return execute(sql, params, many, context)


def asked_by(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> list[tuple[str, Any]]:
    cache.clear()
    asked = Asked()
    kwargs: dict[str, Any] = {"headers": {"accept": "text/html"}} if method == "GET" else {"data": data or {}}
    with transaction.atomic(), connection.execute_wrapper(asked):
        getattr(client, method.lower())(path, **kwargs)
        transaction.set_rollback(True)
    return asked.statements


def loose(sql: str) -> set[str]:
    """Tables of a statement that it does not bind to a space."""
    if sql.startswith("INSERT") or RAW.search(sql):
        return set()
    found = set()
    for table, alias in MENTIONED.findall(sql):
        if table in TABLES and not re.search(WHERE.format(alias=alias or table, column=TABLES[table]), sql):
            found.add(table)
    return found


def faults(statements: list[tuple[str, Any]], space: str) -> Iterator[str]:
    """What does not name this space."""
    for sql, values in statements:
        if not set(NAMED.findall(sql)) & set(TABLES):
            continue
        if space not in values:
            if not any(re.search(pattern, sql) for pattern in EXCEPTIONS):
                yield f"does not name the space: {sql}"
        elif loose(sql) - JOINED_BY_ID:
            yield f"leaves {sorted(loose(sql) - JOINED_BY_ID)} without the space: {sql}"


@pytest.fixture(scope="module")
def kept(world: World) -> World:  # noqa: F811
    """The world in which there is something to find at every address."""
    world.ada_keeps_to_herself()
    return world


def test_the_look_sees_what_names_no_space() -> None:
    whole = 'SELECT * FROM "spaces_membership" WHERE "spaces_membership"."space_id" = %s'
    assert list(faults([(whole, ("here",))], "here")) == []
    assert len(list(faults([(whole, ("elsewhere",))], "here"))) == 1
    joined = 'SELECT * FROM "exchange_answer" INNER JOIN "exchange_mark" ON (x) WHERE "exchange_answer"."space_id" = %s'
    assert "exchange_mark" in next(faults([(joined, ("here",))], "here"))
    assert list(
        faults([('UPDATE "spaces_membership" SET "seq" = 1 WHERE "spaces_membership"."id" = %s', (1,))], "here")
    )
    assert list(faults([('SELECT * FROM "django_session" WHERE "session_key" = %s', ("x",))], "here")) == []


@pytest.mark.parametrize("route", SPACE)
def test_a_page_of_a_space_names_it_in_every_query(kept: World, route: str) -> None:
    found: list[str] = []
    for method in ("GET", "POST", "DELETE"):
        for one in (kept.ada, kept.ben):
            for body in ({}, envelope()):
                statements = asked_by(one.client, method, address(route, kept.real()), body)
                found += faults(statements, one.space.pk)
    assert found == []


def test_today_and_the_places_name_their_space(kept: World) -> None:
    for path in ("/", "/us/", "/together/", "/letters/", "/read/", "/me/", "/me/pace/", "/spaces/"):
        for one in (kept.ada, kept.ben):
            assert list(faults(asked_by(one.client, "GET", path), one.space.pk)) == [], path


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_docs_say_how_each_table_that_carries_a_space_is_spread(table: str) -> None:
    """tools/spread.py prints them."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "scaling.md").read_text()
    assert f"SELECT create_distributed_table('{table}', '{TABLES[table]}'" in text
