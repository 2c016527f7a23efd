"""What is kept on a phone ends when it should, and what was written there does not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Meet, Person, Two
from .offline_steps import HERE_LAST, again, call_the_worker, keeps, kept, value, with_one_page
from .people_steps import sign_in
from .spaces_steps import first_person, on_today
from .steps import PASSWORD

SLOW = 60_000
OPEN = """new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(JSON.stringify(data));
    navigator.serviceWorker.controller.postMessage({ say: "kept", path: location.pathname }, [port2]);
})"""
A_MONTH_LATER = """(async () => {
    const cache = await caches.open("nearer-kept");
    for (const request of await cache.keys()) {
        const found = await cache.match(request);
        const [text, day] = [await found.text(), Number(found.headers.get("x-day"))];
        if (day) await cache.put(request, new Response(text, { headers: { "x-day": String(day - 31) } }));
        else await cache.put(request, new Response(JSON.stringify({ ...JSON.parse(text), day: "2020-01-01" })));
    }
    return "old";
})()"""


def inside(database: str, shelf: str, work: str) -> str:
    """A script that does `work` with a shelf of a database of the browser, and gives what it gave as JSON."""
    return f"""new Promise((resolve) => {{
        const opening = indexedDB.open("{database}", 1);
        opening.onsuccess = () => {{
            const change = opening.result.transaction("{shelf}", "readwrite");
            const request = ((rows) => {work})(change.objectStore("{shelf}"));
            change.oncomplete = () => {{ opening.result.close(); resolve(JSON.stringify(request.result ?? null)); }};
        }};
    }})"""


WAITING = inside("nearer-outbox", "waiting", "rows.getAll()")


@pytest.fixture
def at_home(two: Two) -> Two:
    return with_one_page(two)


def aim(person: Person, title: str) -> Locator:
    return person.page.locator("own-aim[state=open]").filter(has_text=title)


def new_aim(person: Person, title: str, steps: str = "one step") -> None:
    person.go("/me/ahead/")
    summary = person.page.get_by_text("Something new to aim for", exact=True)
    if not person.page.get_by_label("I would like to").first.is_visible():
        summary.click()
    person.page.get_by_label("I would like to").first.fill(title)
    person.page.get_by_label("Small steps").first.fill(steps)
    person.page.get_by_role("button", name="Keep it for me").click()
    expect(aim(person, title)).to_be_visible()


def change(person: Person, why: str) -> None:
    """On the page of an aim."""
    field = person.page.get_by_label("Because")
    if not field.is_visible():
        person.page.get_by_text("Change it", exact=True).click()
    field.fill(why)
    person.page.get_by_role("button", name="Keep the change").click()


def test_words_that_come_back_are_never_lost(at_home: Two) -> None:
    """A tick, which has no draft; and words whose draft was lost, where this phone has seen a newer version."""
    ada, server = at_home.ada, at_home.server
    for title in ("Listen to the end", "Put it down first"):
        new_aim(ada, title)
    keeps(ada, "/me/ahead/")
    article = ada.page.locator("article").filter(has=aim(ada, "Put it down first"))
    address = article.get_by_role("link").get_attribute("href") or ""
    keeps(ada, address)
    server.stop()
    again(ada)
    ada.go("/me/ahead/")
    tick(ada, "Listen to the end", "one step")
    ada.go(address)
    change(ada, "the table is for us")
    until(ada, lambda: len(waiting(ada)) == 2)
    again(ada)
    ada.go("/help/")
    value(ada, inside("nearer", "drafts", "rows.clear()"))

    server.start()
    other = on_another_phone(ada)
    other.go("/me/ahead/")
    with other.page.expect_response("**/ahead/"):
        aim(other, "Listen to the end").get_by_role("button", name="Let it rest").click()
    other.go(address)
    for why in ("of a change", "of another change"):
        change(other, why)
        expect(aim(other, "Put it down first")).to_contain_text(why)
    other.context.close()
    other.must_be_well()

    again(ada)
    ada.go("/healthz")  # no page that would tell
    call_the_worker(ada)
    until(ada, lambda: ["refused" in row for row in waiting(ada)] == [True, True])
    ada.go(address)
    expect(aim(ada, "Put it down first")).to_contain_text("of another change")
    expect(ada.page.locator("#toasts")).to_contain_text("was not taken", timeout=SLOW)
    expect(ada.page.get_by_label("Because")).to_have_value("the table is for us", timeout=SLOW)
    ada.go("/me/phone/")
    item = ada.page.locator("#waiting li")
    expect(item).to_have_count(1)
    expect(item).to_contain_text("not taken: ")
    expect(item).to_contain_text("Listen to the end")
    item.get_by_role("button", name="Put away").click()
    expect(ada.page.get_by_text("Nothing waits")).to_be_visible()


def test_what_is_changed_again_while_it_waits_goes_as_it_was_last(at_home: Two) -> None:
    """Words that were written on, and boxes that were ticked one after the other, each on a page of its own."""
    ada, server = at_home.ada, at_home.server
    new_aim(ada, "Ask once more", "the first\nthe second")
    new_aim(ada, "Stay at the table")
    keeps(ada, "/me/ahead/")
    article = ada.page.locator("article").filter(has=aim(ada, "Stay at the table"))
    address = article.get_by_role("link").get_attribute("href") or ""
    keeps(ada, address)
    server.stop()
    for step, why in (("the first", "it is warm there"), ("the second", "it is warm there, and we talk")):
        again(ada)
        ada.go("/me/ahead/")
        if step == "the second":
            expect(aim(ada, "Ask once more").get_by_label("the first")).to_be_checked()
        tick(ada, "Ask once more", step)
        again(ada)
        ada.go(address)
        if step == "the second":
            expect(ada.page.get_by_label("Because")).to_have_value("it is warm there")
        change(ada, why)
        expect(ada.page.locator("aim-form").get_by_role("alert")).to_contain_text("out of reach")
        assert len(waiting(ada)) == 2
    again(ada)
    server.start()
    ada.go("/me/ahead/")
    until(ada, lambda: waiting(ada) == [])
    ada.go("/me/ahead/")
    for step in ("the first", "the second"):
        expect(aim(ada, "Ask once more").get_by_label(step)).to_be_checked()
    expect(aim(ada, "Stay at the table")).to_contain_text("it is warm there, and we talk")
    ada.go(address)
    ada.page.get_by_text("Change it", exact=True).click()
    expect(ada.page.get_by_label("Because")).to_have_value("it is warm there, and we talk")


def test_words_of_another_page_for_the_same_are_not_replaced(at_home: Two) -> None:
    """Two pages, neither of which knew of the other's words: what comes first is stored, the other comes back."""
    ada, server = at_home.ada, at_home.server
    new_aim(ada, "Say thank you")
    keeps(ada, "/me/ahead/")
    article = ada.page.locator("article").filter(has=aim(ada, "Say thank you"))
    address = article.get_by_role("link").get_attribute("href") or ""
    keeps(ada, address)
    server.stop()
    again(ada)
    pages = [ada.page, ada.context.new_page()]
    for page in pages:
        page.goto(address)
        expect(page.locator("own-aim[state=open]")).to_be_visible()
        page.get_by_text("Change it", exact=True).click()
    for number, page in enumerate(pages, 1):
        page.get_by_label("Because").fill(f"of page {number}")
        page.get_by_role("button", name="Keep the change").click()
        expect(page.locator("aim-form").get_by_role("alert")).to_contain_text("out of reach")
        assert len(waiting(ada)) == number
    for page in pages:
        page.close()
    ada.page = ada.context.new_page()
    server.start()
    ada.go("/me/ahead/")
    expect(ada.page.locator("#toasts")).to_contain_text("was not taken", timeout=SLOW)
    ada.go("/me/ahead/")
    expect(aim(ada, "Say thank you")).to_contain_text("of page 1")
    ada.go(address)
    expect(ada.page.get_by_label("Because")).to_have_value("of page 2")
    ada.page.get_by_label("Because").fill("of both pages")
    ada.page.get_by_role("button", name="Keep the change").click()
    expect(aim(ada, "Say thank you")).to_contain_text("of both pages")


def test_pages_of_ones_own_are_read_without_a_connection(at_home: Two) -> None:
    ada = at_home.ada
    ada.go("/me/pages/")
    ada.page.get_by_label("What is on your mind").fill("Only for me: the tide was out.")
    ada.page.get_by_role("button", name="Keep it for me").click()
    expect(ada.page.locator("own-entry[state=open]")).to_contain_text("the tide was out")
    new_aim(ada, "Learn their tea")
    ada.go("/me/later/")
    ada.page.locator("plan-form sealed-field").first.get_by_role("textbox").fill("Soup on Thursday")
    ada.page.get_by_role("button", name="Keep it secret").click()
    expect(ada.page.locator("own-plan[state=open]")).to_contain_text("Soup on Thursday")
    own = {"/me/pages/": "the tide was out", "/me/ahead/": "Learn their tea", "/me/later/": "Soup on Thursday"}
    for path in own:
        keeps(ada, path)
    ada.context.set_offline(True)
    for path, words in own.items():
        again(ada)
        ada.go(path)
        expect(ada.page.locator("html")).to_have_attribute("data-kept", "")
        expect(ada.page.locator("[id^=own-][state=open]").filter(has_text=words)).to_be_visible()
    ada.context.set_offline(False)


def on_another_phone(person: Person) -> Person:
    """The same person, signed in on a phone that keeps nothing."""
    browser = person.context.browser
    assert browser is not None
    other = Person(person.name, browser, person.server, service_workers="block")
    sign_in(other)
    on_today(other)
    return other


def tick(person: Person, title: str, step: str) -> None:
    """Without a server: it is ticked, and waits."""
    before = waiting(person)
    aim(person, title).get_by_label(step).check()
    until(person, lambda: waiting(person) != before)


def waiting(person: Person) -> list[dict[str, str]]:
    """What lies in the outbox."""
    rows: list[dict[str, str]] = json.loads(value(person, WAITING))
    return rows


def until(person: Person, true: Callable[[], bool]) -> None:
    """Waits until something has come about in the browser."""
    for _ in range(300):
        if true():
            return
        person.page.wait_for_timeout(100)
    raise AssertionError(f"it did not come about: {waiting(person)}")


def choose_lock(person: Person, idle: str) -> None:
    """What opens is the password."""
    person.go("/me/lock/")
    person.page.get_by_text(idle, exact=True).click()
    person.page.get_by_text("my password", exact=True).click()
    person.page.get_by_role("button", name="Keep it so").click()
    person.page.wait_for_url("**/me/")


def test_after_a_month_and_on_a_device_that_is_not_ones_own_nothing_is_kept(at_home: Two) -> None:
    ada = at_home.ada
    keeps(ada, "/")
    assert value(ada, A_MONTH_LATER) == "old"
    ada.context.set_offline(True)
    ada.go("/")
    expect(ada.page.get_by_role("heading", name="Out of reach")).to_be_visible()
    ada.context.set_offline(False)
    keeps(ada, "/")
    assert value(ada, A_MONTH_LATER) == "old"
    ada.context.set_offline(True)
    value(ada, "new BroadcastChannel('nearer').postMessage({ say: 'locked' })")  # the worker forgets its secret
    again(ada)
    ada.go("/letters/")
    expect(ada.page.get_by_text("Nothing is kept on this phone")).to_be_visible()
    assert kept(ada) == []
    ada.context.set_offline(False)
    ada.go("/sign-out/")
    ada.page.get_by_role("button", name="Sign out").click()
    ada.page.wait_for_url(re.compile("/sign-in/"))
    sign_in(ada)
    on_today(ada)

    keeps(ada, "/")
    assert len(kept(ada)) > 1
    choose_lock(ada, "locks after a minute")
    assert kept(ada) == []
    assert value(ada, OPEN) == '{"open":false,"kept":false}'
    choose_lock(ada, "stays open")
    keeps(ada, "/")


def test_a_deleted_space_and_a_closed_account_leave_nothing_on_the_phone(person: Meet) -> None:
    ada = person("ada")
    first_person(ada)
    keeps(ada, "/")
    before = set(kept(ada))
    ada.go("/us/")
    ada.page.get_by_role("link", name="Delete this space").click()
    ada.page.locator("#password").fill(PASSWORD)
    ada.page.get_by_role("button", name="Delete it now").click()
    ada.page.wait_for_url(re.compile(r"/(us|spaces)/$"), timeout=SLOW)
    pages = {name for name in before if not name.endswith("/keys")}
    assert pages
    assert not pages & set(kept(ada))

    member = ada.page.locator("html").get_attribute("data-member") or ""
    for one in (member, "B" * 22):
        row: dict[str, object] = {"id": one, "turn": 1, "url": "/x/", "fields": [], "kind": "answer"}
        row |= {"member": one, "refused": "No."}
        value(ada, inside("nearer-outbox", "waiting", f"rows.put({json.dumps(row)})"))
    value(ada, inside("nearer", "drafts", "rows.put('a box', 'a name')"))
    ada.go("/me/door/")
    ada.page.locator("#password").fill(PASSWORD)
    ada.page.get_by_role("button", name="Close my account now").click()
    expect(ada.page.get_by_role("link", name="Begin")).to_be_visible(timeout=SLOW)  # nobody is here any more
    left = json.loads(value(ada, inside("nearer-outbox", "waiting", "rows.getAll()")))
    assert [row["member"] for row in left] == ["B" * 22], "another member's words stay"
    assert value(ada, inside("nearer", "drafts", "rows.getAll()")) == "[]"
    assert member not in value(ada, inside("nearer", "device", "rows.getAllKeys()"))
    assert kept(ada) == []


@pytest.mark.parametrize("by_the_worker", [False, True], ids=["by a page", "by the worker"])
def test_how_i_am_kept_to_oneself_does_not_come_back_once_it_was_sent(at_home: Two, by_the_worker: bool) -> None:
    """What is kept is written out, and so reads otherwise than the words and the wish that were chosen."""
    ada, server = at_home.ada, at_home.server
    address = f"/spaces/{ada.page.locator('body').get_attribute('data-space')}/giving/now/"
    why = f"The boat leaves tomorrow, sent {'by the worker' if by_the_worker else 'by a page'}."
    keeps(ada, address)
    drafts = inside("nearer", "drafts", "rows.count()")
    before = value(ada, drafts)
    server.stop()
    again(ada)
    ada.go(address)
    expect(ada.page.get_by_text(HERE_LAST)).to_be_visible()
    ada.page.get_by_label("Look for a word").fill("wistful")
    ada.page.get_by_role("button", name="wistful").first.click()
    ada.page.get_by_role("button", name="Comfort").click()
    ada.page.get_by_label("Why, in a line").fill(why)
    ada.page.get_by_role("button", name="Keep it to myself").click()
    expect(ada.page.locator("giving-form").get_by_role("alert")).to_contain_text("out of reach")
    until(ada, lambda: [row["kind"] for row in waiting(ada)] == ["journal"])
    again(ada)
    if by_the_worker:
        server.start()
        ada.go("/healthz")  # no page that would send or tell
        call_the_worker(ada)
        until(ada, lambda: waiting(ada) == [])
    else:
        ada.go(address)
        expect(ada.page.get_by_label("Why, in a line")).to_have_value(why)
        server.start()
        until(ada, lambda: waiting(ada) == [])
    ada.go(address)
    until(ada, lambda: value(ada, drafts) == before)
    ada.go(address)
    expect(ada.page.get_by_role("button", name="Give it")).to_be_enabled()
    expect(ada.page.get_by_label("Why, in a line")).to_have_value("")
    expect(ada.page.get_by_role("button", name="Comfort")).to_have_attribute("aria-pressed", "false")
    ada.go("/me/pages/")
    page = ada.page.locator("own-entry[state=open]").filter(has_text=why)
    expect(page).to_have_count(1)
    expect(page).to_contain_text("wistful")
