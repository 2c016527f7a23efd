"""Rows for one statement, a member in each, by groups: what is the same for many members is written once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection

POSTGRESQL = """(SELECT member, {names} FROM json_to_recordset(%s) AS one (members text[], {typed}),
unnest(members) AS member) AS new"""
SQLITE = """(SELECT each.value AS member, {taken} FROM json_each(%s) AS one,
json_each(one.value, '$.members') AS each) AS new"""


def rows_of(**columns: str) -> str:
    """What a statement selects from: `new`, with `member` and these columns, a row for each member in one parameter
    that `packed` made. Given are the columns' types in PostgreSQL; SQLite has none.
    """
    if connection.vendor == "postgresql":
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        return POSTGRESQL.format(names=", ".join(columns), typed=typed)
    return SQLITE.format(taken=", ".join(f"json_extract(one.value, '$.{name}') AS {name}" for name in columns))


def packed(rows: Iterable[tuple[Any, ...]], *columns: str) -> str:
    """These rows as that parameter: of each the member's id, then the values of these columns."""
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for member, *values in rows:
        groups[tuple(values)].append(member)
    written = ({"members": members, **dict(zip(columns, values, strict=True))} for values, members in groups.items())
    return json.dumps(list(written), default=_written)


def _written(value: datetime | date) -> str:
    """As this database writes it."""
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return str(connection.ops.adapt_datefield_value(value))
