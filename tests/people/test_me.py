"""Me: pace, devices, e-mail, second step, and that no page costs more than it must."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from nearer.catalogue import catalogue
from nearer.people.models import Member
from tests.cast import box
from tests.conftest import Clock

from .conftest import auth, member, signed_in

pytestmark = pytest.mark.django_db
HTML = {"accept": "text/html"}
PAGES = [
    "/me/",
    "/me/recovery/",
    "/me/password/",
    "/me/lock/",
    "/me/tempo/",
    "/me/moment/",
    "/me/copy/",
    "/me/door/",
    "/me/mail/",
    "/me/devices/",
    "/me/second/",
    "/help/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_and_keeps_strangers_out(browser: Client, client: Client, path: str) -> None:
    assert browser.get(path, headers=HTML).status_code == 200
    expected = 200 if path == "/help/" else 302
    assert client.get(path, headers=HTML).status_code == expected


def test_a_title_says_nothing(browser: Client) -> None:
    for path in PAGES:
        assert "<title>Nearer</title>" in browser.get(path, headers=HTML).content.decode()


def test_what_is_announced_costs_no_query(
    browser: Client, ada: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser.get("/me/tempo/")
    with django_assert_num_queries(2):  # session and member
        browser.get("/me/tempo/")
    ada.ask_regain()
    with django_assert_num_queries(2):
        assert b"Somebody asked" in browser.get("/me/tempo/").content


def test_the_weekly_number(browser: Client, ada: Member, clock: Clock) -> None:
    assert b"<weekly-pace" in browser.get("/me/").content
    sealed = box()
    assert browser.post("/me/pace/", {"pace": "1", "box": sealed}).status_code == 204
    ada.refresh_from_db()
    assert (ada.pace, ada.pace_box) == (1, sealed)
    assert browser.get("/me/pace/").json() == {"box": sealed, "felt": []}
    assert b"<weekly-pace" not in browser.get("/me/").content
    clock.turn(days=7)
    assert b"<weekly-pace" in browser.get("/me/").content


@pytest.mark.parametrize("fields", [{"pace": "4"}, {"pace": "-1"}, {"pace": "x"}, {"pace": ""}, {"box": "plain"}])
def test_no_other_numbers(browser: Client, ada: Member, fields: dict[str, str]) -> None:
    assert browser.post("/me/pace/", {"pace": "2", "box": box()} | fields).status_code == 400
    ada.refresh_from_db()
    assert ada.pace == 3


def test_the_database_refuses_plain_words(ada: Member) -> None:
    for change in ({"pace_box": "plain"}, {"pace": 4}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.filter(pk=ada.pk).update(**change)


def test_the_moment_is_the_same_page_for_everyone(browser: Client, ada: Member) -> None:
    first = browser.get("/me/moment/").content.decode()
    moment = catalogue().moment
    for words in (moment.question, moment.none, moment.rather_not, *moment.after.lines):
        assert escape(words) in first
    assert " name=" not in first.split('id="moment"')[1].split("</form>")[0]
    assert browser.post("/me/moment/", {"so": "afraid"}).status_code == 405


def test_the_help_page_is_the_same_for_everyone(browser: Client, client: Client) -> None:
    def lines(page: bytes) -> bytes:
        return page.split(b"<h1>")[1].split(b"</main>")[0]

    assert lines(browser.get("/help/").content) == lines(client.get("/help/").content)


def test_devices_show_the_day_and_can_be_signed_out(browser: Client, ada: Member) -> None:
    other = signed_in(ada)
    page = browser.get("/me/devices/").content.decode()
    assert page.count("Since ") == 2
    assert "GMT" not in page
    assert ":" not in page.split("Since ")[1].split("<")[0]
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    assert browser.post(f"/me/devices/{theirs.pk}/end/").status_code == 302
    assert other.get("/me/", headers=HTML).status_code == 302
    assert browser.get("/me/").status_code == 200


def test_nobody_signs_out_anothers_device(browser: Client) -> None:
    ben = signed_in(member("ben"))
    his = UserSession.objects.get(session_key=ben.session.session_key)
    assert browser.post(f"/me/devices/{his.pk}/end/").status_code == 404
    assert browser.post("/me/devices/999999/end/").status_code == 404
    assert ben.get("/me/").status_code == 200


def test_all_others_or_everywhere(browser: Client, ada: Member) -> None:
    others = [signed_in(ada), signed_in(ada)]
    browser.post("/me/devices/")
    assert [one.get("/me/", headers=HTML).status_code for one in others] == [302, 302]
    assert browser.get("/me/").status_code == 200
    other = signed_in(ada)
    browser.post("/me/devices/end/")
    assert [one.get("/me/", headers=HTML).status_code for one in (browser, other)] == [302, 302]


def test_an_address_is_optional_and_confirmed_by_mail(browser: Client, ada: Member, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    browser.post("/me/mail/", {"email": "ada@example.org", "action_add": "1"})
    (sent,) = mail.outbox
    assert "nearer" not in f"{sent.subject} {sent.body}".lower().replace("http://testserver", "")
    path = str(sent.body).split("http://testserver")[1].split()[0]
    assert browser.get(path).status_code == 200
    browser.post(path)
    assert EmailAddress.objects.get(user=ada).verified
    browser.post("/me/mail/", {"email": "ada@example.org", "action_remove": "1"})
    assert not EmailAddress.objects.exists()


def test_without_a_mail_server_no_address_is_asked_for(browser: Client, settings: Settings) -> None:
    assert b'name="email"' not in browser.get("/me/mail/").content
    settings.EMAIL_HOST = "mail.example.org"
    assert b'name="email"' in browser.get("/me/mail/").content


def six_digits(secret: str) -> str:
    """What an authenticator shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_the_second_step(browser: Client, ada: Member) -> None:
    assert browser.get("/me/second/on/")["Location"].startswith("/me/again/")
    browser.post("/me/again/", {"password": auth()})
    browser.get("/me/second/on/")
    assert browser.post("/me/second/on/", {"code": "000000"}).status_code == 200
    secret = browser.get("/me/second/on/").context["form"].secret
    assert browser.post("/me/second/on/", {"code": six_digits(secret)}).status_code == 302
    codes = browser.get("/me/second/codes/").context["unused_codes"]
    assert len(codes) == 10

    phone = Client()
    fields = {"login": "ada", "password": auth()}
    answer = phone.post("/sign-in/", fields, headers={"accept": "application/json"})
    assert answer.json()["location"] == "/code/"
    assert phone.get("/me/", headers=HTML).status_code == 302, "not in with the password alone"
    assert phone.get("/me/keys/", headers={"accept": "application/json"}).status_code == 401
    assert phone.post("/code/", {"code": "wrong"}).status_code == 200
    assert phone.post("/code/", {"code": codes[0]}).status_code == 302
    assert phone.get("/me/").status_code == 200

    browser.post("/me/second/off/")
    assert not Authenticator.objects.filter(user=ada).exists()


def test_sessions_last_thirty_days_from_the_last_visit(browser: Client, clock: Clock) -> None:
    browser.get("/me/")
    first = browser.session.get_expiry_date()
    browser.get("/me/")
    clock.turn(days=1)
    browser.get("/me/")
    assert browser.session["day"] == clock.moment.date().isoformat()
    assert browser.session.get_expiry_age() == timedelta(days=30).total_seconds()
    assert first <= browser.session.get_expiry_date()
