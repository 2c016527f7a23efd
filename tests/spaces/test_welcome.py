"""Who joined is looked at by the one who invited: welcome, or someone else."""

from __future__ import annotations

from nearer.exchange.models import Answer, Exchange, Mark, OwnQuestion
from nearer.spaces.models import Invitation, Membership, Signature
from tests.cast import box, envelope, new_id
from tests.conftest import Clock

from .conftest import Trio, claim, invite


def joined(trio: Trio) -> Membership:
    assert claim(trio.ben, invite(trio.ada), trio.ada.space.pk) == 204
    return Membership.objects.get(space=trio.ada.space, member=trio.ben.member)


def test_the_one_who_invited_welcomes(trio: Trio) -> None:
    seat = joined(trio)
    trio.ben.membership = seat
    trio.ben.post("welcome/")
    seat.refresh_from_db()
    assert not seat.welcomed, "nobody welcomes themselves"
    assert "Is this who you invited?" in trio.ada.get("/").content.decode()
    assert "Is this who you invited?" not in trio.ben.get("/").content.decode()
    trio.ada.post("welcome/")
    seat.refresh_from_db()
    assert seat.welcomed
    assert trio.ada.post("turned-away/").status_code == 409, "too late to send them away"


def test_a_stranger_goes_with_all_they_wrote(trio: Trio) -> None:
    trio.ben.membership = joined(trio)
    exchange = Exchange.objects.present(trio.ada.space)
    assert trio.ben.post(f"exchanges/{exchange.day}/answers/", envelope()).status_code == 204
    assert trio.ben.post("signatures/", {"text": "safe-place-1"}).status_code == 302
    assert trio.ben.post("agreement/", envelope() | {"number": 1}).status_code == 204
    before = trio.ada.space.epoch
    assert trio.ada.post("turned-away/").status_code == 302
    trio.ada.space.refresh_from_db()
    assert trio.ada.space.epoch == before + 1
    assert trio.ada.space.wording == ""
    assert not Answer.objects.exists()
    assert not Signature.objects.exists()
    assert Membership.objects.filter(space=trio.ada.space).count() == 1
    assert trio.ben.get("agreement/").status_code == 404
    assert trio.ben.post("signatures/", {"text": "safe-place-1"}).status_code == 404
    # What is given from now on has to be sealed under the new key.
    address = f"exchanges/{exchange.day}/answers/"
    assert trio.ada.post(address, envelope()).status_code == 409
    assert trio.ada.post(address, envelope(epoch=1)).status_code == 204
    # And the seat is free for the one who was meant.
    assert claim(trio.eve, invite(trio.ada), trio.ada.space.pk) == 204


def test_the_one_who_joined_cannot_turn_the_other_away(trio: Trio) -> None:
    trio.ben.membership = joined(trio)
    assert trio.ben.post("turned-away/").status_code == 409
    assert Membership.objects.filter(space=trio.ada.space).count() == 2


def test_a_strangers_questions_and_marks_go_too(trio: Trio, clock: Clock) -> None:
    trio.ben.membership = joined(trio)
    for _ in range(3):
        assert trio.ben.post("questions/", envelope()).status_code == 204
    for _ in range(2):  # one of them comes up
        clock.turn(days=1)
        present = Exchange.objects.present(trio.ada.space)
    asked = set(Exchange.objects.filter(own__isnull=False).values_list("own", flat=True))
    assert len(asked) == 1
    assert trio.ben.post(f"exchanges/{present.day}/talk/").status_code == 204
    assert trio.ada.post("turned-away/").status_code == 302
    assert set(OwnQuestion.objects.values_list("pk", flat=True)) == asked
    assert not Mark.objects.exists()


def test_an_invitation_never_holds_an_older_key_than_the_space_has(trio: Trio) -> None:
    joined(trio)
    invite(trio.ada, "regrant")
    assert trio.ada.post("turned-away/").status_code == 302
    assert not Invitation.objects.exists()
    fields = {"id": new_id(), "purpose": "join", "box": box()}
    assert trio.ada.post("invitations/", fields | {"epoch": 0}).status_code == 409, "a page from before"
    assert trio.ada.post("invitations/", fields | {"epoch": 1}).status_code == 204
