"""I remember: the older keys come back, with what was written since, or nothing changes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from nearer.clock import now
from nearer.people import items
from nearer.people.forms import ChangePasswordForm
from nearer.people.models import Attic, Keys, Member
from nearer.sealed.models import Envelope
from nearer.spaces.models import Choice, Membership, Note, Space
from nearer.web.refusals import Refusal
from tests.cast import box, new_id
from tests.conftest import Clock

from .conftest import KDF, auth, member, proof, signed_in
from .test_regain import Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(ada: Member) -> Membership:
    """Ada's space."""
    return Space.begin(ada, id=new_id(), bond="partner", time_zone="Europe/Berlin", rhythm="daily")


def write(mine: Membership, item_id: str = "", revision: int = 1) -> Choice:
    """A private item."""
    return Choice.write(mine, Envelope(item_id or new_id(), 0, revision, box()))


def afresh(ada: Member, revision: int = 2) -> None:
    """Ada began with new keys."""
    keys = Keys.objects.get(member=ada)
    keys.start_afresh(
        keyring=box(),
        revision=revision,
        recovery=box(),
        recovery_proof=proof("F"),
        kdf=KDF,
        wrapped=box(),
        former=ada.password,
    )


def fields(items: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """What a browser posts to bring the older keys back."""
    posted = {"wrapped": box(), "recovery": box(), "recovery_proof": proof("R"), "keyring": box(), "revision": 3}
    return posted | {"items": json.dumps(items), "auth": auth(), "former_proof": proof()} | changes


def test_what_was_written_since_is_sealed_again(ada: Member, mine: Membership) -> None:
    old, changed = write(mine), write(mine)
    afresh(ada)
    write(mine, changed.pk, 2)
    new = Note.write(mine, Envelope(new_id(), 0, 1, box()), "step-1")
    browser = signed_in(ada)
    listed = browser.get("/me/attic/").json()["items"]
    assert {(item["id"], item["revision"]) for item in listed} == {(changed.pk, 2), (new.pk, 1)}
    assert {item["kind"] for item in listed} == {"choice", "note"}
    resealed = [{"id": item["id"], "revision": item["revision"] + 1, "box": box()} for item in listed]
    posted = fields(resealed)
    assert browser.post("/me/attic/", posted).status_code == 204
    stored = {item.pk: (item.revision, item.box) for item in [*Choice.objects.all(), *Note.objects.all()]}
    assert {item["id"]: (item["revision"], item["box"]) for item in resealed} | {old.pk: (1, old.box)} == stored
    keys = Keys.objects.get(member=ada)
    assert (keys.wrapped, keys.keyring, keys.recovery) == (posted["wrapped"], posted["keyring"], posted["recovery"])
    assert keys.knows_recovery(proof("R"))
    assert not Attic.objects.exists()


@pytest.mark.parametrize(
    ("items", "changes", "status"),
    [
        ("none", {}, 409),
        ("same revision", {}, 409),
        ("foreign", {}, 400),
        ("all", {"revision": 2}, 409),
        ("all", {"revision": 4}, 409),
        ("all", {"wrapped": "plain"}, 400),
        ("plain", {}, 400),
        ("all", {"auth": auth("X")}, 403),
        ("all", {"former_proof": proof("F")}, 403),
        ("all", {"former_proof": ""}, 403),
        ("all", {"former_auth": auth("X")}, 403),
    ],
)
def test_or_nothing_changes(ada: Member, mine: Membership, items: str, changes: dict[str, Any], status: int) -> None:
    afresh(ada)
    choice = write(mine)
    all_of_them = [{"id": choice.pk, "revision": 2, "box": box()}]
    posted = {
        "none": [],
        "all": all_of_them,
        "same revision": [{"id": choice.pk, "revision": 1, "box": box()}],
        "foreign": [*all_of_them, {"id": new_id(), "revision": 2, "box": box()}],
        "plain": [{"id": choice.pk, "revision": 2, "box": "plain words"}],
    }[items]
    before = Keys.objects.values().get(member=ada)
    answer = signed_in(ada).post("/me/attic/", fields(posted, **changes))
    assert answer.status_code == status
    assert Keys.objects.values().get(member=ada) == before
    assert Member.objects.get(pk=ada.pk).ring_revision == 2
    assert Choice.objects.get().box == choice.box
    assert Attic.objects.exists()


@pytest.mark.parametrize("taken_back", [False, True])
def test_words_that_changed_while_they_were_sealed_again_stay(
    ada: Member, mine: Membership, monkeypatch: pytest.MonkeyPatch, taken_back: bool
) -> None:
    """On PostgreSQL another device may write between the look and the replacing."""
    afresh(ada)
    choice, newer = write(mine), box()
    look = items.since

    def look_and_be_overtaken(*what: Any) -> Any:
        found = look(*what)
        if taken_back:
            Choice.remove(mine, choice.pk)
        else:
            Choice.write(mine, Envelope(choice.pk, 0, 2, newer))
        return found

    monkeypatch.setattr(items, "since", look_and_be_overtaken)
    with pytest.raises(Refusal) as refused, transaction.atomic():
        items.reseal(ada.public_id, {}, [items.Resealed(choice.pk, 2, box())])
    assert refused.value.status == 409


def test_a_password_that_changed_meanwhile_is_not_left_without_its_box(ada: Member) -> None:
    """What comes is boxed under the password of before; the new one would open nothing."""
    afresh(ada)
    on_its_way = Keys.objects.select_related("member").get(member=ada)
    fields = {"oldpassword": auth(), "password1": auth("B"), "kdf": json.dumps(KDF), "wrapped": box()}
    change: Any = ChangePasswordForm(data=fields, user=Member.objects.get(pk=ada.pk))
    assert change.is_valid()
    change.save()
    before = Keys.objects.values().get(member=ada)
    parts = {name: box() for name in ("wrapped", "recovery", "keyring")}
    with pytest.raises(Refusal) as refused:
        on_its_way.restore(**parts, revision=3, recovery_proof=proof("R"), resealed=[], former_proof=proof())
    assert refused.value.status == 409
    assert Keys.objects.values().get(member=ada) == before
    assert Attic.objects.exists()


def test_the_attic_is_kept_for_thirty_days(ada: Member, clock: Clock) -> None:
    afresh(ada)
    browser = signed_in(ada)
    clock.turn(days=30)
    assert browser.get("/me/keys/").json()["attic"] is not None
    assert 'id="older-keys"' in browser.get("/me/").content.decode()
    clock.turn(days=1)
    assert browser.get("/me/keys/").json()["attic"] is None
    assert browser.get("/me/attic/").status_code == 404
    assert browser.post("/me/attic/", fields([])).status_code == 409
    assert 'id="older-keys"' not in browser.get("/me/").content.decode()


def test_who_does_it_twice_cannot_push_the_oldest_keys_out(ada: Member) -> None:
    first = Keys.objects.get(member=ada).wrapped
    afresh(ada)
    afresh(ada, 3)
    assert Attic.objects.get(member=ada).wrapped == first


def test_another_one_has_no_part_in_it(ada: Member, client: Client) -> None:
    afresh(ada)
    assert signed_in(member("ben")).get("/me/attic/").status_code == 404


def thief(ada: Member) -> Client:
    """Somebody with the mailbox, a day later: new password, new keys."""
    link = Link()
    link.ask()
    Member.objects.filter(pk=ada.pk).update(regain_asked_at=now() - timedelta(hours=25))
    assert link.afresh().status_code == 302
    browser = Client()
    browser.get("/sign-in/")
    browser.post("/sign-in/", {"login": ada.name, "password": auth("N")}, headers={"accept": "application/json"})
    return browser


def test_who_holds_the_mailbox_can_not_destroy_the_keys(ada: Member, mine: Membership) -> None:
    first = Keys.objects.values("wrapped", "recovery", "keyring", "kdf").get(member=ada)
    browser = thief(ada)
    for guess in ({"former_auth": auth("N")}, {"former_proof": proof("N")}, {"former_auth": ""}):
        garbage = fields([], auth=auth("N"), former_proof="") | guess
        assert browser.post("/me/attic/", garbage).status_code == 403
    answer = browser.post("/me/door/", {"auth": auth("N")})
    assert answer.status_code == 409
    assert "kept until" in answer.content.decode()
    assert "older ones away" in browser.get("/me/door/", headers={"accept": "text/html"}).content.decode()
    assert Attic.objects.values("wrapped", "recovery", "keyring", "kdf").get(member=ada) == first
    posted = fields([], auth=auth("N"), former_auth=auth(), former_proof="")
    assert browser.post("/me/attic/", posted).status_code == 204, "who knows the former password gets them back"
    assert browser.post("/me/door/", {"auth": auth("N")}).status_code == 204


def test_an_account_can_be_closed_once_the_attic_had_its_day(ada: Member, browser: Client, clock: Clock) -> None:
    afresh(ada)
    clock.turn(days=30)
    assert browser.post("/me/door/", {"auth": auth()}).status_code == 409
    clock.turn(days=1)
    assert signed_in(ada).post("/me/door/", {"auth": auth()}).status_code == 204
    assert not Member.objects.exists()


def test_what_was_sealed_under_keys_in_between_does_not_keep_the_oldest_away(ada: Member, mine: Membership) -> None:
    afresh(ada)
    lost = write(mine)
    afresh(ada, 3)
    new = write(mine)
    browser = signed_in(ada)
    assert [item["id"] for item in browser.get("/me/attic/").json()["items"]] == [new.pk]
    resealed = [{"id": new.pk, "revision": 2, "box": box()}]
    assert browser.post("/me/attic/", fields(resealed, revision=4)).status_code == 204
    assert Choice.objects.get(pk=lost.pk).box == lost.box


def test_open_pages_of_the_writer_follow(ada: Member, mine: Membership) -> None:
    ben = Membership.objects.create(space=mine.space, member=member("ben"), seat=2, welcomed=True)
    afresh(ada)
    choice = write(mine)
    before = Membership.objects.get(pk=mine.pk).seq
    posted = fields([{"id": choice.pk, "revision": 2, "box": box()}])
    assert signed_in(ada).post("/me/attic/", posted).status_code == 204
    assert Membership.objects.get(pk=mine.pk).seq == before + 1
    assert Membership.objects.get(pk=ben.pk).seq == ben.seq
