"""From what was seen to what to do next, in plain words: one way, its steps, the next one in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from .choice import number
from .looking import Seen

NOT_TRIED = "not tried on a real phone"
AGAIN = "  {me} address home --name NAME-OR-ADDRESS"


@dataclass(frozen=True)
class Step:
    """One thing to do: a line, and how it is done. A step that is done is only its line."""

    line: str
    done: bool
    how: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """One way to an address, from the first step to the phones."""

    name: str
    steps: tuple[Step, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left but the phones."""
        return all(step.done for step in self.steps)


def way(seen: Seen) -> Way | None:
    """The way that fits what is there; nothing where none was begun."""
    host = urlsplit(seen.address).hostname or "localhost"
    if seen.home:
        return _home(seen)
    if seen.domain:
        return _domain(seen, seen.domain.name)
    if host != "localhost" and not (host.endswith(".ts.net") and seen.tailscale):
        return _domain(seen, host)
    if seen.tailscale:
        return _tailscale(seen)
    return None


def told(seen: Seen, me: str) -> Iterator[str]:
    """What is printed, line by line; `me` is how this program is called here."""
    yield from _here(seen)
    yield ""
    chosen = way(seen)
    if chosen is None:
        yield from _ways(seen, me)
        return
    yield chosen.name
    shown = False
    for place, step in enumerate(chosen.steps, 1):
        sign = "done" if step.done else "next" if not shown else "then"
        yield f"  {place}. [{sign}] {step.line}"
        if not step.done and not shown:
            shown = True
            yield from (f"         {line}".rstrip().replace("{me}", me) for line in step.how)
    if shown:
        yield ""
        yield f"Then ask again: {me} address"


def _here(seen: Seen) -> Iterator[str]:
    """What was found, in a few lines."""
    if seen.up:
        yield f"Nearer answers on this computer at http://localhost:{seen.port}."
    else:
        yield f"Nearer does not answer on this computer at port {seen.port}. Start it: make run, or nearer serve."
    if seen.address:
        yield f"Its address is {seen.address}" + (" (home network)." if seen.home else ".")
        yield f"That does not work yet: {seen.trouble}" if seen.trouble else "It answers there, over https."
    else:
        yield "It has no address yet that a phone could open. Browsers seal only over https."
    if seen.tailscale and not seen.home:
        state = "runs here" if seen.tailscale.running else "is installed here, and does not run"
        yield f"Tailscale {state}" + (f", as {seen.tailscale.name}." if seen.tailscale.name else ".")
    if seen.proxies:
        yield f"Running here: {', '.join(seen.proxies)}."


def _ways(seen: Seen, me: str) -> Iterator[str]:
    """Where nothing was begun: three ways, the one we would take first."""
    yield "There are three ways to one. What we would take:"
    yield ""
    yield f"  Tailscale, for two who are not always at home together ({NOT_TRIED})."
    yield "  A private network of your devices. It works from everywhere, opens nothing to the internet, and brings"
    yield "  a certificate that phones know already. It needs an account with Tailscale and its app on both phones."
    yield "    Install it on this computer and on both phones: https://tailscale.com/download"
    yield f"    Then ask again: {me} address"
    yield ""
    yield f"  Or your home network, without anybody else ({NOT_TRIED})."
    yield "  It works only where both phones are in the same Wi-Fi as this computer, and each phone has to be"
    yield "  taught once to trust it."
    if seen.addresses or (seen.name and seen.announced):
        yield f"    {me} address home"
    else:
        yield f"    This computer shows no address of a home network; if you know one: {me} address home --name ADDRESS"
    yield ""
    yield "  Or a domain, if you have one and a computer that the internet reaches."
    yield f"    {me} address --domain us.example.org"


def _tailscale(seen: Seen) -> Way:
    there = seen.tailscale
    assert there is not None
    address = f"https://{there.name or 'THIS-COMPUTER.YOUR-TAILNET.ts.net'}"
    steps = [
        Step(
            "Tailscale is on and signed in.",
            there.running,
            ("sudo tailscale up", "It prints a page to sign in. Use the same account (tailnet) on both phones."),
        ),
        Step(
            "It passes https on to Nearer.",
            there.serves,
            (
                f"sudo tailscale serve --bg {seen.port}",
                "The first time it leads to a page that allows https certificates: allow them. If the page also",
                "offers Funnel, untick that: it would open the address to everyone. The name of this computer gets",
                "into a public list of certificates, so give it a neutral one first.",
            ),
        ),
        *_open_to_all(seen.port if there.public else 0),
        *_known(seen, address),
    ]
    return Way(f"By Tailscale ({NOT_TRIED})", tuple(steps))


def _open_to_all(port: int) -> list[Step]:
    if not port:
        return []
    how = ("sudo tailscale funnel reset", f"sudo tailscale serve --bg {port}")
    return [Step("Funnel is off. Now it is on, and everyone on the internet reaches the address.", False, how)]


def _domain(seen: Seen, name: str) -> Way:
    leads = seen.domain.leads_to if seen.domain else ()
    set_to = urlsplit(seen.address)
    own = seen.address if set_to.scheme == "https" and set_to.hostname == name else f"https://{name}"
    where = f" to {', '.join(leads)}" if leads else ""
    if seen.domain and leads:
        where += ", this computer" if seen.domain.here else ". Is that its router, or its address outside?"
    missing = "" if seen.speaks_https or seen.address != own else f"Now: {seen.trouble}"
    steps = [
        Step(
            f"{name} leads{where or ' somewhere'}",
            bool(leads) or seen.speaks_https,
            (
                f"Where the domain is managed, make an A record for {name} with the public IPv4 address of this",
                "computer or its router, and an AAAA record if there is IPv6. It may take an hour until it is known.",
            ),
        ),
        Step(
            "A proxy speaks https for it, with a certificate that is trusted.",
            seen.speaks_https,
            (
                *((missing,) if missing else ()),
                "Caddy is the simplest: it gets and renews the certificate by itself. Ports 80 and 443 of the router",
                "have to lead to this computer.",
                "  sudo apt install caddy",
                "Write this, and nothing else, into /etc/caddy/Caddyfile:",
                f"  {name} {{",
                f"      reverse_proxy 127.0.0.1:{seen.port}",
                "  }",
                "  sudo systemctl reload caddy",
                *(("You run nginx: docs/running.md shows what it needs instead.",) if "nginx" in seen.proxies else ()),
            ),
        ),
        *_known(seen, own),
    ]
    return Way(f"By a domain and a proxy ({NOT_TRIED})", tuple(steps))


def _known(seen: Seen, address: str) -> list[Step]:
    """The last two steps of every way with something in front: Nearer knows its address, and answers there."""
    set_right = seen.address == address and seen.proxied
    return [
        Step(
            f"Nearer knows its address: {address}",
            set_right,
            (
                "Stop it, and start it with two variables (a service has them in its own file):",
                f"  NEARER_ADDRESS={address} NEARER_PROXY=1 make run",
            ),
        ),
        Step(
            "It answers there.",
            set_right and not seen.trouble,
            (f"It does not: {seen.trouble}" if seen.trouble else "",),
        ),
    ]


def _home(seen: Seen) -> Way:
    assert seen.home is not None
    name = seen.home.name
    steps = [
        Step("There is an authority of your own, and a certificate by it.", True),
        Step(
            f"Nearer serves {seen.home.address}",
            not seen.trouble,
            (f"It does not: {seen.trouble}", "Start it, or start it again: make run, or nearer serve."),
        ),
        Step(f"Phones find {name} in your network.", seen.found or _found(seen, name), _finding(name)),
    ]
    ports = f"{seen.home.port} and {seen.home.page_port}"
    said = f"In your home network ({NOT_TRIED}; tried with Chromium). A firewall has to let ports {ports} in."
    return Way(said, tuple(steps))


def _found(seen: Seen, name: str) -> bool:
    """Whether phones will find it, as far as that can be seen from here."""
    return seen.announced if name.endswith(".local") else name in seen.addresses


def _finding(name: str) -> tuple[str, ...]:
    if name.endswith(".local"):
        how = "Something has to announce the name. On Debian, Ubuntu and Raspberry Pi OS:"
        return (how, "  sudo apt install avahi-daemon")
    if number(name) is None:
        return ("The router has to know this name. If it does not, choose a name or an address that works:", AGAIN)
    return ("This computer has another address now. Let the router give it always the same, or choose again:", AGAIN)
