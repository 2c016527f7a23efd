"""Posting to an address that somebody's browser named, without being led to a place that only this server reaches.

Only https on its usual port; the name is looked up once, every address it has must be a public one, and the connection
goes to the address that was looked at. Nothing is followed, little is read, and all of it has an end.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 10.0
"""So long one post may take from the first to the last byte."""

MOST_READ = 16 * 1024
LONGEST = 1000
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowed(Exception):
    """This address is not one to which calls go."""


class NotReached(Exception):
    """The service did not answer, or not in time."""


@dataclass(frozen=True)
class Answer:
    """Of an answer only this counts; `after` is the seconds of a Retry-After."""

    status: int
    after: int = 0


def must_be_allowed(address: str) -> SplitResult:
    """The parts of an address that may be one, as far as can be seen without looking its name up.

    Raises NotAllowed. NEARER_PUSH_ALLOWED names origins that may be private, or without https.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotAllowed from None
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST
    if not plain or not parts.hostname or "@" in parts.netloc or "\\" in address or parts.fragment:
        raise NotAllowed
    if _is_listed(parts):
        return parts
    if parts.scheme != "https" or port not in {None, 443} or _is_number(parts.hostname) or "." not in parts.hostname:
        raise NotAllowed
    return parts


def post(address: str, headers: dict[str, str], body: bytes) -> Answer:
    """Raises NotAllowed, or NotReached where no answer came in time."""
    parts, end = must_be_allowed(address), time.monotonic() + SECONDS
    try:
        with _connected(parts, end) as wire:
            wire.sendall(_request(parts, headers, body))
            return _answer(wire, end)
    except (OSError, ValueError):  # ssl's and socket's errors are OSErrors
        raise NotReached from None


def is_public(address: str) -> bool:
    """Whether this is an address that everybody reaches, also the one that another address holds within."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        if number in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)))
        within = number.ipv4_mapped or number.sixtofour or (number.teredo and number.teredo[1])
        if within:
            return is_public(str(within))
        if number.is_site_local:
            return False
    return number.is_global and not number.is_multicast and not number.is_reserved


def _is_listed(parts: SplitResult) -> bool:
    return f"{parts.scheme}://{parts.netloc}".lower() in settings.PUSH_ALLOWED


def _is_number(host: str) -> bool:
    """An address in place of a name, in any of the ways in which systems read one."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.lower().startswith("0x")


def _connected(parts: SplitResult, end: float) -> socket.socket:
    assert parts.hostname is not None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    wire = _first_that_answers(parts.hostname, port, end, anywhere=_is_listed(parts))
    if parts.scheme != "https":
        return wire
    try:
        wire.settimeout(_left(end))
        return _tls().wrap_socket(wire, server_hostname=parts.hostname)
    except BaseException:
        wire.close()
        raise


def _first_that_answers(host: str, port: int, end: float, *, anywhere: bool) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not anywhere and not all(is_public(str(place[4][0])) for place in found):
        raise NotAllowed
    trouble: OSError = OSError("no address")
    for family, kind, protocol, _name, place in found[:3]:
        wire = socket.socket(family, kind, protocol)
        try:
            wire.settimeout(min(_left(end), SECONDS / 2))
            wire.connect(place)
            return wire
        except OSError as error:
            wire.close()
            trouble = error
    raise trouble


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _request(parts: SplitResult, headers: dict[str, str], body: bytes) -> bytes:
    where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fixed = {"Host": parts.netloc, "Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"POST {where} HTTP/1.1", *(f"{name}: {value}" for name, value in {**fixed, **headers}.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _answer(wire: socket.socket, end: float) -> Answer:
    """Status and headers; of the body nothing is read. Raises ValueError for what is no answer."""
    head = b""
    while b"\r\n\r\n" not in head:
        wire.settimeout(_left(end))
        more = wire.recv(4096)
        head += more
        if not more or len(head) > MOST_READ:
            raise ValueError("no answer")
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    version, status = first.split(" ")[:2]
    if not version.startswith("HTTP/1") or not status.isdecimal():
        raise ValueError("no answer")
    return Answer(int(status), next(_waits(lines), 0))


def _waits(lines: list[str]) -> Iterator[int]:
    for line in lines:
        name, _colon, value = line.partition(":")
        if name.strip().lower() == "retry-after" and value.strip().isdecimal():
            yield min(int(value), 24 * 60 * 60)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
