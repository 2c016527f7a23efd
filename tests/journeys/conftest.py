"""People with browsers, for journeys through the real program."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from chromium import ARGUMENTS
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Playwright, Request, expect

from tests.running import Server, Workshop

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "pictures"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
PATIENCE = 30_000
"""Milliseconds that something may take on a busy machine."""
BETWEEN = ("ERR_ABORTED", "interrupted by another navigation", "Timeout")
SETTLING = 200
GOING = 5
"""So often a page may be going elsewhere: what is changed is told to all open pages, and some load themselves again."""
NO_LIGHT_WEEKS = """{
  const draw = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (room) =>
    room instanceof Uint32Array && room.length === 1 ? room.fill(0xffffffff) : draw(room);
}"""
"""The lot makes the weeks of one account in six lighter. In a journey it does not, or now and then things are gone."""
FAILED = pytest.StashKey[bool]()
"""Whether a test of this module failed since its two were met."""
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails shows what the two had before them."""
    report = yield
    if report.failed:
        if module := item.getparent(pytest.Module):
            module.stash[FAILED] = True
        two = next((one for one in getattr(item, "funcargs", {}).values() if isinstance(one, Two)), None)
        report.sections.extend((one.name, one.before_them()) for one in ((two.ada, two.ben) if two else ()))
    return report


class Disk:
    """Stands in for a browser whose profile lies on the disk and outlives it."""

    def __init__(self, playwright: Playwright, path: str, folder: Path) -> None:
        self.playwright, self.path, self.folder = playwright, path, folder

    def new_context(self, **options: Any) -> BrowserContext:
        """Opens the browser on this profile."""
        chromium = self.playwright.chromium
        return chromium.launch_persistent_context(self.folder, executable_path=self.path, args=ARGUMENTS, **options)


class Person:
    """Somebody with a phone. `page` is the open page; what went wrong in the browser is collected in `wrongs`."""

    def __init__(self, name: str, browser: Browser | Disk, server: Server, **options: Any) -> None:
        self.name = name
        self.server = server
        self.wrongs: list[str] = []
        self._forgiven: list[str] = []
        wanted = {"viewport": PHONE, "reduced_motion": "reduce", "locale": "en-GB", **options}
        self.context: BrowserContext = browser.new_context(base_url=server.address, **wanted)
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(NO_LIGHT_WEEKS)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.wrongs.append(f"error on the page: {error.error}"))
        self.context.on("request", self._asked)
        self.page: Page = self.context.new_page()

    def forgive(self, *parts: str) -> None:
        """What contains one of these is no fault in this test (a refused request is an error on the console)."""
        self._forgiven.extend(parts)

    def _heard(self, message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        too_late = "401" in message.text and url.endswith("/me/keys/")  # asked for in an idle moment, after the sign-in
        if message.type == "error" and not too_late:
            self.wrongs.append(f"on the console: {message.text} ({url})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.server.address + "/", "blob:", "data:", "about:")):
            self.wrongs.append(f"a request left the origin: {request.url}")

    def must_be_well(self) -> None:
        """Nothing went wrong in the browser that was not forgiven. What did is told once."""
        left = [wrong for wrong in self.wrongs if not any(part in wrong for part in self._forgiven)]
        self.wrongs, self._forgiven = [], []
        assert left == [], f"{self.name}: {left}"

    def before_them(self) -> str:
        """Address, state and words of each open page, and what went wrong in the browser."""
        told = []
        for page in self.context.pages:
            with contextlib.suppress(Error):
                state = page.evaluate(
                    "[document.readyState, ...Object.keys(document.documentElement.dataset)].join(' ')"
                )
                told.append(f"{page.url} ({state})\n{page.locator('body').inner_text(timeout=2000)}")
        return "\n\n".join([*told, *self.wrongs])

    def go(self, path: str) -> None:
        """Opens an address of the product; again, where the page was just going somewhere by itself."""
        for tries_left in reversed(range(GOING)):
            try:
                self.page.goto(path, timeout=PATIENCE / 2)
                return
            except Error as error:
                if not tries_left or not any(part in str(error) for part in BETWEEN):
                    raise
                self.page.wait_for_timeout(SETTLING)  # tried at once, each try can be what breaks off the next
                self.page.wait_for_load_state()

    def picture(self, name: str) -> None:
        """Keeps pictures of the page, on a phone and on a desk, by day and in the evening."""
        PICTURES.mkdir(exist_ok=True)
        for size in (DESK, PHONE):
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            for scheme in ("dark", "light"):
                self._by(scheme)
                path = PICTURES / f"{name}-{size['width']}-{scheme}.png"
                self.page.screenshot(path=path, full_page=True, animations="disabled")

    def _by(self, scheme: str) -> None:
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")

    def axe(self) -> None:
        """axe finds nothing on the page; in the evening only colours are others, so only they are looked at again."""
        for scheme, rules in (("light", "{}"), ("dark", "{ runOnly: ['color-contrast'] }")):
            self._by(scheme)
            run = f"axe.run(document, {rules}).then((ran) => JSON.stringify(ran.violations))"
            found = self._evaluate(f"{AXE.read_text()};{run}")
            assert found == "[]", f"{self.page.url} ({scheme}): {found}"

    def _evaluate(self, source: str) -> str:
        """Runs a script past the page's policy, which forbids what Playwright's own way needs.

        Again where the page loaded itself meanwhile: a page that is closed takes its "no network" with it, and another
        is told of a network then.
        """
        for tries_left in reversed(range(GOING)):
            began = self._loaded()
            value, wrong = self._run(source)
            if not wrong:
                break
            assert tries_left, wrong
            assert self._loaded() != began, wrong
        return value

    def _loaded(self) -> float:
        """When the page before them began, in milliseconds."""
        for _ in range(GOING):
            with contextlib.suppress(Error):
                self.page.wait_for_load_state()
                return float(self.page.evaluate("performance.timeOrigin"))
        raise AssertionError(f"{self.page.url} goes on loading")

    def _run(self, source: str) -> tuple[str, object]:
        """What the script gives, and what went wrong."""
        tools = self.context.new_cdp_session(self.page)
        try:
            asked = {"expression": source, "awaitPromise": True, "returnByValue": True}
            answered = tools.send("Runtime.evaluate", asked)
            return str(answered["result"].get("value")), answered.get("exceptionDetails")
        except Error as error:
            return "", error
        finally:
            tools.detach()


Meet = Callable[..., Person]


@pytest.fixture
def disk(playwright: Playwright, chromium_path: str, tmp_path: Path) -> Disk:
    """A profile of one's own."""
    return Disk(playwright, chromium_path, tmp_path / "profile")


@pytest.fixture
def person(chromium: Browser, server: Server) -> Iterator[Meet]:
    """Meets people: `anna = person("anna")`. Each must be well at the end; their browsers close."""
    met: list[Person] = []

    def meet(name: str, **options: Any) -> Person:
        met.append(Person(name, chromium, options.pop("server", server), **options))
        return met[-1]

    yield meet
    for one in met:
        one.context.close()
    for one in met:
        one.must_be_well()


@dataclass
class Two:
    """Ada and Ben some days after their first evening, both on Today with a question that is new."""

    ada: Person
    ben: Person
    server: Server


@pytest.fixture(scope="session")
def evening(chromium: Browser, workshop: Workshop) -> Path:
    """The data of a server after their first evening. It takes a quarter of a minute, so it happens once for a run."""
    from .evening import first_evening

    with workshop.server() as running:
        ada, ben = Person("ada", chromium, running), Person("ben", chromium, running)
        first_evening(ada, ben)
        for one in (ada, ben):
            one.context.close()
    with contextlib.closing(sqlite3.connect(running.data / "nearer.sqlite3")) as rows:
        rows.executescript("DELETE FROM usersessions_usersession; DELETE FROM django_session;")  # those phones are gone
    return running.data


@contextlib.contextmanager
def _back_again(chromium: Browser, workshop: Workshop, evening: Path) -> Iterator[Two]:
    from .people_steps import sign_in
    from .spaces_steps import on_today

    with workshop.like(evening) as running:
        two = Two(Person("ada", chromium, running), Person("ben", chromium, running), running)
        for one in (two.ada, two.ben):
            sign_in(one)
            on_today(one)
        yield two
        for one in (two.ada, two.ben):
            one.context.close()


@pytest.fixture(scope="module")
def meet_again(
    request: pytest.FixtureRequest, chromium: Browser, workshop: Workshop, evening: Path
) -> Iterator[Callable[[], Two]]:
    """Gives the two of a module's tests: others for another module, and after a failure, which leaves them anywhere."""
    with contextlib.ExitStack() as stack:
        met: list[Two] = []

        def meet() -> Two:
            if request.node.stash.get(FAILED, True):
                stack.close()
                met[:] = [stack.enter_context(_back_again(chromium, workshop, evening))]
                request.node.stash[FAILED] = False
            return met[0]

        yield meet


@pytest.fixture
def apart(chromium: Browser, workshop: Workshop, evening: Path) -> Iterator[Two]:
    """The two with a server of their own for one test that does more than turn its clock."""
    with _back_again(chromium, workshop, evening) as two:
        yield two
    for one in (two.ada, two.ben):
        one.must_be_well()


@pytest.fixture
def two(meet_again: Callable[[], Two]) -> Iterator[Two]:
    """The two on the morning of another day; a test leaves them signed in, with their password as it was."""
    those = meet_again()
    those.server.turn_clock(days=1)
    for one in (those.ada, those.ben):
        one.page = one.context.new_page()
        one.go("/")
    yield those
    for one in (those.ada, those.ben):
        for page in one.context.pages:
            page.close()
    for one in (those.ada, those.ben):
        one.must_be_well()
