"""Leaving closes what was not open, for both, and who left hears nothing of what comes afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nearer.catalogue import catalogue
from nearer.exchange.models import Answer, Exchange, Mark, OwnQuestion
from nearer.people.items import kinds
from nearer.scheduler import Scheduler
from nearer.sealed.models import Envelope
from nearer.spaces.models import Invitation, Membership, Renewal, Space, Wording
from nearer.web.refusals import Refusal
from tests.cast import AUTH, Person, box, envelope, new_id
from tests.conftest import Clock

from .conftest import Two, give_keys

PAGES = ["/us/", "agreement/", "renewals/", "alone/", "door/", "questions/", "exchanges/", "boxes/", "talk/"]


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


def opened(two: Two) -> str:
    """The address of the present exchange, which both have written in."""
    at = f"exchanges/{Exchange.objects.present(two.ada.space).day}/"
    for one in (two.ada, two.ben):
        assert one.post(f"{at}answers/", envelope()).status_code == 204
    return at


def test_who_left_finds_no_question_of_a_later_day(two: Two, clock: Clock) -> None:
    last = Exchange.objects.present(two.ada.space).day
    leave(two.ben)
    for _ in range(2):
        two.ada.post("questions/", envelope(epoch=1))
        clock.turn(days=1)
        Scheduler([Exchange.objects.begin_due]).do_what_is_due()
    for later in (last + timedelta(days=1), last + timedelta(days=2)):
        assert two.ada.get(f"exchanges/{later}/").status_code == 200
        assert two.ben.get(f"exchanges/{later}/").status_code == 404
    assert two.ben.get(f"exchanges/{last}/").status_code == 200


@pytest.mark.parametrize("marked", [False, True])
def test_what_the_two_marked_stays_as_it_was_once_one_has_left(two: Two, clock: Clock, marked: bool) -> None:
    """Else the other's acts of months later would show to who left: as a mark, or as one that is gone."""
    waiting = f"exchanges/{Exchange.objects.present(two.ada.space).day}/"
    clock.turn(days=1)
    acts = {waiting: "talk/", opened(two): "talk-later/"}
    if marked:
        assert [two.ada.post(at + act).status_code for at, act in acts.items()] == [204, 204]
    leave(two.ben)
    pages = [*acts, "talk/"]
    before = [in_words(two.ben, page) for page in pages]
    clock.turn(days=60)
    change = two.ada.delete if marked else two.ada.post
    assert [change(at + act).status_code for at, act in acts.items()] == [409, 409]
    assert [in_words(two.ben, page) for page in pages] == before
    shown = "".join(in_words(one, page) for one in (two.ada, two.ben) for page in pages)
    assert not re.findall(r'hx-(?:post|delete)="[^"]+/talk(?:-later)?/"', shown), "no button that would be refused"
    leave(two.ada)
    assert [in_words(two.ben, page) for page in pages] == before


def test_who_stays_may_still_pass(two: Two) -> None:
    at = f"exchanges/{Exchange.objects.present(two.ada.space).day}/"
    leave(two.ben)
    before = in_words(two.ben, at)
    assert two.ada.post(f"{at}passing/").status_code == 204
    assert in_words(two.ben, at) == before
    assert two.ada.delete(f"{at}passing/").status_code == 204


def test_a_mark_that_was_under_way_when_one_left_comes_too_late(two: Two) -> None:
    mine, exchange = Membership.objects.get(pk=two.ada.membership.pk), Exchange.objects.present(two.ada.space)
    leave(two.ben)
    for act in (Mark.put, Mark.lift):
        with pytest.raises(Refusal) as refused:
            act(Mark.Kind.TALKED, exchange, mine)
        assert refused.value.status == 409


@pytest.mark.parametrize("name", ["America/Los_Angeles", "Asia/Tokyo"])
@pytest.mark.parametrize("hour", [5, 12, 20, 23])
def test_a_mark_of_the_day_of_leaving_stays_with_who_left(two: Two, clock: Clock, name: str, hour: int) -> None:
    """Also where it is another day in UTC."""
    clock.set(datetime(2026, 3, 2, hour, tzinfo=ZoneInfo(name)).astimezone(UTC))
    Space.objects.filter(pk=two.ada.space.pk).update(time_zone=name)
    for one in (two.ada, two.ben):
        one.membership.space.refresh_from_db()
    address = opened(two)
    assert two.ada.post(f"{address}talk-later/").status_code == 204
    clock.turn(minutes=10)
    leave(two.ben)
    left = Membership.objects.get(pk=two.ben.membership.pk)
    assert Mark.objects.get().day == left.left_on == date(2026, 3, 2)
    assert address in two.ben.get("talk/").content.decode()
    assert "Kept for an evening of both" in two.ben.get(address).content.decode()
    assert [row[1] for row in Mark.listed_for(left)[1]] == ["For later"]


def test_marks_of_later_days_from_an_earlier_version_are_not_for_who_left(two: Two, clock: Clock) -> None:
    address = opened(two)
    leave(two.ben)
    before = [in_words(two.ben, page) for page in (address, "talk/")]
    clock.turn(days=3)
    left = Membership.objects.get(pk=two.ben.membership.pk)
    Mark.objects.create(
        space=two.ada.space,
        exchange=Exchange.objects.get(opened_on__isnull=False),
        by=two.ada.member,
        kind=Mark.Kind.LATER,
        day=two.ada.space.day(),
    )
    assert [in_words(two.ben, page) for page in (address, "talk/")] == before
    assert Mark.listed_for(left)[1] == []
    assert address in two.ada.get("talk/").content.decode()


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
