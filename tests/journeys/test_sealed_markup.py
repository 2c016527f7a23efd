"""Text like markup is text: the other one's page shows the letters that were written and makes nothing of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from .conftest import Person, Two
from .steps import answer, begin_to_write, respond

CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x>",
    '"><iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    "'><body onpageshow=alert(1) onload=alert(1)>",
    "</textarea></span></sealed-text><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>press here</a>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "<sealed-text box=x></sealed-text><lock-screen></lock-screen>",
    "<meta http-equiv=refresh content='0;url=https://example.org'><base href=https://example.org>",
    "&lt;b&gt;&#60;i&#62; &amp; ]]> <!-- --> <![CDATA[",
    "{{ constructor.constructor('alert(1)')() }} ${alert(1)} {% now 'Y' %} %s %(day)s",
    "javascript:alert(1) data:text/html,<script>alert(1)</script>",
    "turned round: \u202eabc\u202c \ufeff",
]
ALL = "\n".join(CORPUS)
NAME = "<img src=x onerror=alert(1)>"
MADE = (
    "script:not([src]):not([type='application/json']), img, iframe, svg, math, animate, object, embed, base, "
    "meta[http-equiv], style, [onerror], [onload], [onpageshow], [ontoggle], [onbegin], [href^=javascript], "
    "[href*='example.org'], template, b, sealed-text[box=x]"
)


class Watcher:
    """Notices what must never happen."""

    def __init__(self, two: Two) -> None:
        self.dialogs: list[str] = []
        for one in (two.ada, two.ben):
            one.page.on("dialog", self.note)

    def note(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def shows(self, page: Page, *texts: str) -> None:
        """The letters are there, and nothing was made of them, in the page or in any shadow root."""
        for text in texts:
            for line in filter(None, text.split("\n")):
                expect(page.get_by_text(line.partition(" \u202e")[0]).first).to_be_visible()
        expect(page.locator(MADE)).to_have_count(0)
        assert page.title() == "Nearer"
        assert self.dialogs == []


@pytest.fixture
def watcher(two: Two) -> Iterator[Watcher]:
    watching = Watcher(two)
    yield watching
    assert watching.dialogs == []


def store(person: Person, label: str, button: str, text: str, leads_on: str = "") -> None:
    """Types into a field and has it stored; some forms lead on to a page afterwards."""
    page = person.page
    page.get_by_label(label).fill(text)
    with page.expect_response(lambda answer: answer.request.method == "POST") as stored:
        if leads_on:
            with page.expect_navigation(url=leads_on):
                page.get_by_role("button", name=button).click()
        else:
            page.get_by_role("button", name=button).click()
    assert stored.value.ok


def at_us(person: Person, link: str) -> None:
    """To a page behind Us."""
    person.go("/us/")
    person.page.get_by_role("link", name=link).click()


def test_answers_responses_replies_and_the_search(two: Two, watcher: Watcher) -> None:
    ada, ben = two.ada, two.ben
    begin_to_write(ada.page.get_by_label("Your answer"), ALL)
    ada.page.reload()  # the draft
    expect(ada.page.get_by_label("Your answer")).to_have_value(ALL)
    ada.page.get_by_role("button", name="Seal my answer").click()
    answer(ben, "Plain.")
    watcher.shows(ben.page, ALL)
    ada.page.get_by_label("Your response").fill(ALL)
    ada.page.get_by_role("button", name="Give my response").click()
    respond(ben, "Plain as well.")
    ada.page.get_by_text("Say one thing back").click()
    store(ada, "Your reply", "Give my reply", ALL)
    expect(ben.page.locator(".response .response sealed-text")).to_have_attribute("state", "open")
    watcher.shows(ben.page, ALL)
    at_us(ben, "What you opened")
    watcher.shows(ben.page, ALL)
    for line in CORPUS[:4]:
        ben.page.get_by_label("Search in all of it").fill(line)
        expect(ben.page.locator("search-box mark").first).to_have_text(line.split()[0])
        watcher.shows(ben.page)


def test_names_questions_and_what_the_two_agree_on(two: Two, watcher: Watcher) -> None:
    ada, ben = two.ada, two.ben
    ada.go("/us/")
    ada.page.get_by_text("Your name here").click()
    store(ada, "What the other calls you", "Keep", NAME, "**/us/")
    at_us(ada, "A safe place")
    ada.page.get_by_text("Change the words", exact=True).click()
    store(ada, "In your own words", "Sign these words", ALL, "**/agreement/")
    at_us(ada, "Questions of your own")
    question = "\n".join(CORPUS[:4])
    store(ada, "Your question", "Keep it for us", question)
    watcher.shows(ada.page, question)
    at_us(ada, "Choosing this again")
    store(ada, "In the words you have today", "Say it", ALL)
    at_us(ben, "Choosing this again")
    store(ben, "In the words you have today", "Say it", "Plain.")
    watcher.shows(ben.page, ALL, NAME)
    at_us(ada, "For you alone")
    ada.page.locator("[id^=steps-] > summary").first.click()
    form = ada.page.locator("[id^=steps-] sealed-form").first
    form.get_by_role("textbox").fill(ALL)
    form.get_by_role("button", name="Keep it for me").click()
    watcher.shows(ada.page, ALL)

    two.server.turn_clock(days=1)
    ben.go("/")  # the question comes up, and the agreement waits to be signed
    watcher.shows(ben.page, ALL, question)
    ben.page.get_by_role("button", name="I agree to this").click()
    expect(ben.page.locator("#agreement")).to_have_count(0)
    ben.go("/us/")
    watcher.shows(ben.page, NAME)
    at_us(ben, "A safe place")
    watcher.shows(ben.page, ALL, NAME)


def test_the_watcher_would_notice(two: Two, watcher: Watcher) -> None:
    page = two.ada.page
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError):
        expect(page.locator(MADE)).to_have_count(0, timeout=500)
    page.evaluate("setTimeout(() => alert('heard'))")
    page.wait_for_timeout(200)
    assert watcher.dialogs == ["heard"]
    watcher.dialogs.clear()
