"""Photos beside the journal: made small, stripped of where they were taken, and no pictures to the server."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from playwright.sync_api import Route, expect

from nearer.sealed.export import opened as readable
from nearer.sealed.export import pictures
from nearer.sealed.keys import Item, open_picture
from nearer.sealed.reference import Member
from tests.running import eventually

from .conftest import Person, Two
from .people_steps import unlock
from .steps import PASSWORD
from .test_myself_writing import nothing_to_see, opened

SEEN = "Low sun over boats, and nobody there"
PLACE = b"GPS 52.3702157 N 4.8951679 E"
DRAW = """
(async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 2000 });
  const pen = canvas.getContext("2d");
  for (const [at, colour] of ["#f3d9a4", "#e8b06a", "#7a9bb0", "#31495c"].entries()) {
    pen.fillStyle = colour;
    pen.fillRect(0, at * 500, 3000, 500);
  }
  pen.fillStyle = "#fff6e0";
  pen.beginPath();
  pen.arc(2100, 640, 260, 0, 7);
  pen.fill();
  return canvas.toDataURL("image/jpeg", 0.9);
})()
"""

OLDER = """{
  const known = { imageOrientation: ["none", "flipY"] };
  const make = createImageBitmap;
  globalThis.createImageBitmap = async (picture, options = {}) => {
    for (const [name, value] of Object.entries(options)) if (!known[name]?.includes(value)) throw new TypeError(name);
    return make(picture, options);
  };
}"""


def taken_by_a_phone(person: Person) -> bytes:
    """A JPEG that says where it was taken, as phones write it: in a segment of its own after the first two bytes."""
    plain = base64.b64decode(person._evaluate(DRAW).partition(",")[2])
    said = b"Exif\0\0II*\0" + PLACE
    return plain[:2] + b"\xff\xe1" + (len(said) + 2).to_bytes(2, "big") + said + plain[2:]


def choose_photo(person: Person, folder: Path) -> None:
    """One that a phone took, beside what stands on the page; it is there to be left out again."""
    place = folder / "IMG_4711.jpg"
    place.write_bytes(taken_by_a_phone(person))
    person.page.get_by_label("Add a photo").set_input_files(place)
    expect(person.page.get_by_role("button", name="Leave photo 1 out")).to_be_visible()


def held_upright(photo: bytes) -> bytes:
    """The same, taken with the phone turned: to be shown a quarter to the right."""
    turned = b"\x01\0" + b"\x12\x01" + b"\x03\0" + b"\x01\0\0\0" + b"\x06\0\0\0" + b"\0\0\0\0"
    said = b"Exif\0\0II*\0\x08\0\0\0" + turned
    return photo[:2] + b"\xff\xe1" + (len(said) + 2).to_bytes(2, "big") + said + photo[2:]


def sides(jpeg: bytes) -> tuple[int, int]:
    """Width and height, from the first frame header."""
    at = 2
    while jpeg[at + 1] not in range(0xC0, 0xC3):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")


def test_a_photo_beside_a_page(two: Two, tmp_path: Path) -> None:
    ada, page = two.ada, two.ada.page
    ada.go("/me/pages/")
    photo = taken_by_a_phone(ada)
    assert PLACE in photo, "the positive control"
    (tmp_path / "IMG_4711.jpg").write_bytes(photo)
    page.get_by_label("What is on your mind").fill("The light over the harbour this evening.")
    page.get_by_label("Add a photo").set_input_files(tmp_path / "IMG_4711.jpg")
    expect(page.get_by_role("button", name="Leave photo 1 out")).to_be_visible()
    expect(page.get_by_text("where it was taken is left out")).to_be_visible()
    page.get_by_label("Photo 1 of 1: What is to be seen").fill(SEEN)
    ada.picture("journal-photo-waits")
    ada.axe()
    with page.expect_response("**/photos/?*") as stored:
        page.get_by_role("button", name="Keep it for me").click()
    assert stored.value.status == 204, stored.value.text()
    opened(ada, "The light over the harbour")
    expect(page.locator("sealed-photo[state=open]")).to_have_count(1)
    expect(page.get_by_role("button", name="Leave photo 1 out")).to_have_count(0)
    ada.picture("journal-photo")
    ada.axe()
    page.get_by_label("What is on your mind").fill("")

    page.get_by_role("button", name=f"{SEEN}. Show it larger").click()
    large = page.get_by_role("img", name=SEEN)
    expect(large).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text(SEEN)).to_be_visible()
    assert large.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [2048, 1365]
    page.wait_for_timeout(300)
    ada.picture("journal-photo-large")
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)

    file = next(path for path in (two.server.data / "photos").rglob("*") if path.is_file())
    kept = file.read_bytes()
    assert kept.startswith(b"nr1."), "a box"
    raw = base64.urlsafe_b64decode(kept[4:] + b"=" * (-len(kept[4:]) % 4))
    for sign in (b"JFIF", b"Exif", b"\xff\xd8\xff", PLACE):
        assert sign not in kept
        assert sign not in raw or len(sign) < 4

    export = ada.context.request.get(f"{two.server.address}/me/copy/boxes/").text()
    held = json.loads(export)
    item = next(each for each in held["items"] if each["kind"] == "snapshot")
    me = Member.open(held, password=PASSWORD)
    assert SEEN not in export
    names = ("space", "kind", "id", "author", "epoch", "revision", "content")
    about = Item(**{name: item[name] for name in names})
    value = me.open_item(about, item["box"])
    seen = open_picture(about, value["k"], held["pictures"][item["id"]])
    assert [picture for _name, picture in pictures(export, PASSWORD)] == [seen]
    assert "The light over the harbour" in readable(export, PASSWORD)
    assert value["t"] == SEEN
    assert SEEN in readable(export, PASSWORD)
    small = base64.b64decode(value["p"])
    assert sides(seen) == (2048, 1365)
    assert sides(small) == (value["w"], value["h"]) == (320, 213)
    for each in (seen, small):
        assert PLACE not in each
        assert b"Exif" not in each

    nothing_to_see(two.ben, "/me/pages/")
    page.locator(".leaf .when a").first.click()
    opened(ada, "The light over the harbour")
    expect(page.locator("sealed-photo[state=open]")).to_have_count(1)
    page.get_by_label("Add a photo").set_input_files(tmp_path / "IMG_4711.jpg")
    page.get_by_role("button", name="Keep it here").click()
    expect(page.locator("sealed-photo[state=open]")).to_have_count(2)
    expect(page.get_by_role("button", name="Keep it here")).to_be_hidden()
    ada.picture("entry-photos")
    ada.axe()
    page.get_by_role("button", name=re.compile("Photo . of 2. Show it larger")).click()
    page.get_by_role("button", name="Take it away").last.click()
    expect(page.locator("sealed-photo")).to_have_count(1)
    expect(page.get_by_role("button", name=f"{SEEN}. Show it larger")).to_be_visible()
    (tmp_path / "notes.jpg").write_bytes(b"no picture at all")
    page.get_by_label("Add a photo").set_input_files(tmp_path / "notes.jpg")
    expect(page.get_by_text("This browser cannot read that picture")).to_be_visible()
    page.get_by_role("button", name="Take it away").click()
    page.wait_for_url("**/me/pages/")
    eventually(lambda: not [path for path in (two.server.data / "photos").rglob("*") if path.is_file()])


def test_a_photo_is_upright_and_older_browsers_take_it_too(two: Two, tmp_path: Path) -> None:
    """They throw at a word of an option that they do not know: iPhones with iOS 16, Chrome 111, Firefox 110."""
    ada, page = two.ada, two.ada.page
    (tmp_path / "IMG_4711.jpg").write_bytes(held_upright(taken_by_a_phone(ada)))
    page.add_init_script(OLDER)
    ada.go("/me/pages/")
    page.get_by_label("Add a photo").set_input_files(tmp_path / "IMG_4711.jpg")
    small = page.locator("photo-tray img")
    expect(small).to_have_count(1)
    expect(small).to_have_js_property("complete", True)
    assert small.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [213, 320]


def test_a_lock_meanwhile_brings_no_picture_back(two: Two, tmp_path: Path) -> None:
    """The keys are there when it is asked for, and gone when it comes."""
    ada, page = two.ada, two.ada.page
    ada.go("/me/pages/")
    page.get_by_label("What is on your mind").fill("Not for everybody's eyes.")
    choose_photo(ada, tmp_path)
    page.get_by_role("button", name="Keep it for me").click()
    expect(page.locator("sealed-photo[state=open]")).to_have_count(1)

    on_the_way: list[Route] = []
    page.route(re.compile(r"/photos/[\w-]{22}/$"), lambda route: on_the_way.append(route))
    page.get_by_role("button", name="Photo 1 of 1. Show it larger").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(200):
        if on_the_way:
            break
        page.wait_for_timeout(50)
    elsewhere = ada.context.new_page()
    elsewhere.goto(f"{two.server.address}/me/")
    elsewhere.get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator("dialog.lock-screen")).to_be_visible()
    with page.expect_response(re.compile(r"/photos/[\w-]{22}/$")) as came:
        on_the_way[0].continue_()
    came.value.finished()
    page.wait_for_timeout(500)
    expect(page.locator("sealed-photo[state=open]")).to_have_count(0)
    expect(page.locator("sealed-photo img")).to_have_count(0)
    unlock(ada)
    expect(page.locator("sealed-photo[state=open]")).to_have_count(1)
    expect(page.locator("sealed-photo img")).to_have_count(1)
    elsewhere.close()
