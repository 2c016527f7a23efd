"""Standing between: a wire that keeps all that browsers say, and a mail server that keeps all mails."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from typing import Any


class Wire(socketserver.BaseRequestHandler):
    """Passes bytes on to the real server, and keeps those that go there."""

    def handle(self) -> None:
        server: Any = self.server
        with socket.create_connection(("localhost", server.port)) as there:
            back = threading.Thread(target=_pass_on, args=(there, self.request, None), daemon=True)
            back.start()
            _pass_on(self.request, there, server.said)
            back.join(5)


def _pass_on(source: socket.socket, target: socket.socket, kept: bytearray | None) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            if kept is not None:
                kept += data
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class Mailbox(socketserver.StreamRequestHandler):
    """Takes every mail, as a mail server would."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            server.said += line
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                for part in self.rfile:
                    server.said += part
                    if part == b".\r\n":
                        break
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    port = 0
    said: bytearray


@contextlib.contextmanager
def listening(handler: type[socketserver.BaseRequestHandler], port: int = 0) -> Iterator[_Server]:
    """A running one; `said` is what it kept, `server_address` where it is, `port` where it passes on to."""
    server = _Server(("127.0.0.1", 0), handler)
    server.said, server.port = bytearray(), port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
