"""One address before several nodes: passes every connection on to the next node that takes it, as a proxy does."""

from __future__ import annotations

import contextlib
import itertools
import socket
import socketserver
import threading
from collections.abc import Iterator
from typing import Any


class _Visit(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        for port in server.next_ports():
            with contextlib.suppress(OSError):
                there = socket.create_connection(("localhost", port))
                break
        else:
            return
        with there:
            back = threading.Thread(target=_pass_on, args=(there, self.request), daemon=True)
            back.start()
            _pass_on(self.request, there)
            back.join(5)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Door(socketserver.ThreadingTCPServer):
    """`port` is where it listens."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.port: int = self.server_address[1]
        self._ports = ports
        self._turns = itertools.count()

    def next_ports(self) -> list[int]:
        """The nodes, in the order in which this connection tries them."""
        first = next(self._turns) % len(self._ports)
        return self._ports[first:] + self._ports[:first]


@contextlib.contextmanager
def door(ports: list[int]) -> Iterator[int]:
    """The port of an open door before these."""
    opened = Door(ports)
    threading.Thread(target=opened.serve_forever, args=(0.05,), daemon=True).start()
    yield opened.port
    opened.shutdown()
    opened.server_close()
