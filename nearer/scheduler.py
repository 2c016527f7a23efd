"""What happens by the clock, without anybody asking: a look every few seconds at what is due, in a thread that starts
with the product or in a worker beside it.

Each job claims what is due by a conditional update inside its own transaction, so any number of processes may run it,
and one that is killed in the middle leaves its claim undone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from django.db import close_old_connections, connections

log = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between two looks. A look that finds nothing is one question to an index."""

Job = Callable[[], int]
"""Does some of what is due and returns how much that was; 0 when nothing is left."""


class Scheduler:
    """Runs its jobs one after the other, on a database connection of its own; `start` and `stop` do so in a thread."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self.run, name="scheduler", daemon=True)

    def start(self) -> None:
        """Begin to look, every few seconds until `stop`."""
        self._thread.start()

    def end(self) -> None:
        """Nothing is begun any more; what is being done is done to its end."""
        self._stopped.set()

    def stop(self) -> None:
        """Ends after the present piece of work; returns when it has, or after two seconds."""
        self.end()
        if self._thread.is_alive():
            self._thread.join(2)

    def do_what_is_due(self) -> None:
        """Run every job until it finds nothing. A job that fails is logged and tried again at the next look."""
        for job in self._jobs:
            try:
                while not self._stopped.is_set() and job():
                    pass
            except Exception:
                log.exception("a job of the scheduler failed; it is tried again in %.0f seconds", EVERY)

    def run(self) -> None:
        """Look every few seconds, in the calling thread, until somebody calls `end`."""
        try:
            while not self._stopped.is_set():
                close_old_connections()  # one that broke is made anew
                self.do_what_is_due()
                self._stopped.wait(EVERY)
        finally:
            connections.close_all()
