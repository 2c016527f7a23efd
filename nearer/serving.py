"""How the product is served: its sockets, what it says when it is ready, how it stops."""

from __future__ import annotations

import contextlib
import errno
import socket
from typing import TYPE_CHECKING

import uvicorn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from nearer.asgi import application
from nearer.live.hub import hub
from nearer.live.ready import is_migrated
from nearer.people.models import Member
from nearer.scheduler import Scheduler

if TYPE_CHECKING:
    from nearer.address.gate import Gate

__all__ = ["home_gate", "is_migrated", "listen", "run"]

STILL = "It is still: nobody is called from here, no letter comes, no copy is made. Open it in a browser."
GRACE = 3
"""Seconds that requests have to end when the program stops."""


def listen(host: str, port: int) -> list[socket.socket]:
    """One socket for each address that the name stands for: a browser may take localhost for either of two.

    raises: OSError where an address is taken or not of this machine.
    """
    with contextlib.ExitStack() as undo:
        sockets: list[socket.socket] = []
        for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            made = undo.enter_context(socket.socket(family, kind, protocol))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                made.bind(address)
            except OSError as error:
                if family == socket.AF_INET6 and host == "localhost" and error.errno != errno.EADDRINUSE:
                    continue  # a machine without IPv6
                raise
            sockets.append(made)
        undo.pop_all()
        return sockets


def home_gate() -> Gate | None:
    """What phones of the home network come in by, where that was chosen.

    raises: ImproperlyConfigured where it cannot be opened.
    """
    if settings.HOME is None:
        return None
    from nearer.address.gate import Gate  # its weight only where it is used

    try:
        return Gate(settings.HOME, settings.DATA, listen)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"The home address cannot be served: {error}\nAsk `nearer address`.") from error


def run(sockets: list[socket.socket], host: str, gate: Gate | None = None, *, still: bool = False) -> None:
    """Serves on these sockets, and by the gate, until SIGINT or SIGTERM. Where it is to be still, as for a copy that is
    looked at beside the live one, nothing happens by the clock.
    """
    if still:
        application.scheduler = Scheduler(())
    config = uvicorn.Config(
        application,
        log_config=None,  # settings.LOGGING holds: no access log, no bodies
        access_log=False,
        server_header=False,
        proxy_headers=settings.SECURE_PROXY_SSL_HEADER
        is not None,  # X-Forwarded-For is believed only with NEARER_PROXY
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
    )
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, _welcome(host, sockets[0].getsockname()[1], still), gate).run(sockets=sockets)


def _welcome(host: str, port: int, still: bool) -> str:
    """Where the product is and what to do next."""
    next_step = STILL if still else "Open it in a browser."
    if not Member.objects.exists():
        next_step = "Open it in a browser and begin: whoever comes first is led through the first evening."
    if settings.HOME:
        next_step = f"A phone that does not know it yet opens {settings.HOME.page} first. {next_step}"
    connections.close_all()
    return f"Nearer is ready: {settings.ADDRESS or f'http://{host}:{port}'}\n{next_step} Ctrl+C stops it."


class _Server(uvicorn.Server):
    """Says when it is ready, and ends live streams at once when it is to stop."""

    def __init__(self, config: uvicorn.Config, welcome: str, gate: Gate | None) -> None:
        super().__init__(config)
        self._welcome = welcome
        self._gate = gate

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            if self._gate is not None:
                await self._gate.open(self)
            print(self._welcome, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        hub.close()
        if self._gate is not None:
            self._gate.close()
        await super().shutdown(sockets)
