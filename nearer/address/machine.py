"""This computer in its home network: what it is called, and its addresses. Nothing is sent to find out."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import sys
from pathlib import Path

from .choice import HOST, within_home

NOT_HOME = re.compile(r"(lo|docker|br-|veth|virbr|vmnet|tun|tap|wg|tailscale|utun|zt|cni|flannel|podman)")
"""Interfaces of virtual machines, containers and tunnels: no phone reaches those."""

SIOCGIFADDR = 0x8915


def local_name() -> str:
    """The name by which phones find it where it is announced (`laptop.local`); empty where it has no name."""
    short = socket.gethostname().split(".")[0].lower()
    return f"{short}.local" if HOST.fullmatch(short) and short != "localhost" else ""


def announced() -> bool:
    """Whether something here tells the home network that name (mDNS)."""
    if sys.platform in {"darwin", "win32"}:
        return True  # both do so by themselves
    return Path("/run/avahi-daemon/socket").exists()


def addresses() -> list[str]:
    """Its addresses in the home network, the one it speaks from first."""
    found: list[str] = []
    outwards = [_outwards(socket.AF_INET, "192.0.2.1"), _outwards(socket.AF_INET6, "2001:db8::1")]
    for address in (*outwards, *_of_interfaces()):
        if address and address not in found and within_home(address):
            found.append(address)
    return found


def _outwards(family: socket.AddressFamily, somewhere: str) -> str:
    """The address it would speak from; a datagram socket that connects sends nothing."""
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((somewhere, 9))
        return str(probe.getsockname()[0])
    return ""


def _of_interfaces() -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            if NOT_HOME.match(name):
                continue
            with contextlib.suppress(OSError):
                asked = struct.pack("256s", name.encode()[:15])
                found.append(socket.inet_ntoa(fcntl.ioctl(probe.fileno(), SIOCGIFADDR, asked)[20:24]))
    return found
