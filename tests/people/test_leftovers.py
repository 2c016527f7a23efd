"""What is left in every table and in the folder of photos once somebody has closed their account or deleted a space."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from nearer.calling.models import Call, Occasion, Way, Wish
from nearer.exchange.models import Exchange, Mark, OwnQuestion
from nearer.people.models import Attic, Keys, Member
from nearer.sealed.kinds import PRIVATE
from nearer.sealed.models import SealedItem
from nearer.spaces.models import Membership, Space
from tests.cast import AUTH, Person, box, envelope, new_id
from tests.conftest import Clock
from tests.photos.test_photos import add, files
from tests.safety.world import CHANGES_WITH_EVERY_PAGE, World, make_world

STAYS = {
    "spaces.Membership": "who wrote what the other keeps, and how they call them; without settings",
    "spaces.Signature": "joint",
    "spaces.Wording": "open to both at once",
    "spaces.Renewal": "where both have said as many",
    "exchange.Answer": "where the exchange is open",
    "exchange.Response": "open",
    "exchange.Reply": "open",
    "exchange.OwnQuestion": "where its turn has come",
    "exchange.Mark": "joint ones",
    "together.Said": "open",
    "together.Guess": "where both have guessed",
    "giving.Gift": "open",
    "giving.Met": "open",
    "letters.Letter": "where its reader opened it",
    "letters.Cover": "where the envelope had come",
    "photos.Photo": "with what it goes with",
}
"""Of whoever closed their account, where the other may read it. Everything else that names them goes."""
OF_NOBODY = {"sessions.Session", "auth.Permission", "contenttypes.ContentType", "live.Beat", "backup.Copy"}
"""Tables of the program itself."""


def links(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """How rows of a model name a member, a space or a membership: (lookup, whom)."""
    for field in model._meta.concrete_fields:
        to = field.related_model
        if isinstance(to, type) and issubclass(to, models.Model):
            if to in (Member, Space, Membership):
                yield field.name, to
            elif to is Way:
                yield f"{field.name}__member", Member


def of(model: type[models.Model], member: Member) -> models.QuerySet[Any]:
    """The rows that name this member."""
    named = Q(pk__in=[])
    for lookup, to in links(model):
        if to is Member:
            named |= Q(**{lookup: member})
        elif to is Membership:
            named |= Q(**{f"{lookup}__member": member})
    return model._default_manager.filter(named)


def naming_members() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if any(to is not Space for _lookup, to in links(model))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pictures of a test lie."""
    known: Any = {**settings.STORAGES}
    known["photos"] = {**known["photos"], "OPTIONS": known["photos"]["OPTIONS"] | {"location": tmp_path}}
    monkeypatch.setattr(settings, "STORAGES", known)
    monkeypatch.setattr(storages, "_backends", None)
    monkeypatch.setattr(storages, "_storages", {})
    storages.__dict__.pop("backends", None)
    return tmp_path


@pytest.fixture
def world(db: None, clock: Clock, folder: Path) -> World:
    """Ada and Ben with something of every kind by each, and a row of every model."""
    world = make_world(clock)
    world.ada_keeps_to_herself()
    ada, ben, present = world.ada, world.ben, world.present
    ada.post("resumption/")
    for one in (ada, ben):
        assert one.post("agreement/", envelope(number=1 if one is ada else 2)).status_code == 204
        assert one.post("renewals/", envelope()).status_code in (204, 409)
        one.post("name/", envelope())
        Wish.objects.get_or_create(member=one.member)
        place = {"endpoint": f"https://push.example.org/{new_id()}", "p256dh": "k", "auth": "a"}
        Way.by_push(one.member, **place, device=new_id(), agent="")
        way, later = Way.objects.filter(member=one.member).latest("pk"), clock.moment + timedelta(hours=1)
        Call.objects.update_or_create(way=way, defaults={"due_at": later, "until": later})
        Occasion.objects.create(membership=one.membership, kind="letter", until=clock.moment)
        line = envelope()
        assert one.post("giving/line/", line).status_code == 204
        assert add(one, line["id"], "gift").status_code == 204
        other = ben if one is ada else ada
        assert other.post(f"gifts/{line['id']}/meeting/", envelope()).status_code == 204, other
        assert one.post("pages/", page := envelope()).status_code == 204
        assert add(one, page["id"]).status_code == 204
        letter = envelope(when="now", paper="plain", cover=new_id(), cover_box=box())
        assert one.post("letters/", letter).status_code == 204
        other.post(f"letters/{letter['id']}/openings/")
        Attic.objects.create(
            member=one.member, kdf={}, wrapped=box(), recovery=box(), recovery_proof_hash="", keyring=box(),
            former="", revision=1, until=clock.moment.date() - timedelta(days=1),
        )  # fmt: skip
    Mark.put(Mark.Kind.TALKED, world.opened, ada.membership)
    own = OwnQuestion.objects.get(pk=world.own_question)
    Exchange.objects.create(space=ada.space, day=present.day + timedelta(days=1), content=own.pk, own=own)
    return world


def close(one: Person) -> None:
    """Through the page's own address."""
    assert one.client.post("/me/door/", {"auth": AUTH}).status_code == 204


def test_every_model_that_names_somebody_is_thought_of(world: World) -> None:
    """A new one belongs into STAYS, or closes with its member; and the world above has a row of it."""
    labels = {model._meta.label for model in naming_members()}
    assert STAYS.keys() <= labels
    # Neither stays for long in the world above: whoever is invited is there, and these two need another browser.
    elsewhere = {"spaces.Invitation", "account.EmailAddress", "mfa.Authenticator", "together.Said", "giving.Kept"}
    elsewhere |= {"moving.KeptSeat"}
    missing = {model._meta.label for model in naming_members() if not of(model, world.ada.member).exists()}
    assert missing <= elsewhere


def test_closing_leaves_only_what_the_other_may_read(world: World, folder: Path) -> None:
    ada, ben = world.ada, world.ben
    readable = readable_by(ben)
    close(ada)
    for model in naming_members():
        left = list(of(model, ada.member))
        assert not left or model._meta.label in STAYS, f"{model._meta.label}: {left}"
        if issubclass(model, SealedItem):
            assert model.KIND not in PRIVATE or not left
            assert {item.pk for item in left} <= readable, model
    assert readable_by(ben) == readable
    seat = Membership.objects.get(pk=ada.membership.pk)
    fresh = Membership()
    for field in ("has_children", "paused_on", "touch", "touch_before", "touch_on", "time_zone"):
        assert getattr(seat, field) == getattr(fresh, field), field
    assert {mark.kind for mark in Mark.objects.filter(by=ada.member)} == {"talked"}
    assert not any(
        session.get_decoded().get("_auth_user_id") == str(ada.member.pk) for session in Session.objects.all()
    )
    kinds: list[Any] = [model for model in apps.get_models() if getattr(model, "HAS_LARGER", False)]
    pictures = {item.file for model in kinds for item in model.objects.all()}
    assert {str(path.relative_to(folder)) for path in files(folder)} == pictures
    assert pictures, "the photo beside the gift"


def readable_by(one: Person) -> set[str]:
    """The ids of all that somebody may read of the other's, and of their own."""
    boxes = json.loads(b"".join(one.client.get("/me/copy/boxes/?words")))
    return {item["id"] for item in boxes["items"]}


def everything() -> dict[str, int]:
    """How many rows there are, by model, leaving out the program's own and Eve's."""
    counts = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return {label: count for label, count in counts.items() if count and label not in OF_NOBODY}


def test_when_both_closed_nothing_is_left(world: World, folder: Path) -> None:
    close(world.eve)
    close(world.ada)
    assert Space.objects.count() == 1
    close(world.ben)
    assert files(folder) == []
    assert everything() == {}


def test_a_space_both_have_left_goes_when_both_deleted_it(world: World, folder: Path) -> None:
    ada, ben = world.ada, world.ben
    assert ada.post("end/", {"auth": AUTH}).status_code == 409, "first one leaves"
    ada.post("door/")
    readable = readable_by(ben)
    page = ben.get("/us/").content
    assert ada.post("end/", {"auth": "nr1_" + "B" * 42 + "A"}).status_code == 403
    assert ada.post("end/", {"auth": AUTH}).status_code == 204
    for address in ("", "exchanges/", "agreement/", "end/", f"exchanges/{world.opened.day}/"):
        assert ada.get(address).status_code == 404, address
    assert readable_by(ada) == set()
    assert ada.get("/us/").status_code in (200, 302)
    assert readable_by(ben) == readable, "what both had opened stays with the other"
    assert without_tokens(ben.get("/us/").content) == without_tokens(page), "who notices nothing"
    for model in naming_members():
        if issubclass(model, SealedItem) and model.KIND in PRIVATE:
            assert not of(model, ada.member).exists(), model
    ben.post("door/")
    assert ben.post("end/", {"auth": AUTH}).status_code == 204
    of_space = [model for model in apps.get_models() if any(to is Space for _lookup, to in links(model))]
    for model in of_space:
        lookup = next(lookup for lookup, to in links(model) if to is Space)
        assert not model._default_manager.filter(**{lookup: ada.space.pk}).exists(), model
    assert files(folder) == []
    assert Keys.objects.filter(member__in=[ada.member, ben.member]).count() == 2, "the accounts stay"


def without_tokens(page: bytes) -> str:
    text = page.decode()
    for pattern in CHANGES_WITH_EVERY_PAGE:
        text = re.sub(pattern, "", text)
    return text


def test_alone_one_deletes_all_of_it(world: World) -> None:
    eve = world.eve
    eve.post("pages/", envelope())
    assert eve.get("end/").status_code == 200
    assert eve.post("end/", {"auth": AUTH}).status_code == 204
    assert not Space.objects.filter(pk=eve.space.pk).exists()
    assert Member.objects.filter(pk=eve.member.pk, is_active=True).exists()
    assert eve.get("/", follow=True).status_code == 200


def test_what_was_written_after_the_other_left_goes_with_the_account(world: World) -> None:
    ada, ben = world.ada, world.ben
    ada.post("door/")
    ben.space.refresh_from_db()
    later = envelope(epoch=ben.space.epoch, number=3)
    assert ben.post("agreement/", later).status_code == 204
    close(ben)
    assert later["id"] not in {item.pk for model in naming_members() if issubclass(model, SealedItem)
                               for item in model.objects.all()}  # fmt: skip
    assert readable_by(ada)


def test_a_question_chosen_for_the_next_turn_does_not_hold_anyone(world: World) -> None:
    """It waits for a day that has not come, so it goes with whoever asks it, and the day gets another."""
    assert world.ada.post("door/").status_code == 302
    assert not OwnQuestion.objects.filter(pk=world.own_question).exists()
    assert not Exchange.objects.filter(content=world.own_question).exists()


def test_the_one_who_stays_sees_nothing_of_a_closing_after_leaving(world: World) -> None:
    ada, ben = world.ada, world.ben
    assert ada.post("door/").status_code == 302
    pages = [without_tokens(ben.get(address).content) for address in ("/us/", "exchanges/")]
    assert Membership.objects.get(pk=ada.membership.pk).name
    close(ada)
    assert [without_tokens(ben.get(address).content) for address in ("/us/", "exchanges/")] == pages


def test_nobody_can_keep_another_from_closing_by_taking_a_name(world: World) -> None:
    taken = Member.objects.get(pk=world.eve.member.pk)
    taken.name = world.ada.member.public_id
    taken.save(update_fields=["name"])
    close(world.ada)
    assert not Member.objects.get(pk=world.ada.member.pk).is_active
