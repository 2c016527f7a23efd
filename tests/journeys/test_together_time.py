"""Sessions go on by themselves, without the network, and after the server was killed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.running import eventually

from .conftest import Person, Two
from .together_steps import (
    GONE,
    act,
    begin,
    both_begin,
    end_it,
    finish,
    go_to,
    heading,
    hears,
    later,
    look_up,
    number,
    only_told,
    screen,
    stands_at,
    steps,
    to_step,
    until_the_next_step,
    untouched,
    with_a_clock,
)

REACHED = "The server is out of reach"


def over(person: Person) -> None:
    expect(person.page.locator("#live[data-over]")).to_be_attached()


def test_seven_breaths_go_by_themselves(two: Two) -> None:
    with_a_clock(two.ada, two.ben)
    both_begin(two.ada, two.ben, "Seven breaths together")
    for each in (two.ada, two.ben):  # nobody has touched it
        hears(each, 7 * 12)
        assert each.page.evaluate("window.tones.length") >= 2 * 8
        each.page.evaluate("window.felt.length = 0")
    two.ada.page.get_by_role("button", name="How long still").click()
    expect(two.ada.page.locator(".time-left")).to_contain_text("left")
    for breath in range(2, 9):
        until_the_next_step(two.server, two.ada, two.ben)
        for each in (two.ada, two.ben):
            stands_at(each, breath)
        if breath == 3:
            two.ada.picture("sitting-breath")
    until_the_next_step(two.server, two.ada, two.ben)
    for each in (two.ada, two.ben):
        assert each.page.evaluate("window.felt.length") >= 7
    later(two.server, two.ada, two.ben, seconds=60)
    for each in (two.ada, two.ben):
        over(each)


NO_TOUCH_YET = """
window.touched = false;
addEventListener("keydown", () => (window.touched = true), true);
Object.defineProperty(navigator, "userActivation", { value: { get hasBeenActive() { return window.touched; } } });
"""
"""What looks at a page from here counts as a touch for the browser, but not for this."""


def test_who_touches_nothing_hears_it_or_is_asked_for_a_touch(two: Two) -> None:
    """The tap on Begin is carried over to its page, and that of who comes along; after a reload there was none."""
    ada, ben = two.ada, two.ben
    with_a_clock(ada, ben)
    for each in (ada, ben):
        look_up(each, "Five, five, five")
    begin(ada)
    ben.page.wait_for_url(ada.page.url)
    for each in (ada, ben):
        hears(each, 30)
        each.page.reload()
        expect(untouched(each)).to_be_visible()
        assert each.page.evaluate("window.tones") == []
    ada.picture("sitting-untouched")
    ada.axe()
    for each in (ada, ben):
        each.page.keyboard.press("Shift")
        hears(each, 30)
    ben.page.add_init_script(NO_TOUCH_YET)
    for wishes, asked in (("quiet,still", False), ("quiet", True)):
        ben.page.evaluate("(wishes) => history.replaceState(null, '', `#${wishes}`)", wishes)
        ben.page.reload()
        expect(screen(ben)).to_be_visible()
        expect(untouched(ben)).to_be_visible(visible=asked)
    ben.page.keyboard.press("Shift")
    expect(untouched(ben)).to_be_hidden()
    end_it(ada)
    for each in (ada, ben):
        over(each)


def test_without_the_network_both_go_on_and_settle_afterwards(two: Two) -> None:
    both_begin(two.ada, two.ben, "Five, five, five")
    go_to(2, two.ada, two.ben)
    two.ada.forgive(*GONE)
    two.ada.context.set_offline(True)
    go_to(4, two.ada)
    expect(two.ada.page.locator(".controls").get_by_text(REACHED)).to_be_visible()
    two.ada.picture("sitting-without-network")
    act(two.ben, "Pause")
    stands_at(two.ben, 2)
    two.ada.context.set_offline(False)
    for each in (two.ada, two.ben):
        stands_at(each, 4)
    expect(two.ada.page.locator(".controls").get_by_text(REACHED)).to_be_hidden()
    finish(two.ben, two.ada)


def test_the_server_is_killed_in_the_middle(two: Two) -> None:
    """Both go on, one of them to the end; when it is back, both are there."""
    for each in (two.ada, two.ben):
        each.forgive(*GONE)
    both_begin(two.ada, two.ben, "Say it, hear it, swap")
    go_to(3, two.ada, two.ben)
    two.server.kill()
    go_to(6, two.ada)
    go_to(4, two.ben)
    two.server.start()
    for each in (two.ada, two.ben):
        stands_at(each, 6)
    two.server.kill()
    go_to(steps(two.ben), two.ben)
    act(two.ben, "Finish")
    expect(two.ben.page.get_by_role("heading", name="That was it.")).to_be_visible()
    two.ben.picture("sitting-over-without-server")
    two.server.start()
    for each in (two.ada, two.ben):
        over(each)


def test_a_tap_is_not_lost_with_its_page(two: Two) -> None:
    both_begin(two.ada, two.ben, "Five, five, five")
    two.ada.forgive("ERR_FAILED")
    two.ada.context.route("**/moves/", lambda route: route.abort())
    act(two.ada, "Next")
    stands_at(two.ada, 2)
    expect(two.ada.page.locator(".controls").get_by_text(REACHED)).to_be_visible()
    two.ada.page.reload()
    stands_at(two.ada, 2)
    assert number(two.ben) == 1
    two.ada.context.unroute("**/moves/")
    stands_at(two.ben, 2)
    end_it(two.ben)
    over(two.ada)


def test_where_events_are_blocked_it_asks(two: Two) -> None:
    two.ben.forgive("ERR_FAILED")
    two.ben.context.route("**/live/*/?since=*", lambda route: route.abort())
    both_begin(two.ada, two.ben, "Five, five, five")
    only_told(two.ben)
    go_to(3, two.ada, two.ben)
    two.ben.context.unroute("**/live/*/?since=*")
    end_it(two.ben)
    over(two.ada)


def test_each_cue_can_be_switched_off(two: Two) -> None:
    """The switches stand in the address, so a reload keeps them; what the browser can't do, it says."""
    ada = two.ada
    with_a_clock(ada)
    look_up(ada, "Seven breaths together")
    begin(ada, place="One phone between us")
    ada.page.get_by_text("Sound, touch, voice, ending").click()
    ada.picture("sitting-settings")
    ada.axe()
    expect(ada.page.get_by_text("There is no voice on this device.")).to_be_visible()
    expect(ada.page.get_by_label("Read the steps aloud")).to_be_disabled()
    for switch in ("Soft chime", "A buzz in the hand"):
        expect(ada.page.get_by_label(switch)).to_be_checked()
        ada.page.get_by_label(switch).uncheck()
    assert ada.page.url.endswith("#quiet,still")
    ada.page.reload()
    ada.page.get_by_text("Sound, touch, voice, ending").click()
    expect(ada.page.get_by_label("Soft chime")).not_to_be_checked()
    later(two.server, ada, seconds=23)
    stands_at(ada, 2)
    assert ada.page.evaluate("[window.tones.length, window.felt.length]") == [0, 0]
    ada.page.get_by_label("Soft chime").check()
    hears(ada)
    end_it(ada, opened=True)
    over(ada)


VOICES = """
const voices = [
  { localService: false, lang: "en-GB", name: "from elsewhere" },
  { localService: true, lang: "en-GB", name: "from here" },
];
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, cancel() {}, addEventListener() {},
  speak: ({ text, voice }) => window.spoken.push([voice.name, text]),
} });
"""


def test_steps_are_read_aloud_by_a_voice_of_the_device_alone(two: Two) -> None:
    ada = two.ada
    ada.page.add_init_script(VOICES)
    look_up(ada, "Seven breaths together")
    begin(ada, place="One phone between us")
    ada.page.get_by_text("Sound, touch, voice, ending").click()
    ada.page.get_by_label("Read the steps aloud").check()
    is_read(ada, heading(ada))
    go_to(2, ada)
    is_read(ada, "One. ", "Breathe in.")
    assert {who for who, _ in ada.page.evaluate("window.spoken")} == {"from here"}
    ada.page.reload()
    expect(screen(ada)).to_be_visible()
    ada.page.keyboard.press("Shift")  # before, a browser lets no page speak
    is_read(ada, "One. ", "Breathe in.")
    end_it(ada)
    over(ada)


def is_read(person: Person, beginning: str, *parts: str) -> None:
    """Waits until what was read last begins so, and has these words in it."""

    def last() -> str:
        return str(person.page.evaluate("window.spoken.at(-1)?.[1] ?? ''"))

    eventually(lambda: last().startswith(beginning))
    assert [part for part in parts if part not in last()] == []


def test_what_is_asked_at_a_step_is_read_aloud(two: Two) -> None:
    """The card of a guess stands over its field, and not among the words of the step; so does what one writes about."""
    ada, ben = two.ada, two.ben
    ada.page.add_init_script(VOICES)
    both_begin(ada, ben, "How well do I know you?")
    ada.page.get_by_text("Sound, touch, voice, ending").click()
    ada.page.get_by_label("Read the steps aloud").check()
    to_step("Answer, and guess", ada, ben)
    fields = ada.page.locator(".paper:visible sealed-field")
    asked = [str(field.get_attribute("label")) for field in fields.all()]
    assert len(asked) == 2
    is_read(ada, "Answer, and guess", *asked)
    end_it(ben)
    over(ada)


def test_a_step_that_waits_says_that_its_time_is_up(two: Two) -> None:
    ada = two.ada
    with_a_clock(ada, two.ben)
    for each in (ada, two.ben):
        look_up(each, "After a fight")
        each.page.get_by_role("button", name="Yes, today").click()
    begin(ada)
    up = ada.page.locator(".time-up")
    expect(up).to_be_hidden()
    later(two.server, ada, two.ben, seconds=50)
    expect(up).to_be_visible()
    stands_at(ada, 1)
    expect(ada.page.get_by_role("button", name="Next")).to_have_class("primary")
    end_it(ada)
    over(ada)
