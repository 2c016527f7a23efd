"""A photo goes along with a letter: there when it is opened, and not before."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from .conftest import Two
from .letters_steps import SLOW, choose, envelopes, fits, give, reads, sit_down, write
from .test_myself_photos import taken_by_a_phone


def test_a_letter_with_a_photo(two: Two, tmp_path: Path) -> None:
    ada, ben = two.ada, two.ben
    (tmp_path / "IMG_4711.jpg").write_bytes(taken_by_a_phone(ada))
    sit_down(ada)
    write(ada, "This is the evening I told you of.", "The harbour")
    choose(ada, "Morning")
    ada.page.get_by_label("Add a photo").set_input_files(tmp_path / "IMG_4711.jpg")
    expect(ada.page.get_by_role("button", name="Leave this one out")).to_be_visible(timeout=SLOW)
    ada.picture("letters-photo-waits")
    ada.axe()
    give(ada)
    expect(ada.page.locator(".given [role=alert]")).to_be_empty()
    ben.go("/letters/")
    assert "sealed-photo" not in ben.page.content()
    envelopes(ben).filter(has_text="The harbour").get_by_role("button").click()
    reads(ben, "This is the evening I told you of.")
    expect(ben.page.locator("sealed-photo[state=open]")).to_have_count(1, timeout=SLOW)
    ben.picture("letters-photo")
    ben.axe()
    fits(ben)
