"""A push service on loopback: it gives out subscriptions as a browser gets them, checks who pushes (RFC 8292), opens
what is pushed (RFC 8291) by code of its own, and misbehaves where a test wants that.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LONGEST_SIGNED = 24 * 60 * 60


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def mac(key: bytes, *parts: bytes) -> bytes:
    return hmac.digest(key, b"".join(parts), hashlib.sha256)


def opened(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """RFC 8291, section 3.4, step by step. Raises where anything is wrong."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    assert length == 65
    assert 18 <= len(sealed) <= size
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    prk_key = mac(auth, shared)
    ikm = mac(prk_key, b"WebPush: info\0", point_of(key), sender, b"\x01")
    prk = mac(salt, ikm)
    cek = mac(prk, b"Content-Encoding: aes128gcm\0\x01")[:16]
    nonce = mac(prk, b"Content-Encoding: nonce\0\x01")[:12]
    plain = AESGCM(cek).decrypt(nonce, sealed, None).rstrip(b"\0")
    assert plain[-1:] == b"\x02", "the last record"
    return plain[:-1]


@dataclass
class Browser:
    """One browser's subscription, with the private half that only the browser has."""

    service: PushService
    path: str = field(default_factory=lambda: "/push/" + secrets.token_urlsafe(12))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    server_key: str = ""
    """The one server that may push (`applicationServerKey`); anybody, where it is not said."""

    @property
    def fields(self) -> dict[str, str]:
        """What its page posts."""
        endpoint = self.service.origin + self.path
        return {"endpoint": endpoint, "p256dh": b64(point_of(self.key)), "auth": b64(self.auth)}

    @property
    def heard(self) -> list[Pushed]:
        """What came for it."""
        return [one for one in self.service.pushed if one.path == self.path]


@dataclass
class Pushed:
    """One call that came, was well signed, and opened."""

    path: str
    words: str
    headers: dict[str, str]
    claims: dict[str, Any]
    size: int


class PushService:
    """`answers` says with which status a path is answered in place of 201, `after` its Retry-After; a path in `hangs`
    is not answered until `release`.
    """

    def __init__(self) -> None:
        self.pushed: list[Pushed] = []
        self.refused: list[str] = []
        self.answers: dict[str, int] = {}
        self.after: dict[str, str] = {}
        self.hangs: set[str] = set()
        self.release = threading.Event()
        self.tries: list[str] = []
        self.browsers: dict[str, Browser] = {}
        self.now = time.time
        self.origin = ""

    def browser(self, server_key: str = "") -> Browser:
        """A new subscription."""
        made = Browser(self, server_key=server_key)
        self.browsers[made.path] = made
        return made

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer."""
        self.tries.append(path)
        if path in self.hangs:
            self.release.wait(60)
            return 503
        if path in self.answers:
            return self.answers[path]
        if path not in self.browsers:
            return 404
        browser = self.browsers[path]
        try:
            claims = self.signed(headers["authorization"], browser)
            assert headers["content-encoding"] == "aes128gcm"
            assert 0 <= int(headers["ttl"]) <= 28 * 24 * 60 * 60
            words = opened(body, browser.key, browser.auth).decode()
        except Exception as wrong:
            self.refused.append(f"{type(wrong).__name__}: {wrong}")
            return 403
        self.pushed.append(Pushed(path, words, headers, claims, len(body)))
        return 201

    def signed(self, authorization: str, browser: Browser) -> dict[str, Any]:
        """The claims of a well signed token. Raises where anything is wrong (RFC 8292, section 2)."""
        scheme, _blank, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        head, said, signature = parts["t"].split(".")
        assert scheme == "vapid"
        assert json.loads(raw_of(head)) == {"typ": "JWT", "alg": "ES256"}
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw_of(parts["k"]))
        raw = raw_of(signature)
        assert len(raw) == 64
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.verify(der, f"{head}.{said}".encode(), ec.ECDSA(hashes.SHA256()))
        claims: dict[str, Any] = json.loads(raw_of(said))
        assert claims["aud"] == self.origin, "for another service"
        assert 0 < claims["exp"] - self.now() <= LONGEST_SIGNED, "too old, or for too long"
        assert claims["sub"].startswith(("mailto:", "https://"))
        assert browser.server_key in {"", parts["k"]}, "another server's key"
        return claims


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        service: PushService = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = service.take(self.path, headers, body)
        self.send_response(status)
        if self.path in service.after:
            self.send_header("Retry-After", service.after[self.path])
        if 300 <= status < 400:
            self.send_header("Location", service.origin + "/push/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Nothing on the screen."""


@contextmanager
def push_service() -> Iterator[PushService]:
    """A running one; its `origin` has to be allowed."""
    service = PushService()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.service = service  # type: ignore[attr-defined]
    service.origin = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        service.release.set()
        server.shutdown()
        server.server_close()
