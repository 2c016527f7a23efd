"""What all tests share."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta

import chromium as chromiums
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

import nearer.clock
from tests.cast import Person, person
from tests.running import Server, Workshop

MOST_WORKERS = 4


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: in between tests wait for a program to start or for a page to come."""
    return min((os.cpu_count() or 1) + 1, MOST_WORKERS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What uses Playwright is marked: its loop goes on to the end of a run, and others can't have theirs beside it."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what the server had to say."""
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(server, Server):
        report.sections.append(("the server", server.log))
    return report


class Clock:
    """The product's clock, standing still at a moment that a test chooses."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)

    def set(self, moment: datetime) -> None:
        """It is this moment now (aware)."""
        assert moment.tzinfo is not None
        self.moment = moment

    def turn(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Later by so much."""
        self.moment += timedelta(days=days, hours=hours, minutes=minutes)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock to turn; it begins on Monday 2 March 2026 at 19:00 UTC."""
    clock = Clock()
    monkeypatch.setattr(nearer.clock, "_now", lambda: clock.moment)
    return clock


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One Playwright for the whole run."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium_path(playwright: Playwright) -> str:
    """The Chromium to use; without one the journeys are skipped, and say so."""
    found = chromiums.find(playwright.chromium.executable_path)
    if found is None:
        pytest.skip("no Chromium: `make test` installs one where it may")
    return found


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """One browser for the whole run; each person gets a profile of their own in it."""
    browser = playwright.chromium.launch(executable_path=chromium_path, args=chromiums.ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def ada(db: None, clock: Clock) -> Person:
    """Ada, in Berlin, where it is 20:00 on Monday 2 March 2026."""
    return person("ada")


@pytest.fixture
def ben(ada: Person) -> Person:
    """The other one in Ada's space."""
    return person("ben", ada.space)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Makes servers with settings of one's own: `with workshop.server(NEARER_SIGNUP="open") as server:`."""
    with contextlib.closing(Workshop(tmp_path_factory.mktemp("servers"))) as made:
        yield made


@pytest.fixture
def server(workshop: Workshop) -> Iterator[Server]:
    """The real program, started with a fresh data folder."""
    with workshop.server() as running:
        yield running
