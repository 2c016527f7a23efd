"""Without a server: what was opened lately is read, what is written waits and goes once, and nobody else reads it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Person, Two
from .steps import answer

ADA, BEN = "The lamp by the window.", "Your laugh on the stairs."
TROUBLE = ("Failed to load resource", "ERR_", "Failed to fetch", "503")


def script(person: Person, source: str) -> str:
    """What a script in the page gives, past the page's policy."""
    return person._evaluate(source)


def is_kept(person: Person, path: str) -> None:
    """Waits until the service worker keeps this page."""
    person.go(path)
    asked = """new Promise((resolve) => {
        const look = async () => {
            const worker = navigator.serviceWorker.controller;
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = ({ data }) => (data.kept ? resolve("kept") : setTimeout(look, 100));
            if (worker) worker.postMessage({ say: "kept", path: location.pathname + location.search }, [port2]);
            else setTimeout(look, 100);
        };
        look();
    })"""
    assert script(person, asked) == "kept"


def names_kept(person: Person) -> list[str]:
    """The names in the cache of kept pages."""
    names = "caches.open('nearer-kept').then((c) => c.keys()).then((k) => k.map((r) => r.url).join(' '))"
    return script(person, names).split()


@pytest.fixture
def at_home(two: Two) -> Two:
    """The two with phones that keep what they open."""
    two.ada.forgive(*TROUBLE)
    two.ben.forgive(*TROUBLE)
    return two


def test_what_was_opened_is_read_without_a_connection(at_home: Two) -> None:
    ada, ben = at_home.ada, at_home.ben
    answer(ada, ADA)
    answer(ben, BEN)
    expect(ada.page.locator("[data-state=open]")).to_be_visible()
    is_kept(ada, "/")
    is_kept(ada, "/letters/")
    ada.context.set_offline(True)
    ada.go("/")
    expect(ada.page.locator(".opened").get_by_text(BEN)).to_be_visible()
    expect(ada.page.get_by_text("The server is out of reach. This is how it looked")).to_be_visible()
    ada.page.get_by_role("link", name="Letters").click()
    expect(ada.page.get_by_role("heading", name="Letters", exact=True)).to_be_visible()
    ada.go("/help/")
    expect(ada.page.get_by_role("heading", name="Numbers and addresses")).to_be_visible()
    ada.go("/me/second/")
    expect(ada.page.get_by_role("heading", name="Out of reach")).to_be_visible()
    ada.context.set_offline(False)
