"""The whole ASGI application in a thread of the test, on the test's own database."""

from __future__ import annotations

import http.client
import secrets
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.db import connections
from django.test import Client
from pytest_django import Settings

from nearer.live.hub import hub
from nearer.people.models import Member
from nearer.spaces.models import Membership, Space
from tests.running import eventually


class Events:
    """One open stream, as a browser would read it."""

    def __init__(self, port: int, path: str, cookie: str = "", method: str = "GET") -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=20)
        self.connection.request(method, path, headers={"Cookie": cookie})
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def lines(self) -> Iterator[str]:
        """Line by line, until the stream ends."""
        for line in self.response:
            yield line.decode().rstrip("\n")

    def number(self) -> int:
        """The number of the next event."""
        return next(int(line.removeprefix("data: ")) for line in self.lines() if line.startswith("data: "))

    def text(self) -> str:
        """All of it, to its end."""
        return self.response.read().decode()

    def close(self) -> None:
        """The page is closed."""
        self.response.close()
        self.connection.close()


class House:
    """A running application with two people in a space and a stranger."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.anna, self.ben, self.stranger = (self._member(name) for name in ("anna", "ben", "stranger"))
        self.space = Space.objects.create(id=_id(), time_zone="Europe/Berlin", began_on=date(2026, 3, 2))
        for seat, member in enumerate((self.anna, self.ben), 1):
            Membership.objects.create(space=self.space, member=member, seat=seat)
        self._opened: list[Events] = []

    @staticmethod
    def _member(name: str) -> Member:
        return Member.objects.create_user(name, "nr1_secret", public_id=_id())

    def events(self, member: Member | None, path: str = "", **options: Any) -> Events:
        """Opens the stream of the space as this member (None: signed out)."""
        cookie = ""
        if member is not None:
            client = Client()
            client.force_login(member)
            cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        opened = Events(self.port, f"/live/{self.space.pk}/{path}", cookie, **options)
        self._opened.append(opened)
        return opened

    def leave(self) -> None:
        """Closes what was opened."""
        for opened in self._opened:
            opened.close()


def _id() -> str:
    return secrets.token_urlsafe(16)


@pytest.fixture
def house(transactional_db: None, settings: Settings) -> Iterator[House]:
    """The application, started; it stops by itself at the end."""
    from nearer.asgi import Router, wsgi

    settings.ROOT_URLCONF = "tests.live.urls"

    server = uvicorn.Server(uvicorn.Config(Router(wsgi), port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive())
        assert server.started
        house = House(server.servers[0].sockets[0].getsockname()[1])
        yield house
    finally:
        server.should_exit = True
        if hub._loop is not None:
            hub._loop.call_soon_threadsafe(hub.end_all)
        thread.join(30)
        connections.close_all()
    house.leave()
    eventually(lambda: len(hub) == 0)
