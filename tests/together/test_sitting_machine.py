"""Where a sitting stands, worked out in a real browser: two phones, bad networks, wrong clocks, any order of moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from nearer.catalogue import catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "nearer" / "web" / "static"
ADDRESS = "http://sitting.localhost"
SCRIPT = '<script type="module" src="/static/probe.js"></script>'
PAGE = f'<!doctype html><html lang="en" data-csrf="x">{SCRIPT}<p id="said"></html>'
SESSIONS = sorted(path.stem for path in (ROOT / "content/en/sessions").glob("*.md"))
PROBE = """
import { ahead, fold, spent } from "/static/nearer/lib/sitting.js";
import { ServerClock } from "/static/nearer/lib/clock.js";
import { Moves } from "/static/nearer/lib/moves.js";
import { stayAwake } from "/static/nearer/lib/awake.js";
import { say } from "/static/nearer/lib/words.js";
const AHEAD = 2000; // as the server's

/** Two phones and a server that all live on this page; `acts` is what happens to them, one after the other. */
async function live({ steps, skews, acts, meant }) {
  let time = 1_000_000;
  const stored = [["begin", "to", 0, 0, time]];
  let [over, net] = [false, [true, true]];
  let luck = "well";
  const answer = (after) => {
    const moves = over ? [] : stored.map((move, i) => [i + 1, ...move]).filter(([number]) => number > after);
    return new Response(JSON.stringify({ now: time, over, moves }));
  };
  const server = (who) => async (url, options = {}) => {
    const how = luck;
    luck = "well";
    if (!net[who] || how === "lost") throw new TypeError("lost on the way");
    const given = options.body ?? new URL(url, location).searchParams;
    const [id, kind] = [given.get("id"), given.get("kind")];
    if (id && !over && !stored.some((move) => move[0] === id)) {
      const at = Math.min(Number(given.get("at")), time + AHEAD);
      stored.push([id, kind, Number(given.get("step")), Number(given.get("onto")), at]);
      over ||= kind === "end";
    }
    if (how === "answer lost") throw new TypeError("lost on the way back");
    return answer(Number(given.get("after")));
  };
  const phones = skews.map((skew, who) => {
    const clock = { now: () => time + skew, sample() {} };
    return new Moves({ name: "x", address: `/moves/${who}/`, known: [[1, ...stored[0]]], clock, changed() {} });
  });
  globalThis.fetch = (url, options) => server(Number(url.match(/moves.(.)/)[1]))(url, options);
  const stands = (phone, at = time) => fold(steps, phone.all, at);
  const made = [];
  for (const { wait, who, act, how } of acts) {
    time += wait;
    luck = how;
    const phone = phones[who];
    const { step, paused, over: ended } = stands(phone, phone.clock.now());
    if (act === "net") net[who] = !net[who];
    else if (act === "ask") await phone.settle();
    else if (ended === null && !phone.over) {
      const doing = { next: ["to", step + 1], back: ["to", Math.max(0, step - 1)], end: ["end", step] };
      const [kind, onto] = doing[act] ?? [paused === null ? "pause" : "go", step];
      const done = phone.add(kind, step, onto);
      made.push(phone.all.at(-1)[1]);
      await done;
    }
  }
  [net, luck] = [[true, true], "well"];
  const taken = new Set();
  for (const phone of [...phones, ...phones]) {
    await phone.settle();
    if (!phone.doubt) continue;
    if (!meant) taken.add(phone.doubt[1]);
    await phone.decide(meant);
  }
  for (const phone of phones) await phone.settle();
  return {
    over,
    both: phones.map((phone) => phone.over),
    waiting: phones.map((phone) => phone.waiting.length),
    stands: phones.map((phone) => stands(phone)),
    later: phones.map((phone) => stands(phone, time + 86_400_000)),
    lost: made.filter((id) => !taken.has(id) && !stored.some((move) => move[0] === id)),
  };
}

/** One phone, and a server that answers the next requests with `answers` (a status, "hang", "gone"), then well. */
function phone(answers, address = "/moves/9/") {
  const [posted, clock] = [[], { at: 1_000_000, now: () => clock.at, sample() {} }];
  const moves = new Moves({ name: "y", address, known: [], clock, changed() {} });
  globalThis.fetch = async (url, { body, signal }) => {
    const how = answers.shift();
    if (how === "gone") throw new TypeError("no network");
    if (how === "hang") await new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)));
    if (how) return new Response("No.", { status: how, headers: { "Content-Type": "text/plain" } });
    if (body) posted.push([body.get("id"), body.get("kind"), Number(body.get("at"))]);
    return new Response(JSON.stringify({ now: clock.at, over: false, moves: [] }));
  };
  return { moves, clock, posted };
}

const seen = ({ moves, posted }) => ({
  kinds: posted.map(([, kind]) => kind),
  at: posted.map(([, , at]) => at),
  waiting: moves.waiting.map(([, , kind]) => kind),
  ...{ reached: moves.reached, refused: moves.refused, asks: Boolean(moves.doubt) },
});

/** Work with timers that are a thousand times as fast. */
async function fast(work) {
  const slow = globalThis.setTimeout;
  globalThis.setTimeout = (done, ms) => slow(done, ms / 1000);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = slow;
  }
}
globalThis.it = { ahead, fold, spent, live, phone, seen, fast, stayAwake, say, ServerClock };
document.documentElement.dataset.ready = "yes";
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A bare page with the modules as `it`."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(f"{ADDRESS}/static/")
        if path == "probe.js":
            route.fulfill(body=PROBE, content_type="text/javascript")
        elif path.startswith("nearer/"):
            route.fulfill(path=STATIC / path)
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    opened = chromium.new_page()
    opened.route("**/*", serve)
    opened.goto(f"{ADDRESS}/")
    opened.wait_for_selector("html[data-ready=yes]", state="attached")
    yield opened
    opened.close()


START = 1_000_000
Move = tuple[int, str, str, int, int, int]

steps = st.lists(
    st.fixed_dictionaries({"seconds": st.integers(5, 40), "itself": st.booleans()}), min_size=1, max_size=6
)
moves = st.lists(
    st.tuples(
        st.none(),
        st.text("abcdef", min_size=3, max_size=3),
        st.sampled_from(["to", "to", "to", "pause", "go", "end"]),
        st.integers(0, 5),
        st.integers(0, 6),
        st.integers(START, START + 60_000),
    ),
    unique_by=lambda move: move[1],
    max_size=12,
)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fold(page: Page, steps: Any, moves: Any, after: int) -> dict[str, Any]:
    """Where it stands so many milliseconds after the start."""
    state: dict[str, Any] = page.evaluate("([s, m, now]) => it.fold(s, m, now)", [steps, moves, START + after])
    return state


def begun(*later: tuple[str, str, int, int, int]) -> list[list[Any]]:
    """The first move, and later ones: (id, kind, step, onto, milliseconds after the start)."""
    return [[1, "0", "to", 0, 0, START], *([None, id, kind, a, b, START + at] for id, kind, a, b, at in later)]


TWO = [{"seconds": 10, "itself": True}, {"seconds": 10, "itself": False}, {"seconds": 10, "itself": True}]


@many
@given(steps=steps, moves=moves, data=st.data())
def test_no_order_and_no_repeat_of_moves_matters(page: Page, steps: Any, moves: Any, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(moves + moves[:3]))
    when = data.draw(st.integers(0, 100_000))
    assert fold(page, steps, moves, when) == fold(page, steps, shuffled, when)


@many
@given(steps=steps, moves=moves)
def test_after_the_end_nothing_counts(page: Page, steps: Any, moves: Any) -> None:
    before = [move for move in moves if move[2] != "end"]
    ended = [*before, [None, "zzz", "end", 0, 0, START + 60_001]]
    more = [*ended, [None, "zzzz", "to", 0, 1, START + 60_002], [None, "zzzzz", "go", 0, 0, START + 60_003]]
    assert fold(page, steps, ended, 90_000)["over"] is not None
    assert fold(page, steps, more, 90_000) == fold(page, steps, ended, 90_000)


acts = st.lists(
    st.fixed_dictionaries(
        {
            "wait": st.sampled_from([0, 0, 1, 40, 700, 5000, 30_000]),
            "who": st.integers(0, 1),
            "act": st.sampled_from(["next", "next", "back", "hold", "ask", "net", "end"]),
            "how": st.sampled_from(["well", "well", "lost", "answer lost"]),
        }
    ),
    max_size=14,
)


@many
@given(steps=steps, skews=st.tuples(st.integers(-250, 250), st.integers(-250, 250)), acts=acts, meant=st.booleans())
def test_two_phones_come_together_whatever_happened(page: Page, steps: Any, skews: Any, acts: Any, meant: bool) -> None:
    """`meant`: whether an end that waited for too long is still meant when one is asked."""
    story = {"steps": steps, "skews": skews, "acts": acts, "meant": meant}
    seen = page.evaluate("(story) => it.live(story)", story)
    assert seen["waiting"] == [0, 0]
    assert seen["both"] == [seen["over"]] * 2
    if not seen["over"]:
        assert seen["lost"] == []
        assert seen["stands"][0] == seen["stands"][1]
        assert seen["later"][0] == seen["later"][1]


def test_both_tap_next_at_the_same_instant_and_it_is_one_step(page: Page) -> None:
    both = begun(("a", "to", 0, 1, 3000), ("b", "to", 0, 1, 3000))
    assert fold(page, TWO, both, 4000)["step"] == 1
    apart = [{"wait": 3000, "who": 0, "act": "net", "how": "well"}, {"wait": 0, "who": 1, "act": "net", "how": "well"}]
    taps = [{"wait": 0, "who": who, "act": "next", "how": "well"} for who in (0, 1)]
    story = {"steps": TWO, "skews": [-100, 120], "acts": [*apart, *taps]}
    assert [state["step"] for state in page.evaluate("(story) => it.live(story)", story)["stands"]] == [1, 1]


def test_one_step_goes_on_by_itself_and_another_waits(page: Page) -> None:
    assert fold(page, TWO, begun(), 9_999)["step"] == 0
    assert fold(page, TWO, begun(), 10_000)["step"] == 1
    assert fold(page, TWO, begun(), 500_000)["step"] == 1
    assert fold(page, TWO, begun(("a", "to", 1, 2, 500_000)), 510_000)["over"] == START + 510_000


def test_a_pause_holds_the_clock_and_only_at_its_step(page: Page) -> None:
    held = begun(("a", "pause", 0, 0, 4000), ("b", "go", 0, 0, 60_000))
    assert fold(page, TWO, held[:2], 50_000)["paused"] == START + 4000
    assert fold(page, TWO, held, 65_999)["step"] == 0
    assert fold(page, TWO, held, 66_000)["step"] == 1
    late = begun(("a", "to", 0, 1, 4000), ("b", "pause", 0, 0, 5000))
    assert fold(page, TWO, late, 6000)["paused"] is None


def test_what_was_tapped_after_seeing_counts_after_it_though_the_clocks_differ(page: Page) -> None:
    """Ben's clock is behind: he sees Ada go on and goes on too; that is two steps."""
    both = [{"wait": 1000, "who": 0, "act": "next", "how": "well"}, {"wait": 50, "who": 1, "act": "ask", "how": "well"}]
    story = {"steps": TWO, "skews": [200, -200], "acts": [*both, {"wait": 10, "who": 1, "act": "next", "how": "well"}]}
    assert [state["step"] for state in page.evaluate("(story) => it.live(story)", story)["stands"]] == [2, 2]


@many
@given(
    skew=st.integers(-(10**7), 10**7),
    ways=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=6),
)
def test_the_clock_is_never_further_off_than_half_the_shortest_way(page: Page, skew: int, ways: Any) -> None:
    """Each way: milliseconds to the server, and back."""
    samples, here = [], START
    for there, back in ways:
        samples.append([here, here + there + back, here + there + skew])
        here += there + back + 500
    offset = page.evaluate(
        "(samples) => { const c = new it.ServerClock(); for (const s of samples) c.sample(...s); return c.offset }",
        samples,
    )
    assert abs(offset - skew) <= min(there + back for there, back in ways) / 2


PHONE = """async ([answers, work]) => {
    const it = globalThis.it;
    const phone = it.phone(answers);
    const seen = [];
    const { moves, clock } = phone;
    await new Function("it", "moves", "clock", "see", `return (async () => { ${work} })()`)(
        it, moves, clock, () => seen.push(it.seen(phone)));
    return seen;
}"""


def phone(page: Page, answers: list[Any], work: str) -> list[dict[str, Any]]:
    """What is there at each `see()` of the work, with a server that answers so at first, and then well."""
    seen: list[dict[str, Any]] = page.evaluate(PHONE, [answers, work])
    return seen


def test_a_request_that_hangs_is_given_up(page: Page) -> None:
    before, after = phone(
        page, ["hang"], 'await it.fast(() => moves.add("to", 0, 1)); see(); await moves.settle(); see();'
    )
    assert (before["reached"], before["waiting"]) == (False, ["to"])
    assert (after["reached"], after["waiting"], after["kinds"]) == (True, [], ["to"])


def test_one_that_hangs_is_asked_anew_when_the_phone_wakes(page: Page) -> None:
    (seen,) = phone(page, ["hang"], 'moves.add("to", 0, 1); await moves.wake(); see();')
    assert (seen["reached"], seen["waiting"], seen["kinds"]) == (True, [], ["to"])


@pytest.mark.parametrize("status", [400, 404, 409])
def test_what_is_never_taken_holds_up_nothing(page: Page, status: int) -> None:
    (seen,) = phone(page, [status], 'moves.add("pause", 0, 0); await moves.add("to", 0, 1); see();')
    assert (seen["waiting"], seen["kinds"], seen["refused"]) == ([], ["to"], False)


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_refused_keeps_the_move_and_goes_alone(page: Page, status: int) -> None:
    work = 'await moves.add("to", 0, 1); see(); await moves.settle(); see();'
    before, after = phone(page, [status], work)
    assert (before["waiting"], before["refused"], before["reached"]) == (["to"], True, True)
    assert (after["waiting"], after["refused"], after["kinds"]) == ([], False, ["to"])


LATE = 'await moves.add("end", 2, 2); clock.at += 61_000; await moves.settle(); see();'


@pytest.mark.parametrize(("meant", "kinds", "at"), [("true", ["end"], [START + 61_000]), ("false", [], [])])
def test_an_end_that_waited_is_sent_only_if_it_is_still_meant(
    page: Page, meant: str, kinds: list[str], at: list[int]
) -> None:
    asked, after = phone(page, ["gone"], f"{LATE} await moves.decide({meant}); see();")
    assert (asked["asks"], asked["waiting"], asked["kinds"]) == (True, ["end"], [])
    assert (after["asks"], after["waiting"], after["kinds"], after["at"]) == (False, [], kinds, at)


def test_an_end_of_this_minute_is_sent(page: Page) -> None:
    (seen,) = phone(page, ["gone"], LATE.replace("61_000", "59_000"))
    assert (seen["asks"], seen["waiting"], seen["kinds"]) == (False, [], ["end"])


def test_how_late_an_end_is_says_the_server(page: Page) -> None:
    """The phone slept, and its clock with it: it asks before it sends."""
    work = """clock.sample = () => { clock.at = 1_100_000; };
        await moves.add("end", 2, 2); see(); await moves.settle(); see();"""
    before, after = phone(page, ["gone"], work)
    assert (before["waiting"], after["asks"], after["kinds"]) == (["end"], True, [])


def test_what_ran_out_by_itself_is_told_without_asking(page: Page) -> None:
    (seen,) = phone(page, [], 'await moves.add("end", 0, 0, 1000); see();')
    assert (seen["kinds"], seen["asks"]) == (["end"], False)


def test_however_often_the_screen_is_asked_to_stay_awake_it_may_sleep_in_the_end(page: Page) -> None:
    held = page.evaluate(
        """async () => {
            const held = [];
            const request = async () => {
                const lock = new EventTarget();
                held.push(lock);
                lock.release = async () => held.splice(held.indexOf(lock), 1);
                return lock;
            };
            Object.defineProperty(navigator, "wakeLock", { value: { request }, configurable: true });
            const counts = [];
            for (const wanted of [true, true, true, false, true, false]) it.stayAwake(wanted);
            await new Promise((done) => setTimeout(done, 50));
            counts.push(held.length);
            for (const wanted of [true, true]) it.stayAwake(wanted);
            await new Promise((done) => setTimeout(done, 50));
            counts.push(held.length);
            it.stayAwake(false);
            await new Promise((done) => setTimeout(done, 50));
            return [...counts, held.length];
        }"""
    )
    assert held == [0, 1, 0]


def test_the_same_sentence_is_spoken_twice(page: Page) -> None:
    said = page.evaluate(
        """async () => {
            const [region, said] = [document.getElementById("said"), []];
            for (let i = 0; i < 2; i++) {
                it.say("The time is up.");
                said.push(region.textContent);
                await new Promise((done) => setTimeout(done, 200));
                said.push(region.textContent);
            }
            return said;
        }"""
    )
    assert said == ["", "The time is up."] * 2


WRONG = """(work) => {
    const [date, now] = [Date.now, performance.now];
    let [set, slept] = [0, 0];
    const clock = new it.ServerClock();
    const begun = now.call(performance);
    clock.sample(begun, begun, 1_000_000);
    Date.now = () => date.call(Date) + set + slept;
    const at = () => Math.round((clock.now() - 1_000_000) / 60_000);
    const seen = new Function("clock", "at", "by", work)(clock, at, (ms) => { set += ms; });
    [Date.now, performance.now] = [date, now];
    return seen;
}"""


def test_a_clock_that_is_set_changes_nothing(page: Page) -> None:
    assert page.evaluate(WRONG, "by(3 * 3600_000); return at();") == 0
    assert page.evaluate(WRONG, "by(-3 * 3600_000); clock.look(); clock.wake(); return at();") == 0


def test_who_slept_goes_by_the_clock_on_the_wall_until_the_server_is_heard(page: Page) -> None:
    assert page.evaluate(WRONG, "clock.look(); by(3600_000); clock.wake(); return at();") == 60
    later = "clock.look(); by(3600_000); clock.wake(); const now = performance.now();"
    assert page.evaluate(WRONG, f"{later} clock.sample(now - 500, now, 1_000_000 + 20 * 60_000); return at();") == 20


def test_a_clock_that_was_off_is_noticed(page: Page) -> None:
    offset = page.evaluate(
        """() => {
            const clock = new it.ServerClock();
            clock.sample(0, 10, 5);
            clock.sample(60_000, 60_900, 3_660_450);
            return clock.offset;
        }"""
    )
    assert offset == 3_600_000


@pytest.mark.parametrize("session", SESSIONS)
def test_every_session_is_played_to_its_end(page: Page, session: str) -> None:
    """Someone who taps where a tap is waited for, as soon as it chimes, sees every step in its turn."""
    found = catalogue().session(session)
    assert found is not None
    played = [{"seconds": each.step.seconds, "itself": each.step.ends == "itself"} for each in found.played()]
    seen, cues, over = page.evaluate(
        """([steps, start]) => {
            const moves = [[1, "0", "to", 0, 0, start]];
            const [seen, cues] = [[], 0];
            let [now, count] = [start, 0];
            for (let tries = 0; tries < 1000; tries++) {
                const state = it.fold(steps, moves, now);
                if (state.over !== null) return [seen, count, state.over];
                seen.push(state.step);
                const [cue] = it.ahead(steps, state, now);
                now = cue.at;
                count += 1;
                if (cue.step === null) moves.push([null, String(count), "to", state.step, state.step + 1, now]);
            }
        }""",
        [played, START],
    )
    assert seen == list(range(len(played)))
    assert cues == len(played)
    assert over == START + found.seconds * 1000
