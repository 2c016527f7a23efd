"""The page from which a phone takes the certificate of the authority: plain http, for the phone knows none yet.

It shows nothing but what is public: no people, no words, no link into the product but its address.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from .authority import Authority
from .choice import Home

if TYPE_CHECKING:
    from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope

FILE = "/nearer-home.crt"
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STYLE = Path(__file__).with_name("page.css")


class TrustPage:
    """An ASGI application of three files."""

    def __init__(self, home: Home, authority: Authority) -> None:
        context = {"home": home, "authority": authority, "file": FILE}
        page = render_to_string("home/trust.html", context)
        self.files: Mapping[str, tuple[str, bytes]] = {
            "/": ("text/html; charset=utf-8", page.encode()),
            "/page.css": ("text/css; charset=utf-8", STYLE.read_bytes()),
            FILE: ("application/x-x509-ca-cert", authority.file),
        }

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            return
        status, kind, body = 404, "text/plain; charset=utf-8", b"There is nothing here."
        if scope["method"] not in {"GET", "HEAD"}:
            status, body = 405, b"This page can only be read."
        elif scope["path"] in self.files:
            status, (kind, body) = 200, self.files[scope["path"]]
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
        sent = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": sent, "more_body": False})
