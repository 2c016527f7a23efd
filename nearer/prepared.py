"""Queries of the busiest pages, turned into SQL once.

Django takes several times as long to build a query as the database takes to answer it. Here it builds once, with gaps
where the values go, and afterwards only the values change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class _Gap(models.Expression):
    """Stands for the value with this number, in the query and then among its parameters."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=models.TextField())
        self.number = number

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Prepared(Generic[M]):
    """`build` makes the query from as many values as it is later called with; rows come back as its models.

    The values go to the database as they are, so they have to be text, whole numbers or days.
    """

    def __init__(self, values: int, build: Callable[..., models.QuerySet[M]]) -> None:
        self._values = values
        self._build = build
        self._sql = ""

    def __call__(self, *values: str | int | date) -> list[M]:
        """What the database holds for these values now."""
        connection = connections[DEFAULT_DB_ALIAS]
        if not self._sql:
            self._prepare(connection)
        days = connection.ops.adapt_datefield_value
        filled = [values[part.number] if isinstance(part, _Gap) else part for part in self._parameters]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [days(each) if isinstance(each, date) else each for each in filled])
            rows = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._model(row) for row in rows]

    def _prepare(self, connection: Any) -> None:
        """Builds it; two threads that do so at once do the same."""
        query = self._build(*(_Gap(number) for number in range(self._values))).query
        compiler = query.get_compiler(connection=connection)
        sql, self._parameters = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([column for column, _sql, _name in compiler.select])
        first, *_, last = chosen = compiler.klass_info["select_fields"]
        assert chosen == list(range(first, last + 1)), "the model's own columns come in a row"
        self._columns = slice(first, last + 1)
        self._class: type[M] = compiler.klass_info["model"]
        self._names = [column.target.attname for column, _sql, _name in compiler.select[self._columns]]
        populators: Any = get_related_populators  # its signature is another one in each version of the stubs
        self._related = populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
        self._sql = sql

    def _model(self, row: Any) -> M:
        found = self._class.from_db(DEFAULT_DB_ALIAS, self._names, row[self._columns])
        for related in self._related:
            related.populate(row, found)
        return found
