"""What is kept, taken back, kept to oneself, searched, and what only both together make appear."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Route, expect

from .conftest import Person, Two
from .letters_steps import give as give_letter
from .letters_steps import sit_down, write
from .offline_steps import value
from .steps import answer, begin_to_write
from .test_giving_day import give, must_read, to_given
from .test_myself_photos import choose_photo
from .test_offline_ending import until, waiting

LINE = "You, in the doorway, with snow on your eyebrows."


def test_a_line_stands_on_the_shelf_and_one_is_taken_back(two: Two) -> None:
    ada, ben = two.ada, two.ben
    to_given(ada)
    give(ada, "A line in passing", "Your line", LINE)
    give(ada, "Good news", "What happened", "They said yes, all five of them.")
    must_read(ada, "They said yes")
    ada.page.locator(".gift", has=ada.page.get_by_text("Good news")).get_by_role("button", name="Take it back").click()
    expect(ada.page.locator(".toast")).to_contain_text("You have it back")
    expect(ada.page.locator(".gift").get_by_text("They said yes")).to_have_count(0)
    ada.page.get_by_role("link", name="Good news").click()
    expect(ada.page.get_by_label("What happened")).to_have_value("They said yes, all five of them.")
    ada.page.get_by_role("button", name="Give it").click()

    to_given(ben)
    must_read(ben, LINE)
    ben.page.get_by_role("button", name="Keep it on my shelf").first.click()
    expect(ben.page.get_by_role("button", name="Take it off my shelf")).to_be_visible()
    ben.picture("given-both")
    ben.page.get_by_role("link", name="My shelf").click()
    must_read(ben, LINE)
    ben.picture("shelf")
    ben.axe()
    ada.page.get_by_role("link", name="My shelf").click()
    expect(ada.page.get_by_role("heading", name="Nothing on it yet")).to_be_visible()
    ada.picture("shelf-empty")

    # Good news wants to be made bigger.
    to_given_again(ben)
    ben.page.locator(".gift", has_text="Good news").get_by_role("link", name="Say something back").click()
    ben.page.get_by_role("button", name="Live it again").click()
    expect(ben.page.get_by_label("Your answer")).to_have_value(re.compile("Take me back to the moment"))

    # One search over everything that passed, also over words for feelings.
    to_given_again(ben)
    ben.page.get_by_label("Search in all of it").fill("eyebrows")
    found = ben.page.locator("search-box [part=result]")
    expect(found).to_have_count(1)
    found.click()
    must_read(ben, LINE)


def test_what_is_taken_back_comes_behind_what_was_begun(two: Two) -> None:
    ada = two.ada
    to_given(ada)
    give(ada, "Good news", "What happened", "The cat came home.")
    must_read(ada, "The cat came home.")
    ada.page.get_by_role("link", name="Good news").click()
    begin_to_write(ada.page.get_by_label("What happened"), "And the lease is signed.")
    to_given_again(ada)
    # Refused, since it was answered meanwhile: it stays given, and her draft is as it was.
    mine = ada.page.locator(".gift", has=ada.page.get_by_text("The cat came home."))
    ada.forgive("409")
    ada.page.route(
        "**/withdrawals/", lambda route: route.fulfill(status=409, content_type="text/plain", body="It stays.")
    )
    mine.get_by_role("button", name="Take it back").click()
    expect(ada.page.locator(".toast")).to_contain_text("It stays.")
    ada.page.unroute("**/withdrawals/")
    ada.page.get_by_role("link", name="Good news").click()
    expect(ada.page.get_by_label("What happened")).to_have_value("And the lease is signed.")
    to_given_again(ada)
    mine.get_by_role("button", name="Take it back").click()
    expect(ada.page.locator(".toast")).to_contain_text("You have it back")
    ada.page.get_by_role("link", name="Good news").click()
    expect(ada.page.get_by_label("What happened")).to_have_value("And the lease is signed.\n\nThe cat came home.")
    ada.page.get_by_label("What happened").fill("")
    ada.page.get_by_role("heading", level=1).click()


def test_what_was_given_and_not_seen_to_arrive_is_not_given_twice(two: Two) -> None:
    ada = two.ada
    to_given(ada)
    ada.page.get_by_role("link", name="It made me laugh").click()
    begin_to_write(ada.page.get_by_label("What it was"), "The parrot answered the phone.")
    ada.page.route("**/giving/light/", lost)
    ada.forgive("ERR_FAILED", "409")
    with ada.page.expect_event("requestfailed", lambda request: request.method == "POST"):
        ada.page.get_by_role("button", name="Give it").click()
    ada.page.unroute("**/giving/light/")
    ada.page.close()
    ada.page = ada.context.new_page()
    ada.go("/")
    to_given(ada)
    expect(ada.page.locator(".gift").get_by_text("The parrot answered the phone.")).to_have_count(1)
    ada.page.route("**/gifts/boxes/", lambda route: route.abort())  # nor can the form ask whether it did
    ada.page.get_by_role("link", name="It made me laugh").click()
    expect(ada.page.get_by_label("What it was")).to_have_value("The parrot answered the phone.")
    ada.page.unroute("**/gifts/boxes/")
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_role("heading", name="Given", level=1)).to_be_visible()
    expect(ada.page.locator(".gift").get_by_text("The parrot answered the phone.")).to_have_count(1)
    ada.page.get_by_role("link", name="It made me laugh").click()
    expect(ada.page.get_by_label("What it was")).to_have_value("")


def test_an_answer_to_what_is_taken_back_meanwhile_is_not_lost(two: Two) -> None:
    ada, ben = two.ada, two.ben
    to_given(ada)
    give(ada, "It made me laugh", "What it was", "The goat on the motorway.")
    to_given(ben)
    goat = ben.page.locator(".gift", has=ben.page.get_by_text("The goat on the motorway."))
    goat.get_by_role("link", name="Say something back").click()
    begin_to_write(ben.page.get_by_label("Your answer"), "Did it have the right of way?")
    gone = ben.page.url
    ada.page.locator(".gift", has=ada.page.get_by_text("The goat")).get_by_role("button", name="Take it back").click()
    expect(ada.page.locator(".toast")).to_contain_text("You have it back")
    expect(ben.page.get_by_role("heading", name="What you began to answer")).to_be_visible()
    words = ben.page.get_by_label("Your words")
    expect(words).to_have_value("Did it have the right of way?")
    ben.page.reload()
    expect(words).to_have_value("Did it have the right of way?")
    ben.picture("given-gone")
    ben.axe()
    ben.page.get_by_role("button", name="Give it as a line in passing").click()
    expect(ben.page.locator(".gift").get_by_text("right of way")).to_have_count(1)
    must_read(ada, "right of way")
    # Who took it back began no answer, and reads of none.
    ada.go(gone)
    expect(ada.page.get_by_role("heading", name="It was taken back")).to_be_visible()
    expect(ada.page.locator("begun-words:defined")).to_have_count(1)
    expect(ada.page.get_by_role("heading", name="What you began to answer")).to_be_hidden()
    # Back to an empty page for the other tests of this module.
    ben.page.locator(".gift", has=ben.page.get_by_text("right of way")).get_by_role(
        "button", name="Take it back"
    ).click()
    expect(ben.page.locator(".toast")).to_contain_text("You have it back")


def test_a_gift_never_goes_without_its_photo(two: Two, tmp_path: Path) -> None:
    """Photos are in the memory of the page alone, so words that have some are not kept for sending without it."""
    ada, ben = two.ada, two.ben
    to_given(ada)
    ada.page.get_by_role("link", name="Thank you").click()
    ada.page.get_by_label("What you did").fill("You drew the fox on the frosted pane.")
    choose_photo(ada, tmp_path)
    ada.forgive("ERR_FAILED")
    ada.page.route("**/giving/line/", out_of_reach)
    ada.page.get_by_role("button", name="Give it").click()
    alert = ada.page.locator("giving-form").get_by_role("alert")
    expect(alert).to_contain_text("while this page is open")
    until(ada, lambda: "nearer-outbox" in value(ada, DATABASES))
    assert not any(row["url"].endswith("/giving/line/") for row in waiting(ada))
    ada.page.unroute("**/giving/line/")
    must_read(ada, "frosted pane")

    to_given(ben)
    gift = ben.page.locator(".gift", has=ben.page.get_by_text("frosted pane"))
    expect(gift.locator("sealed-photo")).to_have_count(1)
    ada.page.get_by_role("link", name="Thank you").click()
    expect(ada.page.get_by_role("button", name="Give it")).to_be_visible()
    expect(ada.page.get_by_label("What you did")).to_have_value("")


DATABASES = "indexedDB.databases().then((all) => all.map(({ name }) => name).join(' '))"


def out_of_reach(route: Route) -> None:
    """The server hears nothing of what is posted."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def lost(route: Route) -> None:
    """It reaches the server, and the answer does not come back."""
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()


def to_given_again(person: Person) -> None:
    person.go("/")
    to_given(person)


def test_how_i_am_is_kept_to_oneself(two: Two) -> None:
    ada, ben = two.ada, two.ben
    must_show = expect(ben.page.get_by_role("link", name="All that was given"))
    must_show.to_be_visible()
    seq = ben.page.locator("#live").get_attribute("data-seq")
    to_given(ada)
    ada.page.get_by_role("link", name="How I am").click()
    ada.page.get_by_label("Look for a word").fill("wistful")
    ada.page.get_by_role("button", name="wistful").click()
    ada.page.get_by_role("button", name="Comfort").click()
    ada.page.get_by_label("Why, in a line").fill("Nobody needs to know.")
    assert keep_it_to_myself(ada, "Nobody needs to know.") == ["wistful", "Nobody needs to know.", WISH]
    to_given_again(ada)
    ada.page.get_by_role("link", name="How I am").click()
    ada.page.get_by_role("button", name="Comfort").click()
    assert keep_it_to_myself(ada, WISH) == [WISH], "a wish alone is no empty page"

    # Ben's page would have changed by now, and the words of what was given are open on it.
    ben.go("/")
    must_show.to_be_visible()
    assert ben.page.locator("#live").get_attribute("data-seq") == seq
    to_given(ben)
    expect(ben.page.locator(".gift :is(sealed-text, feeling-text):not([state=open])")).to_have_count(0)
    assert ben.page.locator(".gift").get_by_text("Nobody needs to know.").count() == 0


WISH = "Comfort would do good"


def keep_it_to_myself(person: Person, holds: str) -> list[str]:
    """On the page for a feeling: keeps it. Gives the lines of the newest page of the journal, which holds these."""
    person.page.get_by_role("button", name="Keep it to myself").click()
    person.page.wait_for_url(re.compile("/me/pages/"))
    newest = person.page.locator("own-entry").first
    expect(newest).to_have_attribute("state", "open")
    expect(newest).to_contain_text(holds)
    return newest.locator("[part=text]").inner_text().split("\n")


def test_one_search_finds_what_passed_in_whatever_way(two: Two) -> None:
    """A gift, a feeling, a letter and an exchange hold one word each; all of them are in the list of their day."""
    ada, ben = two.ada, two.ben
    for one in (ada, ben):
        one.go("/")
        answer(one, f"The smell of tangerines on the stove, says {one.name}.")
    to_given_again(ada)
    give(ada, "Thank you", "What you did", "You carried the tangerines up.")
    ada.page.get_by_role("link", name="How I am").click()
    ada.page.get_by_label("Look for a word").fill("wistful")
    ada.page.get_by_role("button", name="wistful").click()
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_role("heading", name="Given", level=1)).to_be_visible()
    sit_down(ada)
    write(ada, "The crate of tangerines stands in the hall.")
    give_letter(ada)

    to_given_again(ben)
    found, search = ben.page.locator("search-box [part=result]"), ben.page.get_by_label("Search in all of it")
    search.fill("tangerines")
    expect(found).to_have_count(3)  # both answers and the thanks; the letter is closed still
    ada.go("/")
    to_given(ada)
    ada.page.get_by_label("Search in all of it").fill("tangerines")
    expect(ada.page.locator("search-box [part=result]")).to_have_count(4)
    search.fill("wistful")
    expect(found).to_have_count(1)
    found.click()
    expect(ben.page.get_by_role("heading", name="How I am")).to_be_visible()


def test_affection_comes_up_only_where_both_allow_it(two: Two) -> None:
    def days_with_affection(at_most: int) -> int:
        """How many of some days suggest one to Ben; each is a day later. One is enough."""
        for _ in range(at_most):
            two.server.turn_clock(days=1)
            today = ben.context.request.get(f"{two.server.address}/").text()
            assert "All that was given" in today
            if "/offers/near/" in today:
                return 1
        return 0

    ada, ben = two.ada, two.ben
    allow(ben, "Close")
    ben.picture("ease")
    ben.axe()
    assert days_with_affection(60) == 0
    allow(ada, "Held for a while")
    assert days_with_affection(60) > 0
    for one in (ada, ben):
        allow(one, "None")


def allow(person: Person, how_far: str) -> None:
    person.go("/us/")
    person.page.get_by_role("link", name="What feels good to you").click()
    person.page.get_by_label(how_far).check()
    person.page.get_by_role("button", name="Keep it so").click()
    expect(person.page.locator("#said")).to_have_text("Stored.")
    person.page.reload()
    expect(person.page.get_by_label(how_far)).to_be_checked()


def test_five_minutes_and_fun_leave_no_trace(two: Two) -> None:
    ada = two.ada
    to_given(ada)
    ada.page.get_by_role("link", name="Five minutes, and fun").click()
    ada.picture("lightly")
    ada.axe()
    before = ada.page.locator(".light h2").all_inner_texts()
    ada.page.get_by_role("link", name="Another one").first.click()
    expect(ada.page.locator(".light h2").first).not_to_have_text(before[0])
    expect(ada.page.locator(".light h2").last).to_have_text(before[1])
    seq = ada.page.locator("#live").get_attribute("data-seq")
    ada.go("/")
    assert ada.page.locator("#live").get_attribute("data-seq") == seq
    leave = ada.page.get_by_role("button", name="Not now").first
    gone = ada.page.locator(f"[hx-post='{leave.get_attribute('hx-post')}']")
    leave.click()
    expect(gone).to_have_count(0)
    ada.page.reload()
    expect(ada.page.get_by_role("link", name="All that was given")).to_be_visible()
    expect(gone).to_have_count(0)


def test_a_photo_goes_along_with_thanks(two: Two, tmp_path: Path) -> None:
    ada, ben = two.ada, two.ben
    to_given(ada)
    ada.page.get_by_role("link", name="Thank you").click()
    ada.page.get_by_label("What you did").fill("You planted the pear tree, and look at it.")
    choose_photo(ada, tmp_path)
    ada.axe()
    ada.page.get_by_role("button", name="Give it").click()
    must_read(ada, "pear tree")
    to_given(ben)
    photo = ben.page.locator(".gift", has=ben.page.get_by_text("pear tree")).locator("sealed-photo")
    photo.scroll_into_view_if_needed()  # it is fetched when somebody looks
    expect(photo).to_have_attribute("state", "open")
    ben.picture("given-photo")
    ben.axe()
    ada.page.locator(".gift").first.get_by_role("button", name="Take it back").click()
    expect(photo).to_have_count(0)
