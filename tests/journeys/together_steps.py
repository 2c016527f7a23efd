"""What the two do with sessions, through the pages alone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.running import Server, eventually

from .conftest import Person

GONE = ("net::ERR_", "Failed to fetch", "when fetching the script")
"""What a browser says when there is no network, or no server."""


def look_up(person: Person, title: str) -> None:
    """From anywhere to the page of a session."""
    person.go("/together/")
    person.page.get_by_role("link", name=re.compile(re.escape(title))).click()
    expect(person.page.get_by_role("heading", name=title, level=1)).to_be_visible()


def begin(person: Person, place: str = "Two phones, one room", first: str | None = None) -> str:
    """On the page of a session: begin it. Gives the address of the sitting."""
    page = person.page
    button = page.get_by_role("button", name="Begin")
    expect(button).to_be_enabled()
    if page.get_by_label(place).count():
        page.get_by_label(place).check()
    if first is not None:
        page.locator(f"input[name=first][value='{first}']").check()
    button.click()
    page.wait_for_url(re.compile("/sittings/[^/]+/$"))
    expect(screen(person)).to_be_visible()
    return page.url


def come_along(person: Person) -> None:
    """From Together into the sitting that is open."""
    person.go("/together/")
    person.page.get_by_role("link", name="Go on with it").click()
    expect(screen(person)).to_be_visible()


def both_begin(one: Person, other: Person, title: str, **how: str) -> None:
    """One begins, the other comes along."""
    look_up(one, title)
    begin(one, **how)
    come_along(other)


def say_yes(person: Person, title: str) -> None:
    """To a session that needs one of each."""
    look_up(person, title)
    person.page.get_by_role("button", name="Yes, today").click()
    expect(person.page.get_by_role("button", name="Take my yes back")).to_be_visible()


def fits(person: Person) -> None:
    """Nothing of the page goes over the edge of the smallest phone."""
    page, size = person.page, person.page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if size is not None:
        page.set_viewport_size(size)


def screen(person: Person) -> Locator:
    """The step that is on the page."""
    return person.page.locator(".screen:visible")


def heading(person: Person) -> str:
    """What it is called."""
    return screen(person).locator("h1").inner_text()


def number(person: Person) -> int:
    """Which one it is, from 1 on."""
    return int(person.page.locator(".place-in-it").inner_text().split("/")[0])


def steps(person: Person) -> int:
    """How many there are."""
    return person.page.locator(".screen").count()


def stands_at(person: Person, step: int) -> None:
    """Waits until the page is at this step, from 1 on."""
    expect(person.page.locator(".place-in-it")).to_have_text(f"{step} / {steps(person)}")


def act(person: Person, name: str) -> None:
    """Next, Back, Pause, Go on, Finish."""
    person.page.locator(".controls").get_by_role("button", name=name, exact=True).click()


def go_to(step: int, *people: Person) -> None:
    """The first taps on until that step; all are there then."""
    while number(people[0]) < step:
        here = number(people[0])
        act(people[0], "Next")
        stands_at(people[0], here + 1)
    for person in people:
        stands_at(person, step)


def to_step(title: str, *people: Person) -> None:
    """The first taps on to the next step with this heading; all are there then."""
    while screen(people[0]).locator("h1").inner_text() != title:
        go_to(number(people[0]) + 1, *people)


def finish(*people: Person) -> None:
    """The first taps on to the end; all see what comes afterwards."""
    go_to(steps(people[0]), people[0])
    act(people[0], "Finish")
    for person in people:
        expect(person.page.locator("#live[data-over]")).to_be_visible()


def end_it(person: Person, *, opened: bool = False) -> None:
    """In the middle, for both."""
    if not opened:
        person.page.get_by_text("Sound, touch, voice, ending").click()
    person.page.get_by_role("button", name="End it here").click()
    person.page.get_by_role("button", name="End it", exact=True).click()


def write(person: Person, text: str, label: str, button: str) -> None:
    """Write at a step and store it."""
    page = person.page
    paper = page.locator(".paper:visible").filter(has=page.get_by_role("button", name=button))
    paper.get_by_label(label).fill(text)
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/moves/" not in answer.url) as done:
        paper.get_by_role("button", name=button).click()
    assert done.value.status == 204, done.value.text()


def leave(person: Person, text: str, label: str, button: str) -> None:
    """Write at a step where no server is: the page says so, and goes on trying."""
    paper = person.page.locator(".paper:visible").filter(has=person.page.get_by_role("button", name=button))
    paper.get_by_label(label).fill(text)
    paper.get_by_role("button", name=button).click()
    waits(paper)


def waits(paper: Locator) -> None:
    """What was written here is not with the server yet."""
    expect(paper.get_by_role("alert")).to_contain_text("out of reach")


ASKS_NOT = """{
  const player = document.querySelector("sitting-player");
  Object.defineProperty(player, "asked", { get: () => Infinity, set() {} });
}"""


def only_told(*people: Person) -> None:
    """Until a reload these pages ask for moves only where they are told of something, or have something to send."""
    for person in people:
        person.page.evaluate(ASKS_NOT)


HEARD = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  window.tones.push(when - this.context.currentTime);
  start.call(this, when);
};
window.felt = [];
Object.defineProperty(navigator, "vibrate", { value: (how) => window.felt.push(how) });
"""


def with_a_clock(*people: Person) -> None:
    """Their pages get a clock to turn, and tell which tones they plan (seconds ahead) and what is felt."""
    for person in people:
        person.page.add_init_script(HEARD)
        person.page.clock.install()


def untouched(person: Person) -> Locator:
    """The line that asks for a touch, where the browser keeps the page from sounding."""
    return person.page.locator(".controls .untouched")


def hears(person: Person, seconds: float = 0) -> None:
    """Waits until tones are planned, the last of them further ahead than this."""
    eventually(lambda: bool(person.page.evaluate("Math.max(...window.tones)") > seconds))
    expect(untouched(person)).to_be_hidden()


LEFT = """() => {
    const { due, clock, state } = document.querySelector("sitting-player");
    return [state.step, Math.max(0, (due[0]?.at ?? 0) - clock.now()) + 50];
}"""
"""The step, from 0 on, and the milliseconds until it is over."""


def until_the_next_step(server: Server, *people: Person) -> None:
    """What is left of this step passes: some of it has, while it was looked at."""
    later(server, *people, seconds=max(person.page.evaluate(LEFT)[1] for person in people) / 1000)


def later(server: Server, *people: Person, seconds: float) -> None:
    """Time passes for the pages and for the server; nobody talks with nobody meanwhile."""
    for person in people:
        person.forgive(*GONE)
        person.context.set_offline(True)
    for person in people:
        person.page.clock.fast_forward(round(seconds * 1000))
    server.turn_clock(seconds=seconds)
    for person in people:
        person.context.set_offline(False)
