"""Coming in: what makes the server work on a secret of somebody not yet known has a thread of its own, and a line
before it that is not endless. So however many knock, those who are in are not kept waiting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asgiref.typing import HTTPScope

LINE = 24
"""So many may stand in line: a second or two."""
KNOCKS = re.compile(r"/(sign-in|sign-up)/|/reset/[0-9A-Za-z]+-.+/")


class Door:
    """`pool` is its one thread, `waiting` how many stand in line or are being let in. Lives in the event loop."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="door")
        self.waiting = 0

    @staticmethod
    def is_for(scope: HTTPScope) -> bool:
        """Whether this request knocks."""
        return scope["method"] == "POST" and KNOCKS.fullmatch(scope["path"]) is not None

    @property
    def is_full(self) -> bool:
        """Whether whoever knocks now has to come again."""
        return self.waiting >= LINE

    @contextmanager
    def line(self) -> Iterator[None]:
        """In line, until the answer is sent."""
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1
