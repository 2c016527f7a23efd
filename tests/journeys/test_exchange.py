"""Two people, two phones: from nothing to an exchange that both answered with understanding, and what follows."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.running import Server

from .conftest import Meet, Person
from .evening import first_evening
from .steps import answer, respond

ADA = "The smell of rain on the hot road, the day we moved in."
BEN = "My grandfather's workshop: oil, pine, and the radio."


def opened_texts(person: Person) -> list[str]:
    expect(person.page.locator(".opened sealed-text").first).to_have_attribute("state", "open")
    return [text.strip() for text in person.page.locator(".opened .answer > sealed-text").all_inner_texts()]


def test_an_exchange_from_disclosing_to_feeling_understood(person: Meet) -> None:
    ada, ben, _taps = first_evening(person)
    answer(ada, ADA)
    expect(ada.page.get_by_role("heading", name="Your answer is sealed")).to_be_visible()
    ada.picture("today-waiting")
    ada.axe()
    assert "workshop" not in ben.page.content()
    ben.picture("today-write")
    ben.axe()
    answer(ben, BEN)

    # It opens on both phones, on Ada's without a reload.
    for one in (ada, ben):
        expect(one.page.locator("[data-state=open]")).to_be_visible()
        assert sorted(opened_texts(one)) == sorted([ADA, BEN])
        assert ADA not in one.page.content(), "plaintext lives in shadow roots only"
    expect(ada.page.locator("#said")).to_contain_text("opened")

    chip = ada.page.get_by_role("button", name="What I heard")
    chip.click()
    expect(ada.page.get_by_label("Your response")).to_have_value(re.compile("What I heard"))
    respond(ada, "that this room is still there for you. Who turned the radio on?")
    expect(ben.page.locator(".responses .response sealed-text").first).to_have_attribute("state", "open")
    respond(ben, "What I heard is that you were already home.")
    expect(ada.page.locator(".responses > .response")).to_have_count(2)

    ada.page.get_by_text("Say one thing back").click()
    ada.page.get_by_label("Your reply").fill("He did, every morning, before he said a word.")
    ada.page.get_by_role("button", name="Give my reply").click()
    expect(ben.page.locator(".response .response sealed-text")).to_contain_text("every morning")

    felt = ben.page.locator("felt-scale")
    felt.get_by_role("button", name="deeply").click()
    ben.page.reload()
    expect(felt.get_by_role("button", name="deeply")).to_have_attribute("aria-pressed", "true")
    expect(ada.page.locator("felt-scale [aria-pressed=true]")).to_have_count(0)

    ada.page.get_by_role("button", name="Let us talk about this").click()
    expect(ben.page.get_by_text("Kept for an evening of both")).to_be_visible()
    for one in (ada, ben):
        one.picture(f"today-open-{one.name}")
        one.axe()


def test_taken_back_changed_and_passed(person: Meet) -> None:
    ada, ben, _taps = first_evening(person)
    page = ada.page
    answer(ada, "The first thought.")
    page.get_by_text("Read or change my answer").click()
    field = page.get_by_label("Your answer")
    expect(field).to_have_value("The first thought.")
    field.fill("The second thought.")
    page.get_by_role("button", name="Keep the change").click()
    page.reload()
    page.get_by_text("Read or change my answer").click()
    expect(field).to_have_value("The second thought.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Seal my answer")).to_be_visible()

    page.get_by_role("button", name="Pass").click()
    expect(page.get_by_text("You let this one go by")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Seal my answer")).to_be_visible()
    page.get_by_role("button", name="Answer it after all").click()
    answer(ada, "The third thought.")
    answer(ben, BEN)
    assert "The third thought." in opened_texts(ben)


def test_nothing_typed_is_lost(person: Meet, server: Server) -> None:
    ada, ben, _taps = first_evening(person)
    page = ada.page
    ada.forgive("500", "Failed to load resource", "ERR_")

    # A closed tab: the draft is there again.
    page.get_by_label("Your answer").press_sequentially("Half a sentence")
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("Half a sentence")

    # No network: it waits, and goes once.
    ada.context.set_offline(True)
    page.get_by_role("button", name="Seal my answer").click()
    expect(page.get_by_role("alert").first).to_contain_text("out of reach")
    ada.context.set_offline(False)
    expect(page.get_by_role("heading", name="Your answer is sealed")).to_be_visible()

    # The server is gone and comes back: the other's words wait as well.
    ben.forgive("Failed to load resource", "ERR_")
    ben.page.get_by_label("Your answer").fill("While it was away.")
    server.kill()
    ben.page.get_by_role("button", name="Seal my answer").click()
    expect(ben.page.get_by_role("alert").first).to_contain_text("out of reach")
    server.start()
    expect(ben.page.locator("[data-state=open]")).to_be_visible(timeout=60_000)
    assert sorted(opened_texts(ben)) == ["Half a sentence", "While it was away."]


def test_words_are_found_again(person: Meet, server: Server) -> None:
    ada, ben, _taps = first_evening(person)
    answer(ada, "A café by the sea.")
    answer(ben, BEN)
    expect(ada.page.locator("[data-state=open]")).to_be_visible()
    ada.page.get_by_role("link", name="Us").click()
    ada.page.get_by_role("link", name=re.compile("told each other|All of ours|exchanges", re.I)).first.click()
    search = ada.page.get_by_label("Search in all of it")
    search.fill("cafe")
    expect(ada.page.locator("search-box").get_by_text("by the sea")).to_be_visible()
    ada.picture("exchanges")
    ada.axe()
    search.fill("nothing of the kind")
    expect(ada.page.locator("search-box").get_by_text("No words like these")).to_be_visible()

    ada.go(ada.page.url.replace("exchanges/", "questions/"))
    ada.page.get_by_label("Your question").fill("What would you put into the box under the bed?")
    ada.page.get_by_role("button", name="Keep it for us").click()
    expect(ada.page.locator(".rows sealed-text")).to_contain_text("under the bed")
    ada.picture("own-questions")
    ada.axe()
    server.turn_clock(days=1)
    ben.go("/")
    expect(ben.page.locator("#question sealed-text")).to_contain_text("under the bed")
