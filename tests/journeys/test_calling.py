"""Being called on a phone: choosing it, the push that arrives and opens, the notification that the worker shows.

A browser without a screen reaches no real push service. So its subscription is one of a service on loopback, which
verifies and opens what the server sends, and what it opened is handed to the real service worker by the browser's own
developer tools.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import chromium as chromiums
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright, expect

from tests.calling.push_service import Browser, PushService, push_service
from tests.running import Server, Workshop, eventually

from .conftest import ROOT, Meet, Person
from .people_steps import sign_out
from .spaces_steps import first_person
from .steps import Thumb

PUSH = ROOT / "nearer" / "web" / "static" / "nearer" / "worker" / "push.js"
SUBSCRIBES = """
const { endpoint, p256dh, auth } = %s;
const made = { toJSON: () => ({ endpoint, keys: { p256dh, auth } }), unsubscribe: async () => true };
PushManager.prototype.subscribe = async () => made;
PushManager.prototype.getSubscription = async () => (document.querySelector("[data-here]") ? made : null);
"""
SHOWN = """navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) =>
    JSON.stringify(all.map(({ title, body, tag, data }) => ({ title, body, tag, data }))))"""
SHOWN_AT = """navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) =>
    String(Math.max(...all.map(({ timestamp }) => timestamp))))"""
TOUCHED = """async () => {
    const went = [];
    WindowClient.prototype.focus = async function () { went.push("to " + new URL(this.url).pathname); };
    Clients.prototype.openWindow = async (address) => { went.push("opened " + address); };
    async function touch() {
        await registration.showNotification("A moment for you");
        const [notification] = await registration.getNotifications();
        const event = new NotificationEvent("notificationclick", { notification });
        const done = new Promise((resolve) => { event.waitUntil = resolve; });
        dispatchEvent(event);
        await done;
    }
    await touch();
    Clients.prototype.matchAll = async () => [];
    await touch();
    return [went, (await registration.getNotifications()).length];
}"""
NEXT = """
from nearer.calling.models import Wish
print(Wish.objects.get().next_reminder_at.isoformat())
"""
TOKEN = """
from nearer.calling.mail import token_of
from nearer.people.models import Member
print(token_of(Member.objects.get().public_id))
"""
WAYS = """
from nearer.calling.models import Way
print(Way.objects.count())
"""


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """One that shows notifications."""
    found = chromiums.find(playwright.chromium.executable_path, whole=True)
    if found is None:
        pytest.skip("no Chromium that shows notifications: `make test` installs one where it may")
    browser = playwright.chromium.launch(executable_path=found, args=chromiums.ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def called(workshop: Workshop, service: PushService) -> Iterator[Server]:
    """A server that may call the loopback service."""
    with workshop.server(NEARER_PUSH_ALLOWED=service.origin) as running:
        yield running


def deliver(person: Person, words: str) -> None:
    """Hands what a push service would bring to the service worker of this browser."""
    tools = person.context.new_cdp_session(person.page)
    found: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    person._evaluate("navigator.serviceWorker.ready.then(() => '')")
    (registration,) = [each for each in found if each["scopeURL"] == f"{person.server.address}/"]
    where = {"origin": person.server.address, "registrationId": registration["registrationId"]}
    tools.send("ServiceWorker.deliverPushMessage", {**where, "data": words})
    tools.detach()


def shown(person: Person) -> list[dict[str, Any]]:
    """The notifications of this browser."""
    notifications: list[dict[str, Any]] = json.loads(person._evaluate(SHOWN))
    return notifications


def test_a_device_is_called_and_shows_nothing_but_that(person: Meet, called: Server, service: PushService) -> None:
    ada = person("ada", server=called, permissions=["notifications"])
    phone: Browser = service.browser()
    ada.context.add_init_script(SUBSCRIBES % json.dumps(phone.fields))
    first_person(ada, Thumb())

    ada.go("/me/")
    ada.page.get_by_role("link", name="When shall it call you?").click()
    expect(ada.page.get_by_role("radio", name="Not at all")).to_be_checked()
    expect(ada.page.get_by_role("button", name="Call me on this device")).to_be_enabled()
    ada.picture("calling-before")
    ada.axe()

    ada.page.get_by_role("button", name="Call me on this device").click()
    expect(ada.page.get_by_role("heading", name="Devices that get calls")).to_be_visible()
    expect(ada.page.get_by_text("This device gets your calls.")).to_be_visible()
    expect(ada.page.get_by_role("radio", name="On my devices")).to_be_checked()
    ada.page.get_by_role("switch", name="When a letter comes").check()
    ada.page.get_by_role("button", name="Keep it so").click()
    expect(ada.page.get_by_role("switch", name="When a letter comes")).to_be_checked()
    ada.picture("calling-chosen")
    ada.axe()

    ada.page.get_by_role("button", name="Call me now, to try it").click()
    expect(ada.page.get_by_text("It is on its way")).to_be_visible()
    eventually(lambda: len(phone.heard) == 1)
    assert service.refused == []

    deliver(ada, phone.heard[0].words)
    expect(ada.page.locator("body")).to_be_visible()
    eventually(lambda: len(shown(ada)) == 1)
    assert shown(ada) == [{"title": "A moment for you", "body": "", "tag": "moment", "data": None}]
    first = float(ada._evaluate(SHOWN_AT))
    deliver(ada, "who has a copy of the server would like to write here")
    eventually(lambda: float(ada._evaluate(SHOWN_AT)) > first)
    assert shown(ada) == [{"title": "A moment for you", "body": "", "tag": "moment", "data": None}]

    due = datetime.fromisoformat(called.python(NEXT).strip())
    ahead = due - datetime.now(UTC) + timedelta(minutes=1)
    service.now = lambda: time.time() + ahead.total_seconds()
    called.turn_clock(seconds=ahead.total_seconds())
    eventually(lambda: len(phone.heard) == 2)
    assert phone.heard[0].words == phone.heard[1].words
    assert phone.heard[0].size == phone.heard[1].size

    ada.go(f"/no-more/{called.python(TOKEN).strip()}/")
    ada.picture("calling-no-more")
    ada.axe()
    ada.page.get_by_role("button", name="No more of them").click()
    expect(ada.page.get_by_role("heading", name="No more of these")).to_be_visible()
    assert called.python(WAYS).strip() == "1", "who gets no mails loses nothing by it"

    sign_out(ada)
    assert called.python(WAYS).strip() == "0"


class _Alone(BaseHTTPRequestHandler):
    """That part of the service worker which is called, by itself, and a page."""

    def do_GET(self) -> None:
        is_worker = self.path == "/worker.js"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_worker else "text/html")
        self.end_headers()
        self.wfile.write(PUSH.read_bytes() if is_worker else b"<!doctype html><title>A page</title>")

    def log_message(self, *_said: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def alone() -> Iterator[str]:
    """Where it is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Alone) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_touching_it_goes_to_the_page_that_is_open_or_opens_today(chromium: Chromium, alone: str) -> None:
    """Where it leads is looked at, not gone: a browser follows only the touch of a finger."""
    context = chromium.new_context(base_url=alone, permissions=["notifications"])
    page = context.new_page()
    page.goto("/letters/")
    with context.expect_event("serviceworker") as begun:
        page.evaluate(
            "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => '')"
        )
    assert begun.value.evaluate(TOUCHED) == [["to /letters/", "opened /"], 0]
    context.close()
