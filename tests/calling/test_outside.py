"""An address that somebody's browser named leads to nothing that only this server reaches."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.calling import outside
from nearer.calling.outside import NotAllowed, NotReached, is_public, must_be_allowed, post


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/x",
        "ftp://push.example.org/x",
        "//push.example.org/x",
        "/x",
        "",
        "https://",
        "https:///x",
        "https://push.example.org:8443/x",
        "https://push.example.org:99999/x",
        "https://us:secret@push.example.org/x",
        "https://push.example.org@127.0.0.1/x",
        "https://push.example.org\\@127.0.0.1/x",
        "https://push.example.org/x#y",
        "https://push.example.org/x y",
        "https://push.example.org/x\r\nHost: there",
        "https://push.example.org/\u00fc",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://0x7f.0x1/x",
        "https://2130706433/x",
        "https://[::1]/x",
        "https://[fe80::1%25eth0]/x",
        "https://8.8.8.8/x",
        "https://printer/x",
        "https://push.example.org/" + "x" * 1000,
    ],
)
def test_what_names_no_public_service_under_https_is_refused(address: str) -> None:
    with pytest.raises(NotAllowed):
        must_be_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc:DEF-123_x",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/QabC?x=y",
        "https://push.example.org:443/x",
    ],
)
def test_push_services_are_allowed(address: str) -> None:
    assert must_be_allowed(address).scheme == "https"


@settings(deadline=None)
@given(st.text())
def test_whatever_is_given_is_allowed_or_not(text: str) -> None:
    for address in (text, "https://" + text, "https://push.example.org" + text):
        with contextlib.suppress(NotAllowed):
            assert must_be_allowed(address).scheme == "https"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2002:c0a8:101::",
        ),
    ],
)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.1.1", "2a00:1450:4001::1", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def resolves(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[Any]:
    """Every name leads to these; the connections that are then tried."""
    tried: list[Any] = []

    def look_up(_host: str, port: int, **_how: Any) -> list[Any]:
        families = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in addresses]
        return [(f, socket.SOCK_STREAM, 6, "", (a, port)) for f, a in zip(families, addresses, strict=True)]

    def connect(_wire: socket.socket, place: Any) -> None:
        tried.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.7"], ["2a00:1450::1", "::1"]])
def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    tried = resolves(monkeypatch, *addresses)
    with pytest.raises(NotAllowed):
        post("https://push.example.org/x", {}, b"")
    assert tried == []


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = resolves(monkeypatch, "8.8.8.8")
    with pytest.raises(NotReached):
        post("https://push.example.org/x", {}, b"")
    assert tried == [("8.8.8.8", 443)]


def test_only_the_listed_origin_is_let_through(settings: Any) -> None:
    settings.PUSH_ALLOWED = ["http://127.0.0.1:4545"]
    assert must_be_allowed("http://127.0.0.1:4545/x").port == 4545
    for other in (
        "http://127.0.0.1:4546/x",
        "https://127.0.0.1:4545/x",
        "http://127.0.0.2:4545/x",
        "http://127.0.0.1/x",
    ):
        with pytest.raises(NotAllowed):
            must_be_allowed(other)


def answering(settings: Any, speak: Callable[[socket.socket], None]) -> str:
    """An address whose service says this, once."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening, listening.accept()[0] as wire:
            wire.recv(65536)
            speak(wire)

    threading.Thread(target=serve, daemon=True).start()
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings.PUSH_ALLOWED = [origin]
    return origin + "/x"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"hello\r\n\r\n",
        b"HTTP/1.1 huh\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 201 Created\r\n" + b"x: y\r\n" * 9999,
    ],
)
def test_what_is_no_answer_or_far_too_long_counts_as_none(settings: Any, said: bytes) -> None:
    with pytest.raises(NotReached):
        post(answering(settings, lambda wire: wire.sendall(said)), {}, b"")


def test_an_answer_that_comes_drop_by_drop_is_not_waited_for(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def drop(wire: socket.socket) -> None:
        wire.sendall(b"HTTP/1.1 201 Created\r\n")
        while not ended.wait(0.05):
            wire.sendall(b"x")

    monkeypatch.setattr(outside, "SECONDS", 0.5)
    with pytest.raises(NotReached):
        post(answering(settings, drop), {}, b"")
    ended.set()


@pytest.mark.parametrize(("said", "after"), [(b"120", 120), (b"999999999", 86400), (b"Wed, 21 Oct", 0), (b"-5", 0)])
def test_of_an_answer_only_status_and_wait_count(settings: Any, said: bytes, after: int) -> None:
    text = b"HTTP/1.1 429 Too Many\r\nRetry-After: " + said + b"\r\nContent-Length: 5\r\n\r\nhello"
    answer = post(answering(settings, lambda wire: wire.sendall(text)), {}, b"")
    assert (answer.status, answer.after) == (429, after)
