"""`nearer address` as it is typed, and the real program at a home address: TLS, cookies, hosts, the page for phones."""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509

from tests.homes import free_ports
from tests.running import Server, Workshop


def nearer(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, with a folder of its own."""
    command = [sys.executable, "-m", "nearer.cli", *arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("NEARER_", "DJANGO_"))}
    environment = {**inherited, "NEARER_DATA": str(data), **settings}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_asking_changes_nothing(tmp_path: Path) -> None:
    first = nearer(tmp_path, "address", "--port", free_ports(1)[0])
    assert first.returncode == 0, first.stderr
    before = files(tmp_path)
    assert set(before) <= {"secret-key", "push-key"}
    again = nearer(tmp_path, "address", "--domain", "nowhere.invalid", "--port", free_ports(1)[0])
    assert "nowhere.invalid" in again.stdout
    assert files(tmp_path) == before


def test_a_home_is_made_once_and_asking_again_changes_nothing(tmp_path: Path) -> None:
    made = nearer(tmp_path, "address", "home", "--name", "laptop.local")
    assert made.returncode == 0, made.stderr
    assert "https://laptop.local:8443" in made.stdout
    before = files(tmp_path)
    again = nearer(tmp_path, "address", "home")
    assert again.returncode == 0
    assert files(tmp_path) == before
    assert nearer(tmp_path, "check").stderr == ""
    assert nearer(tmp_path, "address", "forget").returncode == 0
    assert not (tmp_path / "home").exists()


def test_another_name_needs_another_authority_and_that_has_to_be_said(tmp_path: Path) -> None:
    nearer(tmp_path, "address", "home", "--name", "laptop.local")
    before = files(tmp_path)
    refused = nearer(tmp_path, "address", "home", "--name", "pi.local")
    assert refused.returncode == 1
    assert "--anew" in refused.stderr
    assert files(tmp_path) == before
    assert nearer(tmp_path, "address", "home", "--name", "192.168.1.20").returncode == 0
    assert files(tmp_path)["home/authority.pem"] == before["home/authority.pem"]
    assert nearer(tmp_path, "address", "home", "--name", "pi.local", "--anew").returncode == 0
    assert files(tmp_path)["home/authority.pem"] != before["home/authority.pem"]


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (["--name", "example.com"], {}, "--domain"),
        (["--name", "laptop.local"], {"NEARER_ADDRESS": "https://us.example.org"}, "NEARER_ADDRESS"),
        (["--name", "laptop.local", "--https-port", "8442"], {}, "ports"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], says: str
) -> None:
    refused = nearer(tmp_path, "address", "home", *arguments, **settings)
    assert refused.returncode == 1
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "home" / "home.json").exists()


def test_mistakes_are_found_before_a_phone_meets_them(tmp_path: Path) -> None:
    nearer(tmp_path, "address", "home", "--name", "laptop.local")
    assert "is not served" in nearer(tmp_path, "check", NEARER_ADDRESS="https://us.example.org").stdout
    assert "NEARER_PROXY" in nearer(tmp_path, "check", NEARER_PROXY="1").stdout
    key = tmp_path / "home" / "signer.key"
    key.chmod(0o644)
    assert "chmod 600" in nearer(tmp_path, "check").stdout
    key.unlink()
    lost = nearer(tmp_path, "check")
    assert (lost.returncode, "--anew" in lost.stdout) == (1, True)
    (tmp_path / "home" / "home.json").write_text("{")
    broken = nearer(tmp_path, "check")
    assert (broken.returncode, "nearer address home" in broken.stdout) == (1, True)


@dataclass
class AtHome:
    """A running product with a home address. Names are not looked up: every one leads to this machine."""

    server: Server
    port: int
    page: int

    @property
    def folder(self) -> Path:
        return self.server.data / "home"

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "authority.pem"))

    def line(self, host: str, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        bare = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return (context or self.context()).wrap_socket(bare, server_hostname=host)

    def get(self, path: str, host: str = "laptop.local") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(host, self.port, timeout=20)
        connection.sock = self.line(host)
        connection.request("GET", path)
        return connection.getresponse()

    def get_page(self, path: str, method: str = "GET") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.page, timeout=20)
        connection.request(method, path)
        return connection.getresponse()


@pytest.fixture(scope="module")
def home(workshop: Workshop) -> Iterator[AtHome]:
    with workshop.server() as server:
        port, page = free_ports(2)
        server.command("address", "home", "--name", "laptop.local", "--https-port", port, "--page-port", page)
        server.restart()
        yield AtHome(server, int(port), int(page))


def test_it_is_served_over_https_to_who_trusts_the_authority(home: AtHome) -> None:
    assert home.get("/healthz").read() == b"ok"
    with pytest.raises(ssl.SSLCertVerificationError):
        home.line("laptop.local", ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        home.line("example.com")


def test_old_versions_of_tls_are_not_spoken(home: AtHome) -> None:
    assert home.line("laptop.local").version() == "TLSv1.3"
    old = home.context()
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        home.line("laptop.local", old)


def test_cookies_go_by_https_alone_and_browsers_do_not_remember_it(home: AtHome) -> None:
    answer = home.get("/")
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)
    # Remembered, it would hold for every port of that name: the page for phones, and whatever else runs there.
    assert answer.headers["Strict-Transport-Security"] is None


def test_only_names_of_the_home_are_answered_to(home: AtHome) -> None:
    connection = http.client.HTTPConnection("laptop.local", home.port, timeout=20)
    connection.sock = home.line("laptop.local")
    connection.request("GET", "/", headers={"Host": "elsewhere.example"})
    assert connection.getresponse().status == 400


def test_localhost_stays_as_it_was(home: AtHome) -> None:
    connection = http.client.HTTPConnection("localhost", home.server.port, timeout=20)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b"ok"


def test_the_page_for_phones_gives_the_authority_and_nothing_else(home: AtHome) -> None:
    answer = home.get_page("/")
    page = answer.read().decode()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Set-Cookie"] is None
    assert f"https://laptop.local:{home.port}/" in page
    found = re.search(r'href="(/[^"]*\.crt)"', page)
    assert found
    given = home.get_page(found[1])
    assert given.headers["Content-Type"] == "application/x-x509-ca-cert"
    trusted = x509.load_der_x509_certificate(given.read())
    assert trusted == x509.load_pem_x509_certificate((home.folder / "authority.pem").read_bytes())
    assert home.get_page("/page.css").status == 200
    for path in ("/accounts/login/", "/home/signer.key", "/../home/signer.key", "/healthz"):
        assert home.get_page(path).status == 404, path
    assert home.get_page("/", "POST").status == 405
    assert home.get_page("/", "HEAD").read() == b""


def test_the_fingerprint_is_the_same_on_both_screens(home: AtHome) -> None:
    from nearer.address.authority import Authority

    short = Authority(home.folder).short
    assert short in home.get_page("/").read().decode()
    said = home.server.command("address", "--port", str(home.server.port))
    assert "[done] Nearer serves" in said
    assert short in said


def test_it_says_at_the_start_where_a_phone_begins(home: AtHome) -> None:
    assert f"Nearer is ready: https://laptop.local:{home.port}" in home.server.log
    assert f"http://laptop.local:{home.page} first" in home.server.log


def test_a_port_that_is_taken_is_said(home: AtHome) -> None:
    second = nearer(home.server.data, "serve", "--port", free_ports(1)[0], **home.server.database)
    assert second.returncode == 2
    assert "home address cannot be served" in second.stderr
    assert "Traceback" not in second.stderr


def test_an_old_certificate_is_made_anew_at_the_start_and_phones_notice_nothing(workshop: Workshop) -> None:
    with workshop.server() as server:
        port, page = free_ports(2)
        server.command("address", "home", "--name", "laptop.local", "--https-port", port, "--page-port", page)
        before = files(server.data / "home")
        server.restart()
        assert files(server.data / "home") == before
        server.turn_clock(days=330)
        server.restart()
        after = files(server.data / "home")
        assert {name for name in before if before[name] != after[name]} == {"certificate.pem"}
