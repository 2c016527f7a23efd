"""A bare server for the sealing modules, with the headers of docs/sealing.md, and one browser for these tests."""

from __future__ import annotations

import copy
import json
import mimetypes
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from nearer.sealed import keys
from nearer.sealed.format import password_bytes, seal, stretch, to_bytes, to_text
from nearer.sealed.keys import Item
from nearer.sealed.reference import Member

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "nearer" / "web" / "static"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types nearer"
)
SENTENCE = re.compile(r"\"([\w-]+)\": \"{% translate '(.*)' %}\"")
SENTENCES = {
    key: sentence
    for path in sorted((ROOT / "nearer").glob("*/templates/*/_*words.html"))
    for key, sentence in SENTENCE.findall(path.read_text())
}
PAGE = f"""<!doctype html><html lang="en" data-csrf="x"><title>Sealing</title>
<script type="application/json" id="words">{json.dumps(SENTENCES)}</script>
<script type="module" src="/probe.js"></script></html>"""
PROBE = """
import * as format from "/static/nearer/seal/format.js";
import * as keys from "/static/nearer/seal/keys.js";
import * as kinds from "/static/nearer/seal/kinds.js";
import * as store from "/static/nearer/seal/store.js";
import * as seal from "/static/nearer/seal/index.js";
import * as account from "/static/nearer/seal/account.js";
import * as password from "/static/nearer/seal/password.js";
const start = (member, half, ringRevision, more = {}) => seal.start({
  member, half, ringRevision, kdfWorker: "/static/nearer/seal/kdf-worker.js",
  wasm: "/static/vendor/argon2id/simd.wasm /static/vendor/argon2id/no-simd.wasm", ...more,
});
// What a promise comes to: {value} or {key}, so that a refusal can be looked at in Python.
const outcome = async (work) => {
  try {
    return { value: (await work()) ?? null };
  } catch (error) {
    return error.key ? { key: error.key, sentence: error.message } : { key: String(error), sentence: "" };
  }
};
globalThis.it = { format, keys, kinds, store, seal, account, password, start, outcome };
document.documentElement.dataset.ready = "yes";
"""


@dataclass
class Back:
    """What the bare server holds: the bundle of GET /me/keys/, the PIN secret, and every body that was posted."""

    address: str = ""
    bundle: dict[str, Any] | None = None
    pin: dict[str, str] = field(default_factory=dict)
    tries: int = 0
    posted: list[tuple[str, str]] = field(default_factory=list)
    scripts: dict[str, str] = field(default_factory=lambda: {"/probe.js": PROBE})

    def clear(self) -> None:
        """As new."""
        self.scripts = {"/probe.js": PROBE}
        self.bundle, self.pin, self.tries, self.posted = None, {}, 0, []


def handler(back: Back) -> type[BaseHTTPRequestHandler]:
    """The bare server's answers."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def json(self, value: Any, status: int = 200) -> None:
            self.answer(status, json.dumps(value).encode(), "application/json")

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            file = STATIC / path.removeprefix("/static/")
            if path in ("/", "/by-itself/"):
                page = PAGE if path == "/" else PAGE.replace("probe.js", "by-itself.js")
                self.answer(200, page.encode(), "text/html; charset=utf-8")
            elif path in back.scripts:
                self.answer(200, back.scripts[path].encode(), "text/javascript")
            elif path == "/me/keys/" and back.bundle:
                self.json(back.bundle)
            elif path.startswith("/static/") and file.is_file():
                self.answer(200, file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
            else:
                self.answer(404, b"", "text/plain")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            back.posted.append((self.path, body))
            fields = {name: values[0] for name, values in parse_qs(body).items()}
            if self.path == "/me/pin/":
                back.pin, back.tries = fields, 0
                self.json({}, 201)
            elif self.path == "/me/pin/secret/":
                self.give_secret(fields)
            else:
                self.answer(404, b"", "text/plain")

        def give_secret(self, fields: dict[str, str]) -> None:
            if not back.pin:
                return self.answer(404, b"There is no PIN any more.", "text/plain")
            if fields["proof"] == back.pin["proof"]:
                back.tries = 0
                return self.json({"secret": back.pin["secret"]})
            back.tries += 1
            if back.tries >= 5:
                back.pin = {}
            return self.answer(403, b"Not this one.", "text/plain")

    return Handler


@pytest.fixture(scope="package")
def back() -> Iterator[Back]:
    """The bare server, running on localhost."""
    holds = Back()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(holds))
    server.daemon_threads = True
    holds.address = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield holds
    server.shutdown()
    server.server_close()


PASSWORD = "five words are easy to keep"


class Profile:
    """A browser profile of its own. `wrongs` is what broke a policy or was left unhandled on any of its pages."""

    def __init__(self, browser: Browser, back: Back) -> None:
        self.back = back
        self.context: BrowserContext = browser.new_context(base_url=back.address)
        self.context.set_default_timeout(30_000)
        self.wrongs: list[str] = []
        self.context.on("weberror", lambda error: self.wrongs.append(str(error.error)))
        self.context.on("console", self._heard)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.wrongs.append(said.text)

    def page(self) -> Page:
        """A new page with the modules loaded as `it`."""
        page = self.context.new_page()
        page.goto("/")
        return self.ready(page)

    def again(self, page: Page) -> Page:
        """The same page, loaded anew."""
        page.reload()
        return self.ready(page)

    def start(self, page: Page, who: Somebody, *, revision: int | None = None, half: str = "") -> str:
        """What page.js does on a page of someone who is signed in: the state."""
        shown = who.bundle["revision"] if revision is None else revision
        state: str = page.evaluate("([m, h, r]) => it.start(m, h, r)", [who.member.id, half or who.half, shown])
        return state

    def sign_in(self, who: Somebody) -> Page:
        """A page of someone who typed the password on the sign-in page before."""
        page = self.page()
        page.evaluate("(half) => it.start('', half, 0)", who.half)
        page.evaluate("([p, kdf]) => it.account.signIn(p, kdf)", [PASSWORD, who.bundle["kdf"]])
        self.again(page)
        assert self.start(page, who) == "open"
        return page

    def open_page(self, who: Somebody) -> Page:
        """The same without the wait for the stretching: what signIn leaves on the device is put there."""
        page = self.page()
        left = {"wrap": to_text(who.wrap), "borrowed": False}
        box = seal(keys.device_key(to_bytes(who.half)), keys.device_context("wrap"), left)
        page.evaluate("(wrap) => it.store.write('device', { wrap })", box)
        assert self.start(page, who) == "open"
        return page

    def ready(self, page: Page) -> Page:
        """Waits for the modules."""
        page.wait_for_selector("html[data-ready=yes]", state="attached")
        return page


@pytest.fixture
def profile(chromium: Browser, back: Back) -> Iterator[Profile]:
    """A fresh browser profile and a server that holds nothing."""
    back.clear()
    made = Profile(chromium, back)
    yield made
    made.context.close()
    assert [wrong for wrong in made.wrongs if "status of 40" not in wrong] == []


@dataclass
class Somebody:
    """Someone with an account, from outside the browser: the reference's member, and what the server holds."""

    member: Member
    bundle: dict[str, Any]
    recovery: str
    code: str
    space: str
    half: str
    wrap: bytes

    def item(self, kind: str = "answer", **more: Any) -> Item:
        """An item of theirs in their first space."""
        return self.member.item(space=self.space, kind=kind, **more)

    def envelope(self, item: Item, value: dict[str, Any]) -> dict[str, Any]:
        """An item as a page gets it, box and all."""
        return {**asdict(item), "box": self.member.seal(item, value)}


def somebody(password: str = PASSWORD) -> Somebody:
    """A new account, made by the reference."""
    member, fields, code, space = Member.new(password)
    bundle = {"member": member.id, "kdf": json.loads(fields["kdf"]), "wrapped": fields["wrapped"], "attic": None}
    bundle |= {"keyring": fields["keyring"], "revision": 1, "recovery_checked": False}
    wrap = keys.wrap_key(stretch(password_bytes(password), bundle["kdf"]))
    return Somebody(member, bundle, fields["recovery"], code, space, half=to_text(os.urandom(32)), wrap=wrap)


@pytest.fixture(scope="package")
def ann_once() -> Somebody:
    """Stretching takes a while, so one account serves all tests."""
    return somebody()


@pytest.fixture
def ann(ann_once: Somebody, back: Back) -> Somebody:
    """Ann, whose bundle the server gives out."""
    copied = copy.deepcopy(ann_once)
    back.bundle = copied.bundle
    return copied


@pytest.fixture
def page(profile: Profile) -> Page:
    """A page of a fresh profile."""
    return profile.page()
