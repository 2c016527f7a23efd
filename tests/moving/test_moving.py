"""A space goes to another server: nothing is lost, nothing of the other's own goes along, no file does harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.test import Client, override_settings

from nearer.exchange.models import Answer, Exchange
from nearer.letters.models import Letter
from nearer.moving.models import KeptSeat
from nearer.moving.rows import CARRIED, LEFT
from nearer.people.closing import close
from nearer.people.models import Keys, Member
from nearer.sealed.kinds import PRIVATE
from nearer.sealed.models import SealedItem
from nearer.spaces.models import Membership, Space
from nearer.together.models import Sitting
from tests.cast import AUTH, Person, box, envelope, new_id, person
from tests.conftest import Clock
from tests.people.test_leftovers import folder, world
from tests.safety.world import World

__all__ = ["folder", "world"]  # fixtures

PROOF = "P" * 42 + "A"
OTHER_PROOF = "Q" * 42 + "A"
Lines = list[Any]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """What one test has tried does not count in the next."""
    cache.clear()


def fetched(one: Person) -> Lines:
    """One's own file, line by line."""
    answer = one.client.get(f"/spaces/{one.space.pk}/house/")
    assert answer.status_code == 200
    assert "house-sealed" in answer["Content-Disposition"]
    return [json.loads(line) for line in b"".join(answer).decode().splitlines()]


def copy_of(one: Person) -> dict[str, Any]:
    """What somebody may read, and what a copy says beside it."""
    held = json.loads(b"".join(one.client.get("/me/copy/boxes/")))
    kept = {name: held[name] for name in ("items", "spaces", "questions", "pictures")}
    kept["items"] = sorted(kept["items"], key=lambda item: str(item["id"]))
    return kept


def comes(name: str, lines: Lines, code: str = "") -> Person:
    """Signs up as the one of the file, through the page's own address."""
    client = Client()
    if code:
        assert client.get(f"/house/{code}/").status_code == 200
    boxes = {field: box() for field in ("wrapped", "recovery", "keyring")}
    kdf = {"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": "A" * 22}
    fields = {"username": name, "password1": AUTH, "public_id": lines[0]["member"], "recovery_proof": PROOF, **boxes}
    answer = client.post("/sign-up/", fields | {"kdf": json.dumps(kdf)}, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.content
    member = Member.objects.get(public_id=lines[0]["member"])
    return Person(member, Membership(space_id=lines[0]["space"]["id"]), client)


def begin(one: Person, lines: Lines, proof: str = PROOF) -> int:
    head = {name: lines[0][name] for name in ("space", "members", "mine")}
    return one.client.post("/me/house/boxes/", {"held": json.dumps(head), "proof": proof}).status_code


def send(one: Person, lines: Lines, some: slice = slice(None)) -> Any:
    rows = [line[1:] for line in lines[1:] if line[0] == "row"][some]
    return one.client.post(f"/me/house/{one.membership.space_id}/rows/", {"rows": json.dumps(rows)})


def sit(one: Person) -> int:
    return one.client.post(f"/me/house/{one.membership.space_id}/seat/").status_code


def photos(one: Person, lines: Lines) -> list[int]:
    place = f"/spaces/{one.membership.space_id}/photos/?lost="
    pictures = [line[1:] for line in lines[1:] if line[0] == "picture"]
    return [one.client.post(place + id, box_, content_type="text/plain").status_code for id, box_ in pictures]


def bring(one: Person, lines: Lines) -> list[int]:
    """As the page does."""
    assert begin(one, lines) == 201
    answer = send(one, lines)
    assert answer.status_code == 200, answer.content
    assert sit(one) == 204
    return photos(one, lines)


class House:
    """Ada's and Ben's files, what each could read before, and a server that knows nothing of them any more."""

    def __init__(self, world: World) -> None:
        ada, ben = world.ada, world.ben
        self.space = ada.space.pk
        Sitting.objects.get(pk=world.sitting).end()
        self.before = {"ada": copy_of(ada), "ben": copy_of(ben)}
        self.hers, self.his = fetched(ada), fetched(ben)
        for one in (ada, ben):
            close(Member.objects.get(pk=one.member.pk))
        assert not Space.objects.filter(pk=self.space).exists()

    def both_come(self, bring: Callable[[Person, Lines], Any] = bring) -> tuple[Person, Person]:
        """Ada first; Ben by her link."""
        KeptSeat.objects.all().delete()
        ada = self.first()
        bring(ada, self.hers)
        ben = comes("benjamin", self.his, self.code())
        bring(ben, self.his)
        return ada, ben

    def first(self) -> Person:
        """Ada signs up; nobody but her is to come in without a link, so she is let in as from an open server."""
        client_free = Member.objects.filter(is_active=True)
        for one in client_free:
            one.delete()
        return comes("adelheid", self.hers)

    def code(self) -> str:
        return KeptSeat.objects.get(member=self.his[0]["member"]).code


@pytest.fixture
def house(world: World) -> House:
    """The world of leftovers: a row of every kind by each."""
    return House(world)


def test_every_table_is_carried_or_left_on_purpose() -> None:
    named = {
        model._meta.label
        for model in apps.get_models()
        if any(
            isinstance(field, models.ForeignKey) and field.related_model in (Space, Member, Membership)
            and field.name != "user"
            for field in model._meta.concrete_fields
        )
        and model._meta.app_label not in {"people", "account", "mfa", "usersessions"}
    }  # fmt: skip
    assert named - {"calling.Call"} == {*CARRIED, *LEFT} - {"calling.Call"}
    assert not {*CARRIED} & LEFT.keys()
    items = {model._meta.label for model in apps.get_models() if issubclass(model, SealedItem)}
    assert items <= {*CARRIED}


def test_nothing_is_lost(house: House) -> None:
    ada, ben = house.both_come()
    for name, one in (("ada", ada), ("ben", ben)):
        after, before = copy_of(one), house.before[name]
        for part in ("items", "questions", "pictures"):
            assert after[part] == before[part], (name, part)
        assert before["pictures"]
        assert {item["kind"] for item in after["items"]} >= {"answer", "letter", "gift", "journal", "photo", "snapshot"}
        settings = [{one["title"]: one["rows"] for one in space["spaces"][0]["lists"]} for space in (after, before)]
        assert settings[0] == settings[1]
        assert after["spaces"][0]["members"] == before["spaces"][0]["members"]
    for address in ("/", "/us/", "/letters/", "exchanges/", "agreement/", "kept/", "sittings/"):
        for one in (ada, ben):
            assert one.get(address).status_code == 200, address
    assert not KeptSeat.objects.exists()
    both = Membership.objects.filter(space=house.space, left_on=None, welcomed=True)
    assert both.count() == 2


def test_the_one_file_has_nothing_of_what_the_other_keeps(house: House) -> None:
    for lines, other in ((house.hers, house.his), (house.his, house.hers)):
        private = {model._meta.label for model in apps.get_models() if getattr(model, "KIND", "") in PRIVATE}
        theirs = other[0]["member"]
        for what, label, row in lines[1:]:
            if what == "row" and theirs in row.values():
                assert label not in private | {"giving.Kept", "giving.LeftAlone"}
        assert not any(
            row.get("kind") == "passed" and row["by"] == theirs for what, _, row in lines[1:] if what == "row"
        )
        (shown,) = (one for one in lines[0]["members"] if one["member"] == theirs)
        assert not {"touch", "has_children", "paused_on", "time_zone"} & shown.keys()
    letters = [row for what, label, row in house.hers[1:] if what == "row" and label == "letters.Letter"]
    mine = [row for row in letters if row["author"] == house.hers[0]["member"]]
    assert len(mine) > 1
    assert all(row["opened_on"] is None for row in mine), "a writer never hears of an opening"


def test_brought_twice_or_broken_off_is_brought_once(house: House) -> None:
    """Also when the first one's file comes in two halves, one of them twice, and the seat was not reached."""

    def falteringly(one: Person, lines: Lines) -> None:
        assert begin(one, lines) == 201
        half = len(lines) // 2
        assert send(one, lines, slice(half)).status_code == 200
        assert one.client.get(f"/spaces/{house.space}/").status_code == 404, "nobody lives in half a house"
        assert begin(one, lines) == 201
        assert bring(one, lines)
        assert begin(one, lines) == 200, "it is here"
        assert send(one, lines).status_code == 404
        assert sit(one) == 404
        assert set(photos(one, lines)) <= {204, 404}

    ada, ben = house.both_come(falteringly)
    for name, one in (("ada", ada), ("ben", ben)):
        assert copy_of(one)["items"] == house.before[name]["items"]
        assert copy_of(one)["pictures"] == house.before[name]["pictures"]


def test_whoever_comes_second_may_be_either(house: House) -> None:
    house.hers, house.his = house.his, house.hers
    ben, ada = house.both_come()
    for name, one in (("ada", ada), ("ben", ben)):
        assert copy_of(one)["items"] == house.before[name]["items"]


def test_a_strangers_file_opens_no_door(house: House, clock: Clock) -> None:
    ada = house.first()
    assert begin(ada, house.his) == 400, "it is another one's"
    assert bring(ada, house.hers)
    eve = person("evelyn")
    for lines in (house.hers, house.his):
        assert begin(eve, lines) == 400
    hers = [json.loads(json.dumps(line).replace(house.his[0]["member"], eve.member.public_id)) for line in house.his]
    assert begin(eve, hers) == 409, "the seats are Ada's and Ben's"
    assert send(eve, hers).status_code == 404
    assert not Membership.objects.filter(member=eve.member, space=house.space).exists()
    client = Client()
    assert client.get("/house/no-such-code/").status_code == 404
    refused = {"username": "mallory", "password1": AUTH, "public_id": house.his[0]["member"], "recovery_proof": PROOF}
    refused |= {field: box() for field in ("wrapped", "recovery", "keyring")}
    refused["kdf"] = json.dumps({"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": "A" * 22})
    assert client.post("/sign-up/", refused).status_code in (200, 302, 403, 422)
    assert not Member.objects.filter(public_id=house.his[0]["member"], is_active=True).exists(), "not without the link"
    ben = comes("benjamin", house.his, house.code())
    assert begin(ben, house.his, OTHER_PROOF) == 403, "not without the key of the space"
    assert begin(ben, house.his) == 201


def test_a_space_that_is_here_is_not_taken_over(world: World) -> None:
    lines = fetched(world.ada)
    eve = world.eve
    lines = [json.loads(json.dumps(line).replace(lines[0]["member"], eve.member.public_id)) for line in lines]
    assert begin(eve, lines) == 409
    assert begin(world.ada, fetched(world.ada)) == 200, "hers already, and nothing changes"


Change = Callable[[dict[str, Any], "House"], object]
ROWS: list[tuple[str, Change]] = [
    ("exchange.Answer", lambda row, house: row.update(box="plain words")),
    ("exchange.Answer", lambda row, house: row.update(author=new_id())),
    ("exchange.Answer", lambda row, house: row.update(epoch=7)),
    ("exchange.Answer", lambda row, house: row.update(epoch="0")),
    ("exchange.Answer", lambda row, house: row.update(revision=0)),
    ("exchange.Answer", lambda row, house: row.update(day="2999-01-01")),
    ("exchange.Answer", lambda row, house: row.update(content="<b>")),
    ("exchange.Answer", lambda row, house: row.update(more="x")),
    ("exchange.Answer", lambda row, house: row.pop("box")),
    ("exchange.Answer", lambda row, house: row.update(id="no id")),
    ("myself.Entry", lambda row, house: row.update(author=house.his[0]["member"])),
    ("giving.Kept", lambda row, house: row.update(member=house.his[0]["member"])),
    ("giving.Gift", lambda row, house: row.update(what="anything")),
    ("together.Sitting", lambda row, house: row.update(cards={"a": 1})),
    ("letters.Letter", lambda row, house: row.update(when="never")),
    ("photos.Photo", lambda row, house: row.update(file="../../etc/passwd")),
]


@pytest.mark.parametrize(("label", "change"), ROWS)
def test_a_changed_row_is_refused_with_all_that_came_with_it(house: House, label: str, change: Change) -> None:
    ada = house.first()
    assert begin(ada, house.hers) == 201
    rows = [line for line in house.hers[1:] if line[:2] == ["row", label]] or [
        ["row", label, {"gift": new_id(), "member": ""}]
    ]
    change(rows[-1][2], house)
    before = counts(house)
    assert send(ada, house.hers if rows[-1] in house.hers else [house.hers[0], *rows]).status_code == 400
    assert counts(house) == before


@pytest.mark.parametrize(
    "text", ["[", "{}", "[1]", '[["people.Member", {}]]', '[["exchange.Answer", 1]]', '[["sealed.Withdrawn", {}]]']
)
def test_rows_of_another_shape_are_refused(house: House, text: str) -> None:
    ada = house.first()
    assert begin(ada, house.hers) == 201
    assert ada.client.post(f"/me/house/{house.space}/rows/", {"rows": text}).status_code == 400


def test_a_row_of_another_space_cannot_be_claimed(house: House) -> None:
    eve = person("evelyn")
    eve.post("pages/", page := envelope())
    for one in Member.objects.exclude(pk=eve.member.pk):
        one.delete()
    ada = comes_to_open_server("adelheid", house.hers)
    assert begin(ada, house.hers) == 201
    row = next(line for line in house.hers[1:] if line[1] == "myself.Entry")
    row[2]["id"] = page["id"]
    assert send(ada, house.hers).status_code == 400
    assert eve.get(f"pages/{page['id']}/").status_code == 200


def comes_to_open_server(name: str, lines: Lines) -> Person:
    """Where somebody is already."""
    with override_settings(SIGNUP_OPEN=True):
        return comes(name, lines)


def counts(house: House) -> dict[str, int]:
    return {label: apps.get_model(label)._default_manager.filter(space=house.space).count() for label in CARRIED}


def test_ones_own_file_decides_on_ones_own_words(house: House) -> None:
    """Ada's file could have been changed by Ada, who has the key as well: what Ben brings of his own stands."""
    his = house.his[0]["member"]
    answer = next(
        line[2] for line in house.hers[1:] if line[:2] == ["row", "exchange.Answer"] and line[2]["author"] == his
    )
    right, answer["box"] = answer["box"], box()
    house.both_come()
    assert Answer.objects.get(pk=answer["id"]).box == right


def test_the_kept_seat_is_nobody_elses(house: House) -> None:
    ada = house.first()
    bring(ada, house.hers)
    assert ada.get(f"/spaces/{house.space}/invitations/").url == "/me/house/"
    fields = {"id": new_id(), "purpose": "join", "epoch": Space.objects.get(pk=house.space).epoch, "box": box()}
    assert ada.client.post(f"/spaces/{house.space}/invitations/", fields).status_code == 409
    assert house.code() in ada.get("/me/house/").content.decode()


def test_whoever_does_not_come_leaves_what_both_had_opened(house: House, folder: Path) -> None:
    """Ben comes as far as his account, closes it again, and Ada keeps her copy; then she closes hers."""
    ada = house.first()
    bring(ada, house.hers)
    before = copy_of(ada)["items"]
    ben = comes("benjamin", house.his, house.code())
    close(ben.member)
    assert copy_of(ada)["items"] == before
    close(Member.objects.get(pk=ada.member.pk))
    assert not Space.objects.filter(pk=house.space).exists()
    assert not Member.objects.exists()


def test_what_was_only_begun_is_forgotten(house: House, clock: Clock) -> None:
    ada = house.first()
    assert begin(ada, house.hers) == 201
    assert send(ada, house.hers).status_code == 200
    assert KeptSeat.forget_abandoned() == 0
    clock.turn(days=31)
    assert KeptSeat.forget_abandoned() == 1
    assert not Space.objects.filter(pk=house.space).exists()
    assert list(Member.objects.all()) == [ada.member]


def test_a_letter_for_a_day_comes_after_both_have_moved(house: House, clock: Clock) -> None:
    """The clock looks at it while nobody is there to read it; it waits all the same."""
    ada = house.first()
    bring(ada, house.hers)
    clock.turn(days=3)
    Letter.objects.deliver_due()
    ben = comes("benjamin", house.his, house.code())
    bring(ben, house.his)
    clock.turn(hours=1)
    Letter.objects.deliver_due()
    waiting = Letter.objects.get(when="date", author=house.hers[0]["member"])
    assert waiting.delivered


def test_life_goes_on_with_the_same_key(house: House, clock: Clock) -> None:
    ada, ben = house.both_come()
    clock.turn(days=1)
    for one in (ada, ben):
        one.get("/")
    today = Exchange.objects.present(Space.objects.get(pk=house.space))
    epoch = Space.objects.get(pk=house.space).epoch
    for one in (ada, ben):
        assert one.post(f"exchanges/{today.day}/answers/", envelope(epoch=epoch)).status_code == 204
    today.refresh_from_db()
    assert today.opened_on is not None
    assert Keys.objects.count() == 2
