"""Two move house: from one real server to another, each with their own file, and all of it opens there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from tests.running import Server, Workshop

from .conftest import Person
from .copying import readable_copy, sealed_copy
from .evening import first_evening
from .letters_steps import choose, envelopes, fits, give, reads, sit_down, write
from .people_steps import is_open
from .steps import PASSWORD, answer
from .test_myself_photos import taken_by_a_phone

ELSEWHERE = "quiet orchard lantern violet stone"
SLOW = 60_000


def live(ada: Person, ben: Person, folder: Path) -> None:
    """An exchange, a letter that is opened and one that waits, thanks with a photo, and a page of Ada's journal."""
    (folder / "IMG_1.jpg").write_bytes(taken_by_a_phone(ada))
    answer(ada, "The lighthouse, in fog")
    answer(ben, "My aunt's kitchen")
    expect(ben.page.get_by_text("The lighthouse, in fog")).to_be_visible()
    sit_down(ada)
    write(ada, "Dear Ben, the pears are ripe.", "For you")
    give(ada)
    ben.go("/letters/")
    envelopes(ben).get_by_role("button").click()
    reads(ben, "Dear Ben, the pears are ripe.")
    sit_down(ben)
    write(ben, "Open this when it rains.", "Rain")
    choose(ben, "Open when …")
    give(ben)
    ada.go("/us/")
    ada.page.get_by_role("link", name="Given").first.click()
    ada.page.get_by_role("link", name="Thank you").click()
    ada.page.get_by_label("What you did").fill("You planted the pear tree.")
    ada.page.get_by_label("Add a photo").set_input_files(folder / "IMG_1.jpg")
    expect(ada.page.get_by_role("button", name=re.compile("Leave .* out"))).to_be_visible(timeout=SLOW)
    with ada.page.expect_response("**/photos/?*"):
        ada.page.get_by_role("button", name="Give it").click()
    is_open(ada, "/me/pages/")
    ada.page.get_by_label("What is on your mind").fill("Only mine: the ring in the drawer.")
    ada.page.get_by_role("button", name="Keep it for me").click()
    expect(ada.page.get_by_text("Only mine: the ring in the drawer.").first).to_be_visible(timeout=SLOW)


def fetch(person: Person, folder: Path) -> Path:
    """One's own file."""
    is_open(person, "/me/house/")
    with person.page.expect_download(timeout=SLOW) as saved:
        person.page.get_by_role("link", name="Fetch my file").click()
    assert saved.value.suggested_filename == "house-sealed.jsonl"
    kept = folder / f"{person.name}.jsonl"
    saved.value.save_as(kept)
    return kept


def arrive(person: Person, name: str, file: Path, address: str = "/house/", secret: str = PASSWORD) -> None:
    """An account on the new server, with the keys of the old one."""
    page = person.page
    person.go(address)
    page.get_by_label("Your file").set_input_files(file)
    page.locator("#former").fill(secret)
    page.get_by_label("Your name here").fill(name)
    page.locator("#new").fill(ELSEWHERE)
    page.get_by_role("button", name="Come in").click()


def with_code(person: Person) -> None:
    """The new recovery code is typed back."""
    page = person.page
    groups = page.locator("ol.code > li")
    expect(groups.first).to_be_visible(timeout=SLOW)
    code = [text.strip() for text in groups.all_inner_texts()]
    page.get_by_role("button", name="I have it on paper").click()
    for field in page.locator("input[data-group]").all():
        field.fill(code[int(field.get_attribute("data-group") or 0)])
    page.wait_for_url(re.compile("/me/house/$"), timeout=SLOW)


def bring(page: Page, file: Path) -> None:
    page.get_by_label("Your file").set_input_files(file)
    page.locator("#password").fill(ELSEWHERE)
    page.get_by_role("button", name="Bring it here").click()


def is_here(person: Person) -> None:
    expect(person.page.get_by_text("It is here.")).to_be_visible(timeout=SLOW)


def words(copy: str) -> list[str]:
    """What somebody wrote, out of a copy as text."""
    return sorted(line for line in copy.splitlines() if line.startswith(">") or "photos/" in line)


def changed(file: Path) -> Path:
    """One letter of the last box is another."""
    lines = file.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if number and "box" in json.loads(line)[2])
    row = json.loads(lines[at])
    box = row[2]["box"]
    row[2]["box"] = box[:-8] + ("A" if box[-8] != "A" else "B") + box[-7:]
    lines[at] = json.dumps(row)
    other = file.with_suffix(".changed")
    other.write_text("\n".join(lines) + "\n")
    return other


def test_two_move_house(chromium: Browser, workshop: Workshop, tmp_path: Path) -> None:
    with workshop.server() as old, workshop.server() as new:
        ada, ben = Person("ada", chromium, old), Person("ben", chromium, old)
        first_evening(ada, ben)
        live(ada, ben, tmp_path)
        before = [words(readable_copy(one)) for one in (ada, ben)]
        assert any("the ring in the drawer" in line for line in before[0])
        assert any("![a photo](photos/" in line for line in before[1])
        hers, his = fetch(ada, tmp_path), fetch(ben, tmp_path)
        ada.picture("house-from")
        ada.axe()
        for file in (hers, his):
            assert not re.search("lighthouse|ring in|pear", file.read_text()), "sealed"

        adelheid, benjamin = there(chromium, new, ada, hers, his), Person("benjamin", chromium, new)
        link = adelheid.page.locator("code.link").inner_text().strip()
        benjamin.go(link)
        arrive(benjamin, "benjamin", his, link)
        with_code(benjamin)
        bring(benjamin.page, his)
        is_here(benjamin)

        both = (adelheid, benjamin)
        for one in both:
            one.go("/")
            expect(one.page.locator("#live")).to_be_visible()
        assert [words(readable_copy(one)) for one in both] == before, "all of it opens there, and nothing else"
        assert len(json.loads(sealed_copy(adelheid))["pictures"]) == 1
        adelheid.go("/letters/")
        envelopes(adelheid).locator("summary").click()
        envelopes(adelheid).get_by_role("button", name="Open it now").click()
        reads(adelheid, "Open this when it rains.")
        new.turn_clock(days=1)
        for one in both:
            one.go("/")
        answer(adelheid, "Here, at the new table")
        answer(benjamin, "I hear the gulls")
        expect(benjamin.page.get_by_text("Here, at the new table")).to_be_visible()
        bring_again(adelheid, hers)
        for one in (ada, ben):
            one.go("/me/door/")
            one.page.locator("#password").fill(PASSWORD)
            one.page.get_by_role("button", name="Close my account now").click()
            one.page.wait_for_url(re.compile(r"/sign-in/|://[^/]+/$"))
        everyone = (ada, ben, *both)
        for one in everyone:
            one.context.close()
        for one in everyone:
            one.must_be_well()


def there(chromium: Browser, new: Server, ada: Person, hers: Path, his: Path) -> Person:
    """Ada on the new server, after some false steps, with the line lost and the server killed in the middle."""
    adelheid = Person("adelheid", chromium, new)
    adelheid.forgive("status of 4", "status of 5", "ERR_CONNECTION", "Failed to load", "net::ERR")
    page = adelheid.page
    arrive(adelheid, "adelheid", hers, secret="not the password at all")
    expect(page.get_by_role("alert").first).not_to_be_empty(timeout=SLOW)
    fits(adelheid)
    adelheid.picture("house-arrive")
    adelheid.axe()
    arrive(adelheid, "adelheid", hers)
    with_code(adelheid)
    bring(page, his)
    expect(page.get_by_text("This file belongs to somebody else.")).to_be_visible(timeout=SLOW)
    bring(page, changed(hers))
    expect(page.get_by_text("1 things in this file do not open")).to_be_visible(timeout=SLOW)
    half = hers.with_suffix(".half")
    half.write_text("\n".join(hers.read_text().splitlines()[:4]) + "\n")
    bring(page, half)
    expect(page.get_by_text("a part of it is missing")).to_be_visible(timeout=SLOW)

    def crash(route: Route) -> None:
        """The rows arrive, the answer never does, and the server is gone."""
        route.fetch()
        new.kill()
        route.abort()

    page.route("**/rows/", crash, times=1)
    bring(page, hers)
    expect(page.locator("#said-here")).to_contain_text("out of reach", timeout=SLOW)
    new.start()
    is_here(adelheid)
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", name="The other's place is kept")).to_be_visible()
    fits(adelheid)
    adelheid.picture("house-kept")
    adelheid.axe()
    return adelheid


def bring_again(person: Person, file: Path) -> None:
    """The same file once more changes nothing."""
    before = words(readable_copy(person))
    person.go("/me/house/")
    bring(person.page, file)
    is_here(person)
    assert words(readable_copy(person)) == before
