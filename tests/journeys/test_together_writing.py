"""Sessions in which the two write: for themselves, for each other, for both."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Person, Two
from .people_steps import unlock
from .together_steps import (
    GONE,
    begin,
    both_begin,
    come_along,
    end_it,
    finish,
    fits,
    go_to,
    leave,
    look_up,
    say_yes,
    stands_at,
    to_step,
    waits,
    write,
)

PRIVATE = "Keep it for me"
GIVEN = "Give it"
KEPT = "Keep it for us"
SEEN = ".paper.given:visible sealed-text[state=open]"


def reads(person: Person, text: str, patience: float | None = None) -> None:
    """These words are on the page, opened."""
    expect(person.page.locator(SEEN).filter(has_text=text)).to_be_visible(timeout=patience)


LONG = 90_000
"""Milliseconds: what waits for a server is tried again every half a minute, and then the machine is busy."""


def stored(person: Person) -> None:
    """What this one wrote for themselves has reached the server."""
    change = person.page.locator(".paper:visible").get_by_role("button", name="Keep the change")
    expect(change).to_be_visible(timeout=LONG)


def test_after_a_fight(two: Two) -> None:
    """The server is killed before they write to each other; nothing of it is lost."""
    ada, ben = two.ada, two.ben
    for each in (ada, ben):
        each.forgive(*GONE)
    say_yes(ada, "After a fight")
    ada.picture("session-yes")
    ada.axe()
    expect(ada.page.get_by_role("button", name="Begin")).to_have_count(0)
    look_up(ben, "After a fight")
    assert "You have both said yes" not in ben.page.content()
    ben.page.get_by_role("button", name="Yes, today").click()
    for each in (ada, ben):
        expect(each.page.get_by_text("You have both said yes")).to_be_visible()
    begin(ada)
    come_along(ben)
    to_step("Write it for yourself", ada, ben)
    write(ada, "I was afraid you would leave", "What happened in me", PRIVATE)
    to_step("Write an apology", ada, ben)
    ada.picture("sitting-write")
    fits(ada)
    ada.axe()
    two.server.kill()
    leave(ada, "I am sorry that I slammed the door", "I am sorry that I", GIVEN)
    leave(ben, "I am sorry that I was late again", "I am sorry that I", GIVEN)
    two.server.start()
    for each in (ada, ben):
        expect(each.page.get_by_role("button", name=GIVEN)).to_have_count(0, timeout=LONG)
    to_step("Say it", ben, ada)
    for each in (ada, ben):
        reads(each, "slammed the door")
        reads(each, "late again")
    ben.picture("sitting-given")
    ben.axe()
    assert "I was afraid" not in ben.page.locator("#live").inner_text()
    to_step("What you need next time", ada, ben)
    ada.page.locator(".paper:visible sealed-field").locator("textarea").fill("Not sent, and still there")
    to_step("One thing each", ben, ada)
    expect(ada.page.locator(".paper:visible textarea").first).to_have_value("Not sent, and still there")
    write(ben, "We sit down first", "Next time we try", KEPT)
    reads(ada, "We sit down first")
    finish(ada, ben)
    for each in (ada, ben):
        reads(each, "slammed the door")
        reads(each, "We sit down first")
    ada.picture("sitting-written")
    fits(ada)
    ada.axe()
    mine = ada.page.locator("details.given").first
    mine.click()
    expect(mine.locator("sealed-text")).to_contain_text("afraid you would leave")
    assert ben.page.locator("details.given").count() == 0
    look_up(ada, "After a fight")
    expect(ada.page.get_by_role("button", name="Yes, today")).to_be_visible()


def test_taking_stock_is_kept_for_both(two: Two) -> None:
    """Ben has no network while he writes for himself; the server is killed before Ada writes for both."""
    ada, ben = two.ada, two.ben
    for each in (ada, ben):
        each.forgive(*GONE)
    both_begin(ada, ben, "Taking stock", place="In two places")
    to_step("Notes to yourself", ada, ben)
    ben.context.set_offline(True)
    leave(ben, "the walks", "What was good", PRIVATE)
    ben.context.set_offline(False)
    stored(ben)
    to_step("Write it down together", ada, ben)
    two.server.kill()
    leave(ada, "Sunday walks", "What we value", KEPT)
    two.server.start()
    for each in (ada, ben):
        reads(each, "Sunday walks", LONG)
    to_step("When we look again", ada, ben)
    write(ben, "In March", "When we look again", KEPT)
    reads(ada, "In March")
    finish(ben, ada)
    address = ada.page.url
    ada.go("/together/")
    ada.go(address)
    for text in ("Sunday walks", "In March"):
        reads(ada, text)
    assert "the walks" not in ada.page.locator("#live details").all_inner_texts()


def test_how_well_do_i_know_you(two: Two) -> None:
    ada, ben = two.ada, two.ben
    both_begin(ada, ben, "How well do I know you?")
    to_step("Answer, and guess", ada, ben)
    fields = ada.page.locator(".paper:visible textarea")
    fields.nth(0).fill("plums")
    fields.nth(1).fill("pears, surely")
    ada.picture("sitting-guess")
    ada.axe()
    ada.page.get_by_role("button", name="Seal both").click()
    expect(ada.page.get_by_text("Sealed. It opens when you both have written.")).to_be_visible()
    assert ben.page.locator("#live sealed-text[kind=guess]").count() == 0
    theirs = ben.page.locator(".paper:visible textarea")
    theirs.nth(0).fill("quinces")
    theirs.nth(1).fill("plums, I think")
    ben.page.get_by_role("button", name="Seal both").click()
    to_step("Open it", ada, ben)
    for each in (ada, ben):
        for text in ("pears, surely", "quinces", "plums, I think"):
            reads(each, text)
    ada.picture("sitting-guess-opened")
    fits(ada)
    ada.axe()
    to_step("Answer, and guess", ben, ada)
    for each in (ada, ben):
        each.forgive(*GONE)
    two.server.kill()
    for each, answer, guess in ((ada, "the sea", "a lake"), (ben, "a hut", "the hills")):
        paper = each.page.locator(".paper.card:visible")
        paper.locator("textarea").nth(0).fill(answer)
        paper.locator("textarea").nth(1).fill(guess)
        paper.get_by_role("button", name="Seal both").click()
        waits(paper)
    two.server.start()
    for each in (ada, ben):
        for text in ("the sea", "a lake", "a hut", "the hills"):
            reads(each, text, LONG)
    finish(ben, ada)


def test_a_neutral_friend_together(two: Two) -> None:
    """The server is killed before Ada writes, and the second time there is no network."""
    ada, ben = two.ada, two.ben
    for each in (ada, ben):
        each.forgive(*GONE)
    for each in (ada, ben):
        say_yes(each, "A friend of you both") if each is ada else look_up(each, "A friend of you both")
    ben.page.get_by_role("button", name="Yes, today").click()
    begin(ben)
    come_along(ada)
    to_step("Only what happened", ben, ada)
    two.server.kill()
    leave(ada, "He came home at nine", "What happened", PRIVATE)
    two.server.start()
    stored(ada)
    to_step("Your friend at the next table", ben, ada)
    ada.context.set_offline(True)
    leave(ada, "Two tired people", "How someone fond of us both saw it", PRIVATE)
    ada.context.set_offline(False)
    stored(ada)
    finish(ada, ben)
    for text in ("He came home at nine", "Two tired people"):
        expect(ada.page.locator("#live sealed-text[kind=aside][state=open]").filter(has_text=text)).to_be_attached()
    assert ben.page.locator("#live sealed-text[kind=aside]").count() == 0


def test_a_neutral_friend_alone(two: Two) -> None:
    """Nobody else learns of it, and a reload in the middle loses nothing."""
    ada = two.ada
    look_up(ada, "A friend of you both")
    ada.page.get_by_role("link", name="Do it alone").click()
    ada.page.get_by_role("button", name="Begin").click()
    to_step("Only what happened", ada)
    write(ada, "She forgot the milk", "What happened", PRIVATE)
    ada.page.reload()
    stands_at(ada, 2)
    expect(ada.page.get_by_label("What happened")).to_have_value("She forgot the milk")
    ada.picture("sitting-alone")
    ada.axe()
    go_to(6, ada)
    ada.page.get_by_role("button", name="Finish").click()
    expect(ada.page.get_by_role("heading", name="That was it.")).to_be_visible()
    ada.page.get_by_role("link", name="Back").click()
    ada.page.get_by_text("What you wrote before").click()
    expect(ada.page.locator("#asides sealed-text")).to_have_text("She forgot the milk")
    two.ben.go("/together/")
    expect(two.ben.page.get_by_role("link", name="Go on with it")).to_have_count(0)


def test_with_keys_locked_it_goes_on(two: Two) -> None:
    ada, ben = two.ada, two.ben
    both_begin(ada, ben, "Five, five, five")
    ada.page.get_by_role("button", name="Lock", exact=True).click()
    expect(ada.page.get_by_role("heading", name="Locked")).to_be_visible()
    go_to(3, ben)
    expect(ada.page.locator(".place-in-it")).to_have_text(f"3 / {ada.page.locator('.screen').count()}")
    end_it(ben)
    expect(ada.page.locator("#live[data-over]")).to_be_attached()
    unlock(ada)
