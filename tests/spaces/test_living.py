"""Beginning, setting, writing for oneself, pausing, leaving."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nearer.people.models import Keys, Member
from nearer.spaces.models import Choice, Invitation, Membership, Note, Space
from tests.cast import AUTH, Person, box, envelope, new_id
from tests.conftest import Clock

from .conftest import Trio, Two, invite

BEGIN = {"bond": "family", "rhythm": "weekly", "time_zone": "America/Halifax"}


def test_a_space_begins_once(trio: Trio) -> None:
    fields = BEGIN | {"id": new_id()}
    for _ in range(2):
        assert trio.ada.post("/spaces/", fields).status_code == 204
    space = Space.objects.get(pk=fields["id"])
    assert (space.bond, space.rhythm, space.time_zone) == ("family", "weekly", "America/Halifax")
    assert trio.eve.post("/spaces/", fields).status_code == 400, "an id of somebody else's space"
    assert space.memberships.count() == 1
    assert trio.ada.client.session["space"] == space.pk


def test_another_space_comes_with_its_key_or_not_at_all(trio: Trio) -> None:
    fields = BEGIN | {"id": new_id(), "keyring": box(), "revision": 3, "auth": AUTH}
    assert trio.ada.post("/spaces/", fields).status_code == 409
    assert not Space.objects.filter(pk=fields["id"]).exists()
    assert trio.ada.post("/spaces/", fields | {"revision": ""}).status_code == 400
    assert trio.ada.post("/spaces/", fields | {"revision": 2}).status_code == 204
    assert Keys.objects.get(member=trio.ada.member).keyring == fields["keyring"]


@pytest.mark.parametrize(
    "change", [{"time_zone": "Mars/Olympus"}, {"bond": "boss"}, {"rhythm": "hourly"}, {"name": "Ada"}, {"id": "ada"}]
)
def test_what_does_not_fit_begins_nothing(trio: Trio, change: dict[str, str]) -> None:
    before = Space.objects.count()
    assert trio.ada.post("/spaces/", BEGIN | {"id": new_id()} | change).status_code == 400
    assert Space.objects.count() == before


def test_settings_hold_for_both_and_children_for_oneself(two: Two) -> None:
    assert two.ben.post("settings/", BEGIN).status_code == 302
    two.ada.space.refresh_from_db()
    assert two.ada.space.rhythm == "weekly"
    two.ben.post("children/", {"has_children": "on"})
    seats = dict(Membership.objects.filter(space=two.ada.space).values_list("seat", "has_children"))
    assert seats == {1: False, 2: True}
    two.ben.post("children/")
    assert not Membership.objects.filter(has_children=True).exists()


def test_a_name_is_a_box_and_its_versions_follow(two: Two) -> None:
    first = envelope()
    for _ in range(2):
        assert two.ada.post("name/", first).status_code == 204
    assert first["box"] in two.ben.get("/us/").content.decode()
    assert two.ada.post("name/", envelope()).status_code == 409
    assert two.ada.post("name/", envelope(id=first["id"], revision=2)).status_code == 204
    assert two.ada.post("name/", envelope(id=first["id"], epoch=1, revision=3)).status_code == 409
    assert two.ada.post("name/", envelope(revision=3)).status_code == 400, "another id"


def test_notes_and_choices_are_ones_own(two: Two) -> None:
    note, choice = envelope(), envelope()
    assert two.ada.post("steps/alone-03/notes/", note).status_code == 204
    assert two.ada.post("steps/alone-99/notes/", envelope()).status_code == 404
    assert two.ada.post("choices/", choice).status_code == 204
    assert two.ada.post("choices/", envelope(epoch=1)).status_code == 409, "private things have epoch 0"
    own = two.ada.get("alone/").content.decode()
    theirs = two.ben.get("alone/").content.decode()
    for one in (note, choice):
        assert one["box"] in own
        assert one["box"] not in theirs
    assert two.ben.post("choices/", envelope(id=choice["id"], revision=2)).status_code == 409
    two.ben.delete(f"notes/{note['id']}/")
    assert Note.objects.count() == 1
    changed = envelope(id=note["id"], revision=2)
    assert two.ada.post("steps/alone-03/notes/", changed).status_code == 204
    assert Note.objects.get().box == changed["box"]
    two.ada.delete(f"notes/{note['id']}/")
    assert not Note.objects.exists()
    assert two.ada.post("steps/alone-03/notes/", note).status_code == 409, "a late repeat does not bring it back"
    assert Choice.objects.get().box == choice["box"]


def paused(one: Person) -> None:
    assert one.post("pause/").status_code == 302


def wrote_for_themselves(one: Person) -> None:
    one.post("steps/alone-03/notes/", envelope())
    one.post("choices/", envelope())
    one.post("children/", {"has_children": "on"})


def renewed(one: Person) -> None:
    one.post("renewals/", envelope())


def gave_access_back(one: Person) -> None:
    invite(one, "regrant")


CHANGES_WITH_EVERY_PAGE = [r'data-csrf="[^"]+"', r'name="csrfmiddlewaretoken" value="[^"]+"', r'data-half="[^"]+"']
PAGES = ["/us/", "settings/", "alone/", "agreement/", "renewals/", "invitations/", "access/", "door/"]


def seen(one: Person, page: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = one.get(page)
    text = answer.content.decode()
    for pattern in CHANGES_WITH_EVERY_PAGE:
        text = re.sub(pattern, "", text)
    return f"{answer.status_code} {text}", len(queries)


@pytest.mark.parametrize("did", [paused, wrote_for_themselves, renewed, gave_access_back])
def test_what_one_does_in_private_looks_like_nothing(two: Two, clock: Clock, did: Callable[[Person], None]) -> None:
    clock.turn(days=200)
    for page in PAGES:
        seen(two.ben, page)
    before = [seen(two.ben, page) for page in PAGES]
    did(two.ada)
    assert [seen(two.ben, page) for page in PAGES] == before


def test_a_pause_is_shown_to_the_one_who_pauses(two: Two) -> None:
    two.ada.post("pause/")
    assert "Come back" in two.ada.get("/us/").content.decode()
    two.ada.post("resumption/")
    assert "Come back" not in two.ada.get("/us/").content.decode()


def test_leaving_is_at_once_and_alone(two: Two) -> None:
    invite(two.ada, "regrant")
    assert two.ben.post("door/").status_code == 302
    two.ada.space.refresh_from_db()
    assert two.ada.space.epoch == 1
    assert not Invitation.objects.exists()
    assert two.ben.post("door/").status_code == 302
    two.ada.space.refresh_from_db()
    assert two.ada.space.epoch == 1, "leaving twice is leaving once"
    for page in ("agreement/", "renewals/", "alone/", "door/", "exchanges/"):
        assert two.ben.get(page).status_code == 200
    for page in ("settings/", "invitations/", "access/"):
        assert two.ben.get(page).status_code == 409
    assert two.ben.post("renewals/", envelope(epoch=1)).status_code == 409
    assert two.ben.post("name/", envelope(epoch=1)).status_code == 409
    assert two.ben.post("agreement/", envelope(epoch=1, number=1)).status_code == 409
    for page in ("/", "/us/"):
        assert "The other one of you has left" in two.ada.get(page).content.decode()
    assert (
        two.ada.post("invitations/", {"id": new_id(), "purpose": "join", "epoch": 0, "box": box()}).status_code == 409
    )


def test_the_new_key_is_kept_by_the_one_who_stays(two: Two) -> None:
    Keys.objects.create(
        member=two.ada.member, kdf={}, wrapped=box(), recovery=box(), keyring=box(), recovery_proof_hash="0" * 64
    )
    two.ben.post("door/")
    assert two.ada.post("keys/", {"keyring": box(), "revision": 3, "auth": AUTH}).status_code == 409
    assert two.ada.post("keys/", {"keyring": box(), "revision": 2, "auth": AUTH}).status_code == 204
    assert Member.objects.get(pk=two.ada.member.pk).ring_revision == 2


def test_switching_shows_only_ones_own_spaces(two: Two) -> None:
    fields = BEGIN | {"id": new_id()}
    two.ada.post("/spaces/", fields)
    two.ada.post("name/", envelope())
    two.ben.post("name/", name := envelope())
    page = two.ada.get("/us/").content.decode()
    assert name["box"] in page, "the switcher names the other space"
    assert two.ada.get(f"/spaces/{two.ada.space.pk}/").status_code == 302
    assert two.ada.client.session["space"] == two.ada.space.pk
    assert two.ada.get(f"/spaces/{two.eve.space.pk}/").status_code == 404
    assert two.ada.client.session["space"] == two.ada.space.pk
