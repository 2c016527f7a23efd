"""The statements that spread a Nearer database by space over an existing Citus, made from the database itself.

    python tools/spread.py DATABASE_URL           prints them; docs/scaling.md says when and how

Nothing is changed. First come keys, plain PostgreSQL: what is unique in a spread table names the space. Then Citus:
which tables every node has whole, and which are spread.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg

HOME = "spaces_space"
EVERYWHERE = ("people_member",)
"""Small, and named by rows of every space: each node has all of it."""

COLUMNS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
NAMES = """ARRAY(SELECT a.attname::text FROM unnest({numbers}) WITH ORDINALITY AS u (number, place)
  JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = u.number ORDER BY u.place)"""
KEYS = f"""
SELECT k.conname, t.relname, k.contype::text, {NAMES.format(numbers="k.conkey", table="k.conrelid")},
  f.relname, {NAMES.format(numbers="k.confkey", table="k.confrelid")}
FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid LEFT JOIN pg_class f ON f.oid = k.confrelid
WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f') ORDER BY t.relname, k.conname
"""
PARTLY = """
SELECT t.relname, i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = x.indexrelid AND contype IN ('p', 'u')) ORDER BY 1, 2
"""


class Key(NamedTuple):
    """A primary key (p), what is unique (u), or what names a row elsewhere (f)."""

    name: str
    table: str
    kind: str
    columns: list[str]
    other: str | None
    others: list[str]


def statements(database: psycopg.Connection[Any]) -> tuple[list[str], list[str]]:
    """(those for keys, those for Citus)."""
    columns: dict[str, set[str]] = {}
    for table, column in database.execute(COLUMNS):
        columns.setdefault(table, set()).add(column)
    spread = {HOME: "id"} | {table: "space_id" for table in sorted(columns) if "space_id" in columns[table]}
    keys = [Key(*row) for row in database.execute(KEYS)]
    partly = list(database.execute(PARTLY))
    return list(_keys(keys, partly, spread)), list(_citus(spread))


def _keys(keys: list[Key], partly: list[Any], spread: dict[str, str]) -> Iterator[str]:
    narrow = [key for key in keys if key.table in spread and spread[key.table] not in key.columns]
    changed = [key for key in narrow if key.kind in "pu"]
    names_changed = [
        key for key in narrow if key.kind == "f" and any(_is_of(key, each) for each in changed)
    ]  # what names a row of the same space by its id alone
    outside = [key for key in keys if key.table not in spread and key.other in spread]
    for key in [*names_changed, *outside]:
        yield f"ALTER TABLE {key.table} DROP CONSTRAINT {key.name};"
    for key in changed:
        kind = "PRIMARY KEY" if key.kind == "p" else "UNIQUE"
        wide = ", ".join([spread[key.table], *key.columns])
        yield f"ALTER TABLE {key.table} DROP CONSTRAINT {key.name}, ADD CONSTRAINT {key.name} {kind} ({wide});"
    for table, name, made in partly:
        if table in spread and f"({spread[table]}" not in made and f" {spread[table]}" not in made.partition("(")[2]:
            yield f"DROP INDEX {name};"
            yield made.replace("btree (", f"btree ({spread[table]}, ", 1) + ";"
    for key in names_changed:
        mine, theirs = ", ".join(["space_id", *key.columns]), ", ".join(["space_id", *key.others])
        yield (
            f"ALTER TABLE {key.table} ADD CONSTRAINT {key.name} FOREIGN KEY ({mine})"
            f" REFERENCES {key.other} ({theirs}) DEFERRABLE INITIALLY DEFERRED;"
        )


def _is_of(key: Key, changed: Key) -> bool:
    return key.other == changed.table and key.others == changed.columns


def _citus(spread: dict[str, str]) -> Iterator[str]:
    for table in EVERYWHERE:
        yield f"SELECT create_reference_table('{table}');"
    yield f"SELECT create_distributed_table('{HOME}', 'id');"
    for table, column in spread.items():
        if table != HOME:
            yield f"SELECT create_distributed_table('{table}', '{column}', colocate_with => '{HOME}');"


def main() -> None:
    """Prints them."""
    with psycopg.connect(sys.argv[1]) as database:
        keys, citus = statements(database)
    print("BEGIN;", *keys, "COMMIT;", *citus, sep="\n")


if __name__ == "__main__":
    main()
