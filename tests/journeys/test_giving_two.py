"""What one gives and the other meets: before it is given nothing of it is at the other's, then it comes by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Person, Two
from .steps import begin_to_write
from .test_giving_day import must_read, to_given
from .test_myself_writing import keep, opened

SEQ = re.compile("[0-9]+")


def number(person: Person) -> str:
    """The number of what changed for this person, as a fresh Today shows it."""
    person.go("/")
    expect(person.page.get_by_role("link", name="All that was given")).to_be_visible()
    return person.page.locator("#live").get_attribute("data-seq") or ""


def wait_with_the_list_open(person: Person, before: str, *words: str) -> None:
    """Nothing has changed for them, and none of the words is on the list of what was given. They stay there."""
    assert SEQ.fullmatch(before)
    assert number(person) == before
    to_given(person)
    expect(person.page.locator(".gift :is(sealed-text, feeling-text):not([state=open])")).to_have_count(0)
    for each in words:
        assert person.page.get_by_text(each).count() == 0


def to_the_list(person: Person) -> None:
    person.go("/")
    to_given(person)


def meet(person: Person, text: str, title: str, beginning: str, opening: str, rest: str) -> None:
    """On the list: reads it, answers it from one of its own beginnings."""
    page = person.page
    must_read(person, text)
    page.locator(".gift", has=page.get_by_text(text)).get_by_role("link", name="Say something back").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    must_read(person, text)
    page.get_by_role("button", name=beginning, exact=True).click()
    answer = page.get_by_label("Your answer")
    expect(answer).to_have_value(f"{opening} ")
    answer.fill(f"{opening} {rest}")
    page.get_by_role("button", name="Give my answer").click()
    expect(page.locator("#meet")).to_have_count(0)
    must_read(person, rest)


def give_it(person: Person) -> None:
    person.page.get_by_role("button", name="Give it").click()
    expect(person.page.get_by_role("heading", name="Given", level=1)).to_be_visible()


@pytest.fixture
def both(two: Two) -> tuple[Person, Person, str]:
    """Ada, Ben, and the number of what has changed for him before she does anything."""
    return two.ada, two.ben, number(two.ben)


@pytest.mark.parametrize(
    ("what", "label", "words"),
    [
        ("Who you are to me", "What I see in you", "You are the one who asks the second question."),
        ("I saw that", "What I saw you do", "You cleared the gutters in the rain, and said nothing of it."),
    ],
)
def test_what_is_seen_in_the_other(both: tuple[Person, Person, str], what: str, label: str, words: str) -> None:
    ada, ben, before = both
    to_given(ada)
    ada.page.get_by_role("navigation", name="Give something").get_by_role("link", name=what).click()
    begin_to_write(ada.page.get_by_label(label), words)
    wait_with_the_list_open(ben, before, words)
    give_it(ada)
    meet(ben, words, "Say how it reached you", "I remember too", "I remember that, and for me it was", "a Tuesday.")
    must_read(ada, "a Tuesday.")
    assert number(ben) != before

    # Who they are to each other comes into the jar by itself, the rest where they want it there.
    to_given(ben)
    must_read(ben, words)
    gift = ben.page.locator(".gift", has=ben.page.get_by_text(words))
    if what == "I saw that":
        gift.get_by_role("button", name="Put it into my jar").click()
        expect(gift.get_by_role("button", name="Take it out of my jar")).to_be_visible()
    ben.page.get_by_role("link", name="The jar").click()
    must_read(ben, words)
    ada.page.get_by_role("link", name="The jar").click()
    expect(ada.page.get_by_role("heading", name="It fills by itself")).to_be_visible()


def test_an_aim_is_backed(both: tuple[Person, Person, str]) -> None:
    ada, ben, before = both
    aim, why, step = "Sing where somebody hears it", "my father did, and stopped", "hum on the stairs"
    ada.go("/me/ahead/")
    ada.page.get_by_label("I would like to").fill(aim)
    ada.page.get_by_label("Because").fill(why)
    ada.page.get_by_role("textbox", name="Small steps").fill(step)
    keep(ada)
    own = opened(ada, aim)
    own.locator("xpath=ancestor::article").get_by_role("link", name="Change or share it").click()
    opened(ada, aim)
    ada.page.get_by_role("link", name="Share it").click()
    given = ada.page.get_by_label("What it is, and what the next small step looks like")
    expect(given).to_have_value(re.compile(re.escape(aim)))
    begin_to_write(given, f"{aim}. First I {step}.")
    wait_with_the_list_open(ben, before, aim, why, step)
    give_it(ada)
    meet(ben, step, "Stand behind it", "How I can help", "I could make room for it by", "being out on Thursdays.")
    must_read(ada, "being out on Thursdays.")
    assert number(ben) != before

    # These words and no others: why she wants it, and what becomes of it, stay hers.
    seen = number(ben)
    ada.go("/me/ahead/")
    with ada.page.expect_response("**/ahead/"):
        opened(ada, aim).get_by_label(step).check()
    wait_with_the_list_open(ben, seen, why)
    ben.go("/me/ahead/")
    expect(ben.page.get_by_text("Nothing here yet")).to_be_visible()


def test_a_kindness_is_found_out_when_it_is_given(both: tuple[Person, Person, str]) -> None:
    ada, ben, before = both
    plan = "Have the good knife ground"
    ada.go("/me/later/")
    ada.page.get_by_label("What you want to do").fill(plan)
    ada.page.get_by_label("When, if you know").fill("2031-03-02")
    keep(ada, "Keep it secret")
    opened(ada, plan)
    wait_with_the_list_open(ben, before, plan)
    ada.page.locator(".plans > li").filter(has_text=plan).get_by_role("link", name="Change or give it").click()
    opened(ada, plan)
    ada.page.get_by_role("link", name="It is done: give it").click()
    field = ada.page.get_by_label("What I did")
    expect(field).to_have_value(plan)
    begin_to_write(field, "The good knife is sharp again. Mind the tomatoes.")
    wait_with_the_list_open(ben, before, plan, "Mind the tomatoes.")
    ben.go("/")
    give_it(ada)
    ben.page.get_by_role("link", name="Something for you").click()
    must_read(ben, "Mind the tomatoes.")
    expect(ben.page.get_by_text("Done for you").first).to_be_visible()
    to_the_list(ben)
    meet(ben, "Mind the tomatoes.", "Say how it reached you", "Thank you", "Thank you for", "every slice of it.")
    must_read(ada, "every slice of it.")
    assert number(ben) != before
    ada.go("/me/later/")
    expect(opened(ada, plan)).to_contain_text("Done")


def test_five_minutes_and_fun_are_the_same_for_both_and_neither_learns_of_the_other(
    both: tuple[Person, Person, str],
) -> None:
    ada, ben, before = both
    at_first = number(ada)

    def ideas(person: Person) -> list[str]:
        found = person.page.locator(".light h2")
        expect(found).to_have_count(2)
        return found.all_inner_texts()

    for one in (ada, ben):
        to_the_list(one)
        one.page.get_by_role("link", name="Five minutes, and fun").click()
    first = ideas(ada)
    assert ideas(ben) == first, "they talk about the same"
    for at in (0, 1):
        ben.page.get_by_role("link", name="Another one").nth(at).click()
        expect(ben.page.locator(".light h2").nth(at)).not_to_have_text(first[at])
    assert not set(ideas(ben)) & set(first)
    ada.page.reload()
    assert ideas(ada) == first
    assert (number(ada), number(ben)) == (at_first, before), "nothing is noted, so nothing has changed"

    # What made one laugh is told, and met lightly.
    to_the_list(ada)
    ada.page.get_by_role("link", name="Five minutes, and fun").click()
    ada.page.get_by_role("link", name="Tell the other").click()
    begin_to_write(ada.page.get_by_label("What it was"), "The dog next door sneezed at the mayor.")
    wait_with_the_list_open(ben, before, "The dog next door")
    give_it(ada)
    meet(ben, "The dog next door", "Say something back", "And then", "And then? What did", "the mayor say?")
    must_read(ada, "the mayor say?")
