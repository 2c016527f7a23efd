"""Looks at what is there: the address that was set, Tailscale, proxies, a domain, this computer. Changes nothing."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import ssl
import subprocess
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import machine
from .choice import Home, folder

PATIENCE = 5
"""Seconds for each question."""
_PS = ("ps", "-A", "-o", "comm=")
PROXIES = ("caddy", "nginx", "apache2", "httpd", "traefik", "haproxy")


@dataclass(frozen=True)
class Tailscale:
    """What Tailscale says of this computer."""

    running: bool = False
    name: str = ""
    serves: bool = False
    public: bool = False


@dataclass(frozen=True)
class Domain:
    """A name of the internet, where it leads, and whether that is this computer itself."""

    name: str
    leads_to: tuple[str, ...] = ()
    here: bool = False


@dataclass(frozen=True)
class Seen:
    """All that was found."""

    port: int
    address: str = ""
    proxied: bool = False
    home: Home | None = None
    up: bool = False
    trouble: str = ""
    found: bool = False
    speaks_https: bool = False
    domain: Domain | None = None
    tailscale: Tailscale | None = None
    proxies: tuple[str, ...] = ()
    name: str = ""
    announced: bool = False
    addresses: tuple[str, ...] = field(default=())


def look(port: int, domain: str, address: str, proxied: bool, home: Home | None, data: Path) -> Seen:
    """Everything that matters for an address; takes a few seconds at most for each thing that does not answer."""
    authority = folder(data) / "authority.pem" if home else None
    front = f"https://{domain}" if domain and domain != urlsplit(address).hostname else address
    return Seen(
        port=port,
        address=address,
        proxied=proxied,
        home=home,
        up=trouble_with(f"http://localhost:{port}") == "",
        trouble=trouble_with(address, authority) if address else "",
        found=bool(home) and speaks_https(address, authority),
        speaks_https=front.startswith("https:") and not home and speaks_https(front),
        domain=domain_of(domain) if domain else None,
        tailscale=tailscale(port),
        proxies=_proxies(),
        name=machine.local_name(),
        announced=machine.announced(),
        addresses=tuple(machine.addresses()),
    )


def trouble_with(address: str, authority: Path | None = None) -> str:
    """Why Nearer is not reached at an address, in plain words; empty when it is.

    With an authority of the home it is asked on this computer, which need not find its own name as phones do.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        with closing(
            _connection(parts.scheme, host, parts.port, authority, nearby=authority is not None)
        ) as connection:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            status, body = answer.status, answer.read(100)
            over_https = answer.headers.get("Strict-Transport-Security")
    except socket.gaierror:
        return f"{host} leads nowhere: this computer finds no address for it."
    except ssl.SSLCertVerificationError as error:
        return f"it shows a certificate that is not trusted ({error.verify_message})."
    except ssl.SSLError:
        return "it does not speak https there."
    except (OSError, http.client.HTTPException) as error:
        return f"nothing answers there ({error.__class__.__name__})."
    if status == 400:
        return "Nearer refuses that name: it was started with another NEARER_ADDRESS."
    if status in {502, 503, 504}:
        return "the proxy answers, but finds no Nearer behind it. Is it running, on the port the proxy asks?"
    if status != 200 or body.strip() != b"ok":
        return "something answers there, but it is not Nearer."
    if parts.scheme == "https" and authority is None and not over_https:
        return "Nearer does not know that visitors come by https. Set NEARER_PROXY=1 and restart it."
    return ""


def speaks_https(address: str, authority: Path | None = None) -> bool:
    """Whether something at an address shows a certificate that is trusted, whatever it says then."""
    parts = urlsplit(address)
    with suppress(OSError, http.client.HTTPException):
        with closing(_connection("https", parts.hostname or "", parts.port, authority)) as connection:
            connection.connect()
        return True
    return False


class _Nearby(http.client.HTTPSConnection):
    """Goes to this computer, under whatever name."""

    def __init__(self, host: str, port: int | None, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=PATIENCE, context=context)
        self._tls = context

    def connect(self) -> None:
        bare = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.sock = self._tls.wrap_socket(bare, server_hostname=self.host)


def _connection(
    scheme: str, host: str, port: int | None, authority: Path | None, *, nearby: bool = False
) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port, timeout=PATIENCE)
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    if nearby:
        return _Nearby(host, port, context)
    return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)


def tailscale(port: int) -> Tailscale | None:
    """What Tailscale says; nothing where it is not installed."""
    if shutil.which("tailscale") is None:
        return None
    status = _json("tailscale", "status", "--json")
    name = str((status.get("Self") or {}).get("DNSName") or "").rstrip(".")
    shown = _json("tailscale", "serve", "status", "--json")
    handlers = [
        str(handler.get("Proxy", ""))
        for site in (shown.get("Web") or {}).values()
        for handler in (site.get("Handlers") or {}).values()
    ]
    return Tailscale(
        running=status.get("BackendState") == "Running",
        name=name,
        serves=any(urlsplit(target).port == port for target in handlers if "://" in target),
        public=any((shown.get("AllowFunnel") or {}).values()),
    )


def _json(*command: str) -> dict[str, Any]:
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        said = subprocess.run(command, capture_output=True, timeout=PATIENCE).stdout
        found = json.loads(said)
        if isinstance(found, dict):
            return found
    return {}


def domain_of(name: str) -> Domain:
    """Where a name of the internet leads, as this computer is told."""
    try:
        found = socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Domain(name)
    leads_to = tuple(dict.fromkeys(str(address[0]) for *_, address in found))
    return Domain(name, leads_to, any(map(_is_ours, leads_to)))


def _is_ours(address: str) -> bool:
    """Whether an address is one of this computer's: only then can one speak from it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return True
    return False


def _proxies() -> tuple[str, ...]:
    """Which of the usual proxies run here."""
    names: set[str] = set()
    if Path("/proc/self/comm").exists():
        for path in Path("/proc").glob("[0-9]*/comm"):
            with suppress(OSError):
                names.add(path.read_text().strip())
    else:
        with suppress(OSError, subprocess.SubprocessError):
            said = subprocess.run(_PS, capture_output=True, text=True, timeout=PATIENCE).stdout
            names.update(Path(line.strip()).name for line in said.splitlines())
    return tuple(each for each in PROXIES if each in names)
