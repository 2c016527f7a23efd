"""What is there: an address that answers or does not, and why; Tailscale; a code for cameras. Nothing is changed."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import qrcode

from nearer.address import machine
from nearer.address.authority import Authority
from nearer.address.choice import within_home
from nearer.address.looking import Domain, Tailscale, domain_of, speaks_https, tailscale, trouble_with
from nearer.address.qr import drawn
from tests.homes import answering


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority.make(tmp_path_factory.mktemp("home"), ["laptop.local"], datetime.now(UTC))
    made.renew(["laptop.local"], datetime.now(UTC))
    return made


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, b"ok", ""),
        (200, b"<html>a router</html>", "not Nearer"),
        (404, b"ok", "not Nearer"),
        (400, b"", "another NEARER_ADDRESS"),
        (502, b"", "no Nearer behind it"),
    ],
)
def test_what_answers_is_told_apart(status: int, body: bytes, says: str) -> None:
    with answering(status=status, body=body) as port:
        trouble = trouble_with(f"http://127.0.0.1:{port}")
    assert says in trouble
    assert bool(says) == bool(trouble)


def test_what_does_not_answer_is_told_apart(authority: Authority) -> None:
    with answering() as port:
        assert "does not speak https" in trouble_with(f"https://127.0.0.1:{port}")
    assert "nothing answers" in trouble_with(f"http://127.0.0.1:{port}")
    assert "leads nowhere" in trouble_with("https://nowhere.invalid")
    chain, trusted = authority.folder / "certificate.pem", authority.folder / "authority.pem"
    with answering(chain) as port:
        assert "not trusted" in trouble_with(f"https://127.0.0.1:{port}")
        assert trouble_with(f"https://127.0.0.1:{port}", trusted) == ""
        assert trouble_with(f"https://laptop.local:{port}", trusted) == ""  # a name that this computer does not find
        assert "not trusted" in trouble_with(f"https://another.local:{port}", trusted)
        assert not speaks_https(f"https://127.0.0.1:{port}")


def test_a_proxy_that_nearer_does_not_believe_is_noticed(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.folder / "authority.pem"))
    with answering(authority.folder / "certificate.pem") as port:
        assert "NEARER_PROXY=1" in trouble_with(f"https://127.0.0.1:{port}")
        assert speaks_https(f"https://127.0.0.1:{port}")
    with answering(authority.folder / "certificate.pem", Strict_Transport_Security="max-age=1") as port:
        assert trouble_with(f"https://127.0.0.1:{port}") == ""


ON = {"BackendState": "Running", "Self": {"DNSName": "pi.tail.ts.net."}, "CertDomains": ["pi.tail.ts.net"]}


def serving(port: int, public: bool = False) -> dict[str, object]:
    site = {"Handlers": {"/": {"Proxy": f"http://127.0.0.1:{port}"}}}
    return {"Web": {"pi.tail.ts.net:443": site}, "AllowFunnel": {"pi.tail.ts.net:443": True} if public else None}


@pytest.mark.parametrize(
    ("status", "served", "seen"),
    [
        (ON, {}, Tailscale(True, "pi.tail.ts.net")),
        (ON, serving(8000), Tailscale(True, "pi.tail.ts.net", True)),
        (ON, serving(8001), Tailscale(True, "pi.tail.ts.net", False)),
        (ON, serving(8000, public=True), Tailscale(True, "pi.tail.ts.net", True, True)),
        ({"BackendState": "NeedsLogin", "Self": None, "CertDomains": None}, {"Web": None}, Tailscale()),
        ("not what was expected", [], Tailscale()),
    ],
)
def test_what_tailscale_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: object, served: object, seen: Tailscale
) -> None:
    """By a stand-in that prints what Tailscale prints by its own source; the real one was not tried."""
    (tmp_path / "status").write_text(json.dumps(status))
    (tmp_path / "serve").write_text(json.dumps(served))
    program = tmp_path / "tailscale"
    program.write_text(f'#!/bin/sh\n[ "$2 $3" = "status --json" ] && cat {tmp_path}/serve || cat {tmp_path}/status\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert tailscale(8000) == seen


def test_where_tailscale_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tailscale(8000) is None


def test_where_a_domain_leads() -> None:
    assert domain_of("nowhere.invalid") == Domain("nowhere.invalid")
    assert domain_of("127.0.0.1").here
    assert domain_of("203.0.113.7") == Domain("203.0.113.7", ("203.0.113.7",), False)


def test_the_addresses_of_this_computer_are_those_of_a_home() -> None:
    assert all(within_home(address) for address in machine.addresses())
    assert machine.local_name() == "" or machine.local_name().endswith(".local")


ADDRESS = "https://laptop.local:8443"
HALVES = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0), "\xa0": (0, 0)}


@pytest.mark.parametrize("terminal", ["light", "dark", "colours"])
def test_a_camera_finds_the_address_in_the_code(terminal: str) -> None:
    """Dark where the code is dark: in a light terminal by ink, in a dark one by what is left out."""
    text = drawn(ADDRESS, terminal)  # type: ignore[arg-type]
    if terminal == "colours":
        assert all(line.startswith(("\x1b[48;5;232m", "\x1b[38;5;255m")) for line in text.splitlines())
    plain = text.replace("\x1b[48;5;232m", "").replace("\x1b[38;5;255m", "").replace("\x1b[0m", "")
    rows: list[list[int]] = []
    for line in plain.splitlines():
        halves = [HALVES[sign] for sign in line]
        rows += [[half[0] for half in halves], [half[1] for half in halves]]
    ink = 1 if terminal == "light" else 0
    dark = [[cell == ink for cell in row] for row in rows]
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(ADDRESS)
    code.make()
    size = code.modules_count
    assert [row[4 : 4 + size] for row in dark[4 : 4 + size]] == code.get_matrix()
    assert not any(any(row) for row in dark[:4])  # the quiet rim
