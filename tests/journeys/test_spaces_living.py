"""Living in a space: alone at first, the agreement's words, pausing, leaving, several spaces for one."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Meet
from .people_steps import sign_in
from .spaces_steps import begin, make_link, on_today, settled_two
from .steps import PASSWORD, Thumb, begin_to_write, sign_up


def test_alone_is_fine(person: Meet) -> None:
    ada = person("ada")
    page = ada.page
    ada.go("/sign-up/")
    sign_up(ada)
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    expect(page.locator("[data-zone]")).not_to_be_empty()
    ada.picture("spaces-begin")
    ada.axe()
    begin_to_write(page.get_by_label("What do you choose"), "I want to hear more of you.")
    page.reload()
    expect(page.get_by_label("What do you choose")).to_have_value("I want to hear more of you.")
    page.get_by_text("Family", exact=True).click()
    begin(ada, Thumb())

    page.get_by_role("link", name="On to Today").click()
    expect(page.locator("#alone")).to_be_visible()
    ada.picture("spaces-alone-today")
    page.locator("#alone").get_by_role("textbox").fill("He laughed at the radio.")
    page.get_by_role("button", name="Keep it for me").click()
    expect(page.get_by_text("Read or change your note")).to_be_visible()
    page.get_by_role("link", name="Other steps").click()
    expect(page.get_by_text("He laughed at the radio.")).to_be_visible()
    expect(page.get_by_text("I want to hear more of you.")).to_be_visible()
    assert "laughed" not in page.content()
    ada.picture("spaces-alone")
    ada.axe()
    page.get_by_text("Read or change your note").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("He laughed at the radio.")).to_have_count(0)


def test_the_agreement_in_their_own_words(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    settled_two(ada, ben)
    ada.go("/us/")
    ada.page.get_by_role("link", name="A safe place").click()
    ada.page.get_by_text("Change the words", exact=True).click()
    field = ada.page.get_by_label("In your own words")
    expect(field).to_have_value(re.compile("A feeling needs no proof here"))
    field.fill("We are kind. We come back.")
    ada.page.get_by_role("button", name="Sign these words").click()
    expect(ada.page.locator("#present").get_by_text("We are kind. We come back.")).to_be_visible()

    ben.page.reload()
    card = ben.page.locator("#agreement")
    expect(card.get_by_text("We are kind. We come back.")).to_be_visible()
    ben.picture("spaces-agreement-reworded")
    card.get_by_role("button", name="I agree to this").click()
    expect(card).to_have_count(0)
    ada.page.get_by_text("At the start").click()
    expect(ada.page.get_by_text("A feeling needs no proof here")).to_be_visible()
    expect(ada.page.locator("#present .who")).to_have_count(2)
    ada.picture("spaces-agreement")
    ada.axe()


def test_leaving_is_at_once_and_the_one_who_stays_gets_a_new_key(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    settled_two(ada, ben)
    ben.go("/us/")
    ben.page.get_by_role("link", name="Leave this space").click()
    ben.picture("spaces-leaving")
    ben.axe()
    ben.page.get_by_role("button", name="Leave now").click()
    expect(ben.page.get_by_role("heading", name="You have left this space")).to_be_visible()

    ada.go("/us/")
    expect(ada.page.get_by_text("The other one of you has left")).to_be_visible()
    panel = ada.page.locator("key-state[when=behind]")
    expect(panel).to_be_visible()
    ada.picture("spaces-us-left")
    ada.axe()
    panel.get_by_label("Your password").fill(PASSWORD)
    panel.get_by_role("button", name="Make a new key").click()
    expect(panel).to_be_hidden()


def test_several_spaces_of_one_person(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    settled_two(ada, ben)
    page = ada.page
    ada.go("/us/")
    page.get_by_role("link", name="Begin another space").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_text("Friends", exact=True).click()
    begin(ada)
    link = make_link(ada)
    ada.go("/us/")
    expect(page.get_by_role("heading", name="You, for now")).to_be_visible()
    page.locator("details.spot > summary").click()
    ada.picture("spaces-switcher")
    ada.axe()
    page.locator(".menu").get_by_text("ben", exact=True).click()
    page.wait_for_url(re.compile(r"://[^/]+/$"))
    ada.go("/us/")
    expect(page.get_by_role("heading", name="The two of you")).to_be_visible()

    # Ben has an account, and another phone: he signs in on the way, and the password puts the key on his ring.
    other_phone = person("ben")
    other_phone.go(link)
    other_phone.page.get_by_role("link", name="I have been here before").click()
    sign_in(other_phone)
    join = other_phone.page.get_by_role("button", name="Join")
    expect(join).to_be_enabled()
    other_phone.page.locator("form input[type=password]").fill(PASSWORD)
    join.click()
    on_today(other_phone)
    other_phone.go("/us/")
    expect(other_phone.page.locator(".page-head").get_by_text("ada", exact=True)).to_be_visible()
    expect(other_phone.page.get_by_text("Friends, every day")).to_be_visible()
    other_phone.page.locator("details.spot > summary").click()
    expect(other_phone.page.locator(".menu a")).to_have_count(3)


def test_settings_the_switch_and_a_pause(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    settled_two(ada, ben)
    page = ada.page
    ben.go("/us/")
    ada.go("/us/")
    page.get_by_role("link", name="Partners, every day").click()
    ada.picture("spaces-settings")
    ada.axe()
    page.get_by_text("Once a week", exact=True).click()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Partners, once a week")).to_be_visible()

    page.get_by_role("switch", name=re.compile("I have children")).click()
    page.wait_for_load_state()
    expect(page.get_by_role("switch", name=re.compile("I have children"))).to_be_checked()
    page.get_by_text("Your name here").click()
    expect(page.get_by_label("What the other calls you")).to_have_value("ada")
    page.get_by_label("What the other calls you").fill("Ada Marie")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(ben.page.locator(".page-head").get_by_text("Ada Marie")).to_be_visible()  # without a reload

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name="You are having a pause")).to_be_visible()
    page.get_by_role("button", name="I am back").click()
    expect(page.locator("[data-state=write]")).to_be_visible()


def test_choosing_it_again(person: Meet) -> None:
    ada, ben = person("ada"), person("ben")
    settled_two(ada, ben)
    words = {"ada": "I choose this because you ask.", "ben": "I am glad I know how you laugh."}
    for one in (ada, ben):
        one.go("/us/")
        one.page.get_by_role("link", name="Choosing this again").click()
    for one in (ada, ben):
        expect(one.page.locator("article.answer")).to_have_count(0)
        one.page.get_by_label("In the words you have today").fill(words[one.name])
        one.page.get_by_role("button", name="Say it").click()
        expect(one.page.get_by_text(words[one.name])).to_be_visible()
    for one in (ada, ben):
        for text in words.values():
            expect(one.page.locator("article.answer").get_by_text(text)).to_be_visible()
    ada.picture("spaces-renewals")
    ada.axe()
