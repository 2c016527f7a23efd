"""Before the other is there: an empty place that invites, and a drawer that keeps what nobody can read yet."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Meet
from .letters_steps import fits, in_the_drawer
from .spaces_steps import first_person


def test_alone_a_letter_stays_in_the_drawer(person: Meet) -> None:
    ada = person("ada")
    first_person(ada)
    ada.go("/letters/")
    expect(ada.page.get_by_role("heading", name="Some things want paper")).to_be_visible()
    ada.picture("letters-empty")
    ada.axe()
    fits(ada)
    idea = ada.page.get_by_role("link", name=re.compile("^Open when"))
    occasion = idea.first.inner_text()
    idea.first.click()
    expect(ada.page.get_by_label("On the envelope")).to_have_value(occasion)
    expect(ada.page.get_by_role("radio", name="Open when …")).to_be_checked()
    ada.page.get_by_label("Your letter").fill("For the day on which you are here.")
    in_the_drawer(ada)
    ada.forgive("409")
    ada.page.get_by_role("button", name="Give it").click()
    expect(ada.page.get_by_text("Nobody is here to read it. It stays in your drawer.")).to_be_visible()
    ada.go("/letters/")
    expect(ada.page.locator(".drawer").get_by_text("For the day on which you are here.")).to_be_visible()
