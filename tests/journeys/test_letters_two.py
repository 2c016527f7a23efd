"""Letters between two: written, kept, given, opened, taken back; now, on a day, for an occasion."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Route, expect

from tests.safety.search import files_below, find

from .conftest import PICTURES, Two
from .letters_steps import choose, envelopes, fits, give, in_the_drawer, reads, sit_down, write

LONG = "\n\n".join(
    [
        "Dear you,",
        "the house is quiet and I found the photograph behind the clock: you on the wall by the harbour, squinting, "
        "with the ice cream that the gull took a second later.",
        "I never told you that I had made up my mind by then. Not when you laughed, but when you gave the cone to the "
        "gull as well.",
        "Sleep well.",
    ]
)


def test_a_letter_is_written_given_taken_back_and_opened(two: Two) -> None:
    ada, ben = two.ada, two.ben
    sit_down(ada)
    write(ada, LONG, "For a quiet hour")
    choose(ada, "Lined")
    ada.picture("letters-lined")
    choose(ada, "Evening")
    ada.picture("letters-desk")
    ada.axe()
    fits(ada)
    ada.page.reload()
    expect(ada.page.get_by_label("Your letter")).to_have_value(LONG)
    expect(ada.page.get_by_label("Evening")).to_be_checked()
    assert "harbour" not in ada.page.content()

    give(ada)
    expect(ada.page.get_by_role("heading", name="It is there.")).to_be_visible()
    ada.picture("letters-given")
    ada.axe()
    expect(ben.page.get_by_text("A letter is waiting for you")).to_be_visible()  # without a reload
    ben.picture("letters-today")
    ada.page.get_by_role("button", name="Undo").click()
    expect(ada.page.get_by_label("Your letter")).to_have_value(LONG)
    expect(ada.page.get_by_label("On the envelope")).to_have_value("For a quiet hour")
    expect(ben.page.get_by_text("A letter is waiting for you")).to_have_count(0)
    give(ada)

    ben.page.get_by_text("A letter is waiting for you").click()
    expect(envelopes(ben)).to_contain_text("For a quiet hour")
    assert "harbour" not in ben.page.content()
    ben.picture("letters-envelope")
    ben.axe()
    fits(ben)
    envelopes(ben).get_by_role("button").click()
    reads(ben, LONG)
    ben.picture("letters-read")
    ben.axe()
    fits(ben)
    ben.page.emulate_media(media="print")
    expect(ben.page.get_by_role("button", name="Print")).to_be_hidden()
    expect(ben.page.locator("#letter")).to_be_visible()
    ben.page.screenshot(path=PICTURES / "letters-print.png", full_page=True)
    ben.page.emulate_media(media="screen")
    read = list(files_below(two.server.data))
    assert any(given in data for _name, data in read for given in [b"letters_sketch"]), "the search is of the database"
    assert [found for name, data in read for found in find(["photograph behind", "quiet hour"], name, data)] == []

    ada.go("/letters/")
    ada.picture("letters-place")
    ada.page.locator(".read a").first.click()
    reads(ada, LONG)
    ada.page.locator("#take-back > summary").click()
    ada.axe()
    ada.forgive("409")
    ada.page.get_by_role("button", name="Take it back").click()
    expect(ada.page.get_by_text("This letter has been opened, so it stays.")).to_be_visible()
    ada.go(ada.page.url.rsplit("/", 2)[0] + "/")
    expect(ada.page.get_by_role("heading", name="All letters")).to_be_visible()
    ada.axe()
    fits(ada)
    ben.go("/letters/")
    expect(envelopes(ben)).to_have_count(0)
    expect(ben.page.locator(".read")).to_contain_text("For a quiet hour")


def test_open_when_takes_two_taps_and_waits_as_long_as_it_has_to(two: Two) -> None:
    ada, ben = two.ada, two.ben
    sit_down(ada)
    ada.page.get_by_label("Your letter").fill("Count the ships with me.")
    choose(ada, "Open when …")
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_text("Write on the envelope when it may be opened.")).to_be_visible()
    ada.page.get_by_text("Occasions to choose from").click()
    ada.picture("letters-occasions")
    ada.axe()
    ada.page.get_by_role("button", name="Open when you can't sleep").click()
    expect(ada.page.get_by_label("On the envelope")).to_have_value("Open when you can't sleep")
    choose(ada, "Morning")
    give(ada)

    ben.go("/letters/")
    envelope = envelopes(ben).filter(has_text="Open when you can't sleep")
    expect(ben.page.get_by_role("heading", name="For when you need one")).to_be_visible()
    envelope.locator("summary").click()
    ben.picture("letters-occasion")
    ben.axe()
    envelope.get_by_role("button", name="Open it now").click()
    reads(ben, "Count the ships with me.")


def test_a_letter_for_a_day_comes_at_its_hour_and_not_before(two: Two) -> None:
    ada, ben, server = two.ada, two.ben, two.server
    ben.go("/letters/")
    ben.page.get_by_role("link", name="Where you are").click()
    ben.picture("letters-zone")
    ben.axe()
    ben.page.get_by_label("Your clock goes by").select_option("Pacific/Auckland")
    ben.page.get_by_role("button", name="Keep").click()
    expect(ben.page.get_by_text("by the clocks of Pacific/Auckland")).to_be_visible()

    there = datetime.fromisoformat(str(server.python(NOW)).strip()) + _ahead(two) + timedelta(hours=13)
    wanted = (there + timedelta(days=1)).replace(hour=8)
    sit_down(ada)
    write(ada, "By now the kettle is on.", "For a morning")
    choose(ada, "On a day")
    ada.page.get_by_label("Day", exact=True).fill(f"{wanted:%Y-%m-%d}")
    ada.picture("letters-desk-day")
    ada.axe()
    in_the_drawer(ada)
    give(ada)
    assert "Auckland" not in ada.page.content()
    server.turn_clock(hours=2)
    server.python(DELIVER.format(ahead=_ahead(two).total_seconds()))
    ben.go("/letters/")
    expect(ben.page.get_by_role("heading", name="Letters", exact=True)).to_be_visible()
    assert envelopes(ben).count() == 0, "however little of it is open yet"
    server.turn_clock(days=2)
    expect(envelopes(ben).filter(has_text="For a morning")).to_have_count(1, timeout=60_000)  # without a reload
    ada.go("/letters/")
    expect(ada.page.locator(".read li").first).to_contain_text(re.compile("for .*08:00"))


DELIVER = """
from datetime import UTC, datetime, timedelta
import nearer.clock
from nearer.letters.models import Letter
nearer.clock._now = lambda: datetime.now(UTC) + timedelta(seconds={ahead})
while Letter.objects.deliver_due():
    pass
"""
"""What the scheduler does at its next look, done now."""
NOW = "from datetime import datetime, UTC; print(datetime.now(UTC).replace(tzinfo=None).isoformat())"


def _ahead(two: Two) -> timedelta:
    return timedelta(seconds=float((two.server.data / "clock").read_text()))


def test_nothing_is_lost_or_doubled_without_the_network(two: Two) -> None:
    ada, ben = two.ada, two.ben
    ada.forgive("ERR_INTERNET_DISCONNECTED")
    sit_down(ada)
    ada.context.set_offline(True)
    ada.page.get_by_label("Your letter").fill("Written on the train.")
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_text("The server is out of reach").first).to_be_visible()
    ada.context.set_offline(False)
    expect(ada.page.get_by_role("link", name="To the letters")).to_be_visible(timeout=60_000)
    ben.go("/letters/")
    expect(ben.page.locator("#came + .envelopes > li").filter(has_text="For you")).to_have_count(1)

    # The answer is lost on its way: the page is opened anew and the letter given again.
    sit_down(ada)
    write(ada, "Given twice.", "Once only")
    address = ada.page.url
    ada.page.route("**/letters/", _lose_the_answer)
    ada.forgive("net::ERR_FAILED")
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_text("The server is out of reach").first).to_be_visible()
    ada.page.unroute("**/letters/")
    ada.forgive("404", "409")
    ada.go(address)
    expect(ada.page.get_by_text("There is nothing here.")).to_be_visible()
    ben.go("/letters/")
    expect(envelopes(ben).filter(has_text="Once only")).to_have_count(1)


def _lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def test_the_drawer(two: Two) -> None:
    ada = two.ada
    for text in ("The first of several.", "The second one, which is thrown away."):
        sit_down(ada)
        expect(ada.page.get_by_label("Your letter")).to_have_value("")
        write(ada, text)
        ada.page.get_by_role("button", name="Into the drawer").click()
        ada.page.wait_for_url(re.compile("/letters/$"))
    drawer = ada.page.locator(".drawer")
    expect(drawer.locator("sealed-text").get_by_text("The second one")).to_be_visible()
    ada.picture("letters-drawer")
    ada.axe()
    fits(ada)
    row = drawer.locator("li").filter(has_text="The second one")
    row.get_by_role("button", name="Throw away").click()
    expect(drawer.get_by_text("The second one")).to_have_count(0)
    ada.page.get_by_role("button", name="Undo").click()
    expect(drawer.get_by_text("The second one")).to_be_visible()
    drawer.get_by_text("The first of several.").click()
    field = ada.page.get_by_label("Your letter")
    expect(field).to_have_value("The first of several.")
    expect(ada.page.get_by_text("Here is what you had begun")).to_have_count(0)

    # On another device of hers (another tab, as far as the server can tell) it goes on; here it is old.
    address, other = ada.page.url, ada.context.new_page()
    other.goto(address)
    expect(other.get_by_label("Your letter")).to_have_value("The first of several.")
    other.get_by_label("Your letter").fill("The first, gone on elsewhere.")
    expect(other.get_by_text("Kept in your drawer.")).to_be_visible()
    ada.forgive("409")
    field.fill("The first, gone on here.")
    expect(ada.page.get_by_text("has become a sheet of its own")).to_be_visible()
    in_the_drawer(ada)
    ada.go("/letters/")
    expect(drawer.get_by_text("The first, gone on here.")).to_be_visible()
    expect(drawer.get_by_text("The first, gone on elsewhere.")).to_be_visible()
