"""How the server keeps the derived secret."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.translation import gettext as _

from nearer.web.refusals import Refusal

PAGES = "page"
"""How the names of threads begin that answer pages (asgi.py)."""
AT_ONCE = 2
"""So many of the three threads that answer pages may be busy with secrets; the third goes on answering."""

_free = threading.BoundedSemaphore(AT_ONCE)


def busy() -> Refusal:
    """429: others are being let in; browsers try again by themselves where they can."""
    return Refusal(429, _("Many are coming in just now. Try again in a moment."))


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Work on a secret in a thread that answers pages is refused (Refusal 429) where too many do so already.

    Sign-ins have a thread of their own, in which they stand in line, and so has the command line: nobody refuses them.
    """
    if not threading.current_thread().name.startswith(PAGES):
        yield
        return
    if not _free.acquire(blocking=False):
        raise busy()
    try:
        yield
    finally:
        _free.release()


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB: what arrives was stretched in the browser already, so this only has to be bounded."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Raises Refusal 429."""
        with bounded():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Raises Refusal 429."""
        with bounded():
            return super().verify(password, encoded)
