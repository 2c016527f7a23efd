"""Signing up and in, staying in, the second step, and what an address without sealing says."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from chromium import ARGUMENTS
from playwright.sync_api import Playwright, expect

from tests.running import Workshop

from .conftest import Meet, Person
from .people_steps import everything_posted, is_open, sign_in, sign_out
from .steps import PASSWORD, Thumb, sign_up


def test_from_nothing_to_an_account_and_back_without_typing(person: Meet) -> None:
    ada = person("ada")
    posted = everything_posted(ada)
    page = ada.page
    ada.go("/")
    ada.picture("people-welcome")
    ada.axe()
    page.get_by_role("link", name="Begin").click()
    ada.picture("people-sign-up")
    ada.axe()
    page.get_by_label("Your name").fill("ada")
    page.locator("#new").fill("password123456")
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator("#sign-up [role=alert]")).to_contain_text("among the first")
    page.get_by_role("button", name="Give me five words").click()
    expect(page.locator("#new")).to_have_value(re.compile(r"^\w+( \w+){4}$"))
    page.reload()
    thumb = Thumb()
    code = sign_up(ada, thumb)
    page.wait_for_url(re.compile("/spaces/"))
    assert thumb.taps <= 4, "name has the focus; password, account, on paper"

    page.close()
    ada.page = page = ada.context.new_page()
    is_open(ada)
    ada.go("/me/")
    ada.picture("people-me")
    ada.axe()
    expect(page.get_by_text("You have it on paper")).to_be_visible()

    sent = unquote_plus("\n".join(posted))
    assert "ada" in sent, "the positive control"
    for secret in (PASSWORD, code, *[group for group in code.split("-") if group.isalpha()]):
        assert secret not in sent


def test_the_code_is_asked_back_and_asked_for_later(person: Meet) -> None:
    ada = person("ada")
    page = ada.page
    ada.go("/sign-up/")
    page.get_by_label("Your name").fill("ada")
    page.locator("#new").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    groups = page.locator("ol.code > li")
    expect(groups).to_have_count(7)
    code = "-".join(groups.all_inner_texts())
    ada.picture("people-code")
    page.get_by_role("button", name="I have it on paper").click()
    first = page.locator("input[data-group]").first
    first.fill("ZZZZ")
    expect(page.locator("recovery-code [role=alert]")).to_contain_text("reads differently")
    ada.picture("people-groups")
    ada.axe()
    page.get_by_role("button", name="Show the code once more").click()
    assert "-".join(groups.all_inner_texts()) == code

    ada.go("/me/")  # the tab was closed before
    page.get_by_role("link", name="Look for it").click()
    is_open(ada, "/me/recovery/")
    page.locator("#typed").fill(code[:-1] + ("A" if code[-1] != "A" else "B"))
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#check [role=alert]")).to_contain_text("a slip")
    page.locator("#typed").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#kept")).to_be_visible()
    ada.go("/me/")
    expect(page.get_by_role("link", name="Look for it")).to_have_count(0)


def test_the_second_step_and_a_new_password(person: Meet) -> None:
    ada = person("ada")
    page = ada.page
    ada.go("/sign-up/")
    sign_up(ada)
    page.wait_for_url(re.compile("/spaces/"))
    ada.go("/me/second/on/")
    page.locator("#typed").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("code.link").inner_text()
    ada.axe()
    page.locator("#code").fill(six_digits(secret))
    page.get_by_role("button", name="Turn it on").click()
    code = page.locator("ol.code > li").first.inner_text()

    new = PASSWORD + " again"
    ada.go("/me/password/")
    page.locator("#old").fill(PASSWORD)
    page.locator("#new").fill(new)
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("#changed")).to_be_visible()
    is_open(ada)

    sign_out(ada)
    page.go_back()
    page.wait_for_load_state()
    assert "/sign-in/" in page.url, "the back button shows nothing"
    ada.forgive("422")
    sign_in(ada, PASSWORD)
    expect(page.locator("form [role=alert]")).to_contain_text("do not fit together")
    sign_in(ada, new)
    page.wait_for_url("**/code/")
    ada.picture("people-second-step")
    ada.axe()
    page.locator("#code").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(re.compile("/spaces/"))
    is_open(ada)  # what the password opens has waited on the device, sealed


def six_digits(secret: str) -> str:
    """What an authenticator shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_without_javascript_nothing_is_sent(person: Meet) -> None:
    ada = person("ada", java_script_enabled=False)
    posted = everything_posted(ada)
    ada.go("/sign-up/")
    expect(ada.page.locator("noscript p")).to_be_visible()
    ada.page.get_by_label("Your name").fill("ada")
    ada.page.locator("#new").fill(PASSWORD)
    ada.page.locator("#new").press("Enter")
    expect(ada.page.get_by_role("button", name="Make my account")).to_be_disabled()
    assert posted == []


def test_an_address_that_is_not_safe_says_so(playwright: Playwright, chromium_path: str, workshop: Workshop) -> None:
    with workshop.server(NEARER_ADDRESS="http://nearer.test") as server:
        rules = "--host-resolver-rules=MAP nearer.test 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[*ARGUMENTS, rules])
        server.address = f"http://nearer.test:{server.port}"
        ada = Person("ada", browser, server)
        ada.forgive("Cross-Origin-Opener-Policy")
        posted = everything_posted(ada)
        ada.go("/sign-up/")
        expect(ada.page.locator("#insecure")).to_be_visible()
        ada.page.get_by_label("Your name").fill("ada")
        ada.page.locator("#new").fill(PASSWORD)
        ada.page.locator("#new").press("Enter")
        expect(ada.page.get_by_role("button", name="Make my account")).to_be_disabled()
        assert posted == []
        ada.must_be_well()
        browser.close()
