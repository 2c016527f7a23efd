"""Leaving closes what was not open, for both, and who left hears nothing of what comes afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from nearer.catalogue import catalogue
from nearer.exchange.models import Answer, OwnQuestion
from nearer.people.items import kinds
from nearer.sealed.models import Envelope
from nearer.spaces.models import Invitation, Membership, Renewal, Space, Wording
from nearer.web.refusals import Refusal
from tests.cast import AUTH, Person, box, envelope, new_id
from tests.conftest import Clock

from .conftest import Two, give_keys

PAGES = ["/us/", "agreement/", "renewals/", "alone/", "door/", "questions/"]


def leave(one: Person) -> None:
    assert one.post("door/").status_code == 302


def seq(one: Person) -> int:
    return Membership.objects.values_list("seq", flat=True).get(pk=one.membership.pk)


def in_words(one: Person, page: str) -> str:
    return re.sub(
        r'data-(csrf|half)="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"', "", one.get(page).content.decode()
    )


def all_kinds_given(one: Person) -> dict[str, dict[str, Any]]:
    given = {"questions/": envelope(), "renewals/": envelope(), f"exchanges/{one.space.turn()}/answers/": envelope()}
    one.get("/")
    for address, fields in given.items():
        assert one.post(address, fields).status_code == 204
    return given


def test_what_was_not_open_is_gone_for_good(two: Two) -> None:
    given = all_kinds_given(two.ben)
    two.ben.post("steps/alone-03/notes/", note := envelope())
    two.ben.post("agreement/", words := envelope(number=1))
    leave(two.ben)
    left = {item.pk for model in kinds() for item in model._default_manager.all()}
    assert left == {note["id"], words["id"]}, "what is private stays its writer's, what was open stays with both"
    two.ada.post("renewals/", envelope(epoch=1))
    assert given["renewals/"]["box"] not in two.ada.get("renewals/").content.decode()
    assert not OwnQuestion.waiting(two.ada.space).exists()


def test_what_both_had_opened_stays(two: Two) -> None:
    for one in (two.ada, two.ben):
        all_kinds_given(one)
    leave(two.ben)
    assert Answer.objects.filter(exchange__opened_on__isnull=False).count() == 2
    assert Renewal.objects.count() == 2
    assert [one.author_id for one in OwnQuestion.objects.all()] == [two.ada.member.public_id]


def test_leaving_alone_deletes_nothing_of_ones_own(two: Two) -> None:
    leave(two.ben)
    two.ada.post("renewals/", envelope(epoch=1))
    leave(two.ada)
    assert Renewal.objects.count() == 1


def test_who_left_sees_and_hears_nothing_of_what_comes_after(two: Two, clock: Clock) -> None:
    for one in (two.ada, two.ben):
        one.post("signatures/", {"text": catalogue().agreement.current.id})
        one.post("renewals/", envelope())
    two.ada.post("name/", name := envelope())
    clock.turn(hours=1)
    leave(two.ben)
    before, number = [in_words(two.ben, page) for page in PAGES], seq(two.ben)
    assert "Signed by you both" in before[0]
    later = envelope(epoch=1, number=1)
    assert two.ada.post("agreement/", later).status_code == 204
    assert two.ada.post("renewals/", envelope(epoch=1)).status_code == 204
    assert two.ada.post("name/", envelope(id=name["id"], epoch=1, revision=2)).status_code == 409
    assert later["box"] in two.ada.get("agreement/").content.decode()
    assert [in_words(two.ben, page) for page in PAGES] == before
    leave(two.ada)
    assert [in_words(two.ben, page) for page in PAGES] == before
    assert seq(two.ben) == number


def test_the_others_page_follows_when_one_leaves(two: Two) -> None:
    before = seq(two.ada)
    leave(two.ben)
    assert seq(two.ada) > before


def test_a_space_that_was_left_is_found_after_the_next_sign_in(two: Two) -> None:
    leave(two.ben)
    two.ben.client.force_login(two.ben.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = two.ben.client.session
    session.pop("space", None)
    session.save()
    page = two.ben.get("/us/").content.decode()
    assert "You have left this space" in page
    assert "key-state" not in page, "who left needs no new key"
    assert "Questions of your own" not in page
    assert "You have left this space" in two.ben.get("/").content.decode()


def test_the_one_who_stays_finds_the_questions_they_wrote(two: Two) -> None:
    two.ada.post("questions/", question := envelope())
    leave(two.ben)
    assert "Questions of your own" in two.ada.get("/us/").content.decode()
    assert question["box"] in two.ada.get("questions/").content.decode()


@pytest.mark.parametrize("address", ["renewals/", "agreement/"])
def test_other_words_under_a_known_id_are_not_thrown_away_silently(two: Two, address: str) -> None:
    number = {"number": 1} if address == "agreement/" else {}
    fields = envelope() | number
    assert two.ada.post(address, fields).status_code == 204
    assert two.ada.post(address, fields).status_code == 204
    assert two.ada.post(address, envelope(id=fields["id"]) | number).status_code == 409


def test_a_new_key_is_made_only_while_nobody_else_is_there(two: Two) -> None:
    keys = give_keys(two.ada)
    fields = {"keyring": envelope()["box"], "revision": 2, "auth": AUTH}
    assert two.ada.post("keys/", fields).status_code == 409
    keys.refresh_from_db()
    assert keys.keyring != fields["keyring"]
    assert "Make a new key" not in two.ada.get("/us/").content.decode()
    leave(two.ben)
    assert "Make a new key" in two.ada.get("/us/").content.decode()
    assert two.ada.post("keys/", fields).status_code == 204


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_what_was_under_way_when_one_left_comes_too_late(two: Two, who: str) -> None:
    """The membership was looked up just before the other request went through."""
    mine = Membership.objects.get(pk=getattr(two, who).membership.pk)
    leave(two.ben)
    now = Envelope(**envelope())
    acts: list[Callable[[], object]] = [
        lambda: Renewal.say(mine, now),
        lambda: Wording.propose(mine, now, 1),
        lambda: mine.call_me(now),
        lambda: Invitation.make(mine, id=new_id(), purpose="regrant", epoch=0, box=box()),
    ]
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 409
    assert not Renewal.objects.exists()
    assert not Wording.objects.exists()
    mine.leave()
    assert Space.objects.get(pk=mine.space_id).epoch == (2 if who == "ada" else 1)
