"""The choice of a home network, kept in a small file of the data folder. Read by the settings: imports no Django."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ENDINGS = ("local", "home.arpa", "internal", "lan", "home", "localdomain", "fritz.box")
"""What names of a home end with. None is given to anybody on the internet, or it belongs to the maker of the router."""

RANGES = tuple(ipaddress.ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
"""Addresses that exist within a home or an office and never on the internet."""

HOST = re.compile(r"(?=.{1,200}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


class Mistake(ValueError):
    """What was chosen can't be; the text says why, to the one who runs the product."""


def number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address, where a host is written in numbers; else nothing."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def within_home(host: str) -> bool:
    """Whether a name or an address can only be one of a home network."""
    address = number(host)
    if address is not None:
        return any(address in each for each in RANGES if each.version == address.version)
    return "." not in host or any(host.endswith(f".{ending}") for ending in ENDINGS)


def named(text: str) -> str:
    """A name or address as it is kept.

    raises: Mistake where it is none, or one of the open internet.
    """
    host = text.strip().strip("[]").rstrip(".").lower()
    address = number(host)
    if address is None and not HOST.fullmatch(host):
        raise Mistake(f"{text!r} is no name of a computer. Write something like laptop.local or 192.168.1.20.")
    if host == "localhost" or not within_home(host):
        raise Mistake(
            f"{host} is not of a home network, and the authority made here vouches for nothing else. For a name of "
            "the internet ask `nearer address --domain`."
        )
    return str(address or host)


def address_of(scheme: str, host: str, port: int) -> str:
    """As it is typed into a browser."""
    bracketed = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}[scheme]
    return f"{scheme}://{bracketed}" + ("" if port == usual else f":{port}")


@dataclass(frozen=True)
class Home:
    """How the product is reached in a home network: the one name both open, and further ones that work too.

    raises: Mistake where the ports can't be.
    """

    name: str
    also: tuple[str, ...] = ()
    port: int = 8443
    page_port: int = 8442

    def __post_init__(self) -> None:
        ports = (self.port, self.page_port)
        if self.port == self.page_port or not all(isinstance(each, int) and 0 < each < 65536 for each in ports):
            raise Mistake("The ports have to be two different numbers from 1 to 65535.")

    @property
    def address(self) -> str:
        """What both open."""
        return address_of("https", self.name, self.port)

    @property
    def page(self) -> str:
        """Where a phone gets the certificate of the authority; without https, for it knows none yet."""
        return address_of("http", self.name, self.page_port)

    @property
    def names(self) -> list[str]:
        """All that was chosen, what both open first."""
        return [self.name, *(each for each in self.also if each != self.name)]


def folder(data: Path) -> Path:
    """Where the choice and the certificates lie."""
    return data / "home"


def read(data: Path) -> Home | None:
    """The choice, or nothing where none was made.

    raises: Mistake where the file holds something else.
    """
    path = folder(data) / "home.json"
    try:
        found: Any = json.loads(path.read_text())
        if not isinstance(found, dict):
            raise Mistake("it holds no choice")
        also = tuple(named(str(each)) for each in found["also"])
        return Home(named(str(found["name"])), also, found["port"], found["page_port"])
    except FileNotFoundError:
        return None
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise Mistake(f"{path} cannot be used: {error}") from error


def kept(data: Path) -> Home | None:
    """As `read`; nothing also where the file is broken, of which `nearer check` tells."""
    try:
        return read(data)
    except Mistake:
        return None


def keep(data: Path, home: Home) -> None:
    """From the next start on it is so."""
    write(folder(data) / "home.json", json.dumps(asdict(home), indent=2).encode() + b"\n")


def forget(data: Path) -> None:
    """Takes choice, authority and certificate away."""
    shutil.rmtree(folder(data), ignore_errors=True)


def write(path: Path, content: bytes) -> None:
    """Writes a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def as_hosts(hosts: Iterable[str]) -> list[str]:
    """As Django compares them with what a browser asked for, each once."""
    return list(dict.fromkeys(f"[{host}]" if ":" in host else host for host in hosts))
