"""What lies on the disk of a browser after signing out: nothing that can be read."""

from __future__ import annotations

import re
from pathlib import Path

from chromium import ARGUMENTS
from playwright.sync_api import Playwright, expect

from tests.running import Server

from .conftest import Person
from .steps import PASSWORD, sign_up


class Profile(Person):
    """Somebody whose browser keeps its profile in a folder."""

    def __init__(self, playwright: Playwright, chromium_path: str, folder: Path, server: Server) -> None:
        self.name, self.server = "ada", server
        self.context = playwright.chromium.launch_persistent_context(
            str(folder), executable_path=chromium_path, args=ARGUMENTS, base_url=server.address
        )
        self.page = self.context.pages[0]


def found(folder: Path, *words: str) -> set[str]:
    """Which of the words lie in any file of the folder, as UTF-8 or UTF-16."""
    everything = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    forms = {word: [word.encode(), word.encode("utf-16-le")] for word in words}
    return {word for word, spelled in forms.items() if any(one in data for one in spelled for data in everything)}


def test_nothing_readable_stays(playwright: Playwright, chromium_path: str, server: Server, tmp_path: Path) -> None:
    ada = Profile(playwright, chromium_path, tmp_path, server)
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

    assert found(tmp_path, address) == {address}, "the positive control: the search finds what is there"
    groups = [group for group in code.split("-") if re.search("[A-Z].*[0-9]|[0-9].*[A-Z]", group)]
    assert found(tmp_path, PASSWORD, code, "-".join(groups[:2]), half) == set()
