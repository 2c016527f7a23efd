"""Inviting and joining: the link, the stranger, the new key, access given back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Meet, Person
from .spaces_steps import agree, first_person, join_as_new, make_link, on_today, settled_two, welcome
from .steps import PASSWORD, answer

NEW = "nine lanterns over the harbour"


def names(person: Person) -> list[str]:
    texts = person.page.locator(".page-head sealed-text")
    for text in texts.all():
        expect(text).to_have_attribute("state", "open")
    return texts.locator("[part=text]").all_inner_texts()


def test_two_find_each_other(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    first_person(ada)
    link = make_link(ada)
    ada.picture("spaces-link")
    ada.axe()
    ben.go(link)
    expect(ben.page.locator("[data-step=who]")).to_be_visible()
    assert "#" not in ben.page.url, "the secret has left the address bar"
    secret = link.rpartition("#")[2]
    assert secret not in ben.page.content()
    ben.picture("spaces-join")
    ben.axe()
    join_as_new(ben, link.partition("#")[0])  # the secret waits on the device

    on_today(ada)  # by itself, while the link was still on the screen
    expect(ada.page.locator("#welcome").get_by_text("ben", exact=True)).to_be_visible()
    ada.picture("spaces-welcome")
    ada.axe()
    welcome(ada)
    ada.picture("spaces-agreement-card")
    agree(ada)
    agree(ben)
    for one in (ada, ben):
        one.go("/us/")
        assert names(one) == ["ada", "ben"]
    expect(ada.page.get_by_text("Signed by you both")).to_be_visible()
    ada.picture("spaces-us")
    ada.axe()

    ben.forgive("404")
    ben.go(link)
    expect(ben.page.get_by_role("heading", name="This invitation opens nothing any more")).to_be_visible()


def test_half_a_link_and_a_changed_one_open_nothing(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    first_person(ada)
    address, _, secret = make_link(ada).partition("#")
    for wrong in ("", "#" + secret[:-2], "#" + ("B" if secret[0] == "A" else "A") + secret[1:]):
        ben.go("about:blank")
        ben.go(address + wrong)
        expect(ben.page.get_by_role("heading", name="Half of the link is missing")).to_be_visible()
    ada.page.get_by_role("button", name="Cancel the invitation").click()
    expect(ada.page.get_by_text("An invitation is out")).to_have_count(0)
    ben.forgive("404")
    ben.go(f"{address}#{secret}")
    expect(ben.page.get_by_role("heading", name="This invitation opens nothing any more")).to_be_visible()


def test_a_stranger_goes_and_the_space_gets_a_new_key(person: Meet) -> None:
    ada, eve, ben = person("ada"), person("eve"), person("ben")
    first_person(ada)
    old = make_link(ada)
    join_as_new(eve, old)
    on_today(ada)
    answer(eve, "What Eve has to say.")
    ada.page.get_by_role("button", name="It is someone else").click()
    ada.page.wait_for_url(re.compile("/invitations/$"))
    expect(eve.page.get_by_role("button", name="Begin")).to_be_enabled()  # a space of her own, nothing of Ada's

    new = make_link(ada)
    ada.go("/")
    expect(ada.page.get_by_text("This space needs a new key")).to_be_hidden()
    assert ada.page.locator("body").get_attribute("data-epoch") == "1"
    join_as_new(ben, new)
    on_today(ada)
    ada.page.reload()
    welcome(ada)
    agree(ada)
    agree(ben)
    answer(ada, "Written under the new key.")
    answer(ben, "Read under the new key.")
    expect(ada.page.locator("[data-state=open]")).to_be_visible()
    texts = ben.page.locator(".opened .answer > sealed-text")
    expect(texts).to_have_count(2)
    for text in texts.all():
        expect(text).to_have_attribute("state", "open")


def test_turned_away_by_mistake_and_invited_again(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    first_person(ada)
    join_as_new(ben, make_link(ada))
    on_today(ada)
    ada.page.get_by_role("button", name="It is someone else").click()
    ada.page.wait_for_url(re.compile("/invitations/$"))
    link = make_link(ada)
    expect(ben.page.get_by_role("button", name="Begin")).to_be_enabled()
    ben.go(link)  # their ring still has the former key of this space
    ben.page.get_by_label("Your password").fill(PASSWORD)
    ben.page.get_by_role("button", name="Join").click()
    on_today(ben)
    expect(ben.page.locator("key-state:visible")).to_have_count(0)
    on_today(ada)
    ada.page.reload()
    welcome(ada)
    for one in (ada, ben):
        agree(one)
        answer(one, "Under the one key of both.")
    ada.page.reload()
    texts = ada.page.locator(".opened .answer > sealed-text")
    expect(texts).to_have_count(2)
    for text in texts.all():
        expect(text).to_have_attribute("state", "open")


def begin_with_new_keys(person: Person) -> None:
    """Password and sheet are lost: a reset link, a day of waiting, new keys."""
    link = person.server.command("reset-link", person.name).strip().replace("http://localhost:8000", "")
    page = person.page
    person.go(link)
    page.get_by_text("I don't have it").click()
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("Open this link again from")).to_be_visible()
    person.server.turn_clock(hours=24, minutes=1)
    person.go(link)
    page.locator("#fresh").fill(NEW)
    page.get_by_role("button", name="Begin with new keys").click()
    groups = page.locator("ol.code > li")
    expect(groups).to_have_count(7)
    code = groups.all_inner_texts()
    page.get_by_role("button", name="I have it on paper").click()
    for field in page.locator("input[data-group]").all():
        field.press_sequentially(code[int(field.get_attribute("data-group") or 0)])
    on_today(person)


def test_access_is_given_back_by_a_code(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    settled_two(ada, ben)
    ben.page.close()  # a page whose sign-in ends would ask once more, and hear that it is over
    ben = person("ben")
    begin_with_new_keys(ben)
    ben.go("/us/")
    expect(ben.page.get_by_text("Your keys do not open this space")).to_be_visible()
    ben.picture("spaces-us-lost")
    ben.axe()

    ada.go("/us/")
    ada.page.get_by_role("link", name="Give access back").click()
    link = make_link(ada)
    ada.picture("spaces-access-back")
    ada.axe()
    ben.go(link)
    field = ben.page.get_by_label("Your password")
    expect(field).to_be_focused()
    ben.picture("spaces-access-open")
    ben.axe()
    field.fill("not the password at all")
    ben.page.get_by_role("button", name="Open it again").click()
    expect(ben.page.get_by_role("alert").filter(has_text=re.compile("."))).to_be_visible()
    field.fill(NEW)
    ben.page.get_by_role("button", name="Open it again").click()
    on_today(ben)
    ben.go("/us/")
    assert names(ben) == ["ada", "ben"]
    expect(ben.page.get_by_text("Your keys do not open this space")).to_be_hidden()
