"""Sessions go on by themselves, without the network, and after the server was killed."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Person, Two
from .together_steps import (
    GONE,
    act,
    begin,
    both_begin,
    end_it,
    finish,
    go_to,
    later,
    look_up,
    number,
    stands_at,
    steps,
    with_a_clock,
)

REACHED = "The server is out of reach"


def over(person: Person) -> None:
    expect(person.page.locator("#live[data-over]")).to_be_attached()


def test_seven_breaths_go_by_themselves(two: Two) -> None:
    with_a_clock(two.ada, two.ben)
    both_begin(two.ada, two.ben, "Seven breaths together")
    two.ada.page.get_by_role("button", name="How long still").click()
    expect(two.ada.page.locator(".time-left")).to_contain_text("left")
    tones = two.ada.page.evaluate("window.tones")
    assert len(tones) >= 2 * 8
    assert max(tones) > 7 * 12
    two.ada.page.evaluate("window.felt.length = 0")
    later(two.server, two.ada, two.ben, seconds=23)
    for breath in range(2, 9):
        for each in (two.ada, two.ben):
            stands_at(each, breath)
        if breath == 3:
            two.ada.picture("sitting-breath")
        later(two.server, two.ada, two.ben, seconds=12)
    assert two.ada.page.evaluate("window.felt.length") >= 7
    later(two.server, two.ada, two.ben, seconds=60)
    for each in (two.ada, two.ben):
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
    assert ada.page.evaluate("window.tones.length") > 0
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
    go_to(2, ada)
    who, text = ada.page.evaluate("window.spoken.at(-1)")
    assert who == "from here"
    assert text.startswith("One. ")
    assert "Breathe in." in text
    end_it(ada, opened=True)
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
