"""The places one has for oneself: the journal, aims, and kindnesses planned in secret."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from .conftest import Person, Two
from .steps import begin_to_write


def keep(person: Person, button: str = "Keep it for me") -> None:
    """Has it stored; the words are in the page afterwards, and no more in the form."""
    with person.page.expect_response(lambda answer: answer.request.method == "POST") as stored:
        person.page.get_by_role("button", name=button).click()
    assert stored.value.status == 204, stored.value.text()


def opened(person: Person, text: str) -> Locator:
    """Something of one's own with these words, opened."""
    found = person.page.locator("[id^=own-][state=open]").filter(has_text=text)
    expect(found).to_be_visible()
    return found


def write(person: Person, text: str) -> None:
    person.page.get_by_label("What is on your mind").fill(text)
    keep(person)
    opened(person, text)


def nothing_to_see(person: Person, *places: str) -> None:
    """On none of these pages anything of one's own is opened, or there to open."""
    for place in places:
        person.go(place)
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        assert person.page.locator("[id^=own-]").count() == 0


def test_a_journal(two: Two) -> None:
    ada, page = two.ada, two.ada.page
    ada.go("/me/")
    page.get_by_role("link", name="Journal").click()
    expect(page.get_by_text("Nothing on paper yet")).to_be_visible()
    ada.picture("journal-empty")
    ada.axe()
    begin_to_write(page.get_by_label("What is on your mind"), "I noticed how quiet I get when")
    page.reload()
    expect(page.get_by_label("What is on your mind")).to_have_value("I noticed how quiet I get when")
    write(ada, "I noticed how quiet I get when we talk of the café by the harbour.\n\nI do not know why yet.")
    expect(page.get_by_label("What is on your mind")).to_have_value("")
    expect(page.get_by_text("Nothing on paper yet")).to_have_count(0)

    page.get_by_role("button", name="Begin from a question").click()
    first = page.get_by_label("You begin from").input_value()
    page.get_by_role("button", name="Another question").click()
    question = page.get_by_label("You begin from").input_value()
    assert question not in {first, ""}
    page.get_by_label("What is on your mind").fill("That I was cold all day")
    ada.picture("journal-asked")
    ada.axe()
    keep(ada)
    expect(opened(ada, "That I was cold all day")).to_contain_text(question)
    expect(page.get_by_label("You begin from")).to_be_hidden()
    two.server.turn_clock(days=3)
    ada.go("/me/pages/")
    write(ada, "A walk alone. " + "The tide was out and the light lay on everything. " * 12)
    page.get_by_label("Search in your journal").fill("cafe harbour")
    found = page.locator("search-box li a")
    expect(found).to_have_count(1)
    expect(found.locator("mark")).to_have_text("café")
    ada.picture("journal")
    ada.axe()
    found.click()
    expect(page).to_have_url(re.compile("/spaces/.+/pages/"))
    opened(ada, "I do not know why yet")
    ada.picture("journal-entry")
    ada.axe()
    page.get_by_text("Change it", exact=True).click()
    page.get_by_label("In other words").fill("I go quiet because I am afraid of being a bother.")
    keep(ada, "Keep the change")
    opened(ada, "afraid of being a bother")

    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("It is gone in a moment")).to_be_visible()
    page.get_by_role("button", name="Bring it back").click()
    opened(ada, "afraid of being a bother")
    page.get_by_role("button", name="Take it away").click()
    ada.axe()
    page.get_by_role("link", name="Journal").click()
    opened(ada, "That I was cold all day")
    expect(page.get_by_text("afraid of being a bother")).to_have_count(0)
    nothing_to_see(two.ben, "/me/pages/", "/me/ahead/", "/me/later/")


def test_an_aim_in_small_steps(two: Two) -> None:
    ada, page = two.ada, two.ada.page
    ada.go("/me/ahead/")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    page.get_by_label("I would like to").fill("Listen to the end")
    page.get_by_label("Because").fill("you go on talking when I do")
    page.get_by_label("Small steps").fill(
        "put the phone in the drawer\ncount to three before I answer\nask one more thing"
    )
    ada.picture("aims-new")
    ada.axe()
    keep(ada)
    aim = opened(ada, "Listen to the end")
    expect(aim).to_contain_text("you go on talking")
    step = aim.get_by_label("count to three")
    with page.expect_response("**/ahead/"):
        step.check()
    expect(step).to_be_focused()
    with page.expect_response("**/ahead/"):
        aim.get_by_label("ask one more").check()
    ada.picture("aims")
    ada.axe()
    page.reload()
    aim = opened(ada, "Listen to the end")
    for name, taken in (("put the phone", False), ("count to three", True), ("ask one more", True)):
        expect(aim.get_by_label(name)).to_be_checked(checked=taken)
    page.get_by_role("link", name="Change or share it").click()
    page.get_by_text("Change it", exact=True).click()
    page.get_by_label("Small steps").last.fill(
        "put the phone in the drawer\ncount to three before I answer\nlook at you"
    )
    keep(ada, "Keep the change")
    aim = opened(ada, "look at you")
    expect(aim.get_by_label("count to three")).to_be_checked()
    ada.picture("aim")
    ada.axe()
    with page.expect_response("**/ahead/"):
        aim.get_by_role("button", name="Let it rest").click()
    expect(aim).to_contain_text("Resting")
    expect(aim.get_by_role("button", name="Take it up again")).to_be_focused()
    nothing_to_see(two.ben, "/me/ahead/")


def test_kindnesses_planned_in_secret(two: Two) -> None:
    ada, page = two.ada, two.ada.page
    ada.go("/me/")
    page.get_by_role("link", name="Small kindnesses").click()
    expect(page.get_by_text("Nothing up your sleeve yet")).to_be_visible()
    page.get_by_text("I could do with an idea").click()
    shown = page.locator(".ideas li:visible")
    expect(shown).to_have_count(3)
    texts = shown.locator("p.serif").all_inner_texts()
    page.get_by_role("button", name="Show me others").click()
    assert not set(texts) & set(shown.locator("p.serif").all_inner_texts())
    ada.picture("plans-ideas")
    ada.axe()
    idea = shown.first.locator("p.serif").inner_text()
    shown.first.get_by_role("button", name="I like that one").click()
    expect(page.get_by_label("What you want to do")).to_have_value(idea)
    keep(ada, "Keep it secret")
    opened(ada, idea[:20])
    page.get_by_label("What you want to do").fill("Plums from the market, the small yellow ones")
    page.get_by_label("When, if you know").fill("2031-08-14")
    keep(ada, "Keep it secret")
    expect(opened(ada, "Plums from the market")).to_contain_text("14 August 2031")
    page.get_by_label("What you want to do").fill("Their bike, cleaned and oiled")
    page.get_by_label("When, if you know").fill("2030-12-24")
    keep(ada, "Keep it secret")
    opened(ada, "Their bike")
    page.locator("h1").click()
    plans = page.locator(".plans > li")
    expect(plans.nth(0)).to_contain_text("Their bike")
    expect(plans.nth(1)).to_contain_text("Plums")
    ada.picture("plans")
    ada.axe()
    with page.expect_response("**/later/"):
        plans.nth(0).get_by_role("button", name="I did it").click()
    page.reload()
    opened(ada, "Their bike")
    expect(plans.nth(2)).to_contain_text("Their bike")
    expect(plans.nth(2)).to_contain_text("Done")
    plans.nth(0).get_by_role("link", name="Change or give it").click()
    opened(ada, "Plums")
    ada.picture("plan")
    ada.axe()
    page.get_by_role("button", name="Take it away").click()
    expect(page).to_have_url(f"{two.server.address}/me/later/")
    opened(ada, "Their bike")
    expect(page.get_by_text("Plums")).to_have_count(0)
    nothing_to_see(two.ben, "/me/later/")


def test_brought_to_the_two_a_copy_and_never_the_page_itself(two: Two) -> None:
    ada, ben, page = two.ada, two.ben, two.ada.page
    ada.go("/me/pages/")
    write(ada, "I would like to hear the whole story of the boat.")
    page.locator(".leaf .when a").first.click()
    opened(ada, "story of the boat")
    address = page.url
    page.get_by_role("link", name="Into a letter").click()
    expect(page.get_by_label("Your letter")).to_have_value("I would like to hear the whole story of the boat.")
    ada.go(address)
    page.get_by_role("link", name="Into a line in passing").click()
    expect(page.get_by_label("Your line")).to_have_value("I would like to hear the whole story of the boat.")
    begin_to_write(page.get_by_label("Your line"), "Tell me of the boat tonight?")
    ada.go(address)
    page.get_by_role("link", name="Into a line in passing").click()
    expect(page.get_by_label("Your line")).to_have_value(
        "Tell me of the boat tonight?\n\nI would like to hear the whole story of the boat."
    )
    nothing_to_see(ben, "/me/pages/")
    ada.go(address)
    opened(ada, "story of the boat")

    ada.go("/me/ahead/")
    if not page.get_by_label("I would like to").is_visible():
        page.locator("#new > summary").click()
    page.get_by_label("I would like to").fill("Sing again")
    page.get_by_role("textbox", name="Small steps").fill("find the old songbook")
    keep(ada)
    aim = opened(ada, "Sing again")
    aim.locator("xpath=ancestor::article").get_by_role("link", name="Change or share it").click()
    opened(ada, "Sing again")
    page.get_by_role("link", name="Share it").click()
    expect(page.get_by_label("What it is, and what the next small step looks like")).to_have_value(
        "Sing again\n\n- find the old songbook"
    )

    ada.go("/me/later/")
    page.get_by_label("What you want to do").fill("Mend the garden gate")
    keep(ada, "Keep it secret")
    opened(ada, "garden gate")
    page.locator(".plans > li").filter(has_text="garden gate").get_by_role("link", name="Change or give it").click()
    opened(ada, "garden gate")
    page.get_by_role("link", name="It is done: give it").click()
    expect(page.get_by_label("What I did")).to_have_value("Mend the garden gate")
    page.get_by_role("button", name="Give it").click()
    page.wait_for_url("**/given/**")
    ada.go("/me/later/")
    expect(opened(ada, "garden gate")).to_contain_text("Done")
