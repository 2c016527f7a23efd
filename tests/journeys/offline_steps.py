"""What journeys without a server do again and again: wait until something is kept, look at what lies in the browser."""

from __future__ import annotations

from .conftest import Person, Two

TROUBLE = ("Failed to load resource", "ERR_", "Failed to fetch")
HERE_LAST = "This is how it looked when you were here last"
"""On a page out of the worker's keeping. It comes a moment later and moves what is below, also away from a tap."""
IS_KEPT = """new Promise((resolve) => {
    const look = () => {
        const worker = navigator.serviceWorker.controller;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => (data.kept ? resolve("kept") : setTimeout(look, 100));
        if (worker) worker.postMessage({ say: "kept", path: location.pathname + location.search }, [port2]);
        else setTimeout(look, 100);
    };
    look();
    setTimeout(() => resolve("nothing after a minute"), 60000);
})"""
KEPT = "caches.has('nearer-kept').then((there) => there ? caches.open('nearer-kept').then((c) => c.keys()) : [])"
NAMES = f"{KEPT}.then((keys) => keys.map(({{ url }}) => new URL(url).pathname).join(' '))"
PASSWORD_OPENS = """(async () => {
    for (let tries = 0; tries < 600; tries += 1) {
        if (await caches.match("/-/kept/keys")) return "there";
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
})()"""
SLOW_DISK = """{
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (shelves, mode, options) {
        if (shelves === "waiting" && mode === "readwrite") {
            const [until, before] = [Date.now() + 1000, begin.call(this, shelves, mode)];
            const busy = () => (before.objectStore(shelves).count().onsuccess = () => Date.now() < until && busy());
            busy();
        }
        return begin.call(this, shelves, mode, options);
    };
}"""
"""What is written into the outbox takes a second to be there."""


def with_one_page(two: Two) -> Two:
    """The two, each with one page, since another would send and tell as well. No answer is no fault of theirs."""
    for one in (two.ada, two.ben):
        one.forgive(*TROUBLE)
        for page in one.context.pages:
            if page != one.page:
                page.close()
    return two


def value(person: Person, source: str) -> str:
    """What a script in the page gives, past the page's policy."""
    return person._evaluate(source)


def keeps(person: Person, path: str) -> None:
    """Opens a page and waits until the service worker keeps it, and the password opens it."""
    person.go(path)
    assert value(person, IS_KEPT) == "kept"
    assert value(person, PASSWORD_OPENS) == "there"


def kept(person: Person) -> list[str]:
    """The names of what is kept."""
    return value(person, NAMES).split()


def again(person: Person) -> None:
    """Closes the page and takes another."""
    person.page.close()
    person.page = person.context.new_page()


def call_the_worker(person: Person) -> None:
    """As the browser does when it has a network again."""
    tools = person.context.new_cdp_session(person.page)
    known: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(
            one["registrationId"]
            for one in event["registrations"]
            if one["scopeURL"].startswith(person.server.address) and not one["isDeleted"]
        ),
    )
    tools.send("ServiceWorker.enable")
    while not known:
        person.page.wait_for_timeout(50)
    call = {"origin": person.server.address, "registrationId": known[-1], "tag": "outbox", "lastChance": False}
    tools.send("ServiceWorker.dispatchSyncEvent", call)
    tools.detach()
