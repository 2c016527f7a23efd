"""Out of reach: what waits is sent once, what does not wait is not said to, and what failed is tried again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from .conftest import Person, Two
from .letters_steps import envelopes, in_the_drawer, sit_down, write
from .offline_steps import again, call_the_worker, keeps, value, with_one_page
from .people_steps import unlock
from .test_myself_photos import choose_photo
from .test_myself_writing import opened
from .test_myself_writing import write as write_a_page
from .test_offline_ending import on_another_phone, until, waiting

WILL_BE_SENT = "will be sent when it is back"
NOTHING_CHANGED = "so nothing has changed"
LASTING = "StorageManager.prototype.persist = async () => (document.documentElement.dataset.lasting = 'asked for')"
NO_KEYS_KEPT = (
    "caches.open('nearer-kept').then((cache) => cache.delete('/-/kept/keys')).then(() => 'as on the next day')"
)
SCRIPT_IS_THERE = (
    "customElements.whenDefined('take-back').then(() => new Promise((there) => setTimeout(there, 0, 'there')))"
)
UNSEEN = ["by a locked page", "by the page that gave it, locked", "by the worker"]
"""How something goes without a page that could put its draft away."""


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


def goes_unseen(two: Two, how: str) -> None:
    """What waits is sent, and no page with open keys is there to see it."""
    ada, server = two.ada, two.server
    if how != "by the worker":
        ada.page.locator("#lock").click()  # its screen may need the server
        expect(ada.page.get_by_role("textbox").first).to_have_value("")
    if how != "by the page that gave it, locked":
        again(ada)
    server.start()
    if how == "by a locked page":
        ada.go("/")
    if how == "by the worker":
        ada.go("/healthz")
        call_the_worker(ada)
    until(ada, lambda: waiting(ada) == [])
    if how != "by the worker":
        ada.go("/")
        unlock(ada)
        expect(ada.page.locator(".lock-screen")).to_have_count(0)


def time_for_the_drawer(person: Person) -> None:
    """What lies on a sheet by mistake would be in the drawer by now."""
    person.page.wait_for_timeout(3500)


def lose_the_answer(route: Route) -> None:
    """Of what is posted: it reaches the server, once, and what it says does not come back."""
    if route.request.method == "POST":
        route.fetch()
    route.abort()


@pytest.mark.parametrize("how", UNSEEN)
def test_a_letter_that_went_unseen_does_not_lie_on_the_next_sheet(at_home: Two, how: str) -> None:
    ada, ben, server = at_home.ada, at_home.ben, at_home.server
    words, envelope = f"Written on the night train, sent {how}.", f"Sent {how}"
    sit_down(ada)
    server.stop()
    ada.page.get_by_label("Your letter").fill(words)
    ada.page.get_by_label("On the envelope").fill(envelope)
    give(ada)
    goes_unseen(at_home, how)
    sit_down(ada)
    time_for_the_drawer(ada)
    expect(ada.page.get_by_label("Your letter")).to_have_value("")
    ada.go("/letters/")
    expect(ada.page.locator(".read li").filter(has_text=envelope)).to_have_count(1)
    expect(ada.page.locator(".drawer li").filter(has_text=words)).to_have_count(0)
    ben.go("/letters/")
    expect(envelopes(ben).filter(has_text=envelope)).to_have_count(1)


def test_a_sheet_that_could_not_ask_whether_it_was_given_is_cleared_later(at_home: Two) -> None:
    ada, page, server = at_home.ada, at_home.ada.page, at_home.server
    words = "Written on the pier."
    ada.forgive("409")
    sit_down(ada)
    server.stop()
    page.get_by_label("Your letter").fill(words)
    give(ada)
    goes_unseen(at_home, "by the worker")
    ada.page.route("**/letters/boxes/", lambda route: route.abort())
    sit_down(ada)
    expect(ada.page.get_by_label("Your letter")).to_have_value(words)
    ada.page.unroute("**/letters/boxes/")
    expect(ada.page.get_by_label("Your letter")).to_have_value("")
    ada.go("/letters/")
    expect(ada.page.locator(".drawer li").filter(has_text=words)).to_have_count(0)


def test_what_was_written_on_after_a_letter_went_is_another_letter(at_home: Two) -> None:
    """Begun anew on a kept page, while the first words wait."""
    ada, server = at_home.ada, at_home.server
    sit_down(ada)
    address = ada.page.url
    keeps(ada, address)
    server.stop()
    ada.page.get_by_label("Your letter").fill("The first words.")
    give(ada)
    again(ada)
    ada.go(address)
    expect(ada.page.get_by_label("Your letter")).to_have_value("The first words.")
    ada.page.get_by_label("Your letter").fill("The first words, and more.")
    ada.page.get_by_label("On the envelope").focus()
    goes_unseen(at_home, "by the worker")
    sit_down(ada)
    expect(ada.page.get_by_label("Your letter")).to_have_value("The first words, and more.")
    in_the_drawer(ada)
    ada.go("/letters/")
    expect(ada.page.locator(".drawer li").filter(has_text="The first words")).to_have_count(1)


@pytest.mark.parametrize("how", UNSEEN)
def test_a_gift_that_went_unseen_is_not_begun_again(at_home: Two, how: str) -> None:
    ada, server = at_home.ada, at_home.server
    line = f"/spaces/{ada.page.locator('body').get_attribute('data-space')}/giving/line/"
    words = f"You held the door, sent {how}."
    ada.go(line)
    expect(ada.page.locator("giving-form:defined")).to_have_count(1)
    server.stop()
    ada.page.get_by_label("What you did").fill(words)
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.locator("giving-form").get_by_role("alert")).to_contain_text("out of reach")
    until(ada, lambda: len(waiting(ada)) == 1)
    goes_unseen(at_home, how)
    with ada.page.expect_response("**/gifts/boxes/"):
        ada.go(line)
    expect(ada.page.get_by_label("What you did")).to_have_value("")
    expect(ada.page.locator("giving-form").get_by_role("alert")).to_be_empty()
    ada.go(line.replace("giving/line/", "given/"))
    expect(ada.page.locator(".gift").get_by_text(words)).to_have_count(1)


def test_the_first_version_of_a_letter_is_stored_once_though_its_page_went(at_home: Two) -> None:
    ada, words = at_home.ada, "Begun between two doors."
    sit_down(ada)
    ada.page.route("**/sketches/", lose_the_answer)
    ada.page.get_by_label("Your letter").fill(words)
    with ada.page.expect_event("requestfailed"):
        ada.page.get_by_label("On the envelope").focus()
    again(ada)
    sit_down(ada)
    expect(ada.page.get_by_label("Your letter")).to_have_value(words)
    in_the_drawer(ada)
    time_for_the_drawer(ada)
    ada.go("/letters/")
    expect(ada.page.locator(".drawer li").filter(has_text=words)).to_have_count(1)


def test_a_draft_that_was_overtaken_becomes_one_sheet_however_often_it_is_opened(at_home: Two) -> None:
    ada = at_home.ada
    sit_down(ada)
    write(ada, "Of the orchard.")
    address = ada.page.url
    ada.page.route("**/sketches/", lambda route: route.abort())
    ada.page.get_by_label("Your letter").fill("Of the orchard, gone on here.")
    with ada.page.expect_event("requestfailed"):
        ada.page.get_by_role("button", name="Into the drawer").click()
    again(ada)
    other = on_another_phone(ada)
    other.go(address)
    other.page.get_by_label("Your letter").fill("Of the orchard, gone on elsewhere.")
    in_the_drawer(other)
    other.context.close()
    other.must_be_well()

    ada.page.route("**/sketches/", lose_the_answer)
    with ada.page.expect_event("requestfailed"):
        ada.go(address)
    again(ada)
    ada.go(address)
    expect(ada.page.get_by_label("Your letter")).to_have_value("Of the orchard, gone on elsewhere.")
    ada.go("/letters/")
    expect(ada.page.locator(".drawer li").filter(has_text="gone on here")).to_have_count(1)


def test_what_does_not_wait_is_not_said_to(at_home: Two, tmp_path: Path) -> None:
    """A letter with a photo, what was to be taken away, a setting: none of them is sent later."""
    ada, page = at_home.ada, at_home.ada.page
    sit_down(ada)
    write(ada, "The harbour, as it was.")
    choose_photo(ada, tmp_path)
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


def test_photos_and_a_search_that_failed_come_with_the_network_or_a_press(at_home: Two, tmp_path: Path) -> None:
    """The server is there again, and nobody loads the page anew."""
    ada, page = at_home.ada, at_home.ada.page
    ada.go("/me/pages/")
    page.get_by_label("What is on your mind").fill("The boats came in late.")
    choose_photo(ada, tmp_path)
    with page.expect_response("**/photos/?*"):
        page.get_by_role("button", name="Keep it for me").click()
    photo, search = page.locator("sealed-photo"), page.get_by_label("Search")
    expect(page.locator("sealed-photo[state=open]")).to_have_count(1)

    for back in ("network", "press"):
        page.route("**/thumbnail/", lambda route: route.abort())
        page.route("**/boxes/", lambda route: route.abort())
        ada.go("/me/pages/")
        photo.scroll_into_view_if_needed()
        expect(page.locator("sealed-photo[state=bad]")).to_have_count(1)
        search.fill("boats")
        expect(page.locator("search-box [part=status]")).to_contain_text(NOTHING_CHANGED)
        expect(page.locator("search-box progress")).to_be_hidden()
        page.unroute("**/thumbnail/")
        page.unroute("**/boxes/")
        if back == "network":
            ada.context.set_offline(True)
            ada.context.set_offline(False)
        else:
            photo.get_by_role("button", name="Try again").click()
            search.press("End")
            search.press_sequentially(" ")
        expect(page.locator("sealed-photo[state=open]")).to_have_count(1)
        expect(page.locator("search-box [part=result]")).to_have_count(1)
        expect(page.locator("search-box [part=status]")).to_be_empty()


def test_a_search_takes_in_what_came_while_the_page_was_open(at_home: Two) -> None:
    ada, ben, page = at_home.ada, at_home.ben, at_home.ada.page
    given = f"/spaces/{page.locator('body').get_attribute('data-space')}/given/"
    for words in ("The soup.", "The heron we saw."):
        ben.go(given.replace("given/", "giving/line/"))
        ben.page.get_by_label("What you did").fill(words)
        before = page.locator("#live").get_attribute("data-seq") or ""
        ben.page.get_by_role("button", name="Give it").click()
        ben.page.wait_for_url("**/given/")
        if words == "The soup.":
            ada.go(given)
            page.get_by_label("Search in all of it").fill("hero")
            expect(page.locator("search-box [part=status]")).to_have_text("No words like these.")
    expect(page.locator("#live")).not_to_have_attribute("data-seq", before)
    page.get_by_label("Search in all of it").press_sequentially("n")
    expect(page.locator("search-box [part=result]")).to_have_count(1)


def test_the_browser_is_asked_not_to_tidy_it_away(at_home: Two) -> None:
    ada = at_home.ada
    keeps(ada, "/")
    value(ada, NO_KEYS_KEPT)
    ada.page.add_init_script(LASTING)
    keeps(ada, "/")
    expect(ada.page.locator("html")).to_have_attribute("data-lasting", "asked for")
