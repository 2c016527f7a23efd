"""Without a server: what was opened lately is read, what is written waits and goes once, and nobody else reads it."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.safety.search import files_below, find

from .conftest import Disk, Person, Two
from .offline_steps import HERE_LAST, SLOW_DISK, TROUBLE, again, call_the_worker, keeps, kept, value, with_one_page
from .people_steps import lock, sign_in, sign_out
from .spaces_steps import on_today
from .steps import PASSWORD, answer
from .test_offline_ending import until, waiting

ADA, BEN = "The lamp by the window.", "Your laugh on the stairs."
MARK = "finch" + os.urandom(6).hex()
WAITS = "This waits on this phone"


@pytest.fixture
def at_home(two: Two) -> Two:
    return with_one_page(two)


def test_what_was_opened_is_read_without_a_connection(at_home: Two) -> None:
    ada, ben = at_home.ada, at_home.ben
    answer(ada, ADA)
    answer(ben, BEN)
    expect(ada.page.locator("[data-state=open]")).to_be_visible()
    keeps(ada, "/")
    keeps(ada, "/letters/")
    ada.context.set_offline(True)
    again(ada)
    ada.go("/")
    expect(ada.page.locator(".opened").get_by_text(BEN)).to_be_visible()
    expect(ada.page.get_by_text(HERE_LAST)).to_be_visible()
    ada.page.get_by_role("link", name="Letters").click()
    expect(ada.page.get_by_role("heading", name="Letters", exact=True)).to_be_visible()
    ada.go("/help/")
    expect(ada.page.get_by_role("heading", name="Numbers and addresses")).to_be_visible()
    ada.go("/me/second/")  # never kept
    expect(ada.page.get_by_role("heading", name="Out of reach")).to_be_visible()
    expect(ada.page.get_by_text("not kept on this phone")).to_be_visible()

    # A lock takes the key from the worker as well. The password opens what is kept, and no other.
    ada.go("/")
    lock(ada)
    again(ada)
    ada.go("/")
    expect(ada.page.locator("#away-password")).to_be_visible()
    ada.picture("offline-away")
    ada.axe()
    ada.page.locator("#away-password").fill("half of")
    with ada.page.expect_event("requestfailed", lambda request: request.url.endswith("/healthz")):
        value(ada, "dispatchEvent(new Event('online'))")  # a network, and no way to the server yet
    expect(ada.page.locator("#away-password")).to_have_value("half of")
    for password in ("not my password at all", PASSWORD):
        expect(ada.page.locator("#away-password")).to_be_visible()
        ada.page.locator("#away-password").fill(password)
        ada.page.get_by_role("button", name="Open", exact=True).click()
        if password != PASSWORD:
            expect(ada.page.get_by_role("alert")).to_have_text("That password does not open your keys.")
    expect(ada.page.locator(".opened").get_by_text(BEN)).to_be_visible(timeout=30_000)
    ada.picture("offline-kept")
    ada.axe()

    # Back again, the page is that of the server.
    ada.context.set_offline(False)
    ada.go("/")
    expect(ada.page.locator(".opened").get_by_text(BEN)).to_be_visible()
    assert ada.page.locator("html[data-kept]").count() == 0

    # With the sign-in all of it ends.
    assert len(kept(ada)) > 2
    sign_out(ada)
    assert kept(ada) == []
    ada.context.set_offline(True)
    ada.go("/")
    expect(ada.page.get_by_text("Nothing is kept on this phone")).to_be_visible()
    ada.context.set_offline(False)
    ada.page.wait_for_url(re.compile("/sign-in/"))  # by itself
    sign_in(ada)
    expect(ada.page.locator(".opened").get_by_text(BEN)).to_be_visible(timeout=30_000)


def test_an_answer_without_a_connection_arrives_once(at_home: Two) -> None:
    ada, ben, server = at_home.ada, at_home.ben, at_home.server
    answer(ben, BEN)
    keeps(ada, "/")
    server.stop()
    again(ada)
    ada.go("/")
    ada.page.get_by_label("Your answer").fill(ADA)
    ada.page.get_by_role("button", name="Seal my answer").click()
    expect(ada.page.get_by_role("alert").first).to_contain_text("out of reach")
    expect(ada.page.get_by_label("Your answer")).to_have_value(ADA)
    until(ada, lambda: [row["kind"] for row in waiting(ada)] == ["answer"])
    assert ADA not in json.dumps(waiting(ada))

    # Closed and opened again: it is there, and says so.
    again(ada)
    ada.go("/")
    expect(ada.page.get_by_role("alert").first).to_contain_text(WAITS)
    expect(ada.page.get_by_label("Your answer")).to_have_value(ADA)
    other = ada.context.new_page()
    other.goto("/")
    expect(other.get_by_role("alert").first).to_contain_text(WAITS)

    server.start()
    expect(ada.page.locator("[data-state=open]")).to_be_visible(timeout=60_000)
    for one in (ada, ben):
        one.go("/")
        expect(one.page.locator(".opened > .answer").get_by_text(ADA)).to_be_visible()
        expect(one.page.locator(".opened > .answer")).to_have_count(2)
    ada.go("/me/phone/")
    expect(ada.page.get_by_text("Nothing waits")).to_be_visible()
    ada.picture("me-phone")
    ada.axe()


def test_after_a_restart_the_password_opens_and_after_sign_out_nothing_is_left(at_home: Two, disk: Disk) -> None:
    """On another phone of Ada's, whose profile lies on the disk. What is looked for is told beforehand."""

    def sit_down() -> Person:
        ada = Person("ada", disk, at_home.server)
        ada.forgive(*TROUBLE)
        return ada

    answer(at_home.ada, f"{MARK} what is read")
    answer(at_home.ben, BEN)
    ada = sit_down()
    sign_in(ada)
    expect(ada.page.locator(".opened").get_by_text(MARK)).to_be_visible(timeout=30_000)
    keeps(ada, "/")
    names = kept(ada)
    half = ada.page.locator("html").get_attribute("data-half") or ""
    csrf = ada.page.locator("html").get_attribute("data-csrf") or ""
    ada.context.close()
    secrets = [MARK, PASSWORD, half, csrf]
    on_disk = found(disk, [*secrets, *names])
    assert names[0] in on_disk, "the positive control: kept pages are found by their names"
    assert not on_disk & set(secrets)

    ada = sit_down()
    ada.context.set_offline(True)
    ada.go("/")
    ada.page.locator("#away-password").fill(PASSWORD)
    ada.page.get_by_role("button", name="Open", exact=True).click()
    expect(ada.page.locator(".opened").get_by_text(MARK)).to_be_visible(timeout=30_000)
    ada.context.set_offline(False)
    sign_out(ada)
    ada.context.close()
    assert found(disk, [*secrets, *(name for name in names if len(name) > 20)]) == set()


def found(disk: Disk, words: list[str]) -> set[str]:
    """Which of these any file of the profile holds, in any form."""
    return {word for name, data in files_below(disk.folder) for word in words if find([word], name, data)}


def test_what_waits_is_asked_about_and_what_is_refused_comes_back(at_home: Two) -> None:
    ada, ben, server = at_home.ada, at_home.ben, at_home.server
    keeps(ada, "/")
    server.stop()
    again(ada)
    ada.page.add_init_script(SLOW_DISK)
    ada.go("/")
    ada.page.get_by_label("Your answer").fill(ADA)
    ada.page.get_by_role("button", name="Seal my answer").click()
    expect(ada.page.get_by_role("alert").first).to_contain_text("out of reach")
    ada.page.close()

    # Meanwhile she answers on another phone, so what waits here is too late.
    server.start()
    elsewhere = ada.context.browser
    assert elsewhere is not None
    other = Person("ada", elsewhere, server, service_workers="block")
    sign_in(other)
    answer(other, "Written on the other phone.")
    other.context.close()
    answer(ben, BEN)
    ada.page = ada.context.new_page()
    ada.go("/")
    expect(ada.page.locator("#toasts")).to_contain_text("was not taken", timeout=30_000)
    expect(ada.page.get_by_label("Words of yours that were not sent")).to_have_value(ADA)
    ada.page.get_by_role("button", name="Put away").last.click()

    # Signing out while something waits is asked about.
    row = {"id": "A" * 22, "turn": 1, "url": "/nowhere-yet/", "fields": [["id", "A" * 22]], "kind": "answer"}
    row["member"] = ada.page.locator("html").get_attribute("data-member")
    row["refused"] = "Too late."
    put = f"""new Promise((resolve) => {{
        const request = indexedDB.open("nearer-outbox", 1);
        request.onsuccess = () => {{
            const change = request.result.transaction("waiting", "readwrite");
            change.objectStore("waiting").put({json.dumps(row)});
            change.oncomplete = () => resolve("put");
        }};
    }})"""
    assert value(ada, put) == "put"
    ada.go("/me/phone/")
    expect(ada.page.get_by_text("Too late.")).to_be_visible()
    ada.go("/sign-out/")
    ada.page.get_by_role("button", name="Sign out").click()
    expect(ada.page.get_by_role("alert")).to_have_text(re.compile("gone from this phone when you sign out: 1"))
    ada.page.get_by_role("button", name="Sign out all the same").click()
    ada.page.wait_for_url(re.compile("/sign-in/"))
    sign_in(ada)
    on_today(ada)
    ada.go("/me/phone/")
    expect(ada.page.get_by_text("Nothing waits")).to_be_visible()


def test_a_newer_version_is_offered_and_not_while_somebody_writes(at_home: Two) -> None:
    ada, server = at_home.ada, at_home.server
    keeps(ada, "/")
    ada.page.get_by_label("Your answer").press_sequentially("Half a sen")
    server.stop()
    become_newer(server.data / "static")
    server.start()
    value(ada, "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => 'looked')")
    waits = "navigator.serviceWorker.getRegistration().then((one) => one.waiting ? 'waits' : '')"
    for _ in range(200):
        if value(ada, waits):
            break
        ada.page.wait_for_timeout(100)
    expect(ada.page.locator("#newer")).to_have_count(0)
    expect(ada.page.get_by_label("Your answer")).to_have_value("Half a sen")

    ada.page.get_by_label("Your answer").fill("")
    ada.page.wait_for_timeout(1000)
    ada.page.reload()
    expect(ada.page.get_by_text("There is a newer version.")).to_be_visible(timeout=30_000)
    ada.picture("newer-version")
    ada.axe()
    with ada.page.expect_navigation():
        ada.page.get_by_role("button", name="Take it").click()
    assert value(ada, waits) == ""
    keeps(ada, "/")


def become_newer(folder: Path) -> None:
    """As after an upgrade: one of the files has another name."""
    listed = folder / "staticfiles.json"
    told = json.loads(listed.read_text())
    before = told["paths"]["nearer/mark.svg"]
    after = before.replace("mark.", "mark.0")
    shutil.copy(folder / before, folder / after)
    told["paths"]["nearer/mark.svg"] = after
    listed.write_text(json.dumps(told))


def test_where_the_browser_calls_when_the_network_is_back_no_page_is_needed(at_home: Two) -> None:
    """Background Sync, called by the browser's tools: it waits for real networks."""
    ada, ben, server = at_home.ada, at_home.ben, at_home.server
    keeps(ada, "/")
    server.stop()
    again(ada)
    ada.go("/")
    ada.page.get_by_label("Your answer").fill(ADA)
    ada.page.get_by_role("button", name="Seal my answer").click()
    expect(ada.page.get_by_role("alert").first).to_contain_text("out of reach")
    again(ada)  # an empty page
    server.start()
    call_the_worker(ada)
    answer(ben, BEN)
    expect(ben.page.locator("[data-state=open]")).to_be_visible(timeout=30_000)
    expect(ben.page.locator(".opened > .answer").get_by_text(ADA)).to_be_visible()


def test_the_network_coming_back_breaks_off_no_way(two: Two) -> None:
    """Somebody taps a link on "Out of reach" in the moment in which that page would load itself again."""
    page = two.ada.page
    two.ada.go("/-/away/")
    page.evaluate("location.assign('/help/'); dispatchEvent(new Event('online'))")
    page.wait_for_url("**/help/")
    expect(page.get_by_role("heading", name="Numbers and addresses")).to_be_visible()
