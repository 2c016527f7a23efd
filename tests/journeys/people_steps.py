"""What one person does again and again in journeys: in, out, open, locked."""

from __future__ import annotations

import re

from playwright.sync_api import Request, expect

from .conftest import Person
from .steps import PASSWORD

WHEN_IDLE = re.compile(r"/lib/(?:dom|face|outbox|phone)\.|/seal/away\.|/faces/|/mark\.|/me/keys/$|\.webmanifest$")
"""What comes to every page of itself some seconds after it is there, whatever is done on it; and its sentences."""


def everything_posted(person: Person) -> list[str]:
    """A list that fills with address and body of all that the browser posts."""
    posted: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posted.append(f"{request.url} {request.post_data or ''}")

    person.context.on("request", note)
    return posted


def is_open(person: Person, path: str = "/me/tempo/") -> None:
    """The keys are open: a switch that is sealed on the device can be used, and nothing covers the page."""
    person.go(path)
    if path == "/me/tempo/":
        expect(person.page.locator("#light")).to_be_enabled()
    expect(person.page.locator(".lock-screen")).to_have_count(0)


def sign_in(person: Person, password: str = PASSWORD, *, borrowed: bool = False) -> None:
    """On the sign-in page, wherever it leads."""
    if "/sign-in/" not in person.page.url:
        person.go("/sign-in/")
    person.page.get_by_label("Your name").fill(person.name)
    person.page.locator("#password").fill(password)
    if borrowed:
        person.page.get_by_label("This is not my device").check()
    person.page.get_by_role("button", name="Sign in").click()


def sign_out(person: Person) -> None:
    """Out, through the page."""
    person.go("/sign-out/")
    person.page.get_by_role("button", name="Sign out").click()
    person.page.wait_for_url(re.compile("/sign-in/"))


def lock(person: Person) -> None:
    """By the button."""
    person.page.locator("#lock").click()
    expect(person.page.locator("dialog.lock-screen")).to_be_visible()


def unlock(person: Person, secret: str = PASSWORD) -> None:
    """On the lock screen, with what is asked for; says nothing of whether it worked."""
    person.page.locator("#lock-input").fill("")
    person.page.locator("#lock-input").press_sequentially(secret)
    if person.page.locator("#lock-input.pin").count() == 0:
        person.page.keyboard.press("Enter")
