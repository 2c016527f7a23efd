"""Inviting and joining: seven days, one use, two seats."""

from __future__ import annotations

import pytest
from django.test import Client

from nearer.clock import now
from nearer.people.models import Keys, Member
from nearer.sealed.fields import LARGEST
from nearer.spaces.models import Invitation, Membership
from tests.cast import box, new_id, person
from tests.conftest import Clock

from .conftest import Trio, Two, claim, give_keys, invite


def revision(one: Member) -> int:
    return Member.objects.values_list("ring_revision", flat=True).get(pk=one.pk)


def test_the_one_invited_takes_the_seat_once(trio: Trio) -> None:
    space = trio.ada.space.pk
    invitation, ring = invite(trio.ada), box()
    assert claim(trio.ben, invitation, space, keyring=ring) == 204
    seat = Membership.objects.get(space=space, member=trio.ben.member)
    assert (seat.seat, seat.welcomed) == (2, False)
    assert Keys.objects.get(member=trio.ben.member).keyring == ring
    assert revision(trio.ben.member) == 2
    assert not Invitation.objects.exists()
    assert trio.ben.client.session["space"] == space
    # The answer got lost, and the page repeats it.
    assert claim(trio.ben, invitation, space, keyring=ring) == 204
    assert claim(trio.ben, invitation, space) == 404
    assert claim(trio.eve, invitation, space) == 404
    assert revision(trio.eve.member) == 1
    assert not Membership.objects.filter(space=space, member=trio.eve.member).exists()


def test_joining_with_the_keyring_of_sign_up_changes_no_revision(trio: Trio) -> None:
    ring = Keys.objects.get(member=trio.ben.member).keyring
    assert claim(trio.ben, invite(trio.ada), trio.ada.space.pk, keyring=ring, revision=1) == 204
    assert revision(trio.ben.member) == 1


def test_a_keyring_that_moved_on_leaves_the_seat_free(trio: Trio) -> None:
    invitation = invite(trio.ada)
    assert claim(trio.ben, invitation, trio.ada.space.pk, revision=3) == 409
    assert Membership.objects.filter(space=trio.ada.space).count() == 1
    assert Invitation.objects.filter(pk=invitation).exists()


def test_a_third_one_is_refused_and_nothing_changes(two: Two) -> None:
    give_keys(two.eve)
    fields = {"id": new_id(), "purpose": "join", "epoch": 0, "box": box()}
    assert two.ada.post("invitations/", fields).status_code == 409
    left_over = Invitation.objects.create(id=new_id(), space=two.ada.space, by=two.ada.member, box=box(), made_at=now())
    assert claim(two.eve, left_over.pk, two.ada.space.pk) == 409
    assert revision(two.eve.member) == 1
    assert Membership.objects.filter(space=two.ada.space).count() == 2
    assert Invitation.objects.filter(pk=left_over.pk).exists()


def test_it_lasts_for_seven_days(trio: Trio, clock: Clock) -> None:
    invitation = invite(trio.ada)
    clock.turn(days=6, hours=23)
    assert trio.ben.get(f"/invitations/{invitation}/").status_code == 200
    clock.turn(hours=2)
    assert trio.ben.get(f"/invitations/{invitation}/").status_code == 404
    assert claim(trio.ben, invitation, trio.ada.space.pk) == 404


def test_a_new_one_takes_the_place_of_the_old_one(trio: Trio) -> None:
    old, new = invite(trio.ada), invite(trio.ada)
    assert claim(trio.eve, old, trio.ada.space.pk) == 404
    assert claim(trio.ben, new, trio.ada.space.pk) == 204


def test_the_same_post_again_is_the_same_invitation(trio: Trio) -> None:
    fields = {"id": new_id(), "purpose": "join", "epoch": 0, "box": box()}
    for _ in range(2):
        assert trio.ada.post("invitations/", fields).status_code == 204
    assert Invitation.objects.count() == 1
    assert trio.ada.post("invitations/", fields | {"box": box()}).status_code == 400
    assert trio.eve.post("invitations/", fields).status_code == 400


def test_only_the_one_who_made_it_cancels_it(trio: Trio) -> None:
    invitation = invite(trio.ada)
    trio.eve.delete(f"invitations/{invitation}/")
    assert trio.eve.delete(f"/spaces/{trio.ada.space.pk}/invitations/{invitation}/").status_code == 404
    assert Invitation.objects.exists()
    assert trio.ada.delete(f"invitations/{invitation}/").status_code == 204
    assert claim(trio.ben, invitation, trio.ada.space.pk) == 404


def test_the_space_must_be_the_one_announced(trio: Trio) -> None:
    invitation = invite(trio.ada)
    assert claim(trio.ben, invitation, trio.ben.space.pk) == 400
    assert claim(trio.ada, invitation, trio.ada.space.pk) == 409, "one's own invitation"
    assert Invitation.objects.filter(pk=invitation).exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"secret": "words"}, 400),
        ({"from": "ada"}, 400),
        ({"box": "plain words"}, 400),
        ({"box": ""}, 400),
        ({"id": "short"}, 400),
        ({"purpose": "third"}, 400),
        ({"box": "nr1." + "A" * LARGEST}, 413),
    ],
)
def test_an_invitation_takes_a_box_and_nothing_else(trio: Trio, change: dict[str, str], status: int) -> None:
    fields = {"id": new_id(), "purpose": "join", "epoch": 0, "box": box()} | change
    assert trio.ada.post("invitations/", fields).status_code == status
    assert not Invitation.objects.exists()


def test_the_page_of_a_link_shows_the_same_to_everyone_who_has_none(trio: Trio) -> None:
    gone, never = invite(trio.ada), new_id()
    trio.ada.delete(f"invitations/{gone}/")
    pages = [trio.ben.get(f"/invitations/{one}/") for one in (gone, never)]
    assert [page.status_code for page in pages] == [404, 404]
    assert "invited" not in trio.ben.client.session


def may_sign_up(client: Client) -> bool:
    return "data-value" in client.get("/sign-up/", headers={"accept": "text/html"}).content.decode()


def test_a_link_lets_someone_sign_up_as_long_as_it_opens_something(trio: Trio, clock: Clock) -> None:
    def visitor(invitation: str) -> Client:
        client = Client()
        assert "I am new here" in client.get(f"/invitations/{invitation}/").content.decode()
        assert may_sign_up(client)
        return client

    assert not may_sign_up(Client())
    old = invite(trio.ada)
    cancelled = visitor(old)
    trio.ada.delete(f"invitations/{old}/")
    assert not may_sign_up(cancelled)
    used = visitor(invitation := invite(trio.ada))
    assert claim(trio.ben, invitation, trio.ada.space.pk) == 204
    assert not may_sign_up(used)
    late = visitor(invite(trio.eve))
    clock.turn(days=7)
    assert not may_sign_up(late)


def test_access_given_back_lets_nobody_sign_up(two: Two) -> None:
    client = Client()
    assert client.get(f"/invitations/{invite(two.ada, 'regrant')}/").status_code == 200
    assert not may_sign_up(client)


def test_access_goes_back_only_to_the_one_who_is_in(two: Two) -> None:
    for one in (two.ben, two.eve):
        give_keys(one)
    invitation = invite(two.ada, "regrant")
    assert claim(two.eve, invitation, two.ada.space.pk) == 404
    assert revision(two.eve.member) == 1
    assert claim(two.ben, invitation, two.ada.space.pk) == 204
    assert revision(two.ben.member) == 2
    assert Membership.objects.filter(space=two.ada.space).count() == 2
    alone = person("dora")
    fields = {"id": new_id(), "purpose": "regrant", "epoch": 0, "box": box()}
    assert alone.post("invitations/", fields).status_code == 404, "nobody is there to get access back"
