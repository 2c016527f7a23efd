"""`nearer address`: what it is asked, what it prints, and the two things it does when told to."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .authority import Authority
    from .choice import Home


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `nearer address`."""
    parser.add_argument(
        "do",
        nargs="?",
        choices=["home", "forget"],
        metavar="home|forget",
        help="home: make an authority and a certificate for the home network; forget: take them away again. "
        "Without it nothing is changed",
    )
    parser.add_argument("--domain", default="", help="a name of the internet that is to lead here")
    parser.add_argument("--port", type=int, default=8000, help="the port on which Nearer answers (8000)")
    parser.add_argument("--name", default="", help="home: the name or address that both open (laptop.local)")
    parser.add_argument("--https-port", type=int, default=0, help="home: the port for https (8443)")
    parser.add_argument("--page-port", type=int, default=0, help="home: the port of the page for phones (8442)")
    parser.add_argument("--anew", action="store_true", help="home: another authority; each phone has to be told again")
    parser.add_argument("--qr", choices=["dark", "light", "no"], help="how the terminal looks, where it has no colours")


def run(given: argparse.Namespace) -> int:
    """Looks, or does what it is told, and says what comes next."""
    from .choice import Mistake

    try:
        if given.do == "forget":
            return _forget()
        home = _home(given) if given.do == "home" else None
        for line in _lines(given, home):
            print(line)
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    return 0


def _lines(given: argparse.Namespace, chosen: Home | None) -> Iterator[str]:
    from django.conf import settings

    from . import advice
    from .looking import look

    home = chosen or settings.HOME
    address = home.address if home else settings.ADDRESS
    proxied = bool(getattr(settings, "SECURE_PROXY_SSL_HEADER", None))
    seen = look(given.port, given.domain.strip().lower().rstrip("."), address, proxied, home, settings.DATA)
    yield from advice.told(seen, _me())
    way = advice.way(seen)
    if way is None or not (way.complete or (home and not seen.trouble)):  # a phone may find what we cannot see
        return
    yield ""
    if home:
        yield from _for_new_phones(home, given)
    yield f"On both phones: {seen.address}"
    yield from _code(seen.address, given)


def _for_new_phones(home: Home, given: argparse.Namespace) -> Iterator[str]:
    authority = _authority()
    yield f"First, once on each phone: {home.page}"
    yield from _code(home.page, given)
    yield "Compare with what the settings of the phone show as SHA-256 of the certificate:"
    yield f"  {authority.short} ..."
    yield f"It ends on {authority.until:%d %B %Y}. What it means, and how to take it away, is on that page."
    yield ""


def _code(address: str, given: argparse.Namespace) -> Iterator[str]:
    from .qr import drawn

    if given.qr != "no":
        colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ and given.qr is None
        yield drawn(address, "colours" if colours else given.qr or "dark").rstrip("\n")


def _home(given: argparse.Namespace) -> Home:
    """Keeps the choice and makes what it needs; what is there already stays."""
    from dataclasses import replace

    from django.conf import settings

    from nearer import clock

    from . import choice, machine
    from .authority import Authority

    if os.environ.get("NEARER_ADDRESS"):
        raise choice.Mistake("NEARER_ADDRESS is set, and goes before the home network. Take it away first.")
    before = choice.kept(settings.DATA)
    local, addresses = machine.local_name(), machine.addresses()
    usual = before.name if before else local if local and machine.announced() else next(iter(addresses), local)
    if not given.name and not usual:
        raise choice.Mistake("This computer has no name and no address of a home network. Give one with --name.")
    name = choice.named(given.name or usual)
    earlier = {each for each in (before.names if before else ()) if choice.number(each) is None}
    also = {*earlier, local} - {name, ""}
    home = replace(
        before or choice.Home(name),
        name=name,
        also=tuple(sorted(also)),
        port=given.https_port or (before.port if before else choice.Home.port),
        page_port=given.page_port or (before.page_port if before else choice.Home.page_port),
    )
    folder = choice.folder(settings.DATA)
    if given.anew or not (folder / "authority.pem").exists():
        authority = Authority.make(folder, home.names, clock.now())
    else:
        authority = Authority(folder)
    if not authority.vouches_for(home.name):
        raise choice.Mistake(
            f"The authority that is here was not made for {home.name}. With --anew another one is made; "
            "then each phone has to be told again."
        )
    authority.renew([*home.names, *addresses], clock.now())
    choice.keep(settings.DATA, home)
    return home


def _authority() -> Authority:
    from django.conf import settings

    from .authority import Authority
    from .choice import folder

    return Authority(folder(settings.DATA))


def _forget() -> int:
    from django.conf import settings

    from . import choice

    choice.forget(settings.DATA)
    print("The home address, its authority and its certificate are gone. Start Nearer again.")
    print("Take the authority from each phone too: it is called Nearer at home. docs/running.md says where.")
    return 0


def _me() -> str:
    """How this program is called here."""
    return "nearer" if shutil.which("nearer") else ".venv/bin/nearer"
