"""Two phones in a home network, by an authority of one's own, in a Chromium that was taught to trust it.

The certificate goes the way it goes on a phone: from the page of the product, into the store of the browser. Chromium
on Linux reads that store from the home folder, and Debian's certutil (package libnss3-tools) writes it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from chromium import ARGUMENTS
from cryptography import x509
from playwright.sync_api import Browser, Error, Playwright, expect

from nearer.address.authority import Authority
from tests.homes import answering, forged, free_ports
from tests.running import Server, Workshop

from .conftest import Person
from .steps import Thumb
from .test_first_evening import ADA, BEN, whole_evening

NAME = "laptop.local"
"""Nobody here announces it: the browsers are told where it leads, as a home network would tell them."""
LEADS = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP example.com 127.0.0.1"

Launch = Callable[[Path], Browser]


@pytest.fixture(scope="module")
def launch(playwright: Playwright, chromium_path: str) -> Iterator[Launch]:
    """Starts a Chromium in a home folder, whose store of certificates it trusts."""
    started: list[Browser] = []

    def start(home: Path) -> Browser:
        made = playwright.chromium.launch(
            executable_path=chromium_path, args=[*ARGUMENTS, LEADS], env={**os.environ, "HOME": str(home)}
        )
        started.append(made)
        return made

    yield start
    for each in started:
        each.close()


@pytest.fixture(scope="module")
def at_home(workshop: Workshop) -> Iterator[tuple[Server, str]]:
    """A product that was told `nearer address home`, and the page for phones."""
    with workshop.server() as server:
        port, page = free_ports(2)
        server.command("address", "home", "--name", NAME, "--https-port", port, "--page-port", page)
        server.restart()
        local, server.address = server.address, f"https://{NAME}:{port}"
        yield server, f"http://127.0.0.1:{page}"
        server.address = local


def teach(home: Path, page: str) -> None:
    """Puts the certificate from the page for phones into the store of the browsers of a home folder."""
    certutil = shutil.which("certutil")
    if certutil is None:
        pytest.skip("no certutil (Debian: libnss3-tools), so no Chromium can be taught to trust the authority")
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    with urlopen(f"{page}/nearer-home.crt", timeout=20) as answered:
        assert answered.headers["Content-Type"] == "application/x-x509-ca-cert"
        (home / "nearer-home.crt").write_bytes(answered.read())
    for arguments in (
        ["-N", "--empty-password"],
        ["-A", "-t", "C,,", "-n", "Nearer at home", "-i", str(home / "nearer-home.crt")],
    ):
        subprocess.run([certutil, "-d", f"sql:{store}", *arguments], check=True, timeout=60)


def test_two_phones_that_trust_it_come_in_and_seal(at_home: tuple[Server, str], launch: Launch, tmp_path: Path) -> None:
    server, page = at_home
    teach(tmp_path, page)
    browser = launch(tmp_path)
    ada = Person("ada", browser, server, permissions=["clipboard-write"])
    ben = Person("ben", browser, server)
    whole_evening(ada, ben, Thumb())
    for one in (ada, ben):
        assert one.page.url.startswith(f"{server.address}/")
        cookies = one.context.cookies()
        assert {"sessionid", "csrftoken"} <= {cookie["name"] for cookie in cookies}
        assert all(cookie["secure"] for cookie in cookies)
        one.must_be_well()
        one.context.close()
    kept = b"".join(path.read_bytes() for path in server.data.glob("nearer.sqlite3*"))
    assert not any(text.encode() in kept for text in (ADA, BEN))


def test_without_trust_the_browser_refuses(at_home: tuple[Server, str], launch: Launch, tmp_path: Path) -> None:
    server, _page = at_home
    context = launch(tmp_path).new_context()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        context.new_page().goto(server.address)


def test_the_authority_is_believed_for_nothing_but_the_home(
    at_home: tuple[Server, str], launch: Launch, tmp_path: Path
) -> None:
    """Somebody stole its key and shows a certificate for another site."""
    server, page = at_home
    teach(tmp_path, page)
    stolen = Authority(server.data / "home")
    context = launch(tmp_path).new_context()
    for name in ("example.com", NAME):
        with answering(forged(stolen, x509.DNSName(name)), body=b"a trap", Content_Type="text/plain") as port:
            visitor = context.new_page()
            if name == NAME:  # else the refusal above would show nothing
                visitor.goto(f"https://{name}:{port}/")
                expect(visitor.get_by_text("a trap")).to_be_visible()
            else:
                with pytest.raises(Error, match="ERR_CERT_"):
                    visitor.goto(f"https://{name}:{port}/")
            visitor.close()  # the thief serves one line at a time


def test_the_page_for_phones_is_fit_for_all(at_home: tuple[Server, str], chromium: Browser) -> None:
    server, page = at_home
    somebody = Person("somebody", chromium, server)
    somebody.forgive("a request left the origin")
    somebody.go(page)
    expect(somebody.page.get_by_role("link", name="Take the certificate")).to_be_visible()
    for summary in somebody.page.locator("summary").all():
        summary.click()
    somebody.picture("home-trust")
    somebody.axe()
    somebody.context.close()
    somebody.must_be_well()
