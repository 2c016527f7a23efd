"""What `nearer address` says next, from nothing to both phones, on each of the three ways."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nearer.address.advice import NOT_TRIED, told, way
from nearer.address.choice import Home
from nearer.address.looking import Domain, Seen, Tailscale

NOTHING = Seen(port=8000, name="laptop.local", announced=True, addresses=("192.168.1.20",))
UP = replace(NOTHING, up=True)

RUNNING = Tailscale(running=True, name="laptop.tail1234.ts.net")
SERVED = replace(RUNNING, serves=True)
BY_TAILSCALE = replace(UP, tailscale=SERVED, address="https://laptop.tail1234.ts.net", proxied=True)

DOMAIN = Domain("us.example.org", ("203.0.113.7",))
ASKED = replace(UP, domain=DOMAIN, proxies=("caddy",))
BY_DOMAIN = replace(ASKED, address="https://us.example.org", proxied=True, speaks_https=True)

AT_HOME = replace(UP, home=Home("laptop.local"), address="https://laptop.local:8443")
BY_NUMBER = replace(UP, home=Home("192.168.1.20"), address="https://192.168.1.20:8443")


def said(seen: Seen) -> str:
    return "\n".join(told(seen, "nearer"))


def next_step(seen: Seen) -> str:
    """The step that is told in full."""
    lines = said(seen).splitlines()
    begins = next(number for number, line in enumerate(lines) if "[next]" in line)
    ends = next((n for n, line in enumerate(lines) if n > begins and (not line or "[" in line)), len(lines))
    return "\n".join(lines[begins:ends])


def test_where_nothing_is_there_one_way_comes_first_and_each_has_its_command() -> None:
    text = said(NOTHING)
    assert "make run" in text
    assert text.index("Tailscale") < text.index("nearer address home") < text.index("nearer address --domain")
    assert text.count(NOT_TRIED) == 2
    assert way(NOTHING) is None


def test_without_a_home_network_it_asks_for_its_address() -> None:
    assert "home --name ADDRESS" in said(replace(NOTHING, announced=False, addresses=()))
    assert "home --name ADDRESS" not in said(NOTHING)


@pytest.mark.parametrize(
    ("seen", "command"),
    [
        (replace(UP, tailscale=Tailscale()), "sudo tailscale up"),
        (replace(UP, tailscale=RUNNING), "sudo tailscale serve --bg 8000"),
        (replace(UP, port=8001, tailscale=RUNNING), "sudo tailscale serve --bg 8001"),
        (
            replace(UP, tailscale=SERVED),
            "NEARER_ADDRESS=https://laptop.tail1234.ts.net NEARER_PROXY=1 make run",
        ),
        (replace(BY_TAILSCALE, proxied=False), "NEARER_PROXY=1"),
        (replace(BY_TAILSCALE, trouble="nothing answers there."), "nothing answers there."),
        (replace(BY_TAILSCALE, tailscale=replace(SERVED, public=True)), "tailscale funnel reset"),
        (replace(UP, domain=Domain("us.example.org")), "A record for us.example.org"),
        (replace(UP, domain=DOMAIN), "reverse_proxy 127.0.0.1:8000"),
        (replace(ASKED, proxies=("nginx",)), "You run nginx"),
        (replace(BY_DOMAIN, speaks_https=False, trouble="it is not trusted"), "Now: it is not trusted"),
        (replace(ASKED, speaks_https=True), "NEARER_ADDRESS=https://us.example.org NEARER_PROXY=1"),
        (replace(BY_DOMAIN, proxied=False, trouble="it does not know"), "NEARER_PROXY=1"),
        (replace(BY_DOMAIN, address="https://us.example.org:444", trouble="nothing"), "nothing"),
        (replace(BY_DOMAIN, address="http://us.example.org"), "NEARER_ADDRESS=https://us.example.org"),
        (replace(BY_DOMAIN, address="https://old.example.org"), "NEARER_ADDRESS=https://us.example.org"),
        (replace(BY_DOMAIN, trouble="the proxy answers, but"), "the proxy answers, but"),
        (replace(AT_HOME, trouble="nothing answers there"), "Start it"),
        (replace(AT_HOME, announced=False), "sudo apt install avahi-daemon"),
        (replace(BY_NUMBER, addresses=("192.168.1.21",)), "another address now"),
        (replace(AT_HOME, home=Home("pi.lan"), address="https://pi.lan:8443"), "router has to know"),
    ],
)
def test_the_next_step_is_told_in_full(seen: Seen, command: str) -> None:
    assert command in next_step(seen)
    assert said(seen).count("[next]") == 1
    found = way(seen)
    assert found is not None
    assert not found.complete


@pytest.mark.parametrize(
    "seen",
    [
        BY_TAILSCALE,
        BY_DOMAIN,
        replace(BY_DOMAIN, domain=None),
        replace(BY_DOMAIN, domain=None, proxies=()),  # the proxy is on another machine
        replace(BY_DOMAIN, address="https://us.example.org:444"),
        AT_HOME,
        replace(AT_HOME, announced=False, found=True),
        BY_NUMBER,
    ],
)
def test_what_is_done_is_short(seen: Seen) -> None:
    found = way(seen)
    assert found is not None
    assert found.complete
    text = said(seen)
    assert "[next]" not in text
    assert "sudo" not in text
    assert len(text.splitlines()) < 12


def test_the_steps_come_one_after_the_other() -> None:
    """Each thing done makes the next one the next, and none is skipped."""
    along = [
        replace(UP, tailscale=Tailscale()),
        replace(UP, tailscale=RUNNING),
        replace(UP, tailscale=SERVED),
        replace(BY_TAILSCALE, trouble="no"),
        BY_TAILSCALE,
    ]
    assert [said(seen).count("[done]") for seen in along] == [0, 1, 2, 3, 4]


def test_the_address_that_was_set_decides_the_way() -> None:
    elsewhere = replace(BY_DOMAIN, domain=None, tailscale=SERVED)
    assert "Tailscale" not in getattr(way(elsewhere), "name", "")
    assert "domain" in getattr(way(replace(BY_TAILSCALE, tailscale=None, speaks_https=True)), "name", "")
    assert way(replace(UP, address="http://localhost:8000")) is None
    assert "home network" in getattr(way(replace(AT_HOME, tailscale=SERVED)), "name", "")


def test_everything_that_was_not_tried_on_a_phone_says_so() -> None:
    for seen in (BY_TAILSCALE, BY_DOMAIN, AT_HOME):
        assert NOT_TRIED in said(seen)
