"""Two people, two phones, and the small warm things of a day."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Person, Two

HER = "the phone call with the insurance, forty minutes, with that music. I could eat my dinner hot because of you."


def to_given(person: Person) -> None:
    person.page.get_by_role("link", name="All that was given").click()
    expect(person.page.get_by_role("heading", name="Given", level=1)).to_be_visible()


def give(person: Person, what: str, label: str, text: str) -> None:
    """From the list of everything: choose what to give, write, give."""
    person.page.get_by_role("navigation", name="Give something").get_by_role("link", name=what).click()
    person.page.get_by_label(label).fill(text)
    person.page.get_by_role("button", name="Give it").click()
    expect(person.page.get_by_role("heading", name="Given", level=1)).to_be_visible()


def must_read(person: Person, text: str) -> None:
    """It is open on the page, and only inside a shadow root."""
    expect(person.page.locator(".gift").get_by_text(text).first).to_be_visible()
    assert text not in person.page.content()


def test_thanks_are_given_met_and_kept_in_the_jar(two: Two) -> None:
    ada, ben = two.ada, two.ben
    to_given(ada)
    ada.picture("given-first")
    ada.page.get_by_role("navigation", name="Give something").get_by_role("link", name="Thank you").click()
    ada.picture("giving-line")
    ada.axe()
    starter = ada.page.locator(".starter:visible").first
    words = starter.inner_text()
    starter.click()
    expect(ada.page.get_by_label("What you did")).to_have_value(f"{words} ")
    ada.page.get_by_label("What you did").fill(HER)
    ada.page.get_by_role("button", name="Give it").click()
    must_read(ada, HER)

    # Ben's Today says that there is something, and no more.
    line = ben.page.get_by_role("link", name="Something for you")
    expect(line).to_be_visible()
    ben.picture("today-offers")
    ben.axe()
    assert HER not in ben.page.content()
    line.click()
    must_read(ben, HER)
    address = ben.page.url
    ben.go("/")
    expect(line).to_have_count(0)  # it was looked at; nobody else learns of it
    ben.go(address)
    ben.page.get_by_role("button", name="What it did to me").click()
    expect(ben.page.get_by_label("Your answer")).to_have_value(re.compile("When I read this"))
    ben.page.get_by_label("Your answer").fill("When I read this, I stood a little taller.")
    ben.picture("gift-meeting")
    ben.axe()
    ben.page.get_by_role("button", name="Give my answer").click()
    expect(ben.page.locator("#meet")).to_have_count(0)
    must_read(ada, "a little taller")
    ada.picture("given")
    ada.axe()

    ben.go("/")
    expect(ben.page.get_by_role("link", name="Something for you")).to_have_count(0)
    to_given(ben)
    ben.page.get_by_role("link", name="The jar").click()
    must_read(ben, HER)
    ben.picture("jar")
    ben.axe()
    ben.page.get_by_role("link", name="Draw one").click()
    expect(ben.page.locator(".drawn").get_by_text(HER)).to_be_visible()
    ben.picture("jar-drawn")
    ben.axe()


def test_how_i_am_given_and_met_as_it_was_wished(two: Two) -> None:
    ada, ben = two.ada, two.ben
    to_given(ada)
    ada.page.get_by_role("link", name="How I am").click()
    expect(ada.page.get_by_text("Near that")).to_have_count(0)
    ada.picture("giving-now-empty")
    ada.page.get_by_label("Look for a word").fill("homesick")
    ada.page.get_by_role("button", name="homesick").click()
    ada.page.get_by_label("Look for a word").fill("")
    ada.page.locator("feeling-words [part=near] button").first.click()
    ada.page.get_by_role("button", name="Hard").click()
    ada.page.get_by_role("button", name="Comfort").click()
    ada.page.get_by_label("Why, in a line").fill("The kitchen smelled of somebody else's soup.")
    ada.picture("giving-now")
    ada.axe()
    ada.page.reload()  # what was chosen is a draft like any other
    expect(ada.page.get_by_role("button", name="homesick").first).to_have_attribute("aria-pressed", "true")
    expect(ada.page.get_by_role("button", name="Comfort")).to_have_attribute("aria-pressed", "true")
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.locator("feeling-text [part=feelings]").first).to_contain_text("homesick")
    assert "homesick" not in ada.page.locator(".gift").first.evaluate("element => element.outerHTML")

    to_given(ben)
    ben.page.locator(".gift").first.get_by_role("link", name="Say something back").click()
    expect(ben.page.get_by_text("Comfort would do good").first).to_be_visible()
    expect(ben.page.get_by_role("button", name="I am here")).to_be_visible()
    expect(ben.page.get_by_role("button", name="What would help")).to_be_hidden()
    ben.picture("gift-feeling")
    ben.axe()
    ben.page.get_by_role("button", name="We talked about it").click()
    expect(ada.page.locator(".gift .response").get_by_text("We talked about it")).to_be_visible()
