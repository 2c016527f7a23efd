"""<live-updates> in a real browser: hears, catches up, and asks where events do not get through."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pytest

from tests.journeys.conftest import Meet, Person
from tests.running import Server

MAKE = """
from datetime import date
from django.conf import settings
from django.test import Client
from nearer.people.models import Keys, Member
from nearer.spaces.models import Membership, Space
member = Member.objects.create_user("{member}", "nr1_secret", public_id="{member}")
box = "nr1." + "A" * 379
Keys.objects.create(member=member, kdf=dict(), wrapped=box, recovery=box, keyring=box)
space = Space.objects.create(id="{space}", time_zone="UTC", began_on=date(2026, 3, 2))
Membership.objects.create(space=space, member=member, seat=1, welcomed=True)
client = Client()
client.force_login(member)
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
CHANGE = """
from django.db import transaction
from nearer.spaces.models import Space
with transaction.atomic():
    Space.objects.get().changed()
"""


@dataclass
class Listening:
    """A person in a space of their own, on a page that listens."""

    person: Person
    space: str

    def listen(self, seq: int) -> None:
        """Puts the element into the page and collects what it says in window.heard."""
        self.person.page.evaluate(
            """async ([src, seq]) => {
                await import("/static/nearer/elements/live-updates.js");
                window.heard = [];
                addEventListener("nearer:changed", (event) => window.heard.push(event.detail.seq));
                const live = document.createElement("live-updates");
                live.setAttribute("src", src);
                live.setAttribute("seq", seq);
                document.body.append(live);
            }""",
            [f"/live/{self.space}/", seq],
        )

    def hears(self, *numbers: int) -> None:
        """Waits until exactly these numbers were said."""
        page = self.person.page
        for _ in range(150):
            if page.evaluate("window.heard") == list(numbers):
                return
            page.wait_for_timeout(100)
        assert page.evaluate("window.heard") == list(numbers)

    def change_here(self) -> None:
        """Changes something by a request, as pages do: this process is told at once."""
        token = self.person.page.locator("html").get_attribute("data-csrf")
        done = self.person.page.evaluate(
            """async ([url, token]) => {
                const post = {method: "POST", headers: {"X-CSRFToken": token}, redirect: "manual"};
                const answer = await fetch(url, post);
                return answer.ok || answer.type === "opaqueredirect";
            }""",
            [f"/spaces/{self.space}/pause/", token],
        )
        assert done


@pytest.fixture
def listening(server: Server, person: Meet) -> Listening:
    """Somebody signed in, on a page that changes nothing."""
    member, space = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
    session = server.python(MAKE.format(member=member, space=space)).strip()
    anna = person("anna")
    anna.context.add_cookies([{"name": "sessionid", "value": session, "url": server.address}])
    anna.go("/-/patterns")
    return Listening(anna, space)


def test_a_change_is_heard_once(listening: Listening) -> None:
    listening.listen(1)
    listening.change_here()
    listening.hears(2)
    listening.change_here()
    listening.hears(2, 3)


def test_what_is_known_is_not_said_again(listening: Listening) -> None:
    listening.listen(0)
    listening.hears(1)
    listening.change_here()
    listening.hears(1, 2)


def test_after_a_restart_it_catches_up(listening: Listening, server: Server) -> None:
    listening.person.forgive("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE", "ERR_EMPTY_RESPONSE")
    listening.listen(1)
    server.stop()
    server.python(CHANGE)
    server.start()
    listening.hears(2)


def test_a_page_out_of_sight_rests_and_catches_up(listening: Listening, server: Server) -> None:
    page = listening.person.page
    listening.listen(1)
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    hide += "document.dispatchEvent(new Event('visibilitychange')) }"
    page.evaluate(hide, True)
    assert page.evaluate("document.querySelector('live-updates').events.readyState") == 2
    server.python(CHANGE)
    listening.hears()
    page.evaluate(hide, False)
    listening.hears(2)


def test_where_events_are_blocked_it_asks(listening: Listening, server: Server) -> None:
    listening.person.forgive("ERR_FAILED")
    listening.person.context.route("**/live/*/?since=*", lambda route: route.abort())
    listening.listen(1)
    server.python(CHANGE)
    listening.hears(2)


def test_where_events_are_held_back_it_asks(listening: Listening, server: Server) -> None:
    """As some proxies do: the connection is there, and nothing comes through it."""
    listening.person.page.evaluate(
        """() => (window.EventSource = class extends EventTarget {
            constructor() { super(); this.readyState = 1; setTimeout(() => this.dispatchEvent(new Event("open"))); }
            close() { this.readyState = 2; }
        })"""
    )
    listening.listen(1)
    server.python(CHANGE)
    listening.hears(2)


def test_what_the_page_did_not_come_to_show_is_said_again(listening: Listening) -> None:
    listening.listen(0)
    listening.hears(1)
    wake = "document.querySelector('live-updates').wake()"
    listening.person.page.evaluate(wake)
    listening.hears(1, 1)
    listening.person.page.evaluate("document.querySelector('live-updates').setAttribute('seq', 1)")
    listening.person.page.evaluate(wake)
    listening.change_here()
    listening.hears(1, 1, 2)


def test_a_sign_in_that_ended_is_left_in_peace(listening: Listening, server: Server) -> None:
    page = listening.person.page
    listening.person.forgive("404")
    listening.person.context.clear_cookies()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    listening.listen(1)
    page.wait_for_event("request", lambda request: request.url.endswith("/seq"))
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('live-updates').timer") is None
    assert sum(url.endswith("/seq") for url in asked) == 1
