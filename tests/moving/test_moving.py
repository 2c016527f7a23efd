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
from tests.spaces.test_together import at_once

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
        return KeptSeat.objects.get(member=self.his[0]["member"]).link


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
        assert sit(one) == 204, "the answer to the first may have been lost"
        assert set(photos(one, lines)) <= {204, 404}

    ada, ben = house.both_come(falteringly)
    for name, one in (("ada", ada), ("ben", ben)):
        assert copy_of(one)["items"] == house.before[name]["items"]
        assert copy_of(one)["pictures"] == house.before[name]["pictures"]


def test_a_place_that_is_taken_is_not_said_to_others(world: World) -> None:
    lines = made_up(world.eve, new_id())
    assert begin(world.eve, lines) == 201
    assert [sit(world.eve), sit(world.eve)] == [204, 204]
    place = f"/me/house/{lines[0]['space']['id']}/seat/"
    assert [one.client.post(place).status_code for one in (world.ada, world.ben)] == [404, 404]
    Membership.objects.get(space=lines[0]["space"]["id"], member=world.eve.member).leave()
    assert sit(world.eve) == 409


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_the_same_instant_take_one_place() -> None:
    for number in range(5):
        lines = made_up(one := person(f"eve{number}"), new_id())
        assert begin(one, lines) == 201
        space = lines[0]["space"]["id"]
        posts = [KeptSeat.objects.select_related("space").get(space=space, member=one.member) for _ in range(2)]
        assert at_once(*(post.sit_down for post in posts)) == [204, 204]
        assert Membership.objects.filter(space=space, member=one.member).count() == 1


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


# Files that somebody made up or changed


def made_up(maker: Person, other: str, **of_other: Any) -> Lines:
    """A file with a space that never was, of the maker and of whoever has this public id."""
    space: dict[str, Any] = {"id": new_id(), "bond": "partner", "rhythm": "daily", "time_zone": "UTC", "epoch": 0}
    space["began_on"] = "2026-02-20"
    both: list[dict[str, Any]] = [
        {
            "member": one, "seat": seat, "joined_on": "2026-02-20", "left_on": None, "parted_epoch": None,
            "signed": "", "name": "", "name_item": "", "name_epoch": 0, "name_revision": 0,
        }
        for seat, one in ((1, maker.member.public_id), (2, other))
    ]  # fmt: skip
    both[1] |= of_other
    own = {"has_children": False, "paused_on": None, "time_zone": "", "touch": 0, "touch_before": 0, "touch_on": None}
    maker.membership = Membership(space_id=space["id"])
    return [{"member": maker.member.public_id, "space": space, "members": both, "mine": both[0] | own}]


def try_to_come(name: str, public_id: str, code: str) -> int:
    """Signs up by a link, with this id; the answer."""
    client = Client()
    client.get(f"/house/{code}/")
    boxes = {field: box() for field in ("wrapped", "recovery", "keyring")}
    kdf = json.dumps({"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": "A" * 22})
    fields = {"username": name, "password1": AUTH, "public_id": public_id, "recovery_proof": PROOF, "kdf": kdf}
    return client.post("/sign-up/", fields | boxes, headers={"accept": "application/json"}).status_code


def row_of(lines: Lines, label: str, author: str, also: Lines | None = None) -> dict[str, Any]:
    """The first row of this author in a file; one that the file of the other holds `also`."""
    there = None if also is None else {line[2]["id"] for line in also[1:] if line[:2] == ["row", label]}
    found: dict[str, Any] = next(
        line[2]
        for line in lines[1:]
        if line[:2] == ["row", label] and line[2]["author"] == author and (there is None or line[2]["id"] in there)
    )
    return found


def test_a_closed_account_is_nobodys_to_take(world: World) -> None:
    ben = world.ben.member.public_id
    world.ben.client.post("/me/door/", {"auth": AUTH})
    assert Member.objects.filter(public_id=ben, is_active=False).exists()
    eve = world.eve
    lines = made_up(eve, ben)
    assert begin(eve, lines) == 409
    assert not KeptSeat.objects.exists()
    assert not Space.objects.filter(pk=lines[0]["space"]["id"]).exists()


def test_who_closes_before_coming_stays_closed(world: World) -> None:
    """A seat named them while they lived here; closing changes nothing that its maker sees, and opens no door."""
    eve, ben = world.eve, world.ben
    lines = made_up(eve, ben.member.public_id)
    assert begin(eve, lines) == 201
    assert sit(eve) == 204
    code = KeptSeat.objects.get(member=ben.member).link
    seen = [eve.client.get(f"/house/{code}/").status_code, Client().get(f"/house/{code}/").status_code]
    assert not KeptSeat.lets_in(code)
    us = eve.get("/us/").status_code
    close(Member.objects.get(pk=ben.member.pk))
    assert KeptSeat.objects.get(member=ben.member).member.is_active is False
    assert [eve.client.get(f"/house/{code}/").status_code, Client().get(f"/house/{code}/").status_code] == seen
    assert eve.get("/us/").status_code == us
    try_to_come("mallory", ben.member.public_id, code)
    assert not Member.objects.filter(name="mallory").exists()
    assert not Membership.objects.filter(space=lines[0]["space"]["id"], member=ben.member).exists()


def test_nobody_is_put_into_a_space_by_anothers_file(world: World) -> None:
    eve, ben = world.eve, world.ben
    lines = made_up(eve, ben.member.public_id, left_on="2026-02-25", parted_epoch=0)
    assert begin(eve, lines) == 201
    assert sit(eve) == 204
    assert list(Membership.objects.filter(member=ben.member)) == [ben.membership]
    assert ben.client.post(f"/me/house/{eve.membership.space_id}/seat/").status_code == 404, "not without the key"
    close(Member.objects.get(pk=ben.member.pk))
    assert not Membership.objects.filter(space=eve.membership.space_id, member=ben.member).exists()


def test_the_end_of_one_house_takes_nobodys_words_from_another(house: House) -> None:
    ada = house.first()
    bring(ada, house.hers)
    eve = person("evelyn")
    lines = made_up(eve, house.his[0]["member"])
    assert begin(eve, lines) == 201
    before = copy_of(ada)["items"]
    close(Member.objects.get(pk=eve.member.pk))
    assert not Space.objects.filter(pk=lines[0]["space"]["id"]).exists()
    assert copy_of(ada)["items"] == before


def test_the_authors_box_counts_and_it_is_said(house: House) -> None:
    """Ada's file holds Ben's answer with another box, of a later revision; or another answer in its place."""
    his = house.his[0]["member"]
    right = row_of(house.his, "exchange.Answer", his)
    row_of(house.hers, "exchange.Answer", his).update(box=box(), revision=999)
    ada = house.first()
    bring(ada, house.hers)
    ben = comes("benjamin", house.his, house.code())
    assert begin(ben, house.his) == 201
    usual = 0
    told = int(send(ben, house.his).content)
    assert told == usual + 1
    stored = Answer.objects.get(pk=right["id"])
    assert (stored.box, stored.revision) == (right["box"], right["revision"])


def test_an_answer_made_up_for_the_other_gives_way_to_theirs(house: House) -> None:
    his = house.his[0]["member"]
    right = row_of(house.his, "exchange.Answer", his)
    row_of(house.hers, "exchange.Answer", his).update(id=(false := new_id()), box=box())
    ada = house.first()
    begin(ada, house.hers)
    send(ada, house.hers)
    sit(ada)
    ben = comes("benjamin", house.his, house.code())
    begin(ben, house.his)
    assert int(send(ben, house.his).content) >= 1
    assert Answer.objects.get(pk=right["id"]).box == right["box"]
    assert not Answer.objects.filter(pk=false).exists()


def test_what_is_there_is_not_replaced_in_silence(house: House) -> None:
    """Ben is here; Ada brings other words for his, and twice other ones for her own."""
    house.hers, house.his = house.his, house.hers
    ben = house.first()
    bring(ben, house.hers)
    hers, his = house.his[0]["member"], house.hers[0]["member"]
    ada = comes("adamina", house.his, house.code())
    assert begin(ada, house.his) == 201
    theirs = row_of(house.his, "exchange.Answer", his, also=house.hers)
    kept = theirs["box"]
    theirs["box"] = box()
    mine = row_of(house.his, "exchange.Answer", hers, also=house.hers)
    mine["box"] = first = box()
    assert int(send(ada, house.his).content) == 2
    assert Answer.objects.get(pk=theirs["id"]).box == kept
    assert Answer.objects.get(pk=mine["id"]).box == first, "the author's own, and it is said"
    mine.update(box=box(), revision=5)
    assert int(send(ada, house.his).content) == 2
    assert Answer.objects.get(pk=mine["id"]).box == first, "once brought, it stands"


def test_who_has_not_written_reads_nothing_by_a_file_that_says_open(house: House) -> None:
    """Ben's answer waits; Ada's file says that its exchange is open, without a word of hers."""
    his = house.his[0]["member"]
    opened = {answer[2]["exchange"] for answer in house.hers[1:] if answer[1] == "exchange.Answer"}
    alone = row_of(house.his, "exchange.Answer", his)
    day = alone["exchange"]
    assert day in opened

    def of_day(line: Any, *labels: str) -> bool:
        return line[0] == "row" and line[1] in labels and line[2]["exchange"] == day

    hung = ("exchange.Answer", "exchange.Response", "exchange.Reply", "exchange.Felt")
    house.hers[1:] = [line for line in house.hers[1:] if not of_day(line, *hung)]
    house.his[1:] = [line for line in house.his[1:] if not of_day(line, "exchange.Answer") or line[2]["author"] == his]
    ada = house.first()
    bring(ada, house.hers)
    assert Exchange.objects.get(space=house.space, day=day).opened_on is None
    ben = comes("benjamin", house.his, house.code())
    bring(ben, house.his)
    assert Answer.objects.filter(pk=alone["id"]).exists()
    assert Exchange.objects.get(space=house.space, day=day).opened_on is None
    assert alone["id"] not in {item["id"] for item in copy_of(ada)["items"]}


def test_a_link_lets_in_only_the_one_whose_seat_it_is(house: House, clock: Clock) -> None:
    ada = house.first()
    bring(ada, house.hers)
    code, his = house.code(), house.his[0]["member"]
    assert try_to_come("mallory", new_id(), code) == 403
    assert not Member.objects.filter(name="mallory").exists()
    clock.turn(days=31)
    ada.client.force_login(ada.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert Client().get(f"/house/{code}/").status_code == 404
    try_to_come("benjamin", his, code)
    assert not Member.objects.filter(name="benjamin").exists()
    assert ada.client.post(f"/spaces/{house.space}/house/link/").status_code == 302
    assert house.code() != code
    assert try_to_come("benjamin", his, house.code()) == 200


def test_who_reads_a_copy_of_the_rows_does_not_come_in_by_a_kept_seat(house: House) -> None:
    """All that a copy holds of a seat is in its row, and none of it is the link."""
    bring(house.first(), house.hers)
    seat = KeptSeat.objects.get(member=house.his[0]["member"])
    for read in (str(getattr(seat, field.attname)) for field in KeptSeat._meta.concrete_fields):
        assert read != seat.link
        assert not KeptSeat.lets_in(read)
        try_to_come("mallory", seat.member_id, read)
        assert not Member.objects.filter(name="mallory").exists()
    assert try_to_come("benjamin", seat.member_id, seat.link) == 200


WRONG: list[tuple[str, str, Any]] = [
    ("space", "began_on", "0001-01-01"),
    ("space", "began_on", "2016-03-01"),
    ("space", "began_on", "2026-03-09"),
    ("space", "epoch", 2147483647),
    ("space", "epoch", 10_001),
    ("mine", "name_revision", 1_000_001),
]


@pytest.mark.parametrize(("part", "name", "value"), WRONG)
def test_no_file_holds_days_or_numbers_that_hold_up_the_server(world: World, part: str, name: str, value: Any) -> None:
    lines = made_up(world.eve, new_id())
    lines[0][part][name] = value
    if part == "mine":
        lines[0]["members"][0][name] = value
    assert begin(world.eve, lines) == 400


def test_a_revision_beyond_all_use_is_refused(house: House) -> None:
    ada = house.first()
    begin(ada, house.hers)
    row_of(house.hers, "exchange.Answer", house.hers[0]["member"])["revision"] = 2147483647
    assert send(ada, house.hers).status_code == 400


def test_a_space_without_exchanges_asks_for_a_month_at_most(world: World) -> None:
    eve = world.eve
    Exchange.objects.filter(space=eve.space).delete()
    Space.objects.filter(pk=eve.space.pk).update(began_on="2021-03-01")
    Exchange.objects.present(Space.objects.get(pk=eve.space.pk))
    assert Exchange.objects.filter(space=eve.space).count() <= 32


def test_who_comes_second_sits_where_the_first_said(house: House) -> None:
    ada = house.first()
    bring(ada, house.hers)
    ben = comes("benjamin", house.his, house.code())
    for one in (house.his[0]["mine"], *house.his[0]["members"]):
        one["seat"] = 3 - one["seat"]
    bring(ben, house.his)
    assert {one.seat for one in Membership.objects.filter(space=house.space)} == {1, 2}


def test_too_deep_a_file_is_no_file(world: World) -> None:
    held = {"held": "[" * 100_000, "proof": PROOF}
    assert world.eve.client.post("/me/house/boxes/", held).status_code == 400
