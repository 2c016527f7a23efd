"""Out of reach: what waits is sent once, what does not wait is not said to, and what failed is tried again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Person, Two
from .letters_steps import envelopes, in_the_drawer, sit_down, write
from .offline_steps import again, keeps, value, with_one_page
from .test_myself_photos import taken_by_a_phone
from .test_myself_writing import opened
from .test_myself_writing import write as write_a_page
from .test_offline_ending import until, waiting

WILL_BE_SENT = "will be sent when it is back"
NOTHING_CHANGED = "so nothing has changed"
SCRIPT_IS_THERE = (
    "customElements.whenDefined('take-back').then(() => new Promise((there) => setTimeout(there, 0, 'there')))"
)


@pytest.fixture
def at_home(two: Two) -> Two:
    return with_one_page(two)


def give(person: Person) -> None:
    """Without a server: until it is said that the letter waits."""
    person.page.get_by_role("button", name="Give it").click()
    expect(person.page.locator("letter-desk > form > [role=alert]")).to_contain_text(WILL_BE_SENT)


def test_a_letter_goes_once_though_its_page_was_closed(at_home: Two) -> None:
    ada, ben, server = at_home.ada, at_home.ben, at_home.server
    sit_down(ada)
    server.stop()
    ada.page.get_by_label("Your letter").fill("Written on the train.")
    ada.page.get_by_label("On the envelope").fill("From the train")
    give(ada)
    assert [row["kind"] for row in waiting(ada)] == ["letter"]
    again(ada)
    server.start()
    ada.go("/")
    until(ada, lambda: waiting(ada) == [])
    ben.go("/letters/")
    expect(envelopes(ben).filter(has_text="From the train")).to_have_count(1)
    ada.go("/letters/")
    expect(ada.page.locator(".read li").filter(has_text="From the train")).to_have_count(1)
    expect(ada.page.locator(".drawer")).to_have_count(0)
    sit_down(ada)
    expect(ada.page.get_by_label("Your letter")).to_have_value("")


def test_a_letter_from_the_drawer_that_is_given_again_while_it_waits_goes_once(at_home: Two) -> None:
    """Its page was kept, so it is there without a server; and it is open when the server is back."""
    ada, ben, server = at_home.ada, at_home.ben, at_home.server
    sit_down(ada)
    write(ada, "Begun at home.", "From the ferry")
    address = ada.page.url
    keeps(ada, address)
    server.stop()
    for _ in range(2):
        again(ada)
        ada.go(address)
        expect(ada.page.get_by_label("Your letter")).to_have_value("Begun at home.")
        give(ada)
        assert [row["kind"] for row in waiting(ada)] == ["letter"]
    again(ada)
    ada.go(address)
    expect(ada.page.get_by_label("On the envelope")).to_have_value("From the ferry")
    server.start()
    until(ada, lambda: waiting(ada) == [])
    ben.go("/letters/")
    expect(envelopes(ben).filter(has_text="From the ferry")).to_have_count(1)
    ada.go("/letters/")
    expect(ada.page.locator(".read li").filter(has_text="From the ferry")).to_have_count(1)
    expect(ada.page.locator(".drawer")).to_have_count(0)


def test_the_drawer_takes_what_was_written_meanwhile(at_home: Two) -> None:
    ada, server = at_home.ada, at_home.server
    sit_down(ada)
    server.stop()
    for text in ("Begun in the tunnel", "Begun in the tunnel, and gone on with."):
        ada.page.get_by_label("Your letter").fill(text)
        ada.page.get_by_role("button", name="Into the drawer").click()
        expect(ada.page.locator("[data-kept]")).to_contain_text(WILL_BE_SENT)
    server.start()
    in_the_drawer(ada)
    ada.go("/letters/")
    expect(ada.page.locator(".drawer li")).to_have_count(1)
    expect(ada.page.locator(".drawer")).to_contain_text("and gone on with.")


def test_what_does_not_wait_is_not_said_to(at_home: Two, tmp_path: Path) -> None:
    """A letter with a photo, what was to be taken away, a setting: none of them is sent later."""
    ada, page = at_home.ada, at_home.ada.page
    (tmp_path / "IMG_4711.jpg").write_bytes(taken_by_a_phone(ada))
    sit_down(ada)
    write(ada, "The harbour, as it was.")
    page.get_by_label("Add a photo").set_input_files(tmp_path / "IMG_4711.jpg")
    expect(page.get_by_role("button", name="Leave photo 1 out")).to_be_visible()
    ada.context.set_offline(True)
    page.get_by_role("button", name="Give it").click()
    expect(page.locator("letter-desk > form > [role=alert]")).to_contain_text(NOTHING_CHANGED)
    assert waiting(ada) == []
    ada.context.set_offline(False)

    ada.go("/me/pages/")
    write_a_page(ada, "What I would rather not have written.")
    page.locator(".leaf .when a").first.click()
    opened(ada, "What I would rather not have written.")
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("It is gone in a moment.")).to_be_visible()
    ada.context.set_offline(True)
    page.get_by_role("link", name="Journal").click()
    expect(page.locator("#toasts")).to_contain_text(NOTHING_CHANGED)
    opened(ada, "What I would rather not have written.")
    ada.context.set_offline(False)

    ada.go("/us/")
    page.get_by_role("link", name="What feels good to you").click()
    page.get_by_label("Close").check()
    assert value(ada, SCRIPT_IS_THERE) == "there"
    ada.context.set_offline(True)
    page.get_by_role("button", name="Keep it so").click()
    expect(page.locator("own-choice [role=alert]")).to_contain_text(NOTHING_CHANGED)
    ada.context.set_offline(False)
