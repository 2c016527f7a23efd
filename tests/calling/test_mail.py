"""A call by e-mail: it says nothing, and one press without a sign-in makes it the last one."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import Message
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.test import Client

from nearer import clock as nearer_clock
from nearer.calling.mail import token_of
from nearer.calling.models import Call, Way, Wish
from nearer.calling.models.way import GIVEN_UP
from nearer.calling.sending import Sender
from tests.cast import Person
from tests.conftest import Clock

from .conftest import wants

pytestmark = pytest.mark.django_db

CHOSEN = {"channel": "mail", "hour": "19", "quiet_from": "22", "quiet_to": "8", "openings": "on"}


@pytest.fixture
def mails(settings: Any) -> Any:
    """A server that sends mails."""
    settings.EMAIL_HOST, settings.ADDRESS = "mail.example.org", "https://us.example.org"
    settings.ALLOWED_HOSTS = ["us.example.org", "testserver"]
    return settings


def confirmed(who: Person, *, verified: bool = True) -> None:
    """This one has an address."""
    email = f"{who.member.name}@example.org"
    EmailAddress.objects.create(user=who.member, email=email, verified=verified, primary=True)


def call(*people: Person) -> None:
    """Brings them one call each."""
    Call.make([(one.member.public_id, "mail", nearer_clock.now() + timedelta(hours=2)) for one in people])
    Sender().bring_all()


def parts(message: Message) -> dict[str, str]:
    """What a mail program shows, by kind."""
    found = {}
    for part in message.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            found[part.get_content_type()] = payload.decode()
    return found


def test_who_has_confirmed_an_address_chooses_it_without_scripts(ada: Person, mails: Any) -> None:
    shown = ada.client.get("/me/calls/").content.decode()
    assert "First add an address" in shown
    assert ada.post("/me/calls/", CHOSEN).status_code == 422
    confirmed(ada, verified=False)
    assert ada.post("/me/calls/", CHOSEN).status_code == 422
    EmailAddress.objects.update(verified=True)
    assert "ada@example.org" in ada.client.get("/me/calls/").content.decode()
    assert ada.post("/me/calls/", CHOSEN).status_code == 302
    assert Wish.objects.get().channel == "mail"


def test_without_a_mail_server_there_is_no_such_choice(ada: Person) -> None:
    confirmed(ada)
    assert "This server sends no mails." in ada.client.get("/me/calls/").content.decode()
    assert ada.post("/me/calls/", CHOSEN).status_code == 422


def test_a_mail_says_the_same_to_everyone_and_nothing_else(ada: Person, ben: Person, mails: Any) -> None:
    for one in (ada, ben):
        confirmed(one)
        wants(one.member, channel="mail")
    call(ada, ben)
    assert len(outbox.outbox) == 2
    said = []
    for sent, one in zip(sorted(outbox.outbox, key=lambda each: each.to[0]), (ada, ben), strict=True):
        assert sent.to == [f"{one.member.name}@example.org"]
        assert sent.subject == "A moment for you"
        stop = f"https://us.example.org/no-more/{token_of(one.member.public_id)}/"
        message = sent.message()
        assert message["List-Unsubscribe"] == f"<{stop}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        both = parts(message)
        assert set(both) == {"text/plain", "text/html"}
        assert all(text.count(stop) == 1 for text in both.values())
        said.append({kind: text.replace(stop, "") for kind, text in both.items()})
        assert one.member.name not in str(said[-1]).lower()
    assert said[0] == said[1]
    assert re.findall(r"https?://[^\s\"<]+", str(said[0]).replace("\\n", " ")) == ["https://us.example.org/"] * 2
    assert not Call.objects.exists()


def test_an_address_that_was_taken_away_gets_nothing(ada: Person, mails: Any) -> None:
    confirmed(ada)
    wants(ada.member, channel="mail")
    EmailAddress.objects.all().delete()
    call(ada)
    assert outbox.outbox == []
    assert not Call.objects.exists()


@pytest.mark.parametrize(("code", "stays"), [(550, False), (450, True)])
def test_a_mailbox_that_is_refused_puts_nobody_elses_mails_to_rest(
    ada: Person, ben: Person, mails: Any, monkeypatch: pytest.MonkeyPatch, code: int, stays: bool
) -> None:
    for one in (ada, ben):
        confirmed(one)
        wants(one.member, channel="mail")
    sent: list[str] = []

    def send(self: EmailMultiAlternatives, **_: Any) -> int:
        if self.to[0].startswith("ada"):
            raise SMTPRecipientsRefused({self.to[0]: (code, b"no")})
        sent.append(self.to[0])
        return 1

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    sender = Sender()
    for _each in range(4):
        Call.make([(one.member.public_id, "mail", nearer_clock.now() + timedelta(hours=2)) for one in (ada, ben)])
        sender.bring_all()
    assert sent == ["ben@example.org"] * 4
    assert Call.objects.exists() is stays


def test_a_mail_server_that_is_away_is_asked_again(ada: Person, mails: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed(ada)
    wants(ada.member, channel="mail")

    def refuse(_self: EmailMultiAlternatives, **_: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    call(ada)
    assert Call.objects.get().attempts == 1


def server_away(_self: EmailMultiAlternatives, **_: Any) -> int:
    raise ConnectionRefusedError


def mailbox_refused(self: EmailMultiAlternatives, **_: Any) -> int:
    raise SMTPRecipientsRefused({self.to[0]: (550, b"no")})


def evenings(clock: Clock, ada: Person, many: int) -> None:
    """So many calls, each tried until it is too late."""
    for _evening in range(many):
        call(ada)
        while found := Call.objects.first():
            clock.set(found.due_at)
            Sender().bring_all()


@pytest.mark.parametrize("trouble", [server_away, mailbox_refused, "no address", "no mail server"])
def test_mails_that_cannot_go_out_for_many_evenings_come_again_by_themselves(
    ada: Person, clock: Clock, mails: Any, monkeypatch: pytest.MonkeyPatch, trouble: Any
) -> None:
    confirmed(ada)
    wants(ada.member, channel="mail")
    with monkeypatch.context() as patch:
        if trouble == "no address":
            EmailAddress.objects.update(verified=False)
        elif trouble == "no mail server":
            mails.EMAIL_HOST = ""
        else:
            patch.setattr(EmailMultiAlternatives, "send", trouble)
        evenings(clock, ada, GIVEN_UP + 1)
    EmailAddress.objects.update(verified=True)
    mails.EMAIL_HOST = "mail.example.org"
    assert outbox.outbox == []
    assert Wish.objects.get().next_reminder_at is not None
    call(ada)
    assert len(outbox.outbox) == 1


def test_the_page_says_of_mails_what_is_true(ada: Person, mails: Any) -> None:
    confirmed(ada)
    wants(ada.member, channel="mail")
    assert 'value="mail" checked' in ada.client.get("/me/calls/").content.decode()
    assert "It is on its way" in ada.post("/me/calls/try/", {}).content.decode()
    Way.objects.all().delete()  # as a version did after ten evenings on which the mail server was away
    assert 'value="none" checked' in ada.client.get("/me/calls/").content.decode()
    assert "There is no way to call you yet" in ada.post("/me/calls/try/", {}).content.decode()
    assert ada.post("/me/calls/", CHOSEN).status_code == 302
    assert 'value="mail" checked' in ada.client.get("/me/calls/").content.decode()
    EmailAddress.objects.all().delete()
    shown = ada.client.get("/me/calls/").content.decode()
    assert 'value="mail" checked' in shown
    assert "First add an address" in shown
    assert "There is no way to call you yet" in ada.post("/me/calls/try/", {}).content.decode()
    assert ada.post("/me/calls/", CHOSEN).status_code == 422


@pytest.fixture
def link(ada: Person, mails: Any) -> str:
    """The one in Ada's mails."""
    confirmed(ada)
    wants(ada.member, channel="mail")
    return f"/no-more/{token_of(ada.member.public_id)}/"


def test_looking_at_the_link_changes_nothing(link: str) -> None:
    """Mail programs and their guards open every link."""
    stranger = Client()
    shown = stranger.get(link)
    assert shown.status_code == 200
    assert b"No more of them" in shown.content
    assert not stranger.cookies
    assert Wish.objects.get().channel == "mail"


def test_one_press_without_a_sign_in_ends_them(link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(link).status_code == 200
    wish = Wish.objects.get()
    assert (wish.channel, wish.next_reminder_at) == ("none", None)
    assert not Way.objects.exists()


def test_one_click_in_the_mail_program_ends_them(link: str) -> None:
    """RFC 8058: a POST without cookies, answered without leading elsewhere; twice is once."""
    for _each in range(2):
        answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert Wish.objects.get().channel == "none"


def test_an_old_link_ends_no_calls_by_another_channel(ada: Person, link: str) -> None:
    wants(ada.member, channel="push")
    Client().post(link)
    assert Wish.objects.get().channel == "push"


def test_a_link_that_is_not_ours_is_not_found(ada: Person, link: str) -> None:
    for wrong in (link[:-2] + "/", f"/no-more/{ada.member.public_id}/", "/no-more/x:y/"):
        assert Client().post(wrong).status_code == 404
    assert Wish.objects.get().channel == "mail"


def test_a_link_ends_mails_also_after_a_restore(link: str, settings: Any) -> None:
    """No copy holds the secret key; the key by which devices are called is in each."""
    settings.SECRET_KEY = "another one, made at the first start after it"
    assert Client().post(link).status_code == 200
    assert Wish.objects.get().channel == "none"


def test_a_link_of_an_earlier_version_ends_mails(link: str, ada: Person, settings: Any) -> None:
    token = Signer(key=settings.SECRET_KEY, salt="nearer/1/no-more-mails").sign(ada.member.public_id)
    assert Client().post(f"/no-more/{token}/").status_code == 200
    assert Wish.objects.get().channel == "none"
