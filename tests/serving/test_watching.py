"""What the one who runs it can watch: logs and numbers, in which nobody's words, name, address or id ever stands."""

from __future__ import annotations

import http.client
import json
import logging
import socket
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from django.db import OperationalError

from nearer import metrics
from nearer.metrics import Metrics
from nearer.web.logs import without_traces
from tests.cast import box, new_id
from tests.running import Server, Workshop

CANARY = "canary-that-sings-at-dawn"

PREPARE = """
from tests.cast import person
ada = person("canary-ada")
print(ada.space.pk, ada.client.cookies["sessionid"].value)
"""
BREAK = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE spaces_choice RENAME TO gone")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


class Watched:
    """A server that says all it can, after a visit that brought canaries everywhere and met every kind of trouble."""

    def __init__(self, server: Server, port: int) -> None:
        self.server = server
        self.space, self.session = server.python(PREPARE).split()
        self.item = new_id()
        fields = f"id={self.item}&epoch=0&revision=1&box={box()}"
        self.ask("GET", "/")
        self.ask("GET", f"/spaces/{self.space}/exchanges/")
        self.ask("GET", f"/spaces/{new_id()}/{CANARY}/?{CANARY}={CANARY}")
        self.ask("POST", f"/spaces/{self.space}/choices/", f"{fields}&{CANARY}={CANARY}")
        self.ask("POST", f"/spaces/{self.space}/choices/", fields, token="")
        self.ask("POST", f"/spaces/{self.space}/choices/", fields, Origin=f"https://{CANARY}.example")
        self.ask("POST", "/sign-in/", f"login={CANARY}&password=nr1_{'A' * 43}")
        self.ask("GET", "/", Host=f"{CANARY}.example")
        server.python(BREAK)
        assert self.ask("POST", f"/spaces/{self.space}/choices/", fields) == 500
        self.numbers = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()

    def ask(self, method: str, path: str, body: str = "", token: str = "c" * 32, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        given = {
            "Cookie": f"sessionid={self.session}; csrftoken={'c' * 32}",
            "X-CSRFToken": token,
            "User-Agent": CANARY,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body, given | headers)
        return connection.getresponse().status

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log, but for what is said at the start."""
        return [json.loads(line) for line in self.server.log.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def watched(workshop: Workshop) -> Iterator[Watched]:
    port = free_port()
    with workshop.server(NEARER_LOG="json", NEARER_METRICS_PORT=str(port)) as server:
        yield Watched(server, port)


def test_every_line_of_the_log_is_an_object_that_says_what_and_where(watched: Watched) -> None:
    said = [(line["from"], line["says"], line.get("route"), line.get("status")) for line in watched.lines]
    assert not any(status == 404 for _name, _says, _route, status in said), "what was refused is nobody's business"
    assert any(name == "django.security.csrf" and route == "choices" for name, _says, route, _status in said)
    assert any(status == 500 and route == "choices" and "Error at " in says for _name, says, route, status in said)
    assert all(line["level"] in {"warning", "error"} for line in watched.lines)


def test_no_word_name_address_or_id_is_in_the_log_or_among_the_numbers(watched: Watched) -> None:
    told = watched.server.log + watched.numbers
    for trace in (CANARY, "canary-ada", watched.space, watched.item, watched.session, "nr1", "127.0.0.1"):
        assert trace not in told, trace


def test_the_numbers_go_by_route_and_kind_of_answer(watched: Watched) -> None:
    assert 'nearer_requests_total{route="choices",status="5xx"} 1' in watched.numbers
    assert 'nearer_requests_total{route="exchanges",status="2xx"} 1' in watched.numbers
    assert 'nearer_request_seconds_count{route="exchanges"} 1' in watched.numbers
    assert "nearer_open_streams 0" in watched.numbers
    assert "nearer_sign_ins_waiting 0" in watched.numbers
    assert 'nearer_jobs_due{job="letters"} 0' in watched.numbers


def test_numbers_are_shown_to_nobody_unless_asked_for(workshop: Workshop) -> None:
    with workshop.server() as server:
        connection = http.client.HTTPConnection("localhost", server.port, timeout=30)
        connection.request("GET", "/metrics")
        assert connection.getresponse().status == 404


def test_answers_are_counted_up_to_each_bound() -> None:
    counted = Metrics()
    for seconds in (0.004, 0.03, 99.0):
        counted.answered("today", 200, seconds)
    lines = counted.text().splitlines()
    assert 'nearer_request_seconds_bucket{route="today",le="0.005"} 1' in lines
    assert 'nearer_request_seconds_bucket{route="today",le="0.05"} 2' in lines
    assert 'nearer_request_seconds_bucket{route="today",le="10"} 2' in lines
    assert 'nearer_request_seconds_bucket{route="today",le="+Inf"} 3' in lines
    assert 'nearer_request_seconds_count{route="today"} 3' in lines


def test_what_cannot_be_asked_is_left_out_and_the_rest_is_shown(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """As when the database is away, which is when somebody looks."""

    def gone() -> dict[str, float]:
        raise OperationalError(f"connection to {CANARY}.example at 127.0.0.1 refused")

    counted = Metrics()
    counted.answered("today", 200, 0.004)
    counted.gauge("nearer_jobs_due", "What waits.", gone, label="job")
    counted.gauge("nearer_open_streams", "Open pages.", lambda: {"": 7})
    monkeypatch.setattr(metrics, "metrics", counted)
    settings.METRICS_PORT, settings.METRICS_HOST = free_port(), "127.0.0.1"
    page = metrics.show()
    assert page is not None
    try:
        text = urlopen(f"http://127.0.0.1:{settings.METRICS_PORT}/metrics").read().decode()
    finally:
        page.shutdown()
        page.server_close()
    assert "nearer_open_streams 7" in text
    assert 'nearer_requests_total{route="today",status="2xx"} 1' in text
    assert "nearer_jobs_due" not in text
    assert capfd.readouterr().err == "", "a trace names who asked"
    assert "nearer_jobs_due cannot be asked: OperationalError" in caplog.text
    assert CANARY not in caplog.text
    assert "127.0.0.1" not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "mail to ada.lovelace@example.org failed",
        "from 192.168.1.17 to 2001:db8::ff00:42:8329",
        "GET https://us.example.org/spaces/x",
        "path /spaces/abc/letters/ not found",
        f"item {'Ab-_' * 5}xy",
        "password nr1_c2VjcmV0c2VjcmV0",
    ],
)
def test_messages_of_libraries_lose_what_names_somebody(text: str) -> None:
    shown = without_traces(text)
    for trace in ("ada", "192.168", "2001", "example.org", "spaces", "Ab-_", "c2Vj"):
        assert trace not in shown


def test_plain_messages_stay_as_they_are() -> None:
    text = "The connection that hears of changes broke; trying again in 12.5 seconds."
    assert without_traces(text) == text
    assert logging.getLogger("nearer").getEffectiveLevel() == logging.WARNING
