"""Taking a copy along, through the pages alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from .conftest import Person
from .people_steps import is_open

WAYS = {"html": "One page", "md": "Plain text", "json": "Data"}


def readable_copy(person: Person, way: str = "md") -> str:
    """What "Download readable" saves; only after one has said that one knows what that means."""
    is_open(person, "/me/copy/")
    page, button = person.page, person.page.get_by_role("button", name="Download readable")
    page.get_by_role("radio", name=WAYS[way]).check()
    expect(button).to_be_disabled()
    page.get_by_role("switch", name="I know").check()
    with page.expect_download(timeout=60_000) as saved:
        button.click()
    assert saved.value.suggested_filename == f"copy.{way}", "neutral"
    expect(page.get_by_text("Your copy is made.")).to_be_visible()
    return Path(saved.value.path()).read_text()


def sealed_copy(person: Person) -> str:
    """What "Download sealed" saves."""
    person.go("/me/copy/")
    with person.page.expect_download(timeout=60_000) as saved:
        person.page.get_by_role("link", name="Download sealed").click()
    assert saved.value.suggested_filename == "copy-sealed.json"
    return Path(saved.value.path()).read_text()
