"""What a browser asks of its keys: recovery code, PIN, keyring."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connections
from django.test import Client

from nearer.people.forms import ChangePasswordForm, ResetPasswordKeyForm
from nearer.people.models import Keys, Member, PinSecret
from nearer.spaces.models import Invitation, Space
from nearer.web.refusals import Refusal
from tests.cast import box, new_id
from tests.conftest import Clock

from .conftest import KDF, auth, member, proof, signed_in

pytestmark = pytest.mark.django_db


def test_the_bundle_holds_what_a_password_opens(browser: Client, ada: Member) -> None:
    keys = Keys.objects.get(member=ada)
    assert browser.get("/me/keys/").json() == {
        "member": ada.public_id,
        "kdf": KDF,
        "wrapped": keys.wrapped,
        "keyring": keys.keyring,
        "revision": 1,
        "recovery_checked": False,
        "attic": None,
    }


def test_whoever_is_not_signed_in_learns_nothing(client: Client, ada: Member) -> None:
    for path in ("/me/keys/", "/me/attic/", "/me/copy/boxes/", "/me/pace/"):
        assert client.get(path, headers={"accept": "application/json"}).status_code == 401
        assert client.get(path, headers={"accept": "text/html"})["Location"].startswith("/sign-in/?next=")


def test_the_sheet_is_confirmed_and_asked_for_again_after_a_year(browser: Client, ada: Member, clock: Clock) -> None:
    assert ada.recovery_is_due()
    assert browser.post("/me/recovery/", {"proof": proof("X")}).status_code == 403
    ada.refresh_from_db()
    assert ada.recovery_is_due()
    assert browser.post("/me/recovery/", {"proof": proof()}).status_code == 204
    ada.refresh_from_db()
    assert not ada.recovery_is_due()
    clock.turn(days=364)
    assert not ada.recovery_is_due()
    clock.turn(days=1)
    assert ada.recovery_is_due()


def test_a_new_code_takes_the_password_and_ends_the_old_one(browser: Client, ada: Member) -> None:
    ada.confirm_recovery()
    new = {"recovery": box(), "recovery_proof": proof("N")}
    assert browser.post("/me/recovery/new/", {"auth": auth("B"), **new}).status_code == 403
    assert Keys.objects.get(member=ada).knows_recovery(proof())
    assert browser.post("/me/recovery/new/", {"auth": auth(), **new}).status_code == 204
    keys = Keys.objects.get(member=ada)
    assert keys.knows_recovery(proof("N"))
    assert not keys.knows_recovery(proof())
    ada.refresh_from_db()
    assert ada.recovery_is_due()


def test_a_new_password_changes_both_parts_and_signs_others_out(browser: Client, ada: Member) -> None:
    other = signed_in(ada)
    half = browser.session["half"]
    wrapped = box()
    kdf = KDF | {"salt": "B" * 21 + "A"}
    fields = {"oldpassword": auth(), "password1": auth("B"), "kdf": json.dumps(kdf), "wrapped": wrapped}
    assert browser.post("/me/password/", fields, headers={"accept": "application/json"}).status_code == 200
    keys = Keys.objects.get(member=ada)
    assert (keys.kdf, keys.wrapped) == (kdf, wrapped)
    ada.refresh_from_db()
    assert ada.check_password(auth("B"))
    assert browser.get("/me/").status_code == 200
    assert browser.session["half"] == half, "the device's box would be lost"
    assert other.get("/me/", headers={"accept": "text/html"}).status_code == 302


@pytest.mark.parametrize("way", ["change", "reset"])
def test_a_new_password_leaves_alone_what_another_device_changed_meanwhile(ada: Member, way: str) -> None:
    fields = {"password1": auth("B"), "kdf": json.dumps(KDF), "wrapped": box()}
    fields |= {"change": {"oldpassword": auth()}, "reset": {"recovery_proof": proof()}}[way]
    forms: dict[str, type[Any]] = {"change": ChangePasswordForm, "reset": ResetPasswordKeyForm}
    form = forms[way](data=fields, user=Member.objects.get(pk=ada.pk))
    assert form.is_valid()
    Keys.objects.get(member=ada).replace_keyring(box(), 2, auth())
    ada.keep_pace(1, box())
    form.save()
    after = Member.objects.get(pk=ada.pk)
    assert after.check_password(auth("B"))
    assert after.ring_revision == 2, "the keyring is bound to it"
    assert (after.pace, after.pace_box) == (1, ada.pace_box)


def test_a_wrong_old_password_changes_nothing(browser: Client, ada: Member) -> None:
    before = Keys.objects.values().get(member=ada)
    fields = {"oldpassword": auth("X"), "password1": auth("B"), "kdf": json.dumps(KDF), "wrapped": box()}
    answer = browser.post("/me/password/", fields, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert Keys.objects.values().get(member=ada) == before
    ada.refresh_from_db()
    assert ada.check_password(auth())


def test_a_keyring_follows_the_one_before(ada: Member) -> None:
    keys = Keys.objects.get(member=ada)
    second = box()
    keys.replace_keyring(second, 2, auth())
    keys.replace_keyring(second, 2, auth())
    for stale in (1, 2, 4):
        with pytest.raises(Refusal):
            Keys.objects.get(member=ada).replace_keyring(box(), stale, auth())
    assert Keys.objects.get(member=ada).keyring == second


@pytest.mark.parametrize("way", ["begin", "claim", "new key"])
@pytest.mark.parametrize("secret", ["", auth("X")])
def test_an_open_sign_in_alone_overwrites_no_keyring(browser: Client, ada: Member, way: str, secret: str) -> None:
    eve = Space.begin(member("eve"), id=new_id(), bond="partner", time_zone="Europe/Berlin", rhythm="daily")
    mine = Space.begin(ada, id=new_id(), bond="partner", time_zone="Europe/Berlin", rhythm="daily")
    invitation = Invitation.make(eve, id=new_id(), purpose="join", epoch=0, box=box())
    path, fields = {
        "begin": ("/spaces/", {"id": new_id(), "bond": "partner", "time_zone": "Europe/Berlin", "rhythm": "daily"}),
        "claim": (f"/invitations/{invitation.pk}/claims/", {"space": eve.space_id}),
        "new key": (f"/spaces/{mine.space_id}/keys/", {}),
    }[way]
    before = Keys.objects.get(member=ada).keyring
    fields |= {"keyring": box(), "revision": "2"}
    assert browser.post(path, fields | {"auth": secret}).status_code == 403
    assert Keys.objects.get(member=ada).keyring == before
    assert Member.objects.get(pk=ada.pk).ring_revision == 1
    assert Invitation.objects.filter(pk=invitation.pk).exists()
    assert browser.post(path, fields | {"auth": auth()}).status_code == 204
    assert Keys.objects.get(member=ada).keyring == fields["keyring"]


def test_a_pin_opens_with_the_right_proof(browser: Client, ada: Member) -> None:
    assert browser.post("/me/pin/secret/", {"proof": proof()}).status_code == 404
    assert browser.post("/me/pin/", {"proof": proof(), "secret": proof("S")}).status_code == 204
    assert browser.post("/me/pin/secret/", {"proof": proof()}).json() == {"secret": proof("S")}
    assert signed_in(ada).post("/me/pin/secret/", {"proof": proof()}).status_code == 404, "another device"


def test_five_wrong_tries_delete_it(browser: Client) -> None:
    browser.post("/me/pin/", {"proof": proof(), "secret": proof("S")})
    wrong = [browser.post("/me/pin/secret/", {"proof": proof("X")}).status_code for _ in range(5)]
    assert wrong == [403, 403, 403, 403, 404]
    assert browser.post("/me/pin/secret/", {"proof": proof()}).status_code == 404
    assert not PinSecret.objects.exists()


def test_the_right_pin_gives_the_tries_back(browser: Client) -> None:
    browser.post("/me/pin/", {"proof": proof(), "secret": proof("S")})
    for _ in range(3):
        for _ in range(4):
            assert browser.post("/me/pin/secret/", {"proof": proof("X")}).status_code == 403
        assert browser.post("/me/pin/secret/", {"proof": proof()}).status_code == 200


def test_the_pin_outlives_a_new_password_and_goes_with_the_sign_in(browser: Client) -> None:
    browser.post("/me/pin/", {"proof": proof(), "secret": proof("S")})
    fields = {"oldpassword": auth(), "password1": auth("B"), "kdf": json.dumps(KDF), "wrapped": box()}
    browser.post("/me/password/", fields)
    assert browser.post("/me/pin/secret/", {"proof": proof()}).status_code == 200
    browser.post("/sign-out/")
    assert not PinSecret.objects.exists()


@pytest.mark.parametrize("others", [True, False])
def test_a_device_that_is_signed_out_from_elsewhere_takes_its_pin_along(browser: Client, others: bool) -> None:
    ada = Member.objects.get()
    phone = signed_in(ada)
    for device in (browser, phone):
        device.post("/me/pin/", {"proof": proof(), "secret": proof("S")})
    session = UserSession.objects.get(session_key=phone.session.session_key)
    path = "/me/devices/" if others else f"/me/devices/{session.pk}/end/"
    assert browser.post(path).status_code == 302
    assert PinSecret.objects.count() == 1
    assert browser.post("/me/pin/secret/", {"proof": proof()}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_instant_each_cost_a_try() -> None:
    ada = member()
    PinSecret.choose(ada, "d" * 64, proof(), proof("S"))
    together = Barrier(8)

    def guess(_: int) -> int:
        together.wait()
        try:
            PinSecret.reveal("d" * 64, proof("X"))
        except Refusal as refusal:
            return refusal.status
        finally:
            connections.close_all()
        return 200

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(8)))
    assert answers.count(403) == 4
    assert answers.count(404) == 4
    assert not PinSecret.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_keyrings_at_the_same_instant_one_wins() -> None:
    ada = member()
    together = Barrier(2)

    def replace(new: str) -> Any:
        keys = Keys.objects.get(member=ada)
        together.wait()
        try:
            keys.replace_keyring(new, 2, auth())
        except Refusal as refusal:
            return refusal.status
        finally:
            connections.close_all()
        return new

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(replace, [box(), box()]))
    assert results.count(409) == 1
    assert Keys.objects.get(member=ada).keyring in results
