"""What the pages cost in a browser: bytes and requests by DevTools, milliseconds by the page's own clock."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from tests.running import Server

from .prepare import PASSWORD
from .programs import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import chromium

ROUNDS = 5
SETTLED = 2.0  # seconds after which a page asks for nothing more
LISTED = 30  # exchanges on a page
SESSION = "Five, five, five"
STEPS = 12
CLOCK_WRONG = 3_600_000  # milliseconds
WORDS = ("bread", "harbour", "quiet", "tea and", "lamp")

LISTED_AT = """
(() => {
  let last = 0;
  addEventListener("sealed-text", (event) => {
    if (event.detail === "open") requestAnimationFrame(() => { last = performance.now(); });
  }, true);
  globalThis.benchListed = () => last - performance.getEntriesByName("first-contentful-paint")[0].startTime;
})();
"""
SEARCH_TAKES = """
globalThis.benchSearch = [];
{
  const results = document.querySelector("search-box").shadowRoot.querySelector("ol");
  let key = 0;
  addEventListener("keydown", (event) => { key = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (key) benchSearch.push(performance.now() - key);
    key = 0;
  }).observe(results, { childList: true });
}
"""
OPENED_AT = """
new Promise((resolve) => {
  const look = () => document.querySelector("[data-state=open]") && resolve(performance.timeOrigin + performance.now());
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
})
"""
STEPPED_AT = """
new Promise((resolve) => {
  const place = document.querySelector(".place-in-it");
  const before = place.textContent;
  const look = () => place.textContent !== before && resolve(performance.timeOrigin + performance.now());
  new MutationObserver(look).observe(place, { childList: true, subtree: true, characterData: true });
})
"""
TAPPED_AT = """
new Promise((resolve) => {
  addEventListener("click", () => resolve(performance.timeOrigin + performance.now()), { capture: true, once: true });
})
"""
SUBMITTED_AT = """
new Promise((resolve) => {
  addEventListener("submit", () => resolve(performance.timeOrigin + performance.now()), { capture: true, once: true });
})
"""


class Traffic:
    """What goes over the wire for one page from now on."""

    def __init__(self, tools: CDPSession) -> None:
        self.bytes: dict[str, float] = {}
        self.cached: set[str] = set()
        tools.on("Network.requestWillBeSent", self._asked)
        tools.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        tools.on("Network.responseReceived", lambda event: self._sent(event, event["response"]["encodedDataLength"]))
        tools.on("Network.responseReceived", self._from_disk)
        tools.on("Network.loadingFinished", lambda event: self._sent(event, event["encodedDataLength"]))
        tools.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.bytes.setdefault(event["requestId"], 0)

    def _from_disk(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self.cached.add(event["requestId"])

    def _sent(self, event: dict[str, Any], length: float) -> None:
        if event["requestId"] in self.bytes:
            self.bytes[event["requestId"]] = max(length, self.bytes[event["requestId"]])

    @property
    def sent(self) -> list[float]:
        """The encoded bytes of each answer, headers included, that did not come from the cache."""
        return [length for request, length in self.bytes.items() if request not in self.cached]


def pages(server: Server, known: dict[str, Any]) -> dict[str, float]:
    """All figures of the browser."""
    space = known["pairs"]["years"]["space"]
    with _browser() as browser:
        ada = _signed_in(browser, server, "ada")
        figures = _loads(ada)
        figures |= _list(ada, f"/spaces/{space}/exchanges/")
        figures |= _search(ada, f"/spaces/{space}/exchanges/")
        ben = _signed_in(browser, server, "ben")
        figures["open_seen_ms"] = _opening(ada, ben, server)
        figures |= _session(ada, ben)
    return figures


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = chromium.find(playwright.chromium.executable_path)
        if found is None:
            raise SystemExit("The bench needs a Chromium, and none was found.")
        browser = playwright.chromium.launch(executable_path=found, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


def _signed_in(browser: Browser, server: Server, name: str) -> BrowserContext:
    phone: Any = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB"}
    # The service worker comes when a page is idle; without it, what is measured is what comes from the server.
    context = browser.new_context(base_url=server.address, service_workers="block", **phone)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("Your name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your answer")).to_be_visible(timeout=60_000)
    page.goto("/us/")
    expect(page.locator("sealed-text[state=open]").first).to_be_visible()  # the keys have come
    page.close()
    return context


def _loads(context: BrowserContext) -> dict[str, float]:
    """The first load of Today, as without a cache, and a later one."""
    page = context.new_page()
    first, _filling, later = (_traffic(page, cached) for cached in (False, True, True))
    page.close()
    return {
        "first_load_kb": sum(first) / 1000,
        "first_load_requests": len(first),
        "next_load_kb": sum(later) / 1000,
        "next_load_requests": len(later),
    }


def _traffic(page: Page, cached: bool) -> list[float]:
    """The bytes of each answer while Today loads."""
    tools = page.context.new_cdp_session(page)
    traffic = Traffic(tools)
    tools.send("Network.setCacheDisabled", {"cacheDisabled": not cached})
    page.goto("/")
    expect(page.get_by_label("Your answer")).to_be_visible()
    page.wait_for_timeout(SETTLED * 1000)
    tools.detach()
    return traffic.sent


def _list(context: BrowserContext, path: str) -> dict[str, float]:
    """From the first paint until thirty exchanges are opened and shown."""
    took = []
    for _ in range(ROUNDS + 1):
        page = context.new_page()
        page.add_init_script(LISTED_AT)
        page.goto(path)
        expect(page.locator("#live article.past")).to_have_count(LISTED)
        expect(page.locator("#live sealed-text:not([state=open])")).to_have_count(0)
        page.wait_for_timeout(200)
        took.append(_value(page, "benchListed()"))
        page.close()
    return {"list_after_paint_ms": median(took[1:])}


def _search(context: BrowserContext, path: str) -> dict[str, float]:
    """From a key to the results, over all that the two told each other."""
    page = context.new_page()
    page.goto(path)
    field = page.locator("search-box input")
    started = time.monotonic()
    field.press_sequentially("e")
    results = page.locator("search-box li")
    expect(results.first).to_be_visible(timeout=30_000)
    loaded = time.monotonic() - started
    _value(page, SEARCH_TAKES)
    for words in WORDS:
        field.fill("")
        for letter in words:
            page.keyboard.press(letter if letter != " " else "Space")
            page.wait_for_timeout(60)
    took = [float(each) for each in str(_value(page, "benchSearch.join(' ')")).split()]
    page.close()
    return {"search_ms": median(took), "search_slowest_ms": max(took), "search_first_ms": loaded * 1000}


def _opening(ada: BrowserContext, ben: BrowserContext, server: Server) -> float:
    """From the second's answer to the opening on the other's open page."""
    took = []
    one, other = ada.new_page(), ben.new_page()
    for _ in range(ROUNDS):
        for page in (one, other):
            page.goto("/")
        _answer(one)
        expect(one.locator("[data-state=waiting]")).to_be_visible()
        watching, submitting = _promise(one, "opened", OPENED_AT), _promise(other, "submitted", SUBMITTED_AT)
        _answer(other)
        expect(one.locator("[data-state=open]")).to_be_visible()
        took.append(float(_value(one, watching)) - float(_value(other, submitting)))
        server.turn_clock(days=1)
    return median(took)


def _session(ada: BrowserContext, ben: BrowserContext) -> dict[str, float]:
    """From a tap to the same step on the other's phone, whose clock is wrong; and how far the two then are apart."""
    one, other = ada.new_page(), ben.new_page()
    other.add_init_script(f"{{ const right = Date.now; Date.now = () => right() + {CLOCK_WRONG}; }}")
    one.goto("/together/")
    one.get_by_role("link", name=re.compile(SESSION)).click()
    one.get_by_role("button", name="Begin").click()
    for page in (one, other):
        if page is other:
            page.goto("/together/")
            page.get_by_role("link", name="Go on with it").click()
        expect(page.locator(".place-in-it")).to_contain_text("/")
        page.wait_for_timeout(SETTLED * 1000)
    took = []
    for number in range(STEPS):
        watching, tapping = _promise(other, "stepped", STEPPED_AT), _promise(one, "tapped", TAPPED_AT)
        one.get_by_role("button", name="Next" if number % 2 == 0 else "Back").click()
        took.append(float(_value(other, watching)) - float(_value(one, tapping)))
    reckoned = "document.querySelector('sitting-player').clock.now() - performance.timeOrigin - performance.now()"
    offsets = [float(_value(page, reckoned)) for page in (one, other)]
    for page in (one, other):
        page.close()
    return {"step_seen_ms": max(took), "clocks_apart_ms": abs(offsets[0] - offsets[1])}


def _answer(page: Page) -> None:
    page.get_by_label("Your answer").fill("The lamp was on when I came home, and I had not said a word about that day.")
    page.get_by_role("button", name=re.compile("^Seal")).click()


def _promise(page: Page, name: str, source: str) -> str:
    """Begins to wait in the page; an expression of what it waits for."""
    _value(page, f"globalThis.{name} = {source}; 0")
    return f"globalThis.{name}"


def _value(page: Page, source: str) -> Any:
    """What a script in the page gives, past its policy against eval."""
    tools = page.context.new_cdp_session(page)
    answered = tools.send(
        "Runtime.evaluate", {"expression": source, "awaitPromise": True, "returnByValue": True, "timeout": 30_000}
    )
    tools.detach()
    if "exceptionDetails" in answered:
        raise AssertionError(answered["exceptionDetails"])
    return answered["result"].get("value")
