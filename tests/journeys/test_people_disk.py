"""What lies on the disk of a browser after signing out: nothing that can be read."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.running import Server

from .conftest import Disk, Person
from .steps import PASSWORD, sign_up


def found(folder: Path, *words: str) -> set[str]:
    """Which of the words lie in any file of the folder, as UTF-8 or UTF-16."""
    everything = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    forms = {word: [word.encode(), word.encode("utf-16-le")] for word in words}
    return {word for word, spelled in forms.items() if any(one in data for one in spelled for data in everything)}


def test_nothing_readable_stays(disk: Disk, server: Server) -> None:
    ada = Person("ada", disk, server)
    page = ada.page
    ada.go("/sign-up/")
    page.get_by_role("button", name="Show").click()
    page.locator("#new").fill(PASSWORD)
    page.get_by_role("button", name="Hide").click()
    page.locator("#new").fill("")
    page.get_by_label("Your name").focus()
    code = sign_up(ada)
    page.wait_for_url(re.compile("/spaces/"))
    ada.go("/me/recovery/")
    page.locator("#typed").fill(code)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#kept")).to_be_visible()
    half = page.locator("html").get_attribute("data-half") or ""
    ada.go("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in/"))
    address = f"localhost:{server.port}"
    ada.context.close()

    assert found(disk.folder, address) == {address}, "the positive control: the search finds what is there"
    groups = [group for group in code.split("-") if re.search("[A-Z].*[0-9]|[0-9].*[A-Z]", group)]
    assert found(disk.folder, PASSWORD, code, "-".join(groups[:2]), half) == set()
