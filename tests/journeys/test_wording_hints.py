"""While one writes to the other: a hint on wording that shows itself, offers, and leaves everything else alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, Request, expect

from nearer.catalogue.loading import CONTENT, load
from tests.running import Server, Workshop
from tests.wording.conftest import OWN

from .conftest import Person
from .people_steps import WHEN_IDLE, lock, unlock
from .spaces_steps import first_person
from .steps import answer

SENTENCES = Path(__file__).parent.parent / "catalogue" / "sentences" / "open.yaml"
HARD = "You often frumple on me when I cook."
KIND = "You frumple on me kindly, and I like it."
SETTLED = 1500  # ms; well behind the last key, where nothing is to be waited for


@pytest.fixture(scope="module")
def server(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A product that knows a few more patterns, of words that nobody uses."""
    own = tmp_path_factory.mktemp("own")
    (own / "wording.yaml").write_text(OWN)
    with workshop.server(NEARER_CONTENT=str(own)) as running:
        yield running


@pytest.fixture(scope="module")
def met(chromium: Browser, server: Server) -> Iterator[Person]:
    """Ada, who has begun and is alone there: one can write before the other comes."""
    ada = Person("ada", chromium, server)
    first_person(ada)
    yield ada
    ada.context.close()


@pytest.fixture
def ada(met: Person) -> Iterator[Person]:
    """Ada on the Today of another day, with an empty field."""
    met.server.turn_clock(days=1)
    met.page = met.context.new_page()
    met.go("/")
    yield met
    met.page.close()
    met.must_be_well()


def field(page: Page) -> Locator:
    return page.get_by_label("Your answer")


def hint(page: Page) -> Locator:
    """What the nudge says, where a screen reader hears it."""
    return page.locator("sealed-field").get_by_role("status")


def writes(page: Page, text: str) -> None:
    """Types it behind what is there."""
    field(page).focus()
    page.keyboard.press("Control+End")
    field(page).press_sequentially(text)


def must_stay_silent(page: Page) -> None:
    page.wait_for_timeout(SETTLED)
    expect(hint(page)).to_be_empty()


def test_blame_gets_a_hint_and_praise_gets_none(ada: Person) -> None:
    page = ada.page
    writes(page, KIND)
    must_stay_silent(page)
    expect(page.get_by_role("button", name="Leave it")).to_have_count(0)

    writes(page, f" {HARD}")
    expect(hint(page)).to_contain_text("A thought: being frumpled on is hard to hear.")
    expect(hint(page)).to_contain_text("I feel … when … I need …")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value(f"{KIND} {HARD}")
    ada.picture("wording-hint")
    ada.axe()

    for _ in range(len(HARD) - 3):
        field(page).press("Backspace")
    expect(hint(page)).to_be_empty()


def test_the_offer_goes_behind_what_is_there_and_is_not_made_twice(ada: Person) -> None:
    page = ada.page
    writes(page, HARD)
    expect(hint(page)).not_to_be_empty()
    field(page).press("Home")
    page.get_by_role("button", name="Put these words in").click()
    expect(field(page)).to_have_value(f"{HARD}\nI feel … when … I need …")
    expect(hint(page)).to_be_empty()
    page.keyboard.type("far away")  # the first gap is marked
    expect(field(page)).to_have_value(f"{HARD}\nI feel far away when … I need …")
    writes(page, f" {HARD}")
    must_stay_silent(page)

    writes(page, " Don\u2019t blorf.")  # another family, with the why of the pattern, whatever the apostrophe
    expect(hint(page)).to_contain_text("it asks for less, and not for what")
    expect(hint(page)).to_contain_text("I would love …")


def test_left_alone_it_is_silent_until_there_is_another_text(ada: Person) -> None:
    page = ada.page
    writes(page, HARD)
    leave = page.get_by_role("button", name="Leave it")
    leave.focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value(HARD)
    writes(page, " Really.")
    must_stay_silent(page)

    field(page).fill("")
    page.wait_for_timeout(SETTLED)
    writes(page, HARD)
    expect(hint(page)).not_to_be_empty()


def test_what_is_written_is_sent_as_it_is_and_nothing_else_is(ada: Person) -> None:
    page, asked = ada.page, requests_of(ada)
    writes(page, "So")
    page.wait_for_timeout(SETTLED)
    first = list(asked)
    assert {path for path in first if "/static/" not in path} <= {"GET " + address(page)}
    writes(page, f" {HARD}")
    expect(hint(page)).not_to_be_empty()
    page.get_by_role("button", name="Leave it").click()
    assert asked == first, "nothing hangs on the words"

    answer(ada, " I mean it.")
    posts = [one for one in asked if one.startswith("POST")]
    assert len(posts) == 1
    assert re.search(r"/answers/$", posts[0])
    page.get_by_text("Read or change my answer").click()
    expect(field(page)).to_have_value(f"So {HARD} I mean it.")
    expect(hint(page)).to_have_count(0)


def test_the_patterns_are_fetched_once_and_without_saying_who_asks(ada: Person) -> None:
    page, asked = ada.page, list[Request]()
    where = re.compile(f"{re.escape(address(page))}$|nudge")
    page.on("request", lambda one: asked.append(one) if where.search(one.url) else None)
    page.reload()
    field(page).focus()
    page.wait_for_timeout(SETTLED)
    assert asked == [], "nothing before the first key"
    writes(page, "So, and more")
    page.wait_for_timeout(SETTLED)
    (patterns,) = [one for one in asked if one.url.endswith(address(page))]
    assert "cookie" not in patterns.all_headers()


def test_the_switch_turns_it_off_on_this_device_and_no_request_tells(ada: Person) -> None:
    page = ada.page
    ada.go("/me/")
    page.get_by_role("link", name="Wording hints").click()
    switch = page.get_by_role("switch", name="Wording hints")
    expect(switch).to_be_enabled()
    expect(switch).to_be_checked()
    ada.picture("wording-switch")
    ada.axe()
    asked = requests_of(ada)
    switch.uncheck()
    page.wait_for_timeout(300)
    assert asked == []
    page.reload()
    expect(switch).not_to_be_checked()

    ada.go("/")
    writes(page, HARD)
    must_stay_silent(page)
    lock(ada)
    unlock(ada)
    expect(page.locator(".lock-screen")).to_have_count(0)
    ada.go("/me/wording/")
    expect(switch).not_to_be_checked()
    switch.check()
    ada.go("/")
    expect(field(page)).to_have_value(HARD)
    writes(page, " ")
    expect(hint(page)).not_to_be_empty()


def test_without_the_network_writing_goes_on(ada: Person) -> None:
    ada.forgive("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    page = ada.page
    ada.context.set_offline(True)
    try:
        writes(page, HARD)
        page.wait_for_timeout(SETTLED)
        expect(field(page)).to_have_value(HARD)
    finally:
        ada.context.set_offline(False)


def test_it_watches_over_letters_and_gifts_and_not_over_the_journal(ada: Person) -> None:
    page = ada.page
    space = page.locator("#live").get_attribute("data-space")
    for place, label in (("sketches", "Your letter"), ("giving/line", "What you did")):
        ada.go(f"/spaces/{space}/{place}/")
        page.get_by_label(label).press_sequentially(HARD)
        expect(hint(page)).not_to_be_empty()
        ada.picture(f"wording-hint-{place.partition('/')[0]}")
        ada.axe()
    ada.go("/me/pages/")
    expect(page.locator("sealed-field[nudge]")).to_have_count(0)


def test_browser_and_server_notice_the_same(ada: Person, tmp_path: Path) -> None:
    """With the patterns that are really there, over the sentences that patterns are tried out on."""
    (tmp_path / "wording.yaml").write_text(OWN)
    wording = load(CONTENT, own=tmp_path).wording
    texts = [sentence["text"] for sentence in yaml.safe_load(SENTENCES.read_text())]
    texts += [HARD, KIND, "DON\u2019T BLORF", "blorf later", HARD + "\n" + "word " * 500]
    manifest = json.loads((ada.server.data / "static" / "staticfiles.json").read_text())["paths"]
    given = [ada.page.url + "static/" + manifest["nearer/lib/wording.js"], address(ada.page), texts]
    found = ada.page.evaluate(
        """async ([module, address, texts]) => {
          const { noticed, sheetAt } = await import(module);
          const { patterns } = await sheetAt(address);
          const ids = [];
          for (const text of texts) ids.push((await noticed(text, patterns))?.pattern ?? null);
          return ids;
        }""",
        given,
    )
    ours = [wording.notices(text[-2000:]) for text in texts]
    assert found == [nudge and nudge.pattern for nudge in ours]
    assert found[-5:-1] != [None] * 4
    assert found[-1] is None, "too far back"


def test_what_takes_too_long_is_not_tried_again(ada: Person) -> None:
    manifest = json.loads((ada.server.data / "static" / "staticfiles.json").read_text())["paths"]
    tried = ada.page.evaluate(
        """async (module) => {
          const { noticed } = await import(module);
          let tried = 0;
          const slow = { pattern: "slow", expression: { test() {
            tried += 1;
            for (const until = performance.now() + 250; performance.now() < until; );
          } } };
          const patterns = [slow, { pattern: "(" }, { pattern: "words" }];
          const found = [];
          for (let i = 0; i < 3; i++) found.push((await noticed("some words", patterns)).pattern);
          return [tried, found];
        }""",
        ada.page.url + "static/" + manifest["nearer/lib/wording.js"],
    )
    assert tried == [2, ["words"] * 3]


def requests_of(person: Person) -> list[str]:
    """A list that fills with method and path of all that the page asks for.

    Staying in touch is left out, and what comes to every page of itself once it is idle.
    """
    asked: list[str] = []
    sentences = str(person.page.locator("html").get_attribute("data-words"))

    def note(one: Request) -> None:
        if "/live/" not in one.url and not one.url.endswith(sentences) and not WHEN_IDLE.search(one.url):
            asked.append(f"{one.method} {urlsplit(one.url).path}")

    person.page.on("request", note)
    return asked


def address(page: Page) -> str:
    """Where the patterns are, by the page."""
    return str(page.locator("sealed-field[nudge]").first.get_attribute("nudge"))
