"""What people do again and again in journeys, through the pages alone. Taps are counted as a thumb would."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.running import eventually

from .conftest import Person

PASSWORD = "sunny harbour walnut ladder quilt"
DRAFTS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("nearer");
  opening.onsuccess = () => {
    const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => resolve(JSON.stringify(all.result));
    opening.result.close();
  };
})"""


def begin_to_write(field: Locator, text: str) -> None:
    """Fills a sealed field. At the end the words are a draft on this device: they are a moment behind the typing."""
    page = field.page
    before = page.evaluate(DRAFTS)
    field.fill(text)
    eventually(lambda: bool(page.evaluate(DRAFTS) != before))


class Thumb:
    """Counts taps. Typing is no tap, and a field that has the focus already needs none."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    def type(self, field: Locator, text: str) -> None:
        """Types; taps the field first where it has not got the focus."""
        field.wait_for()
        if not has_focus(field):
            self.tap(field)
        field.press_sequentially(text)


class Keyboard(Thumb):
    """The same hands without a pointer: Tab leads to everything, Enter presses it."""

    FARTHEST = 80
    """No page has more to walk past."""

    def tap(self, what: Locator) -> None:
        self.reach(what)
        what.page.keyboard.press("Enter")
        self.taps += 1

    def type(self, field: Locator, text: str) -> None:
        self.reach(field)
        field.page.keyboard.type(text)

    def reach(self, what: Locator) -> None:
        """Walks on until it has the focus."""
        what.wait_for()
        expect(what).to_be_enabled()
        for _ in range(self.FARTHEST):
            if has_focus(what):
                return
            what.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {what}")


def has_focus(what: Locator) -> bool:
    """Whether typing goes there, also inside a shadow root."""
    return bool(what.evaluate("element => element.matches(':focus')"))


Look = Callable[[Person, str], None]


def look_away(person: Person, page: str) -> None:
    """What most journeys do with the pages they pass."""


def sign_up(person: Person, thumb: Thumb | None = None, password: str = PASSWORD, look: Look = look_away) -> str:
    """On a page with the sign-up form: name, password, recovery code typed back. Gives the code."""
    thumb, page = thumb or Thumb(), person.page
    look(person, "sign-up")
    thumb.type(page.get_by_label("Your name", exact=False).first, person.name)
    thumb.type(page.locator("input[type=password]").first, password)
    thumb.tap(page.get_by_role("button", name=re.compile("account", re.I)))
    groups = page.locator("ol.code > li")
    expect(groups.first).to_be_visible()
    code = [text.strip() for text in groups.all_inner_texts()]
    look(person, "recovery-code")
    thumb.tap(page.get_by_role("button", name="I have it on paper"))
    look(person, "recovery-typed-back")
    for field in page.locator("input[data-group]").all():
        thumb.type(field, code[int(field.get_attribute("data-group") or 0)])
    return "-".join(code)


def answer(person: Person, text: str, thumb: Thumb | None = None) -> None:
    """On Today: write and seal an answer; it is stored when this is over."""
    thumb, page = thumb or Thumb(), person.page
    thumb.type(page.get_by_label("Your answer"), text)
    thumb.tap(page.get_by_role("button", name="Seal my answer"))
    expect(page.locator(":is([data-state=waiting], [data-state=open])").first).to_be_visible()


def respond(person: Person, text: str, thumb: Thumb | None = None) -> None:
    """On an open exchange: give a response."""
    thumb, page = thumb or Thumb(), person.page
    thumb.type(page.get_by_label("Your response"), text)
    thumb.tap(page.get_by_role("button", name="Give my response"))
