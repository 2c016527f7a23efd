"""Nothing that two people type is found on the server: not in its database, its logs, its mails, its memory, nor in
anything that a browser ever said to it. Every field gets words of its own, so that a find tells where it came from."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from nearer.sealed.kinds import PRIVATE, SHARED
from tests.running import Server, Workshop
from tests.safety.recording import Mailbox, Wire, listening
from tests.safety.search import files_below, find, forms_of_bytes, memory_of

from . import canary_steps
from .conftest import Person
from .people_steps import lock, sign_in, sign_out, unlock
from .spaces_steps import agree, begin, make_link, on_today, welcome
from .steps import answer, begin_to_write, respond, sign_up

MARK = "wren" + os.urandom(5).hex()
"""In everything that is planted; words that no machine makes up by chance."""
PINS = ("739105", "481627")
PICTURE = forms_of_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
"""How a picture begins as a browser makes it, in every form in which programs keep bytes."""
ROWLESS = {"name", "draft", "pace"}
"""A name is in its membership; the other two never leave the device."""


def planted(where: str) -> str:
    """Words, a number and a letter that is written in many ways, for one field."""
    return f"{MARK} é 90210 {where}"


PASSWORD, NEW_PASSWORD, WRONG_PASSWORD = (planted(what) for what in ("password", "new password", "wrong password"))


@dataclass
class Run:
    """What a whole run left behind."""

    server: Server
    said: bytearray
    mails: bytearray
    names: tuple[str, str]
    secrets: list[str] = field(default_factory=list)

    def words(self) -> list[str]:
        """What must not be found: the mark of all that was typed, and what browsers made up for people to carry."""
        return [MARK, *self.secrets]


def keep(page: Page, label: str | re.Pattern[str], button: str, text: str) -> None:
    """Types into the field and has it stored."""
    page.get_by_label(label).fill(text)
    with page.expect_response(lambda answer: answer.request.method == "POST") as stored:
        page.get_by_role("button", name=button).click()
    assert stored.value.status < 300, stored.value.url


def everything(ada: Person, ben: Person, run: Run) -> None:
    """Every field of the product is filled once."""
    page = ada.page
    ada.go("/sign-up/")
    run.secrets.append(sign_up(ada, password=PASSWORD))
    page.get_by_label("What do you choose").fill(planted("choice"))
    begin(ada)
    link = make_link(ada, password=PASSWORD)
    run.secrets.append(link.rpartition("#")[2])
    ben.go(link)
    ben.page.get_by_role("link", name="I am new here").click()
    run.secrets.append(sign_up(ben, password=PASSWORD))
    on_today(ben)
    on_today(ada)
    welcome(ada)
    agree(ada)
    agree(ben)

    answer(ada, planted("answer"))
    expect(page.get_by_role("heading", name="Your answer is sealed")).to_be_visible()
    begin_to_write(ben.page.get_by_label("Your answer"), planted("draft"))
    ben.page.reload()
    expect(ben.page.get_by_label("Your answer")).to_have_value(planted("draft"))
    ben.page.get_by_role("button", name="Seal my answer").click()
    expect(page.locator(".opened").get_by_text(planted("draft"))).to_be_visible()
    respond(ada, planted("response"))
    respond(ben, planted("other response"))
    expect(page.locator(".responses > .response")).to_have_count(2)
    page.get_by_text("Say one thing back").click()
    keep(page, "Your reply", "Give my reply", planted("reply"))
    with page.expect_response("**/felt/"):
        page.get_by_role("button", name="deeply").click()

    ada.go("/us/")
    page.get_by_text("Your name here").click()
    keep(page, "What the other calls you", "Keep", planted("name"))
    for link_name, label, button in (
        ("Questions of your own", "Your question", "Keep it for us"),
        ("Choosing this again", "In the words you have today", "Say it"),
    ):
        ada.go("/us/")
        page.get_by_role("link", name=link_name).click()
        keep(page, label, button, planted(link_name))
    ada.go("/us/")
    page.get_by_role("link", name="A safe place").click()
    page.get_by_text("Change the words", exact=True).click()
    keep(page, "In your own words", "Sign these words", planted("agreement"))
    ada.go("/us/")
    page.get_by_role("link", name="For you alone").click()
    page.locator("[id^=steps-] > summary").first.click()
    note = page.locator("[id^=steps-] sealed-form").first
    note.get_by_role("textbox").fill(planted("note"))
    with page.expect_response("**/notes/"):
        note.get_by_role("button", name="Keep it for me").click()
    canary_steps.own(ada, planted)
    canary_steps.given(ada, ben, planted)
    canary_steps.written(ada, planted)
    canary_steps.fought(ada, ben, planted)
    canary_steps.guessed(ada, ben, planted)
    canary_steps.stock_taken(ada, ben, planted)
    canary_steps.done_alone(ada, planted)
    ada.go("/us/")
    page.get_by_role("link", name="What you opened").click()
    page.get_by_label("Search in all of it").fill(MARK)
    expect(page.locator("search-box").get_by_text("response").first).to_be_visible()


def secrets_of(ada: Person) -> None:
    """Password, PIN, and wrong ones of both."""
    page = ada.page
    ada.go("/me/mail/")
    page.locator("#email").fill("ada@example.org")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("ada@example.org")).to_be_visible()
    ada.go("/me/password/")
    page.locator("#old").fill(PASSWORD)
    page.locator("#new").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("#changed")).to_be_visible()
    ada.go("/me/lock/")
    page.get_by_text("six digits", exact=True).click()
    page.locator("#new-pin").fill(PINS[0])
    page.get_by_role("button", name="Keep it so").click()
    page.wait_for_url("**/me/")
    lock(ada)
    unlock(ada, PINS[1])
    expect(page.locator("#lock-alert")).not_to_be_empty()
    unlock(ada, PINS[0])
    expect(page.locator("dialog.lock-screen")).to_have_count(0)
    sign_out(ada)
    sign_in(ada, WRONG_PASSWORD)
    expect(page.locator("form [role=alert]")).to_contain_text("do not fit together")
    sign_in(ada, NEW_PASSWORD)
    on_today(ada)
    expect(page.locator(".responses").get_by_text(planted("response"))).to_be_visible()


@pytest.fixture(scope="module")
def run(chromium: Browser, workshop: Workshop) -> Iterator[Run]:
    """The whole run, once, with everything that the browsers say going through our hands."""
    with listening(Mailbox) as post:
        mail = {"NEARER_MAIL_HOST": "127.0.0.1", "NEARER_MAIL_PORT": str(post.server_address[1])}
        with workshop.server(**mail) as server, listening(Wire, server.port) as wire:
            names = (f"ada{os.urandom(4).hex()}", f"ben{os.urandom(4).hex()}")
            run = Run(server, wire.said, post.said, names)
            real, server.address = server.address, f"http://localhost:{wire.server_address[1]}"
            ada, ben = (Person(name, chromium, server) for name in names)
            ada.forgive("422", "403")
            everything(ada, ben, run)
            secrets_of(ada)
            for one in (ada, ben):
                one.context.close()  # before the address is the other again: an open page loads more when it is idle
            server.address = real
            yield run
            for one in (ada, ben):
                one.must_be_well()


def must_hold(known: str, place: str, data: bytes) -> None:
    """The positive control: what the server does know is found by the same search."""
    assert find([known], place, data), f"the search finds nothing in {place}, so it proves nothing there"


def shows_a_picture(data: bytes) -> bool:
    """Whether the picture itself lies there, not only what was written beside it."""
    return any(form in data for form in PICTURE)


def test_a_picture_would_be_seen() -> None:
    """The positive control: as it is chosen, and as text."""
    picture = canary_steps.PHOTO["buffer"]
    assert shows_a_picture(picture)
    for lead in range(3):
        assert shows_a_picture(base64.urlsafe_b64encode(b"\0" * lead + picture))


def stored(server: Server) -> bytes:
    """The database as it lies on the disk, newest pages included; every row as text where another program keeps it."""
    if not server.database:
        return b"".join((server.data / f"nearer.sqlite3{end}").read_bytes() for end in ("", "-wal"))
    with psycopg.connect(server.database["DATABASE_URL"]) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [database.execute(f'SELECT t::text FROM "{table}" t').fetchall() for (table,) in tables]
        return str(rows).encode()


def test_nothing_is_found_in_the_database(run: Run) -> None:
    for name in run.names:
        must_hold(name, "the database", stored(run.server))
    assert find([*run.words(), *PINS], "the database", stored(run.server)) == []
    assert not shows_a_picture(stored(run.server))


def test_the_run_left_something_of_every_kind(run: Run) -> None:
    """Otherwise a field that nobody filled would pass."""
    code = "from nearer.people.items import kinds\nprint(*(f'{kind.KIND}={kind.objects.count()}' for kind in kinds()))"
    counts = dict(part.split("=") for part in run.server.python(code).split())
    assert counts.keys() == (SHARED | PRIVATE) - ROWLESS
    assert "0" not in counts.values(), counts


def test_nothing_is_found_in_what_the_browsers_said(run: Run) -> None:
    said = bytes(run.said)
    must_hold(run.names[0], "requests", said)
    must_hold("answers/", "requests", said)
    must_hold("photos/", "requests", said)
    assert find([*run.words(), *PINS], "requests", said) == []
    assert not shows_a_picture(said)
    assert not re.search(rb"[?&\r\n](t|n|felt)=", said)


def test_nothing_is_found_in_logs_and_mails(run: Run) -> None:
    must_hold(f"localhost:{run.server.port}", "log", run.server.log_file.read_bytes())
    assert find([*run.words(), *PINS, *run.names], "log", run.server.log_file.read_bytes()) == []
    must_hold("ada@example.org", "mails", bytes(run.mails))
    assert find([*run.words(), *PINS, *run.names], "mails", bytes(run.mails)) == []


def test_nothing_is_found_in_the_data_folder(run: Run) -> None:
    """Also not in photos, nor in a copy of everything."""
    run.server.command("backup", str(run.server.data / "a-copy.tar"))
    files = dict(files_below(run.server.data))
    assert [name for name in files if name.startswith("photos/")]
    if not run.server.database:  # the other kind of copy is compressed
        must_hold(run.names[0], "the copy", files["a-copy.tar"])
    for name, data in files.items():
        assert find(run.words(), name, data) == []
        assert not shows_a_picture(data), name


def test_nothing_is_found_in_the_memory_of_the_server(run: Run) -> None:
    """Six digits are met by chance in so many bytes, so the PINs are left to the other places."""
    regions = list(memory_of(run.server.pid))
    assert any(find([run.names[1]], "memory", region) for region in regions), "the positive control"
    found: list[Any] = [one for region in regions for one in find(run.words(), "memory", region)]
    assert found == []
    assert not any(map(shows_a_picture, regions))
