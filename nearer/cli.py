"""`nearer`: everything that the one who runs the product does from a shell."""

from __future__ import annotations

import argparse
import getpass
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nearer.settings")
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    try:
        return command(given)
    except ImproperlyConfigured as mistake:
        print(mistake, file=sys.stderr)
    except OperationalError as error:
        print(f"The database does not answer: {error}".strip(), file=sys.stderr)
    return 2


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
    serve_.add_argument("--still", action="store_true", help="only show a copy: nobody is called, nothing is backed up")
    command("worker", worker, "Do what is due, beside web processes on PostgreSQL, until it is stopped.")
    migrate_ = command("migrate", migrate, "Make or update the database, and collect the files that browsers load.")
    migrate_.add_argument("--without-backup", action="store_true", help="do not copy everything before an upgrade")
    backup_ = command("backup", backup, "Copy everything into one file, while Nearer runs too.")
    backup_.add_argument("file", type=Path, help="the new file; it is never written over")
    restore_ = command("restore", restore, "Put a copy back, into a fresh data folder.")
    restore_.add_argument("file", type=Path, help="a file that `nearer backup` made")
    check_ = command("check", checked, "Look for what is wrong with how Nearer is run here, and say how to mend it.")
    check_.add_argument("--port", type=int, default=8000, help="the port it listens on, where it runs (8000)")
    command("demo", demo, "Fill a fresh data folder with two people and three years of exchanges.")
    content_ = command("content", content, "Count the words of Nearer, and say what is wrong with them.")
    content_.add_argument("--json", action="store_true", help="the counts as one JSON object")
    content_.add_argument("--record", action="store_true", help="add new ids to content/ids.txt")
    content_.add_argument("--nearest", type=int, default=0, metavar="N", help="show N pairs of questions most alike")
    _later("nearer.address.command").arguments(command("address", address, "Step by step until both phones have it."))
    reset = command("reset-link", reset_link, "A link with which someone who lost everything sets a new password.")
    reset.add_argument("name", help="the name they sign in by")
    open_ = command("open", open_export, "Read a sealed export with its password or recovery code, without the server.")
    open_.add_argument("file", type=Path, help="the downloaded file")
    open_.add_argument(
        "--photos", type=Path, metavar="FOLDER", help="also write the photos, readable, into this folder"
    )
    ways = ("markdown", "html", "json")
    open_.add_argument("--as", dest="way", choices=ways, default="markdown", help="how to read it")
    return parser


def _django() -> None:
    import django

    django.setup()


def serve(given: argparse.Namespace) -> int:
    """Serves until SIGINT or SIGTERM."""
    if given.migrate and migrate(given):
        return 1
    if check(given):
        return 1
    serving = _later("nearer.serving")
    if not serving.is_migrated():
        print("The database is not up to date. Run `nearer migrate` first.", file=sys.stderr)
        return 1
    try:
        sockets = serving.listen(given.host, given.port)
    except OSError as error:
        print(f"Cannot listen on {given.host}:{given.port}: {error.strerror}.", file=sys.stderr)
        print("Nearer may be running already; another port is chosen with --port.", file=sys.stderr)
        return 1
    serving.run(sockets, given.host, serving.home_gate(), still=given.still)
    return 0


def worker(given: argparse.Namespace) -> int:
    """Does what is due until SIGINT or SIGTERM."""
    if check(given):
        return 1
    room = _later("nearer.worker")
    try:
        room.run()
    except room.NotHere as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def migrate(given: argparse.Namespace) -> int:
    """Brings database and collected files up to date; nothing to do takes a moment only."""
    _django()
    from django.core.management import call_command
    from django.db import connections

    if not _later("nearer.backup.commands").before_migrating(getattr(given, "without_backup", False)):
        return 1
    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()
    from nearer.web.collecting import collect

    collect()
    return 0


def backup(given: argparse.Namespace) -> int:
    """One file with everything."""
    _django()
    status: int = _later("nearer.backup.commands").backup(given.file)
    return status


def restore(given: argparse.Namespace) -> int:
    """Everything out of one file."""
    _django()
    status: int = _later("nearer.backup.commands").put_back(given.file)
    return status


def checked(given: argparse.Namespace) -> int:
    """Every mistake with its mend; 1 where there is one."""
    _django()
    status: int = _later("nearer.checking").report(given.port)
    return status


def check(given: argparse.Namespace) -> int:
    """Django's system checks, ours among them."""
    _django()
    from django.core.management import CommandError, call_command

    try:
        call_command("check", stdout=io.StringIO())  # it has nothing to say when all is well; warnings go to stderr
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def demo(given: argparse.Namespace) -> int:
    """Fills the data folder and says how to look at it."""
    if migrate(given):
        return 1
    room = _later("nearer.demo")
    try:
        print(room.fill())
    except room.NotFresh as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def address(given: argparse.Namespace) -> int:
    """Looks at what is there and says what to do next, or does what it is told."""
    _django()
    status: int = _later("nearer.address.command").run(given)
    return status


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
        export, text = _later("nearer.sealed.export"), given.file.read_text()
        print(export.opened(text, secret, given.way), end="")
        if given.photos:
            given.photos.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, picture in export.pictures(text, secret):
                (given.photos / name).write_bytes(picture)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _later(module: str) -> Any:
    """Django's models can be imported only after it is set up, and each command needs but a few."""
    return import_module(module)


if __name__ == "__main__":
    sys.exit(main())
