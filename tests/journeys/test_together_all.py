"""Every session there is, from its first step to its last, on two phones: the first third of its steps with the
network, the next one without it on either phone, the last one with it again. Time is turned, so that all of them
together take about a minute. What is written meanwhile is shown in test_together_writing.py.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session, Step
from nearer.web.templatetags.web import typeset
from tests.cast import new_id

from .conftest import PHONE, PICTURES, Person, Two
from .together_steps import GONE, LEFT, act, with_a_clock
from .together_steps import number as at_step

SESSIONS = sorted(catalogue().sessions("partner"), key=lambda session: session.id)
PLAYED = [session for session in SESSIONS if not session.plan]
SHOWN = {"seven-breaths", "structured-dialogue", "after-a-fight", "how-well-do-i-know-you", "cards-that-deepen"}
"""Of these there is a picture of every step, as a phone shows it."""

POST = """async ([path, fields]) => {
    const headers = { "X-CSRFToken": document.documentElement.dataset.csrf };
    const answer = await fetch(path, { method: "POST", headers, body: new URLSearchParams(fields) });
    return [answer.status, answer.url];
}"""
UNLIT = "document.querySelector('sitting-player').classList.remove('cue')"
ASK = "document.querySelector('sitting-player').moves.wake()"
"""What was on its way when the network went is given up: its answer would come from before the clock is turned."""
WAKE = "document.querySelector('sitting-player').wake()"


def post(person: Person, path: str, **fields: str) -> str:
    """What a button of the page before does; where it leads."""
    space = person.page.evaluate("document.body.dataset.space")
    status, url = person.page.evaluate(POST, [f"/spaces/{space}/{path}", fields])
    assert status in {200, 204}, (path, status)
    return str(url)


class Playing:
    """Two phones in one session. `cut`: at which steps there is no network."""

    def __init__(self, two: Two, session: Session) -> None:
        self.server, self.people, self.session = two.server, (two.ada, two.ben), session
        self.steps = [each.step for each in session.played()]
        self.alone = session.place == ("alone",)
        third = len(self.steps) // 3
        self.cut = range(third, 2 * third)
        assert self.cut
        self.offline = False

    def play(self) -> None:
        """From the first step to the last; every step is seen on both phones."""
        self.begin()
        for number, step in enumerate(self.steps):
            for person in self.people:
                self.sees(person, number, step)
            self.picture(number)
            self.network(number in self.cut)
            self.on(number, step)
        self.network(False)
        for person in self.people:
            over = '[data-state="over"]' if self.alone else "#live[data-over]"
            expect(person.page.locator(f"sitting-player:is({over}, :has({over}))")).to_be_attached()
        self.picture(len(self.steps))

    def begin(self) -> None:
        """Both say yes where it needs one, one begins, both are there."""
        ada, ben = self.people
        code = self.session.code
        if self.alone:
            for person in self.people:
                person.go(f"/spaces/{person.page.evaluate('document.body.dataset.space')}/sessions/{code}/alone/")
                person.page.get_by_role("button", name="Begin").click()
            return
        for person in self.people if self.session.consent else ():
            post(person, f"sessions/{code}/yes/")
        place = "two" if "together" in self.session.place else "apart"
        address = post(ada, "sittings/", id=new_id(), session=code, place=place, first="1")
        for person in (ada, ben):
            person.go(address)

    def sees(self, person: Person, number: int, step: Step) -> None:
        """This step, and no other."""
        place = person.page.locator(".place-in-it")
        expect(place).to_have_text(f"{number + 1} / {len(self.steps)}")
        expect(person.page.locator(".screen:visible h1")).to_have_text(typeset(step.heading))

    def network(self, is_cut: bool) -> None:
        """Both lose it, or have it again."""
        if is_cut == self.offline:
            return
        self.offline = is_cut
        for person in self.people:
            person.context.set_offline(is_cut)
            if is_cut and not self.alone:
                person.page.evaluate(ASK)

    def on(self, number: int, step: Step) -> None:
        """The step passes with its time, or one of the two taps; without a network each on their own phone."""
        if step.ends == "itself":
            self.out(number)
            return
        last = number + 1 == len(self.steps)
        for person in self.people if self.offline or self.alone else (self.people[number % 2],):
            if last or at_step(person) == number + 1:  # the other's tap may have got through before the cut
                act(person, "Finish" if last else "Next")

    def out(self, number: int) -> None:
        """What is left of this step goes by: some of it has, while both were looked at."""
        left = [ms for at, ms in (person.page.evaluate(LEFT) for person in self.people) if at == number]
        if left:
            self.server.turn_clock(seconds=max(left) / 1000)
        for person in self.people:
            if not self.offline and not self.alone:
                person.page.evaluate(WAKE)
            elif at_step(person) == number + 1:
                person.page.clock.fast_forward(max(left))

    def picture(self, number: int) -> None:
        """How it looks on the first one's phone."""
        if self.session.id in SHOWN:
            self.people[0].page.evaluate(UNLIT)
            path = PICTURES / f"whole-{self.session.id}-{number + 1:02}.png"
            self.people[0].page.screenshot(path=path, animations="disabled")


def test_every_session_from_its_first_step_to_its_last_on_two_phones(two: Two) -> None:
    PICTURES.mkdir(exist_ok=True)
    assert len(SESSIONS) >= 28
    for person in (two.ada, two.ben):
        person.forgive(*GONE)
        person.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    with_a_clock(two.ada, two.ben)
    for session in PLAYED:
        try:
            Playing(two, session).play()
        except AssertionError as error:
            pytest.fail(f"{session.id}: {error}")
    two.ada.go("/together/")
    expect(two.ada.page.locator(".going-on")).to_have_count(0)
    done = two.ada.page.evaluate("document.body.dataset.space")
    two.ada.go(f"/spaces/{done}/sittings/")
    together = [session for session in PLAYED if session.place != ("alone",)]
    expect(two.ada.page.locator(".moments h2")).to_have_count(len(together))


def test_a_plan_leads_to_sessions_that_are_played() -> None:
    played = {session.id for session in PLAYED}
    for plan in (session for session in SESSIONS if session.plan):
        assert {step.session for step in plan.steps() if step.session} <= played
