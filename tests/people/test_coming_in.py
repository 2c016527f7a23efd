"""Signing up and in: who may, what is taken, and that no password is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from nearer.people.models import Keys, Member
from tests.cast import box

from .conftest import KDF, PASSWORD, auth, member, proof, sign_up, signed_in

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def test_the_first_person_signs_up_and_is_in(client: Client) -> None:
    answer = client.post("/sign-up/", sign_up("Ada"), headers=JSON)
    assert answer.status_code == 200
    assert set(answer.json()) == {"location", "csrf"}
    ada = Member.objects.get()
    assert ada.name == "Ada"
    assert ada.check_password(auth())
    assert Keys.objects.get(member=ada).knows_recovery(proof())
    assert client.get("/me/keys/").json()["member"] == ada.public_id


def test_after_the_first_one_comes_by_invitation(client: Client, ada: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nearer.people.adapter.lets_in", lambda invitation: invitation == "a link")
    assert client.post("/sign-up/", sign_up("ben"), headers=JSON).status_code in {200, 403}
    assert not Member.objects.filter(name="ben").exists()
    session = client.session
    session["invited"] = "a link"
    session.save()
    assert client.post("/sign-up/", sign_up("ben"), headers=JSON).status_code == 200
    assert Member.objects.filter(name="ben").exists()


def test_an_open_server_takes_everyone(client: Client, ada: Member, settings: Settings) -> None:
    settings.SIGNUP_OPEN = True
    client.post("/sign-up/", sign_up("ben"), headers=JSON)
    assert Member.objects.filter(name="ben").exists()


def test_the_welcome_is_for_the_first_only(client: Client) -> None:
    assert b"sign-up" in client.get("/").content
    member()
    assert client.get("/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("name", ["ada", "ADA", "Ada", "\uff41da"])
def test_a_name_is_taken_in_any_spelling(client: Client, ada: Member, settings: Settings, name: str) -> None:
    settings.SIGNUP_OPEN = True
    answer = client.post("/sign-up/", sign_up(name), headers=JSON)
    assert answer.status_code == 422
    assert "has this name already" in answer.content.decode()
    assert Member.objects.count() == 1


def test_two_of_one_name_at_the_same_instant(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.SIGNUP_OPEN = True
    monkeypatch.setattr("nearer.people.adapter.AccountAdapter.clean_username", lambda self, name, shallow=False: name)
    member("ada")
    assert client.post("/sign-up/", sign_up("Ada"), headers=JSON).status_code == 422
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"password1": PASSWORD},
        {"password1": auth() + "A"},
        {"password1": "nr1_" + "é" * 43},
        {"password": PASSWORD},
        {"email": "ada@example.org"},
        {"wrapped": "plain words"},
        {"keyring": ""},
        {"recovery_proof": "short"},
        {"public_id": "not an id"},
        {"kdf": json.dumps(KDF | {"m": 1024})},
        {"kdf": json.dumps(KDF | {"t": 11})},
        {"kdf": json.dumps(KDF | {"more": 1})},
        {"kdf": "[]"},
        {"kdf": json.dumps(KDF | {"m": True})},
        {"kdf": json.dumps(KDF | {"salt": "short"})},
    ],
    ids=lambda change: "-".join(change) + str(next(iter(change.values())))[:12],
)
def test_what_no_page_of_ours_posts_is_refused(client: Client, change: dict[str, Any]) -> None:
    answer = client.post("/sign-up/", sign_up(**change), headers=JSON)
    assert answer.status_code == 400
    assert not Member.objects.exists()


def test_a_box_that_is_too_large(client: Client) -> None:
    assert client.post("/sign-up/", sign_up(keyring=box(70_000)), headers=JSON).status_code == 413


PLAIN = [
    ("/sign-in/", {"login": "ada", "password": PASSWORD}),
    ("/me/password/", {"oldpassword": PASSWORD, "password1": auth("B"), "kdf": json.dumps(KDF), "wrapped": box()}),
    ("/me/password/", {"oldpassword": auth(), "password1": PASSWORD, "kdf": json.dumps(KDF), "wrapped": box()}),
    ("/me/again/", {"password": PASSWORD}),
    ("/me/recovery/new/", {"auth": PASSWORD, "recovery": box(), "recovery_proof": proof()}),
    ("/me/door/", {"auth": PASSWORD}),
    ("/me/pin/", {"proof": "123456", "secret": proof()}),
    ("/me/pin/secret/", {"proof": "123456"}),
    ("/me/recovery/", {"proof": "T5MY-P0PV-5NSA-8Q7R-2TH4-CN19-RS10"}),
]


@pytest.mark.parametrize(("path", "fields"), PLAIN)
def test_nothing_plain_is_taken_anywhere(browser: Client, ada: Member, path: str, fields: dict[str, str]) -> None:
    client = Client() if path == "/sign-in/" else browser
    assert client.post(path, fields, headers=JSON).status_code == 400
    ada.refresh_from_db()
    assert ada.check_password(auth())


KNOWN = [
    ("/sign-in/", {"login": "ada", "password": auth()}),
    ("/kdf", {"login": "ada"}),
    ("/forgotten/", {"login": "ada"}),
    ("/sign-out/", {}),
    ("/me/password/", {"oldpassword": auth(), "password1": auth("B"), "kdf": json.dumps(KDF), "wrapped": box()}),
    ("/me/recovery/", {"proof": proof()}),
    ("/me/pin/", {"proof": proof(), "secret": proof("S")}),
    ("/me/pace/", {"pace": "1", "box": box()}),
    ("/me/mail/", {"email": "ada@example.org", "action_add": "1"}),
    ("/me/devices/", {}),
    ("/me/door/", {"auth": auth()}),
]


@pytest.mark.parametrize(("path", "fields"), KNOWN)
def test_unknown_keys_are_refused_everywhere(browser: Client, ada: Member, path: str, fields: dict[str, str]) -> None:
    before = Member.objects.values().get(pk=ada.pk)
    assert browser.post(path, fields | {"note": "plain words"}).status_code == 400
    assert Member.objects.values().get(pk=ada.pk) == before


def test_signing_in_by_name_in_any_spelling(ada: Member, client: Client) -> None:
    answer = client.post("/sign-in/", {"login": " ADA ", "password": auth(), "next": "/me/"}, headers=JSON)
    assert answer.json()["location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_next_leads_nowhere_else(ada: Member, client: Client) -> None:
    fields = {"login": "ada", "password": auth(), "next": "https://elsewhere.example/"}
    assert client.post("/sign-in/", fields, headers=JSON).json()["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(ada: Member, client: Client) -> None:
    wrong = client.post("/sign-in/", {"login": "ada", "password": auth("B")}, headers=JSON)
    unknown = client.post("/sign-in/", {"login": "eve", "password": auth("B")}, headers=JSON)
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert wrong.status_code == 422


def test_tries_are_counted(ada: Member, client: Client) -> None:
    for _ in range(6):
        last = client.post("/sign-in/", {"login": "ada", "password": auth("B")}, headers=JSON)
    assert "Too many" in last.content.decode()
    assert client.post("/sign-in/", {"login": "ada", "password": auth()}, headers=JSON).status_code == 422


def test_a_borrowed_device_is_forgotten_with_the_browser(ada: Member, client: Client) -> None:
    client.post("/sign-in/", {"login": "ada", "password": auth(), "borrowed": "on"}, headers=JSON)
    assert client.session.get_expire_at_browser_close()
    assert not signed_in(ada).session.get_expire_at_browser_close()


def test_the_session_half_lasts_from_the_sign_in_page_until_sign_out(ada: Member, client: Client) -> None:
    client.get("/sign-in/")
    half = client.session["half"]
    client.post("/sign-in/", {"login": "ada", "password": auth()}, headers=JSON)
    assert client.session["half"] == half
    client.post("/sign-out/")
    client.get("/sign-in/")
    assert client.session["half"] != half


def test_how_a_password_is_stretched_is_said_for_every_name(ada: Member, client: Client) -> None:
    known = client.post("/kdf", {"login": "Ada"}).json()
    assert known == KDF
    unknown = client.post("/kdf", {"login": "eve"}).json()
    assert set(unknown) == set(known)
    assert {key: unknown[key] for key in "mtp"} == {key: known[key] for key in "mtp"}
    assert len(unknown["salt"]) == len(known["salt"])
    assert client.post("/kdf", {"login": " EVE"}).json() == unknown
    assert client.post("/kdf", {"login": "eva"}).json()["salt"] != unknown["salt"]
    assert client.post("/kdf", {"login": ""}).status_code == 200


def test_asking_for_it_is_limited(client: Client) -> None:
    statuses = {client.post("/kdf", {"login": f"name{n}"}).status_code for n in range(40)}
    assert statuses == {200, 429}
    cache.clear()
    assert client.post("/kdf", {"login": "ada"}).status_code == 200


def test_the_help_page_leaves_nothing_behind(client: Client) -> None:
    answer = client.get("/help/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert not client.cookies


def test_no_input_for_a_password_has_a_name(client: Client, browser: Client) -> None:
    pages = [
        client.get("/sign-in/"),
        browser.get("/me/password/"),
        browser.get("/me/door/"),
        browser.get("/me/recovery/"),
    ]
    Member.objects.update(is_active=False)
    pages.append(Client().get("/sign-up/"))
    for page in pages:
        inputs = [part.split(">")[0] for part in page.content.decode().split("<input ")[1:]]
        secret = [one for one in inputs if 'type="password"' in one]
        assert secret
        assert not [one for one in secret if " name=" in one]
