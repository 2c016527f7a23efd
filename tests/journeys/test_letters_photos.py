"""A photo goes along with a letter: there when it is opened, and not before."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Route, expect

from .conftest import Two
from .letters_steps import choose, envelopes, fits, give, reads, sit_down, write
from .test_myself_photos import choose_photo, taken_by_a_phone


def test_a_letter_with_a_photo(two: Two, tmp_path: Path) -> None:
    ada, ben = two.ada, two.ben
    sit_down(ada)
    write(ada, "This is the evening I told you of.", "The harbour")
    choose(ada, "Morning")
    choose_photo(ada, tmp_path)
    ada.picture("letters-photo-waits")
    ada.axe()
    give(ada)
    expect(ada.page.locator(".given [role=alert]")).to_be_empty()
    ben.go("/letters/")
    assert "sealed-photo" not in ben.page.content()
    envelopes(ben).filter(has_text="The harbour").get_by_role("button").click()
    reads(ben, "This is the evening I told you of.")
    expect(ben.page.locator("sealed-photo[state=open]")).to_have_count(1)
    ben.picture("letters-photo")
    ben.axe()
    fits(ben)


def test_photos_wait_until_it_is_given_and_what_failed_is_tried_again(two: Two, tmp_path: Path) -> None:
    ada, page = two.ada, two.ada.page
    (tmp_path / "IMG_4711.jpg").write_bytes(taken_by_a_phone(ada))
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if "/photos/?" in request.url else None)
    page.route("**/photos/?*", lambda route: route.abort())
    ada.go(f"/spaces/{page.locator('body').get_attribute('data-space')}/giving/line/")
    words, again = page.get_by_label("What you did"), page.get_by_role("button", name="Try again")
    waiting, picks = page.get_by_role("button", name=re.compile("Leave photo . out")), page.get_by_label("Add a photo")
    words.fill("The soup.")
    picks.set_input_files(tmp_path / "IMG_4711.jpg")
    expect(waiting).to_have_count(1)
    page.get_by_role("button", name="Give it").click()
    expect(again).to_be_visible()
    page.unroute("**/photos/?*")
    ada.forgive("ERR_FAILED")
    posted.clear()

    words.fill("The walk.")
    picks.set_input_files(tmp_path / "IMG_4711.jpg")
    expect(waiting).to_have_count(2)
    page.wait_for_timeout(500)
    assert posted == [], "nothing is sent before it is given"
    page.get_by_role("button", name="Give it").click()
    page.wait_for_url("**/given/")
    assert len({url.partition("holder=")[2] for url in posted}) == len(posted) == 2, (
        "each beside what it was chosen for"
    )


def test_a_letter_is_not_given_before_its_photos_are_there(two: Two, tmp_path: Path) -> None:
    ada, page = two.ada, two.ada.page
    sit_down(ada)
    write(ada, "The harbour, as it was.")
    choose_photo(ada, tmp_path)
    page.route("**/photos/?*", lambda route: route.abort())
    page.get_by_role("button", name="Give it").click()
    expect(page.locator("form > [role=alert]")).not_to_be_empty()
    expect(page.get_by_role("button", name="Leave photo 1 out")).to_be_visible()
    two.ben.go("/letters/")
    expect(envelopes(two.ben)).to_have_count(0)
    page.unroute("**/photos/?*")
    ada.forgive("ERR_FAILED")
    give(ada)
    expect(page.get_by_text("Its photos do not come back")).to_be_visible()


def test_on_paper_no_photo_is_missing(two: Two, tmp_path: Path) -> None:
    """Also of those far below, which nobody has looked at; and one that is slow is waited for."""
    ada, ben, page = two.ada, two.ben, two.ben.page
    (tmp_path / "IMG_4711.jpg").write_bytes(taken_by_a_phone(ada))
    sit_down(ada)
    write(ada, "The tide.\n" * 200, "The long one")
    ada.page.get_by_label("Add a photo").set_input_files([tmp_path / "IMG_4711.jpg"] * 2)
    expect(ada.page.get_by_role("button", name="Leave photo 2 out")).to_be_visible()
    give(ada)
    slow: list[Route] = []
    page.route("**/thumbnail/", lambda route: slow.append(route) if not slow else route.continue_())
    page.add_init_script(
        "window.print = () => (document.documentElement.dataset.printed ="
        " document.querySelectorAll('sealed-photo[state=open]').length)"
    )
    ben.go("/letters/")
    envelopes(ben).filter(has_text="The long one").get_by_role("button").click()
    page.wait_for_url(re.compile("/letters/.{22}/$"))
    expect(page.locator("#letter sealed-text [part=text]")).to_contain_text("The tide.")
    expect(page.locator("sealed-photo[state=open]")).to_have_count(1)
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="Print").dispatch_event("click")
    expect(page.locator("html[data-printed]")).to_have_count(0)
    slow[0].continue_()
    expect(page.locator("html[data-printed]")).to_have_attribute("data-printed", "2")
