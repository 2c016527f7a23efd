"""The second gate while the product runs on: the certificate changes under it, and nobody has to restart."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.test import override_settings

from nearer.address import gate as gates
from nearer.address import machine
from nearer.address.authority import Authority
from nearer.address.choice import Home, Mistake, folder
from nearer.serving import listen
from tests.homes import free_ports


async def hello(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    port, page = map(int, free_ports(2))
    chosen = Home("laptop.local", (), port, page)
    Authority.make(folder(tmp_path), chosen.names, datetime.now(UTC))
    return chosen


async def shown(home: Home, data: Path, host: str = "laptop.local") -> set[str]:
    """The addresses in the certificate that a new visitor is shown."""
    context = ssl.create_default_context(cafile=str(folder(data) / "authority.pem"))
    _reader, writer = await asyncio.open_connection("127.0.0.1", home.port, ssl=context, server_hostname=host)
    names = writer.get_extra_info("peercert")["subjectAltName"]
    writer.close()
    return {value for kind, value in names if kind == "IP Address"}


@override_settings(ALLOWED_HOSTS=["localhost"])
def test_an_address_that_the_router_gives_anew_is_vouched_for_without_a_restart(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = ["192.168.1.20"]
    monkeypatch.setattr(machine, "addresses", lambda: addresses)
    monkeypatch.setattr(gates, "EVERY", 0.05)
    gate = gates.Gate(home, tmp_path, listen)

    async def day() -> None:
        config = uvicorn.Config(hello, log_config=None, lifespan="off")
        config.load()
        server = uvicorn.Server(config)
        server.servers, server.lifespan = [], config.lifespan_class(config)
        await gate.open(server)
        assert "192.168.1.20" in await shown(home, tmp_path)
        addresses[:] = ["192.168.1.77"]
        async with asyncio.timeout(40):
            while "192.168.1.77" not in await shown(home, tmp_path):  # noqa: ASYNC110  (a visitor comes again)
                await asyncio.sleep(0.05)
        gate.close()
        for each in server.servers:
            each.close()

    asyncio.run(day())
    assert {"laptop.local", "192.168.1.20", "192.168.1.77"} <= set(settings.ALLOWED_HOSTS)


def test_a_gate_that_cannot_open_leaves_no_port_taken(home: Home, tmp_path: Path) -> None:
    taken = listen("0.0.0.0", home.page_port)[0]
    taken.listen()
    with pytest.raises(OSError, match="in use"):
        gates.Gate(home, tmp_path, listen)
    listen("0.0.0.0", home.port)[0].close()
    taken.close()


def test_a_gate_without_an_authority_is_a_mistake(home: Home, tmp_path: Path) -> None:
    (folder(tmp_path) / "signer.key").unlink()
    with pytest.raises(Mistake):
        gates.Gate(home, tmp_path, listen)
