"""The second way into the running product: https for the home network, and beside it the page that helps phones in."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings

from nearer import clock

from . import machine
from .authority import Authority
from .choice import Home, folder
from .page import TrustPage

log = logging.getLogger(__name__)

EVERY = 15 * 60
"""Seconds between two looks whether the certificate still fits: it ages, and a router may give another address."""


class Gate:
    """Listens on every address of the machine, so that phones reach it; `open` belongs to the started server."""

    def __init__(self, home: Home, data: Path, listen: Callable[[str, int], list[socket.socket]]) -> None:
        """raises: Mistake without a whole authority; OSError where a port is taken."""
        self._home = home
        self._authority = Authority(folder(data))
        self._renew()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.set_alpn_protocols(["http/1.1"])
        self._load()
        with contextlib.ExitStack() as undo:
            self._sockets = {port: _everywhere(listen, port, undo) for port in (home.port, home.page_port)}
            undo.pop_all()
        self._watch: asyncio.Task[None] | None = None

    async def open(self, server: uvicorn.Server) -> None:
        """From now on it answers; the server closes it with its other sockets."""
        page = uvicorn.Config(
            TrustPage(self._home, self._authority), log_config=None, access_log=False, server_header=False
        )
        page.load()
        for config, port, context in (
            (server.config, self._home.port, self._context),
            (page, self._home.page_port, None),
        ):
            for listening in self._sockets[port]:
                protocol = _protocol(config, server)
                loop = asyncio.get_running_loop()
                server.servers.append(await loop.create_server(protocol, sock=listening, ssl=context))
        self._watch = asyncio.create_task(self._keep_fresh())

    def close(self) -> None:
        """Looks no more after the certificate."""
        if self._watch is not None:
            self._watch.cancel()

    def _renew(self) -> bool:
        """Makes the certificate anew where that is due; also an address that the router gave anew is answered at."""
        hosts = [*self._home.names, *machine.addresses()]
        settings.ALLOWED_HOSTS += [host for host in map(_as_host, hosts) if host not in settings.ALLOWED_HOSTS]
        return self._authority.renew(hosts, clock.now())

    def _load(self) -> None:
        self._context.load_cert_chain(self._authority.folder / "certificate.pem")

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                if await asyncio.to_thread(self._renew):
                    self._load()  # holds for connections from now on
            except Exception:
                log.exception("the home certificate could not be looked after; it is tried again later")


def _everywhere(
    listen: Callable[[str, int], list[socket.socket]], port: int, undo: contextlib.ExitStack
) -> list[socket.socket]:
    sockets = [undo.enter_context(each) for each in listen("0.0.0.0", port)]  # noqa: S104  (phones come from outside)
    with contextlib.suppress(OSError):  # a machine without IPv6
        sockets += [undo.enter_context(each) for each in listen("::", port)]
    return sockets


def _protocol(config: uvicorn.Config, server: uvicorn.Server) -> Callable[[], asyncio.Protocol]:
    def make() -> asyncio.Protocol:
        kind: Any = config.http_protocol_class
        made: asyncio.Protocol = kind(
            config=config, server_state=server.server_state, app_state=server.lifespan.state.copy()
        )
        return made

    return make


def _as_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
