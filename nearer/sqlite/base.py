"""Writers of one process wait in line for SQLite's one write lock.

SQLite's own busy handler sleeps and tries again, without an order, so that one writer may wait for seconds while
others pass. Here each transaction takes a lock of the process before it begins and gives it back when it ends.
It needs `transaction_mode: IMMEDIATE` and every write inside `atomic()`; reads outside of transactions never wait.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_lines: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
"""One lock for each database file. Filled by single atomic look-ups, so no further lock guards it."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that stands in line before it begins a transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: threading.Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_in_line()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._step_out()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._step_out()  # where the commit failed, Django rolls back next

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._step_out()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._step_out()

    def _wait_in_line(self) -> None:
        """Returns when this connection may write.

        raises: OperationalError after the `timeout` of the connection, as SQLite itself would.
        """
        line = _lines[str(self.settings_dict["NAME"])]
        patience: float = self.settings_dict["OPTIONS"].get("timeout", 5)
        if not line.acquire(timeout=patience):
            raise OperationalError("database is locked: the line of writers did not move")
        self._held = line

    def _step_out(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()
