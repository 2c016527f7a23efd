"""A server that lies, as people meet it: the page says one plain sentence; the honest page opens.
All that a lie can change is tried on the modules in tests/sealing; here a few, through the whole page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from playwright.sync_api import Locator, Route, expect

from .conftest import Meet, Person, Two
from .people_steps import lock, unlock
from .spaces_steps import begin
from .steps import PASSWORD, answer, sign_up

ADA, BEN = "The lamp over the kitchen table.", "A letter that I never sent."
DAMAGED = "This cannot be opened: it was changed on its way, or it is not what it claims to be."
NO_KEY = "This device does not hold the key for this. Under Us it says what to do."
TEXT = re.compile(r'<sealed-text kind="answer"[^>]*>')


def part(tag: str, name: str) -> str:
    """An attribute's value."""
    found = re.search(f' {name}="([^"]*)"', tag)
    assert found, tag
    return found[1]


def given(tag: str, name: str, value: str) -> str:
    """The same tag with another value."""
    return tag.replace(f'{name}="{part(tag, name)}"', f'{name}="{value}"')


def swap(name: str) -> Callable[[str], str]:
    """A lie: two answers trade one attribute."""

    def lie(html: str) -> str:
        one, other = TEXT.findall(html)[:2]
        for tag, swapped in ((one, part(other, name)), (other, part(one, name))):
            html = html.replace(tag, given(tag, name, swapped))
        return html

    return lie


def change(name: str, value: str) -> Callable[[str], str]:
    """A lie: each answer gets this attribute."""
    return lambda html: TEXT.sub(lambda tag: given(tag[0], name, value), html)


def flip(html: str) -> str:
    """A lie: one letter of each box."""
    return TEXT.sub(lambda tag: given(tag[0], "box", flipped(part(tag[0], "box"))), html)


def flipped(box: str) -> str:
    return box[:60] + ("A" if box[60] != "A" else "B") + box[61:]


LIES: dict[str, tuple[Callable[[str], str], str]] = {
    "boxes": (swap("box"), DAMAGED),
    "authors": (swap("author"), DAMAGED),
    "ids": (swap("item"), DAMAGED),
    "question": (change("content", "dreams-99"), DAMAGED),
    "kind": (change("kind", "response"), DAMAGED),
    "private kind": (change("kind", "note"), NO_KEY),
    "revision": (change("revision", "7"), DAMAGED),
    "epoch": (change("epoch", "9"), NO_KEY),
    "letters": (flip, DAMAGED),
    "space": (lambda html: re.sub(r'data-space="[^"]*"', 'data-space="AAAAAAAAAAAAAAAAAAAAAA"', html), NO_KEY),
}


def lied_to(person: Person, lie: Callable[[str], str]) -> None:
    """Opens Today as this lie tells it."""

    def tell(route: Route) -> None:
        honest = route.fetch()
        told = lie(honest.text())
        assert told != honest.text(), "the lie changed nothing"
        route.fulfill(response=honest, body=told)

    person.context.route(re.compile(r"://[^/]+/$"), tell)  # of the context: the service worker asks for pages
    person.go("/")
    person.context.unroute_all(behavior="wait")  # the worker may ask for it as well


def answers(person: Person) -> Locator:
    return person.page.locator(".opened > .answer > sealed-text [part=text]")


def test_the_page_says_that_it_was_lied_to(two: Two) -> None:
    ada, ben = two.ada, two.ben
    answer(ada, ADA)
    answer(ben, BEN)
    for name, (lie, sentence) in LIES.items():
        lied_to(ada, lie)
        # One's own words, called private, are tried with one's own key: then the sentence is the other one.
        said = re.compile(f"^({re.escape(sentence)}|{re.escape(DAMAGED)})$")
        for which in (0, 1):
            expect(answers(ada).nth(which), name).to_have_text(said)
        for text in (ADA, BEN):
            expect(ada.page.get_by_text(text), name).to_have_count(0)
        ada.go("/")
        for text in (ADA, BEN):
            expect(answers(ada).get_by_text(text, exact=True), name).to_be_visible()
    lied_to(ada, swap("box"))
    ada.picture("sealed-lied-to")
    ada.axe()


def test_an_older_version_of_ones_own_words_stays_closed(two: Two) -> None:
    ada = two.ada
    page = ada.page
    answer(ada, "The first version.")
    page.get_by_text("Read or change my answer").click()
    older = page.locator("sealed-form[item]")
    before = {name: older.get_attribute(name) or "" for name in ("revision", "box")}
    page.get_by_label("Your answer").fill("The second version.")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.locator("sealed-form[revision='2']")).to_have_count(1)
    page.get_by_text("Read or change my answer").click()
    page.reload()
    page.get_by_text("Read or change my answer").click()
    expect(page.get_by_label("Your answer")).to_have_value("The second version.")

    def tell(html: str) -> str:
        form = re.search(r"<sealed-form [^>]* item=[^>]*>", html)
        assert form
        return html.replace(form[0], given(given(form[0], "box", before["box"]), "revision", before["revision"]))

    lied_to(ada, tell)
    page.get_by_text("Read or change my answer").click()
    expect(page.locator("sealed-form[item] [role=alert]")).to_contain_text("an older version")
    expect(page.get_by_label("Your answer")).to_have_value("")
    ada.go("/")
    page.get_by_text("Read or change my answer").click()
    expect(page.get_by_label("Your answer")).to_have_value("The second version.")


def tell(lie: dict[str, Any], route: Route) -> None:
    """In place of the bundle of keys."""
    route.fulfill(json=lie)


def test_an_older_or_foreign_keyring_opens_nothing(person: Meet) -> None:
    ada = person("ada")
    page = ada.page
    ada.go("/sign-up/")
    sign_up(ada)
    begin(ada)
    page.wait_for_url("**/invitations/")
    older = ada.context.request.get("/me/keys/").json()
    ada.go("/spaces/")
    page.get_by_label("Your password").fill(PASSWORD)
    begin(ada)
    honest = ada.context.request.get("/me/keys/").json()
    assert honest["revision"] == older["revision"] + 1
    ada.go("/me/")
    lock(ada)
    lies = [
        ("older keys", older),
        ("not yours", {**honest, "keyring": older["keyring"]}),
        ("not yours", {**honest, "keyring": flipped(honest["keyring"])}),
        ("does not open your keys", {**honest, "wrapped": flipped(honest["wrapped"])}),
        ("does not accept", {**honest, "kdf": {**honest["kdf"], "m": 1024}}),
    ]
    for sentence, lie in lies:
        page.route("**/me/keys/", partial(tell, lie))
        unlock(ada)
        expect(page.locator("#lock-alert")).to_contain_text(sentence)
        expect(page.locator("dialog.lock-screen")).to_be_visible()
        page.unroute_all()
    unlock(ada)
    expect(page.locator("dialog.lock-screen")).to_have_count(0)
