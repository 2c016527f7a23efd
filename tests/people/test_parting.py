"""Taking a copy along, and closing the account: alone, at once, and the other keeps what both had opened."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from nearer.cli import main
from nearer.exchange.models import Answer, Exchange, Felt, Mark, OwnQuestion, Response
from nearer.giving.models import Gift, Kept, What
from nearer.letters.models import Letter
from nearer.people.models import Keys, Member
from nearer.sealed.export import opened
from nearer.sealed.kinds import PRIVATE
from nearer.sealed.models import Envelope, SealedItem
from nearer.sealed.reference import Member as Sealing
from nearer.spaces.models import Choice, Membership, Note, Renewal, Space, Wording
from tests.cast import box, new_id
from tests.conftest import Clock

from .conftest import KDF, auth, member, signed_in

pytestmark = pytest.mark.django_db


def envelope(**parts: Any) -> Envelope:
    """One of the right form."""
    whole: dict[str, Any] = {"id": new_id(), "epoch": 0, "revision": 1, "box": box()} | parts
    return Envelope(**whole)


class Two:
    """Ada and Ben with an open exchange, one that waits, and things of their own."""

    def __init__(self) -> None:
        self.ada, self.ben = member("ada"), member("ben")
        self.a = Space.begin(self.ada, id=new_id(), bond="partner", time_zone="Europe/Berlin", rhythm="daily")
        self.b = Membership.objects.create(space=self.a.space, member=self.ben, seat=2, welcomed=True)
        space, days = self.a.space, (self.a.space.day().replace(day=1), self.a.space.day().replace(day=2))
        self.open, self.waiting = [
            Exchange.objects.create(space=space, day=day, content=content)
            for day, content in zip(days, ("play-001", "play-002"), strict=True)
        ]
        self.given: list[SealedItem] = [self.open.answer(self.a, envelope()), self.open.answer(self.b, envelope())]
        self.given.append(Response.give(self.open, self.a, envelope()))
        self.given.append(Wording.propose(self.a, envelope(), 1))
        self.hers: list[SealedItem] = [
            self.waiting.answer(self.a, envelope()),
            Felt.say(self.open, self.a, envelope()),
            Choice.write(self.a, envelope()),
            Note.write(self.a, envelope(), "step-1"),
            OwnQuestion.write(self.a, envelope()),
            Renewal.say(self.a, envelope()),
        ]
        self.his: list[SealedItem] = [Felt.say(self.open, self.b, envelope()), OwnQuestion.write(self.b, envelope())]
        Mark.put(Mark.Kind.PASSED, self.waiting, self.b)


def export(who: Member) -> dict[str, Any]:
    """What somebody downloads."""
    answer = signed_in(who).get("/me/copy/boxes/")
    assert answer["Content-Disposition"] == 'attachment; filename="copy-sealed.json"'
    held: dict[str, Any] = json.loads(b"".join(answer))
    return held


def test_the_copy_holds_what_one_may_read_and_no_more() -> None:
    two = Two()
    ids = {item["id"] for item in export(two.ada)["items"]}
    assert ids == {item.pk for item in [*two.given, *two.hers]}
    ids = {item["id"] for item in export(two.ben)["items"]}
    assert ids == {item.pk for item in [*two.given, *two.his]}


def test_a_stranger_gets_nothing_of_it() -> None:
    Two()
    held = export(member("eve"))
    assert (held["items"], held["spaces"]) == ([], [])


def test_beside_the_words_it_holds_what_each_may_know() -> None:
    """What a gift was, what one keeps, how a letter was meant; and nothing of what the other does alone."""
    two = Two()
    for one in (two.a, two.b):
        one.allow_touch(2 if one is two.a else 3)
    gift = Gift.give(two.a, What.THANKS, envelope())
    Kept.keep(two.b, gift)
    letter = Letter.give(two.a, envelope(), paper="dawn", when="occasion")
    Mark.put(Mark.Kind.TALKED, two.open, two.b)
    letter.open(two.b)
    hers, his = export(two.ada), export(two.ben)
    facts = [{item["id"]: dict(item.get("facts", [])) for item in held["items"]} for held in (hers, his)]
    assert facts[0][gift.pk] == {"What": "Thank you"}
    assert facts[1][gift.pk] == {"What": "Thank you", "Kept": "In my jar"}
    assert facts[0][letter.pk] == {"Paper": "Morning", "To be opened": "Open when …"}
    assert facts[1][letter.pk] == {**facts[0][letter.pk], "Opened": two.a.space.day().isoformat()}
    lists = [{one["title"]: one["rows"] for one in held["spaces"][0]["lists"]} for held in (hers, his)]
    assert ["How far a suggested affection may go, 0 to 3", "2"] in lists[0]["As I set it"]
    assert not any(row[-1] == "3" for row in lists[0]["As I set it"])
    assert [row[1] for row in lists[0]["Marked"]] == ["Talked about"]
    assert sorted(row[1] for row in lists[1]["Marked"]) == ["I passed", "Talked about"]
    assert [row[1] for row in lists[1]["Signed"]] == ["The other"]
    assert held_word(hers, "feelings")


def held_word(held: dict[str, Any], kind: str) -> str:
    """Some word for an id."""
    return str(next(iter(held["words"][kind].values())))


@pytest.mark.parametrize("hour", [0, 2, 12, 23])
def test_what_the_other_gave_after_one_left_is_not_in_it(clock: Clock, hour: int) -> None:
    """At any hour: the day of the two turns at four of their own time zone."""
    clock.set(datetime(2026, 3, 10, hour, 30, tzinfo=UTC))
    two = Two()
    two.a.leave()
    stays = Membership.objects.get(pk=two.b.pk)
    later = Wording.propose(stays, envelope(epoch=stays.space.epoch), 2)
    own = [item for item in two.hers if item.KIND in PRIVATE]  # what had not been opened went when she left
    assert {item["id"] for item in export(two.ada)["items"]} == {item.pk for item in [*two.given, *own]}
    assert later.pk in {item["id"] for item in export(two.ben)["items"]}


def test_the_program_reads_the_copy_with_password_or_code(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sealing, fields, code, space_id = Sealing.new("four quiet rivers meet")
    ada = Member.objects.create_user("ada", fields["auth"], public_id=sealing.id)
    Keys.objects.create(
        member=ada,
        kdf=json.loads(fields["kdf"]),
        wrapped=fields["wrapped"],
        recovery=fields["recovery"],
        recovery_proof_hash="x",
        keyring=fields["keyring"],
    )
    mine = Space.begin(ada, id=space_id, bond="partner", time_zone="Europe/Berlin", rhythm="daily")
    item = sealing.item(space=space_id, kind="choice")
    sealed = sealing.seal(item, {"t": "I want\nmore evenings", "n": {"felt": 4}})
    Choice.write(mine, Envelope(item.id, 0, 1, sealed))
    client = Client()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    text = b"".join(client.get("/me/copy/boxes/")).decode()
    assert "I want" not in text
    for secret in ("four quiet rivers meet", code, code.lower().replace("-", " ")):
        read = opened(text, secret)
        assert "> I want\n> more evenings" in read
        assert "felt: 4" in read
    with pytest.raises(ValueError, match="does not open"):
        opened(text, "some other password")
    with pytest.raises(ValueError, match="not an export"):
        opened('{"nearer": 2}', code)
    (tmp_path / "copy-sealed.json").write_text(text)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: code)
    for way in ("markdown", "html", "json"):
        assert main(["open", str(tmp_path / "copy-sealed.json"), "--as", way]) == 0
        assert "more evenings" in capsys.readouterr().out
    broken = json.loads(text)
    broken["items"][0]["content"] = "elsewhere"
    assert "could not be opened" in opened(json.dumps(broken), code)


def test_closing_takes_the_password(browser: Client, ada: Member) -> None:
    assert browser.post("/me/door/", {"auth": auth("X")}).status_code == 403
    assert Member.objects.filter(pk=ada.pk, is_active=True).exists()


def test_what_both_had_opened_stays_with_the_other() -> None:
    two = Two()
    browser = signed_in(two.ada)
    assert browser.post("/me/door/", {"auth": auth()}).status_code == 204
    ghost = Member.objects.get(pk=two.ada.pk)
    assert (ghost.is_active, ghost.email) == (False, "")
    assert "ada" not in ghost.name
    assert not ghost.has_usable_password()
    assert not Keys.objects.filter(member=ghost).exists()
    left = {item["id"] for item in export(two.ben)["items"]}
    assert left == {item.pk for item in [*two.given, *two.his]}
    for model in (Choice, Note, Answer, OwnQuestion, Renewal):
        assert not model.objects.filter(pk__in=[item.pk for item in two.hers]).exists()
    assert not Felt.objects.filter(author=ghost).exists()
    assert browser.get("/me/", headers={"accept": "text/html"}).status_code == 302
    answer = Client().post("/sign-in/", {"login": "ada", "password": auth()}, headers={"accept": "application/json"})
    assert answer.status_code == 422


def test_the_row_that_stays_says_nothing_of_the_one_who_went(clock: Clock) -> None:
    two = Two()
    two.ada.keep_pace(1, box())
    two.ada.confirm_recovery()
    two.a.tell_of_children(True)
    two.a.call_me(envelope())
    two.b.call_me(envelope())
    Mark.objects.all().delete()
    for by in (two.a, two.b):
        Mark.put(Mark.Kind.PASSED, two.waiting, by)
    Mark.put(Mark.Kind.TALKED, two.waiting, two.a)
    two.a.pause()
    clock.turn(days=3)
    assert signed_in(two.ada).post("/me/door/", {"auth": auth()}).status_code == 204
    ghost, fresh = Member.objects.get(pk=two.ada.pk), Member()
    for field in ("pace", "pace_on", "pace_box", "recovery_checked_on", "joined_on", "regain_asked_at", "email"):
        assert getattr(ghost, field) == getattr(fresh, field), field
    seat = Membership.objects.get(pk=two.a.pk)
    assert (seat.has_children, seat.paused_on) == (False, None)
    assert seat.name.startswith("nr1."), "given, so it stays with the other"
    assert Membership.objects.get(pk=two.b.pk).name != ""
    assert {(mark.kind, mark.by_id) for mark in Mark.objects.all()} == {
        (Mark.Kind.PASSED, two.ben.public_id),
        (Mark.Kind.TALKED, two.ada.public_id),
    }


def test_a_name_is_free_again_afterwards() -> None:
    two = Two()
    signed_in(two.ada).post("/me/door/", {"auth": auth()})
    assert Client().post("/kdf", {"login": "ada"}).json() != KDF
    member("ada")


def test_when_nobody_is_left_nothing_stays() -> None:
    two = Two()
    for who in (two.ada, two.ben):
        signed_in(who).post("/me/door/", {"auth": auth()})
    for model in (Space, Membership, Exchange, Answer, OwnQuestion, Wording):
        assert not model._default_manager.exists(), model
    assert not Member.objects.filter(is_active=True).exists()
    assert not Member.objects.filter(pk=two.ben.pk).exists()


def test_alone_in_a_space_all_of_it_goes(ada: Member) -> None:
    mine = Space.begin(ada, id=new_id(), bond="partner", time_zone="Europe/Berlin", rhythm="daily")
    OwnQuestion.write(mine, envelope())
    Choice.write(mine, envelope())
    signed_in(ada).post("/me/door/", {"auth": auth()})
    assert not Member.objects.exists()
    assert not Space.objects.exists()
