"""Locking: by the button, when idle, by quick exit; opening again with password, PIN, passkey. Devices."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Route, expect

from tests.running import Workshop

from .conftest import Meet, Person
from .people_steps import is_open, lock, sign_in, unlock
from .steps import sign_up


class Neutral(BaseHTTPRequestHandler):
    """An ordinary site that remembers who came from where."""

    seen: list[tuple[str, str | None]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Weather</title><link rel=icon href='data:,'>Sunny")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def neutral() -> Iterator[str]:
    """The address of an ordinary site."""
    Neutral.seen = []
    site = ThreadingHTTPServer(("127.0.0.1", 0), Neutral)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()


def signed_up(someone: Person) -> None:
    """With a new account, where the first evening begins."""
    someone.go("/sign-up/")
    sign_up(someone)
    someone.page.wait_for_url(re.compile("/spaces/"))


def choose(someone: Person, idle: str, by: str) -> None:
    """On the page of the lock."""
    someone.go("/me/lock/")
    someone.page.get_by_text(idle, exact=True).click()
    someone.page.get_by_text(by, exact=True).click()


def test_the_button_locks_every_tab_and_the_password_opens(person: Meet) -> None:
    ada = person("ada")
    signed_up(ada)
    is_open(ada)
    second = ada.context.new_page()
    second.goto("/me/tempo/")
    expect(second.locator("#light")).to_be_enabled()
    lock(ada)
    ada.picture("people-locked")
    ada.axe()
    expect(second.locator("dialog.lock-screen")).to_be_visible()
    ada.page.keyboard.press("Escape")
    ada.page.keyboard.press("Escape")
    expect(ada.page.locator("dialog.lock-screen")).to_be_visible()
    assert "Locked" in ada.page.locator("dialog.lock-screen").inner_text()
    ada.page.reload()
    expect(ada.page.locator("dialog.lock-screen")).to_be_visible()
    unlock(ada, "some other words here")
    expect(ada.page.locator("#lock-alert")).to_contain_text("does not open your keys")
    unlock(ada)
    expect(ada.page.locator("dialog.lock-screen")).to_have_count(0)
    expect(second.locator("dialog.lock-screen")).to_have_count(0)
    lock(ada)
    ada.go("/help/")
    expect(ada.page.locator("dialog.lock-screen")).to_have_count(0)
    expect(ada.page.get_by_role("heading", name="Numbers and addresses")).to_be_visible()


def test_a_pin_and_five_wrong_ones(person: Meet) -> None:
    ada = person("ada")
    ada.forgive("403", "404")
    signed_up(ada)
    choose(ada, "stays open", "six digits")
    ada.axe()
    ada.page.locator("#new-pin").fill("482915")
    ada.page.get_by_role("button", name="Keep it so").click()
    ada.page.wait_for_url("**/me/")
    lock(ada)
    ada.picture("people-pin")
    unlock(ada, "482915")
    expect(ada.page.locator("dialog.lock-screen")).to_have_count(0)
    lock(ada)
    for _ in range(4):
        unlock(ada, "000000")
        expect(ada.page.locator("#lock-alert")).to_contain_text("That was not the PIN")
        expect(ada.page.locator("#lock-input")).to_have_value("")
    unlock(ada, "000000")
    expect(ada.page.locator("#lock-alert")).to_contain_text("not known any more")
    expect(ada.page.locator("#lock-input.pin")).to_have_count(0)
    unlock(ada)
    expect(ada.page.locator("dialog.lock-screen")).to_have_count(0)
    is_open(ada)


def test_a_passkey(person: Meet) -> None:
    ada = person("ada")
    signed_up(ada)
    tools = ada.context.new_cdp_session(ada.page)
    tools.send("WebAuthn.enable")
    keys = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**keys, "isUserVerified": True, "hasPrf": True}})
    choose(ada, "locks after an hour", "a passkey")
    ada.page.get_by_role("button", name="Keep it so").click()
    ada.page.wait_for_url("**/me/")
    lock(ada)
    expect(ada.page.locator("#lock-input")).to_have_count(0)
    ada.page.get_by_role("button", name="Open with the passkey").click()
    expect(ada.page.locator("dialog.lock-screen")).to_have_count(0)
    lock(ada)
    ada.page.get_by_role("button", name="With the password").click()
    unlock(ada)
    expect(ada.page.locator("dialog.lock-screen")).to_have_count(0)


LONGER_THAN_A_PASSWORD = 3000
LEFT_AT_ONCE = """if (location.pathname !== "/me/tempo/") {
    const put = IDBObjectStore.prototype.put;
    let last = null;
    IDBObjectStore.prototype.put = function (value, name) {
        if (last && this.transaction !== last) return this.transaction.abort();
        if (name === "open") last = this.transaction;
        last?.addEventListener("complete", () => location.assign("/me/tempo/"), { once: true });
        return put.call(this, value, name);
    };
}"""
"""The page that opens the keys is left as soon as it has kept them, and writes nothing after them."""


def on_two_devices(person: Meet) -> tuple[Person, Person]:
    """Ada on her own, and on a borrowed one with a clock to turn, where she has not signed in yet."""
    own, borrowed = person("ada"), person("ada")
    signed_up(own)
    borrowed.page.clock.install()
    return own, borrowed


def locks_after_a_minute(person: Person) -> None:
    """By itself. The clock goes on besides, and a busy machine takes its time."""
    person.page.clock.fast_forward("00:30")
    expect(person.page.locator("dialog.lock-screen")).to_have_count(0)
    person.page.clock.fast_forward("00:40")
    expect(person.page.locator("dialog.lock-screen")).to_be_visible()


def test_a_borrowed_device_locks_after_a_minute(person: Meet) -> None:
    own, borrowed = on_two_devices(person)
    borrowed.context.add_init_script(LEFT_AT_ONCE)
    sign_in(borrowed, borrowed=True)
    borrowed.page.wait_for_url("**/me/tempo/")
    expect(borrowed.page.locator("#light")).to_be_enabled()
    locks_after_a_minute(borrowed)
    assert all(cookie["name"] != "sessionid" or cookie["expires"] == -1 for cookie in borrowed.context.cookies())
    is_open(own)


def test_a_borrowed_device_whose_keys_came_late_locks_as_well(person: Meet) -> None:
    """Where they could not be fetched after the sign-in, the password opens them on the lock screen."""
    _own, borrowed = on_two_devices(person)
    borrowed.forgive("Failed to load resource")
    borrowed.context.route("**/me/keys/", lambda route: route.abort(), times=1)
    sign_in(borrowed, borrowed=True)
    expect(borrowed.page.locator("dialog.lock-screen")).to_be_visible()
    unlock(borrowed)
    expect(borrowed.page.locator("dialog.lock-screen")).to_have_count(0)
    locks_after_a_minute(borrowed)


def test_a_lock_chosen_in_one_tab_holds_in_another(person: Meet) -> None:
    ada = person("ada")
    signed_up(ada)
    ada.page.clock.install()
    is_open(ada)
    other = ada.page
    ada.page = ada.context.new_page()
    choose(ada, "locks after a minute", "my password")
    ada.page.get_by_role("button", name="Keep it so").click()
    ada.page.wait_for_url("**/me/")
    ada.page.close()
    ada.page = other
    locks_after_a_minute(ada)


def test_quick_exit_ends_what_is_under_way(person: Meet, workshop: Workshop, neutral: str) -> None:
    """A password is still being worked on, and the neutral site takes its time to answer."""
    with workshop.server(NEARER_EXIT=neutral) as server:
        ada = person("ada", server=server)
        ada.forgive("a request left the origin")
        signed_up(ada)
        is_open(ada)
        lock(ada)
        held: list[Route] = []
        ada.context.route(f"{neutral}**", lambda route: held.append(route))
        unlock(ada)
        ada.page.locator("dialog quick-exit a").click(no_wait_after=True)
        ada.page.wait_for_timeout(LONGER_THAN_A_PASSWORD)
        assert held
        for route in held:
            route.continue_()
        ada.page.wait_for_url(neutral)
        ada.go("/me/")
        expect(ada.page.locator("dialog.lock-screen")).to_be_visible()


def test_quick_exit_leaves_without_a_trace(person: Meet, workshop: Workshop, neutral: str) -> None:
    with workshop.server(NEARER_EXIT=neutral) as server:
        ada = person("ada", server=server)
        ada.forgive("a request left the origin")
        signed_up(ada)
        ada.go("/me/")
        ada.page.get_by_role("link", name="Exit").click()
        ada.page.wait_for_url(neutral)
        assert Neutral.seen == [("/", None)], "no referrer"
        ada.page.go_back()
        ada.page.wait_for_load_state()
        assert "/me/" not in ada.page.url, "the entry was replaced"
        ada.go("/me/")
        expect(ada.page.locator("dialog.lock-screen")).to_be_visible()


def test_signing_out_everywhere(person: Meet) -> None:
    phone, laptop = person("ada"), person("ada")
    signed_up(phone)
    sign_in(laptop)
    laptop.page.wait_for_url(re.compile("/spaces/"))
    is_open(laptop)
    laptop.go("/me/devices/")
    laptop.picture("people-devices")
    laptop.axe()
    expect(laptop.page.locator(".rows > li")).to_have_count(2)
    laptop.page.get_by_role("button", name="Sign out everywhere").click()
    laptop.page.wait_for_url(re.compile("/sign-in/"))
    phone.go("/me/")
    assert "/sign-in/" in phone.page.url
    sign_in(phone)
    phone.page.wait_for_url(re.compile(r"://[^/]+/me/$"))
    is_open(phone)
