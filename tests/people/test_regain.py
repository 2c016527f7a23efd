"""Forgotten passwords: with the code at once, without it after a day that everyone who is signed in can stop."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from nearer.people.models import Attic, Keys, Member
from nearer.people.regain import beside, reset_link
from nearer.spaces.models import Membership, Space
from tests.cast import box, new_id
from tests.conftest import Clock

from .conftest import KDF, auth, member, proof, signed_in

pytestmark = pytest.mark.django_db
HTML = {"accept": "text/html"}


class Link:
    """Somebody who opened a reset link."""

    def __init__(self, name: str = "ada") -> None:
        self.client = Client()
        self.path = reset_link(name).split("8000", 1)[1]
        opened = self.client.get(self.path)
        self.form = opened["Location"]

    def page(self) -> str:
        return str(self.client.get(self.form).content.decode())

    def ask(self) -> Any:
        return self.client.post(self.form.replace("-set-password/", "/wait/"))

    def reset(self, **changes: Any) -> Any:
        fields = {"password1": auth("N"), "kdf": json.dumps(KDF), "wrapped": box(), "recovery_proof": proof()}
        return self.client.post(self.form, fields | changes, headers=HTML)

    def afresh(self, **changes: Any) -> Any:
        fields = {"recovery": box(), "recovery_proof": proof("N"), "keyring": box(), "revision": 2}
        return self.reset(**(fields | changes))


def has_password(ada: Member, secret: str) -> bool:
    """Read anew."""
    return Member.objects.get(pk=ada.pk).check_password(secret)


def test_with_the_code_it_is_at_once(ada: Member) -> None:
    before = Keys.objects.get(member=ada)
    link, wrapped = Link(), box()
    assert link.reset(wrapped=wrapped)["Location"] == "/reset/done/"
    keys = Keys.objects.get(member=ada)
    assert has_password(ada, auth("N"))
    assert (keys.wrapped, keys.recovery, keys.keyring) == (wrapped, before.recovery, before.keyring)
    assert not Attic.objects.exists()
    assert "used up" in link.page()
    assert "used up" in str(Client().get(link.path).content.decode())


def test_a_wrong_code_changes_nothing(ada: Member) -> None:
    before = Keys.objects.values().get(member=ada)
    assert Link().reset(recovery_proof=proof("X")).status_code == 403
    assert Keys.objects.values().get(member=ada) == before
    assert has_password(ada, auth())


def test_no_plain_password_and_no_plain_code(ada: Member) -> None:
    link = Link()
    assert link.reset(password1="a plain password of mine").status_code == 400
    assert link.reset(code="T5MY-P0PV-5NSA-8Q7R-2TH4-CN19-RS10").status_code == 400
    assert link.reset(keyring=box()).status_code == 400, "half of a fresh start"
    assert has_password(ada, auth())


def test_without_the_code_a_day_has_to_pass(ada: Member, clock: Clock) -> None:
    link = Link()
    assert link.afresh().status_code == 409
    assert link.ask().status_code == 302
    clock.turn(hours=23, minutes=59)
    assert link.afresh().status_code == 409
    assert has_password(ada, auth())
    clock.turn(minutes=1)
    before = Keys.objects.get(member=ada)
    assert link.afresh().status_code == 302
    assert has_password(ada, auth("N"))
    after, attic = Keys.objects.get(member=ada), Attic.objects.get(member=ada)
    assert (attic.wrapped, attic.recovery, attic.keyring) == (before.wrapped, before.recovery, before.keyring)
    assert {after.wrapped, after.recovery, after.keyring}.isdisjoint({before.wrapped, before.recovery, before.keyring})
    assert Member.objects.get(pk=ada.pk).ring_revision == 2
    assert Member.objects.get(pk=ada.pk).regain_asked_at is None


def test_asking_again_does_not_begin_the_day_anew(ada: Member, clock: Clock) -> None:
    link = Link()
    link.ask()
    clock.turn(hours=20)
    link.ask()
    clock.turn(hours=4)
    assert link.afresh().status_code == 302


def test_an_old_question_does_not_shorten_a_new_one(ada: Member, clock: Clock) -> None:
    Link().ask()
    clock.turn(days=10)
    link = Link()
    assert link.afresh().status_code == 409
    link.ask()
    assert link.afresh().status_code == 409


def test_every_signed_in_device_is_told_and_can_stop_it(ada: Member, clock: Clock) -> None:
    phone = signed_in(ada)
    link = Link()
    assert "Somebody asked" not in phone.get("/me/").content.decode()
    link.ask()
    for device in (phone, signed_in(ada)):
        assert "Somebody asked" in device.get("/me/").content.decode()
    assert phone.post("/me/regain/stop/").status_code == 302
    assert "Somebody asked" not in phone.get("/me/").content.decode()
    clock.turn(hours=48)
    assert link.afresh().status_code == 409
    assert has_password(ada, auth())


@pytest.mark.parametrize("where", ["/", "/us/", "/help/", "paused", "left", "exchanges"])
def test_every_page_tells_of_it_and_posts_the_weekly_number(ada: Member, where: str) -> None:
    mine = Space.begin(ada, id=new_id(), bond="partner", time_zone="Europe/Berlin", rhythm="daily")
    Membership.objects.create(space=mine.space, member=member("ben"), seat=2, welcomed=True)
    if where == "paused":
        mine.pause()
    if where == "left":
        mine.leave()
    Link().ask()
    path = {"paused": "/", "left": "/", "exchanges": f"/spaces/{mine.space_id}/exchanges/"}.get(where, where)
    page = signed_in(ada).get(path, headers=HTML, follow=True).content.decode()
    assert page.count("Somebody asked") == 1
    assert page.count("<weekly-pace>") == 1


def test_whoever_is_not_signed_in_is_told_nothing_of_it(ada: Member, client: Client) -> None:
    Link().ask()
    for path in ("/sign-in/", "/help/"):
        page = client.get(path).content.decode()
        assert "Somebody asked" not in page
        assert "<weekly-pace>" not in page


def test_a_new_password_stops_it_as_well(ada: Member, clock: Clock) -> None:
    phone, link = signed_in(ada), Link()
    link.ask()
    fields = {"oldpassword": auth(), "password1": auth("B"), "kdf": json.dumps(KDF), "wrapped": box()}
    phone.post("/me/password/", fields)
    clock.turn(hours=25)
    assert "used up" in link.page()
    assert Member.objects.get(pk=ada.pk).regain_due_at is None


def test_asking_takes_a_valid_link(ada: Member, client: Client) -> None:
    path = Link().form.replace("-set-password/", "/wait/")
    assert client.post(path).status_code == 404
    ada.refresh_from_db()
    assert ada.regain_asked_at is None


def test_the_page_says_what_is_lost_before_the_click(ada: Member, clock: Clock) -> None:
    link = Link()
    assert "is lost to you" in link.page()
    assert "Begin with new keys" not in link.page()
    link.ask()
    assert "Begin with new keys" not in link.page()
    clock.turn(hours=24)
    assert "Begin with new keys" in link.page()


def test_all_devices_are_signed_out_by_it(ada: Member) -> None:
    phone = signed_in(ada)
    Link().reset()
    assert phone.get("/me/", headers=HTML).status_code == 302


def test_nobody_of_this_name(db: None) -> None:
    with pytest.raises(LookupError, match="Nobody here"):
        reset_link("eve")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done beside a request is done within it, inside of the test's transaction."""

    def submit(work: Callable[..., None], *arguments: Any) -> None:
        work(*arguments)

    monkeypatch.setattr("nearer.people.regain.beside.submit", submit)
    monkeypatch.setattr("nearer.people.regain.connections.close_all", lambda: None)


def forgotten(name: str) -> bytes:
    """The answer, without its token and half."""
    client = Client()
    client.get("/forgotten/")
    page = client.post("/forgotten/", {"login": name}, headers=HTML).content
    token = page.split(b'data-csrf="')[1].split(b'"')[0]
    half = page.split(b'data-half="')[1].split(b'"')[0]
    return page.replace(token, b"").replace(half, b"")


def strip_tokens(page: bytes) -> bytes:
    """Without the tokens of forms, which are masked anew each time."""
    parts = page.split(b'name="csrfmiddlewaretoken" value="')
    return parts[0] + b"".join(part.split(b'"', 1)[1] for part in parts[1:])


@pytest.mark.parametrize("host", ["", "mail.example.org"])
@pytest.mark.usefixtures("at_once")
def test_the_answer_tells_nothing_of_names(ada: Member, settings: Settings, host: str) -> None:
    settings.EMAIL_HOST = host
    EmailAddress.objects.create(user=ada, email="ada@example.org", verified=True, primary=True)
    assert strip_tokens(forgotten("ada")) == strip_tokens(forgotten("eve"))


@pytest.mark.usefixtures("at_once")
def test_a_mail_goes_to_a_confirmed_address_and_says_nothing(ada: Member, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    address = EmailAddress.objects.create(user=ada, email="ada@example.org", verified=False, primary=True)
    forgotten("ada")
    assert mail.outbox == []
    address.verified = True
    address.save()
    forgotten("ADA")
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    text = f"{sent.subject} {sent.body}".lower()
    assert "/reset/" in text
    assert not [word for word in ("nearer", "ada ", "partner", "password for") if word in text.replace("ada@", "")]


@pytest.mark.usefixtures("at_once")
def test_without_a_mail_server_nothing_is_tried(ada: Member) -> None:
    EmailAddress.objects.create(user=ada, email="ada@example.org", verified=True, primary=True)
    forgotten("ada")
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_the_answer_does_not_wait_for_the_mail(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    EmailAddress.objects.create(user=member(), email="ada@example.org", verified=True, primary=True)
    answered, sent = Event(), Event()

    def slow(_: Any) -> int:
        assert answered.wait(20)
        sent.set()
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slow)
    queries = []
    for name in ("eve", "ada"):
        with CaptureQueriesContext(connection) as made:
            forgotten(name)
        queries.append([query["sql"].split(" WHERE ")[0] for query in made if "people_member" in query["sql"]])
    assert queries == [[], []], "nothing is looked up while somebody waits for the answer"
    assert not sent.is_set()
    answered.set()
    assert sent.wait(20)
    beside.submit(int).result(20)
