"""What stays on a device: while someone is signed in, boxes that open only with a half that the server keeps; after
sign-out nothing that reads or opens anything. And the way back in the history shows nothing."""

from __future__ import annotations

import os

from playwright.sync_api import Browser, expect

from nearer.sealed import format as nr1
from nearer.sealed import keys
from nearer.sealed.reference import Member
from tests.running import Server, Workshop
from tests.safety.search import files_below, find, forms_of_bytes

from .conftest import Disk, Person
from .people_steps import sign_out
from .spaces_steps import agree, first_person, make_link, on_today, welcome
from .steps import answer, begin_to_write, sign_up

MARK = "finch" + os.urandom(6).hex()
PASSWORD = f"{MARK} password"


def at(disk: Disk, name: str, server: Server) -> Person:
    """Somebody sits down at the device."""
    return Person(name, disk, server)


def secrets_of(person: Person) -> dict[str, bytes]:
    """All keys of a person, opened beside the browser."""
    bundle = person.context.request.get("/me/keys/").json()
    half = person.page.locator("html").get_attribute("data-half") or ""
    root = nr1.stretch(nr1.password_bytes(PASSWORD), bundle["kdf"])
    member = Member.open(bundle, password=PASSWORD)
    found = {
        "the stretched password": root,
        "what the password wraps with": keys.wrap_key(root),
        "what the login gets": nr1.to_bytes(keys.auth_text(root).removeprefix("nr1_"), 32),
        "the member secret": member.secret,
        "the private key": keys.private_key(member.secret),
        "the keyring key": keys.keyring_key(member.secret),
        "the session half": nr1.to_bytes(half, 32),
    }
    for space, ring in member.ring["spaces"].items():
        for epoch, raw in ring["epochs"].items():
            found[f"the key of {space}, {epoch}"] = nr1.to_bytes(raw, 32)
            found[f"the items key of {space}, {epoch}"] = keys.items_key(nr1.to_bytes(raw, 32))
    return found


def must_hold_nothing(disk: Disk, secrets: dict[str, bytes], words: list[str], control: str) -> None:
    """No file of the profile holds a secret or a word, in any form; the control is found by the same search."""
    looked_for = {form: what for what, secret in secrets.items() for form in forms_of_bytes(secret)}
    controlled, leaks = False, []
    for name, data in files_below(disk.folder):
        controlled = controlled or bool(find([control], name, data))
        leaks += find(words, name, data)
        leaks += [f"{what} in {name}" for form, what in looked_for.items() if form in data]
    assert controlled, "the search finds nothing in this profile, so it proves nothing"
    assert leaks == []


def test_a_device_keeps_nothing_that_reads_or_opens(chromium: Browser, workshop: Workshop, disk: Disk) -> None:
    with workshop.server() as server:
        ada = Person("ada", chromium, server)
        first_person(ada)
        link = make_link(ada)

        ben = at(disk, "ben", server)
        ben.go(link)
        ben.page.get_by_role("link", name="I am new here").click()
        code = sign_up(ben, password=PASSWORD)
        on_today(ben)
        on_today(ada)
        welcome(ada)
        agree(ada)
        agree(ben)
        answer(ada, f"{MARK} what the other wrote")
        answer(ben, f"{MARK} what I wrote")
        expect(ben.page.locator(".opened").get_by_text(f"{MARK} what the other wrote")).to_be_visible()
        begin_to_write(ben.page.get_by_label("Your response"), f"{MARK} a draft")
        ben.go("/us/")
        ben.page.get_by_role("link", name="What you opened").click()
        ben.page.get_by_label("Search in all of it").press_sequentially(f"{MARK} what")
        expect(ben.page.locator("search-box mark").first).to_be_visible()
        secrets, words = secrets_of(ben), [MARK, code, code.replace("-", "")]
        member = ben.page.locator("html").get_attribute("data-member") or ""
        ben.context.close()
        must_hold_nothing(disk, secrets, words, member)

        ben = at(disk, "ben", server)
        ben.go("/")  # on another evening nothing is typed
        expect(ben.page.locator(".opened").get_by_text(f"{MARK} what I wrote")).to_be_visible()
        expect(ben.page.get_by_label("Your response")).to_have_value(f"{MARK} a draft")
        secrets |= {f"later, {what}": key for what, key in secrets_of(ben).items()}
        sign_out(ben)
        for _ in range(3):
            ben.page.go_back()
            ben.page.wait_for_load_state()
            expect(ben.page.get_by_text(MARK)).to_have_count(0)
            assert MARK not in ben.page.content()
        ben.context.close()
        must_hold_nothing(disk, secrets, words, member)

        ben = at(disk, "ben", server)
        ben.go("/")
        assert "/sign-in/" in ben.page.url
        # Browsers remember each address that was opened, so the link with its secret stays in their history: for
        # nothing, since the box that it opens went at the first use.
        ben.forgive("404")
        ben.go(link)
        expect(ben.page.get_by_role("heading")).to_have_text("This invitation opens nothing any more")
        ben.must_be_well()
        for one in (ada, ben):
            one.context.close()
