"""A copy to read in each way, with its photo, made in the browser as the program makes it from the sealed one."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from playwright.sync_api import expect

from nearer.sealed.export import opened

from .conftest import PICTURES, Two
from .copying import readable_copy, sealed_copy
from .steps import PASSWORD
from .test_myself_photos import sides, taken_by_a_phone

MARKUP = "<img src=x onerror=alert(1)> & so on"


def test_each_way_holds_everything(two: Two, tmp_path: Path) -> None:
    ada, page = two.ada, two.ada.page
    ada.go("/me/pages/")
    (tmp_path / "IMG_1.jpg").write_bytes(taken_by_a_phone(ada))
    page.get_by_label("What is on your mind").fill(f"Only mine. {MARKUP}")
    page.get_by_label("Add a photo").set_input_files(tmp_path / "IMG_1.jpg")
    expect(page.get_by_role("button", name="Leave photo 1 out")).to_be_visible()
    with page.expect_response("**/photos/?*"):
        page.get_by_role("button", name="Keep it for me").click()

    sealed = sealed_copy(ada)
    assert "Only mine" not in sealed
    text, shown, data = (readable_copy(ada, way) for way in ("md", "html", "json"))
    assert f"> Only mine. {MARKUP}" in text
    assert text == opened(sealed, PASSWORD)
    assert data == opened(sealed, PASSWORD, "json")
    picture = next(
        entry["photo"]
        for section in json.loads(data)["spaces"][0]["sections"]
        for entry in section["entries"]
        if entry["photo"]
    )
    assert sides(base64.b64decode(picture.partition(",")[2])) == (2048, 1365)
    assert re.sub(r"<style>.*?</style>", "", shown, flags=re.DOTALL) == re.sub(
        r"<style>.*?</style>", "", opened(sealed, PASSWORD, "html"), flags=re.DOTALL
    )

    (tmp_path / "copy.html").write_text(shown)
    look = ada.context.browser.new_page(viewport={"width": 390, "height": 844})  # type: ignore[union-attr]
    asked: list[str] = []
    look.on("request", lambda request: asked.append(request.url))
    look.goto((tmp_path / "copy.html").as_uri())
    expect(look.get_by_text(f"Only mine. {MARKUP}")).to_be_visible()
    expect(look.locator("img")).to_have_count(1)
    assert look.locator("img").evaluate("image => image.naturalWidth") == 2048
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    PICTURES.mkdir(exist_ok=True)
    for scheme in ("light", "dark"):
        look.emulate_media(color_scheme=scheme)
        look.screenshot(path=PICTURES / f"copy-{scheme}.png", full_page=True)
    look.close()
