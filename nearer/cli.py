"""`nearer`: everything that the one who runs the product does from a shell."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import socket
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import uvicorn

GRACE = 3
"""Seconds that requests have to end when the program stops."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nearer.settings")
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    return command(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nearer", description="Nearer: a quiet place for two.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=says, description=says)
        sub.set_defaults(command=run)
        return sub

    serve_ = command("serve", serve, "Serve the product until it is stopped.")
    serve_.add_argument("--host", default="localhost", help="the address to listen on (localhost)")
    serve_.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    serve_.add_argument("--migrate", action="store_true", help="first do what `nearer migrate` does")
    command("migrate", migrate, "Make or update the database, and collect the files that browsers load.")
    command("check", check, "Look for mistakes in the configuration and say how to mend them.")
    command("demo", demo, "Fill a fresh data folder with two people and three years of exchanges.")
    content_ = command("content", content, "Count the words of Nearer, and say what is wrong with them.")
    content_.add_argument("--json", action="store_true", help="the counts as one JSON object")
    content_.add_argument("--record", action="store_true", help="add new ids to content/ids.txt")
    content_.add_argument("--nearest", type=int, default=0, metavar="N", help="show N pairs of questions most alike")
    reset = command("reset-link", reset_link, "A link with which someone who lost everything sets a new password.")
    reset.add_argument("name", help="the name they sign in by")
    open_ = command("open", open_export, "Read a sealed export with its password or recovery code, without the server.")
    open_.add_argument("file", type=Path, help="the downloaded file")
    return parser


def _django() -> None:
    import django

    django.setup()


def serve(given: argparse.Namespace) -> int:
    """Serves until SIGINT or SIGTERM."""
    import uvicorn

    if given.migrate:
        migrate(given)
    try:
        listening = _listen(given.host, given.port)
    except OSError as error:
        print(f"Cannot listen on {given.host}:{given.port}: {error.strerror}.", file=sys.stderr)
        print("Nearer may be running already; another port is chosen with --port.", file=sys.stderr)
        return 1
    from nearer.asgi import application

    config = uvicorn.Config(
        application,
        loop="uvloop" if _has("uvloop") else "asyncio",
        log_config=None,  # settings.LOGGING holds: no access log, no bodies
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
    )
    with contextlib.suppress(KeyboardInterrupt):
        _server(config, _address(given.host, listening[0].getsockname()[1])).run(sockets=listening)
    return 0


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _listen(host: str, port: int) -> list[socket.socket]:
    """One socket for each address that the name stands for: a browser may take localhost for either of two."""
    sockets: list[socket.socket] = []
    for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if sockets and port == 0:
            break
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            made.bind(address)
        except OSError:
            made.close()
            if family == socket.AF_INET6 and host == "localhost":
                continue  # a machine without IPv6
            for other in sockets:
                other.close()
            raise
        sockets.append(made)
    return sockets


def _address(host: str, port: int) -> str:
    from django.conf import settings

    address: str = settings.ADDRESS
    return address or f"http://{host}:{port}"


def _server(config: uvicorn.Config, address: str) -> uvicorn.Server:
    import uvicorn

    from nearer.live.hub import hub

    class Server(uvicorn.Server):
        """Says when it is ready, and ends live streams at once when it is to stop."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(f"Nearer is ready: {address}")
                print("Open it in a browser; the first one there is led through the first evening.")
                print("`nearer demo` shows it full of life in a data folder of its own. Ctrl+C stops it.", flush=True)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            hub.close()
            await super().shutdown(sockets)

    return Server(config)


def migrate(given: argparse.Namespace) -> int:
    """Brings database and collected files up to date; nothing to do takes a moment only."""
    _django()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()
    from nearer.web.collecting import collect

    collect()
    return 0


def check(given: argparse.Namespace) -> int:
    """Django's system checks, ours among them."""
    _django()
    from django.core.management import CommandError, call_command

    try:
        call_command("check")
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def demo(given: argparse.Namespace) -> int:
    """Fills the data folder and says how to look at it."""
    migrate(given)
    room = _later("nearer.demo")
    try:
        print(room.fill())
    except room.NotFresh as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def content(given: argparse.Namespace) -> int:
    """Prints counts and mistakes of the content."""
    status: int = _later("nearer.catalogue.report").report(
        as_json=given.json, record=given.record, closest=given.nearest
    )
    return status


def reset_link(given: argparse.Namespace) -> int:
    """Prints the link."""
    _django()
    try:
        print(_later("nearer.people.regain").reset_link(given.name))
    except LookupError as error:
        print(error.args[0] if error.args else "There is nobody of this name.", file=sys.stderr)
        return 1
    return 0


def open_export(given: argparse.Namespace) -> int:
    """Prints what a sealed export holds; asks for the password or the recovery code, which is not shown."""
    secret = getpass.getpass("Password or recovery code: ")
    try:
        print(_later("nearer.sealed.export").opened(given.file.read_text(), secret))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _later(module: str) -> Any:
    """Rooms are imported when a command needs them: `serve` stays small."""
    return import_module(module)


if __name__ == "__main__":
    sys.exit(main())
