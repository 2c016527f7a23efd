"""Taking a copy along, and closing the account."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from nearer.sealed.export import opened

from .conftest import Meet
from .copying import readable_copy, sealed_copy
from .people_steps import is_open
from .spaces_steps import settled_two
from .steps import PASSWORD, answer


def test_a_copy_and_then_out(person: Meet, tmp_path: Path) -> None:
    ada, ben = person("ada"), person("ben")
    settled_two(ada, ben)
    answer(ada, "The lighthouse, in fog")
    expect(ada.page.get_by_role("heading", name="Your answer is sealed")).to_be_visible()
    answer(ben, "My aunt's kitchen")
    expect(ben.page.get_by_text("The lighthouse, in fog")).to_be_visible()

    is_open(ada, "/me/copy/")
    ada.picture("people-copy")
    ada.axe()
    text = readable_copy(ada)
    assert "> The lighthouse, in fog" in text
    assert "> My aunt's kitchen" in text
    held = sealed_copy(ada)
    assert "The lighthouse" not in held
    assert opened(held, PASSWORD) == text

    ada.go("/me/door/")
    ada.picture("people-closing")
    ada.axe()
    ada.page.locator("#password").fill(PASSWORD)
    ada.page.get_by_role("button", name="Close my account now").click()
    ada.page.wait_for_url(re.compile("/sign-in/"))
    assert "> The lighthouse, in fog" in readable_copy(ben)
