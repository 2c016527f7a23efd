"""Two people, two phones: from nothing to an exchange that both answered with understanding, and what follows."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from .conftest import Person, Two
from .steps import answer, begin_to_write, respond

ADA = "The smell of rain on the hot road, the day we moved in."
BEN = "My grandfather's workshop: oil, pine, and the radio."


def must_read(person: Person, *texts: str) -> None:
    """The two answers are open on this person's page, and nowhere but in shadow roots."""
    answers = person.page.locator(".opened > .answer > sealed-text [part=text]")
    expect(answers).to_have_count(len(texts))
    for text in texts:
        expect(answers.get_by_text(text, exact=True)).to_be_visible()
        assert text not in person.page.content()


def test_an_exchange_from_disclosing_to_feeling_understood(two: Two) -> None:
    ada, ben = two.ada, two.ben
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
        must_read(one, ADA, BEN)
    expect(ada.page.locator("#said")).to_contain_text("opened")
    expect(ada.page.locator(".opened.now[aria-live=polite] sealed-text").first).to_have_attribute("state", "open")

    chip = ada.page.get_by_role("button", name="What I heard")
    chip.click()
    expect(ada.page.get_by_label("Your response")).to_have_value(re.compile("What I heard"))
    example = ada.page.locator("scaffold-chips + [role=status]")
    expect(example).to_have_text(str(chip.get_attribute("data-example")))
    respond(ada, "that this room is still there for you. Who turned the radio on?")
    expect(ben.page.locator(".responses .response sealed-text").first).to_have_attribute("state", "open")
    respond(ben, "What I heard is that you were already home.")
    expect(ada.page.locator(".responses > .response")).to_have_count(2)

    ada.page.get_by_text("Say one thing back").click()
    ada.page.get_by_label("Your reply").fill("He did, every morning, before he said a word.")
    ada.page.get_by_role("button", name="Give my reply").click()
    expect(ben.page.locator(".response .response sealed-text")).to_contain_text("every morning")

    # A second thought while the first is on its way: the last one counts, and both are taken.
    ben.forgive("ERR_INTERNET_DISCONNECTED")
    felt = ben.page.locator("felt-scale")
    ben.context.set_offline(True)
    felt.get_by_role("button", name="mostly").click()
    felt.get_by_role("button", name="deeply").click()
    ben.context.set_offline(False)
    expect(felt).to_have_attribute("revision", "2")
    ben.page.reload()
    expect(felt.get_by_role("button", name="deeply")).to_have_attribute("aria-pressed", "true")
    expect(ada.page.locator("felt-scale [aria-pressed=true]")).to_have_count(0)

    ada.page.get_by_role("button", name="Let us talk about this").click()
    expect(ben.page.get_by_text("Kept for an evening of both")).to_be_visible()
    for one in (ada, ben):
        one.picture(f"today-open-{one.name}")
        one.axe()


def test_a_page_that_could_not_fetch_what_changed_does_so_later(two: Two) -> None:
    ada, ben = two.ada, two.ben
    answer(ada, ADA)
    answer(ben, BEN)
    expect(ada.page.locator("[data-state=open]")).to_be_visible()
    ada.forgive("Failed to fetch", "ERR_FAILED", "502")
    broken = ["failed", "502"]

    def breaks(route: Route) -> None:
        if "hx-request" not in route.request.headers or not broken:
            route.continue_()
        elif broken.pop() == "failed":
            route.abort()
        else:
            route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")

    ada.context.route(f"{two.server.address}/", breaks)
    respond(ben, "You were already home.")
    expect(ada.page.locator(".responses > .response")).to_have_count(1)
    assert broken == []
    ada.context.unroute(f"{two.server.address}/")


def test_the_way_back_within_a_page_leaves_it_as_it_is(two: Two) -> None:
    ada, ben = two.ada, two.ben
    answer(ada, ADA)
    answer(ben, BEN)
    # Safari and Firefox tell scripts of the way back by "popstate" alone; htmx listens to it only without this object.
    ada.page.add_init_script("Object.defineProperty(window, 'navigation', { value: undefined })")
    ada.go("/")
    field = ada.page.get_by_label("Your response")
    field.fill("What I heard")
    respond(ben, "You were already home.")
    expect(ada.page.locator(".responses > .response")).to_have_count(1)  # brought up to date
    ada.page.evaluate("document.getElementById('main').seen = true")
    ada.page.evaluate("location.hash = 'main'")
    ada.page.go_back()
    ada.page.wait_for_timeout(300)  # what must not come
    assert ada.page.evaluate("document.getElementById('main').seen") is True
    expect(field).to_have_value("What I heard")


def test_taken_back_changed_and_passed(two: Two) -> None:
    ada, ben = two.ada, two.ben
    page = ada.page
    answer(ada, "The first thought.")
    page.get_by_text("Read or change my answer").click()
    field = page.get_by_label("Your answer")
    expect(field).to_have_value("The first thought.")
    field.fill("The second thought.")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.locator("sealed-form[item]")).to_have_attribute("revision", "2")
    expect(field).to_have_value("The second thought.")
    page.reload()
    page.get_by_text("Read or change my answer").click()
    expect(field).to_have_value("The second thought.")

    # A change that was never sent outlives the answer it was meant for, and can be given in its place.
    begin_to_write(field, "The third thought.")
    page.reload()
    expect(field).to_have_value("The third thought.")  # its place opens by itself
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Seal my answer")).to_be_visible()
    expect(field).to_have_value("The third thought.")

    # A press after the sign-in has ended changes nothing, and says so.
    ada.forgive("401")
    cookies = ada.context.cookies()
    ada.context.clear_cookies(name=re.compile("session"))
    page.get_by_role("button", name="Pass").click()
    link = page.locator("#toasts").get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", "/sign-in/?next=%2F")
    expect(page.locator("#toasts")).to_contain_text("Your sign-in has ended")
    expect(field).to_have_value("The third thought.")
    ada.context.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[typeddict-item]

    page.get_by_role("button", name="Pass").click()
    expect(page.locator("#toasts")).to_be_empty()
    expect(page.get_by_text("You let this one go by")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Seal my answer")).to_be_visible()
    page.get_by_role("button", name="Answer it after all").click()
    expect(field).to_have_value("The third thought.")
    page.get_by_role("button", name="Seal my answer").click()
    expect(page.get_by_role("heading", name="Your answer is sealed")).to_be_visible()
    answer(ben, BEN)
    must_read(ben, "The third thought.", BEN)


def test_nothing_typed_is_lost(two: Two) -> None:
    ada, ben, server = two.ada, two.ben, two.server
    page = ada.page
    ada.forgive("500", "Failed to load resource", "ERR_")

    # A closed tab: the draft is there again.
    begin_to_write(page.get_by_label("Your answer"), "Half a sentence")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("Half a sentence")

    # Another tab has other words in the same form.
    other = ada.context.new_page()
    other.goto("/")
    expect(other.get_by_label("Your answer")).to_have_value("Half a sentence")  # the draft has come
    other.get_by_label("Your answer").fill("Quite another sentence")

    # No network: it waits, and goes once. What is typed meanwhile is not what was sent, and stays.
    ada.context.set_offline(True)
    page.get_by_role("button", name="Seal my answer").click()
    expect(page.get_by_role("alert").first).to_contain_text("out of reach")
    page.get_by_label("Your answer").press_sequentially(", and on")
    ada.context.set_offline(False)
    expect(page.get_by_role("heading", name="Your answer is sealed")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("Half a sentence, and on")
    expect(other.get_by_role("heading", name="Your answer is sealed")).to_be_visible()
    expect(other.get_by_label("Your answer")).to_have_value("Quite another sentence")

    # The server is gone and comes back: the other's words wait as well.
    ben.forgive("Failed to load resource", "ERR_")
    ben.page.get_by_label("Your answer").fill("While it was away.")
    server.kill()
    ben.page.get_by_role("button", name="Seal my answer").click()
    expect(ben.page.get_by_role("alert").first).to_contain_text("out of reach")
    server.start()
    expect(ben.page.locator("[data-state=open]")).to_be_visible(timeout=60_000)
    must_read(ben, "Half a sentence", "While it was away.")

    # What can't be sent any more is shown, to be put away.
    left = other.get_by_label("Words of yours that were not sent")
    expect(left).to_have_value("Quite another sentence", timeout=60_000)
    other.get_by_role("button", name="Put away").click()
    expect(left).to_be_hidden()
    other.reload()
    expect(other.locator(".opened")).to_be_visible()
    expect(left).to_be_hidden()


def test_a_page_never_becomes_that_of_another_space(two: Two) -> None:
    page = two.ada.page
    space = str(page.locator("#live").get_attribute("data-space"))
    begin_to_write(page.get_by_label("Your answer"), "Only for Ben.")

    # As if this page were of another space than the one that was chosen in another tab meanwhile.
    page.evaluate("document.getElementById('live').dataset.space = 'another'")
    with page.expect_navigation():
        page.evaluate("document.dispatchEvent(new CustomEvent('nearer:changed'))")
    expect(page.locator("#live")).to_have_attribute("data-space", space)
    expect(page.get_by_label("Your answer")).to_have_value("Only for Ben.")


def press_slowly(person: Person, name: str) -> None:
    """As with a hand: the field has lost the focus, and what follows from that is done, before the button is let go."""
    person.page.get_by_role("button", name=name).hover()
    person.page.mouse.down()
    person.page.wait_for_timeout(1000)
    person.page.mouse.up()


def test_words_are_found_again(two: Two) -> None:
    ada, ben, server = two.ada, two.ben, two.server
    answer(ada, "A café by the sea.")
    answer(ben, BEN)
    expect(ada.page.locator("[data-state=open]")).to_be_visible()
    ada.page.get_by_role("link", name="Us").click()
    ada.page.get_by_role("link", name=re.compile("What you opened")).click()
    search = ada.page.get_by_label("Search in all of it")
    search.fill("cafe")
    expect(ada.page.locator("search-box").get_by_text("by the sea")).to_be_visible()
    ada.picture("exchanges")
    ada.axe()
    search.fill("nothing of the kind")
    expect(ada.page.locator("search-box").get_by_text("No words like these")).to_be_visible()

    ada.go(ada.page.url.replace("exchanges/", "questions/"))
    long = "Why" + "?" * 300
    ada.page.get_by_label("Your question").fill(long)
    ada.page.get_by_role("button", name="Keep it for us").click()
    expect(ada.page.get_by_role("alert").first).to_contain_text("3 characters too long")
    expect(ada.page.get_by_label("Your question")).to_have_value(long)
    ada.page.get_by_label("Your question").fill("What would you put into the box under the bed?")
    press_slowly(ada, "Keep it for us")  # the line that it is too long goes, and nothing moves from under the press
    expect(ada.page.locator(".rows sealed-text")).to_contain_text("under the bed")
    ada.picture("own-questions")
    ada.axe()
    server.turn_clock(days=1)
    ben.go("/")
    expect(ben.page.locator("#question sealed-text")).to_contain_text("under the bed")
