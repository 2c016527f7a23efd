"""A journal, aims and plans: kept, changed, taken away, and nobody else's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nearer.catalogue import catalogue
from nearer.myself import prompts
from nearer.myself.models import Aim, Entry, Plan
from nearer.people import items
from nearer.people.items import Resealed
from nearer.spaces.models import Membership
from tests.cast import Person, box, envelope, person
from tests.conftest import Clock

PLACES = [("pages", Entry), ("ahead", Aim), ("later", Plan)]


@pytest.mark.parametrize(("place", "model"), PLACES)
def test_one_of_my_own_is_kept_changed_and_taken_away(ada: Person, clock: Clock, place: str, model: Any) -> None:
    written = envelope()
    for _again in range(2):
        assert ada.post(f"{place}/", written).status_code == 204
    kept = model.objects.get()
    assert (kept.box, kept.author_id, kept.day) == (written["box"], ada.member.public_id, clock.moment.date())
    for page in (f"/me/{place}/", f"{place}/{kept.pk}/"):
        assert written["box"] in ada.get(page).content.decode()
    clock.turn(days=3)
    newer = envelope(id=written["id"], revision=2)
    assert ada.post(f"{place}/", newer).status_code == 204
    assert ada.post(f"{place}/", envelope(id=written["id"], revision=2)).status_code == 409
    kept = model.objects.get()
    assert (kept.box, kept.revision) == (newer["box"], 2)
    assert kept.day == clock.moment.date().replace(day=2), "it stays where it was written"
    for _again in range(2):
        assert ada.delete(f"{place}/{kept.pk}/").status_code == 204
    assert not model.objects.exists()
    assert ada.get(f"{place}/{kept.pk}/").status_code == 404
    assert ada.post(f"{place}/", written).status_code == 409, "a late repeat does not bring it back"


@pytest.mark.parametrize(("place", "model"), PLACES)
def test_the_other_one_finds_nothing_and_changes_nothing(ada: Person, ben: Person, place: str, model: Any) -> None:
    ada.post(f"{place}/", written := envelope())
    before = Membership.objects.values_list("seq", flat=True).get(pk=ben.membership.pk)
    assert ben.get(f"{place}/{written['id']}/").status_code == 404
    assert ben.delete(f"{place}/{written['id']}/").status_code == 204, "as for what is not there"
    assert ben.post(f"{place}/", envelope(id=written["id"], revision=2)).status_code == 409
    assert model.objects.get().box == written["box"]
    assert written["box"] not in ben.get(f"/me/{place}/").content.decode()
    ada.delete(f"{place}/{written['id']}/")
    assert Membership.objects.values_list("seq", flat=True).get(pk=ben.membership.pk) == before


@pytest.mark.parametrize(("place", "model"), PLACES)
def test_what_is_written_on_an_earlier_key_of_the_space_is_ones_own_all_the_same(
    ada: Person, ben: Person, place: str, model: Any
) -> None:
    ada.post("door/")
    assert ada.post(f"{place}/", envelope()).status_code == 204, "what is private has no key of the space"
    assert ada.post(f"{place}/", envelope(epoch=1)).status_code == 409
    assert ada.get(f"/me/{place}/").status_code == 200
    assert model.objects.count() == 1


def test_pages_of_all_spaces_lie_together_each_with_its_own(ada: Person) -> None:
    ada.post("pages/", first := envelope())
    second_space = person("eve").space
    Membership.objects.create(space=second_space, member=ada.member, seat=2, welcomed=True)
    ada.client.post(f"/spaces/{second_space.pk}/pages/", second := envelope())
    page = ada.get("/me/pages/").content.decode()
    shown = re.findall(r'<own-entry id="own-([\w-]+)" data-space="([\w-]+)"', page)
    assert shown == [(second["id"], second_space.pk), (first["id"], ada.space.pk)]
    found = ada.get("/me/pages/boxes/").json()["entries"]
    assert [(row[1], row[2][1], row[2][-1]) for row in found] == [
        (second_space.pk, second["id"], second["box"]),
        (ada.space.pk, first["id"], first["box"]),
    ]


def test_newest_first_also_within_a_day_and_thirty_at_a_time(ada: Person) -> None:
    written = [envelope() for _ in range(35)]
    for each in written:
        ada.post("pages/", each)
    newest_first = [each["id"] for each in reversed(written)]
    page = ada.get("/me/pages/").content.decode()
    assert re.findall(r'id="own-([\w-]+)"', page) == newest_first[:30]
    further = re.search(r'href="\?before=(\d+)"', page)
    assert further
    page = ada.get(f"/me/pages/?before={further[1]}").content.decode()
    assert re.findall(r'id="own-([\w-]+)"', page) == newest_first[30:]
    assert "before=" not in page
    for nonsense in ("x", "-1", "9" * 30, ""):
        assert ada.get(f"/me/pages/?before={nonsense}").status_code == 200


@pytest.mark.parametrize("place", ["pages", "ahead", "later"])
def test_the_number_of_queries_does_not_grow_with_rows(ada: Person, place: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            ada.get(f"/me/{place}/")
        return len(counted)

    ada.post(f"{place}/", envelope())
    queries()
    few = queries()
    for _ in range(8):
        ada.post(f"{place}/", envelope())
    assert queries() == few


def test_new_keys_take_them_along_and_closing_deletes_them(ada: Person, ben: Person) -> None:
    for place, _model in PLACES:
        ada.post(f"{place}/", envelope())
    me = ada.member.public_id
    assert {item.KIND for item in items.private(me)} == {"journal", "aim", "plan"}
    resealed = [Resealed(item.pk, item.revision + 1, box()) for item in items.private(me)]
    items.reseal(me, {}, resealed)
    assert {item.box for item in items.private(me)} == {each.box for each in resealed}


def test_someone_without_a_space_is_led_to_the_beginning(ada: Person) -> None:
    ada.membership.delete()
    for place in ("pages", "ahead", "later"):
        assert ada.get(f"/me/{place}/").status_code == 302


def test_what_is_offered_depends_on_the_person_and_the_day_alone(ada: Person, clock: Clock) -> None:
    day = clock.moment.date()
    me = ada.member.public_id
    before = prompts.questions(me, day), prompts.ideas(me, day, "partner")
    ada.post("pages/", envelope())
    assert (prompts.questions(me, day), prompts.ideas(me, day, "partner")) == before
    assert len({tuple(prompts.questions(me, day.replace(day=each))) for each in range(1, 8)}) == 7
    assert prompts.questions(me, day) != prompts.questions("another", day)


def test_ideas_suit_the_bond_and_the_time_of_the_year(clock: Clock) -> None:
    for month, season in ((1, "winter"), (4, "spring"), (7, "summer"), (10, "autumn"), (12, "winter")):
        for bond in ("partner", "family", "friends"):
            for idea in prompts.ideas("someone", clock.moment.date().replace(month=month), bond):
                assert idea.suits(bond)
                assert {season, "any"} & set(idea.season)
                assert idea in catalogue().ideas(idea.kind)
