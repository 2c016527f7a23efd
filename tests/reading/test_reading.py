"""What there is to read, and for whom: bonds, the lighter pace, strangers; and that reading leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from nearer.catalogue import BONDS, catalogue
from nearer.catalogue.ideas import Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.questions import Question
from nearer.catalogue.sessions import Session
from nearer.people.models import Member
from nearer.spaces.models import Membership
from nearer.spaces.paces import Paces
from tests.cast import Person, person
from tests.conftest import Clock

LIGHT = (0, 1, 2)
TENDER = ("asked-the-bedroom", "sexual-closeness", "old-hurt", "a-hand-on-the-back", "which-comes-first")


@pytest.fixture
def pair(db: None, clock: Clock) -> tuple[Person, Person]:
    ada = person("ada")
    return ada, person("ben", ada.space)


def lesson(id: str) -> Lesson:
    found = catalogue().lesson(id)
    assert found is not None
    return found


def pathway(id: str) -> Pathway:
    found = catalogue().pathway(id)
    assert found is not None
    return found


def everything() -> list[Lesson | Pathway]:
    return [*catalogue().all(Lesson), *catalogue().all(Pathway)]


def page(one: Person, entry: Lesson | Pathway) -> Any:
    return one.get(f"{entry.KIND}s/{entry.code}/")


def body(one: Person, path: str = "/read/") -> str:
    answer = one.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def paced(one: Person, pace: int) -> None:
    Member.objects.filter(pk=one.member.pk).update(pace=pace)


def paces(pace: int, touch: int = 0, *, has_children: bool = False) -> Paces:
    return Paces(own=pace, both=pace, touch=touch, has_children=has_children)


@pytest.mark.parametrize("bond", BONDS)
def test_each_bond_sees_its_own_and_no_more(db: None, clock: Clock, bond: str) -> None:
    ada = person("ada", bond=bond)
    text = body(ada)
    for entry in everything():
        assert (f"s/{entry.code}/" in text) == entry.suits(bond), entry.id
        assert page(ada, entry).status_code == (200 if entry.suits(bond) else 404), entry.id


def test_codes_name_one_entry_each_and_tell_no_topic() -> None:
    for shape in (Lesson, Pathway):
        entries = catalogue().all(shape)
        assert len({entry.code for entry in entries}) == len(entries)
        assert all(catalogue().coded(shape, entry.code) is entry for entry in entries)
        assert all(part not in entry.code for entry in entries for part in entry.id.split("-") if len(part) > 2)


def test_the_names_of_files_lead_nowhere(pair: tuple[Person, Person]) -> None:
    assert pair[0].get("lessons/listening/").status_code == 404
    assert pair[0].get("pathways/time-for-two/").status_code == 404


@pytest.mark.parametrize("light", [0, 1])
@pytest.mark.parametrize("pace", LIGHT)
def test_with_a_light_pace_on_either_side_nothing_tender_is_there_to_read(
    pair: tuple[Person, Person], light: int, pace: int
) -> None:
    for id in TENDER:
        assert page(pair[0], lesson(id)).status_code == 200
    paced(pair[light], pace)
    for one in pair:
        text = body(one)
        for id in TENDER:
            assert lesson(id).code not in text
            assert page(one, lesson(id)).status_code == 404
        for way in ("closeness-and-wanting", "an-old-quarrel-gently"):
            assert pathway(way).code not in text
            assert page(one, pathway(way)).status_code == 404
        assert page(one, lesson("no-time")).status_code == 200
        assert page(one, pathway("time-for-two")).status_code == 200


def leads_to(entry: Lesson | Pathway, rule: Paces) -> list[str]:
    if isinstance(entry, Lesson):
        return [entry.attempt]
    return [step.entry for week in rule.weeks(entry) for step in week.steps]


@pytest.mark.parametrize("pace", LIGHT)
def test_with_a_light_pace_nothing_leads_to_what_is_deep_or_needs_a_yes(pace: int) -> None:
    rule = paces(pace, touch=3, has_children=True)
    for entry in everything():
        for id in leads_to(entry, rule) if rule.allow(entry) else ():
            match catalogue().entry(id):
                case Session() as session:
                    assert session.depth <= pace
                    assert not session.consent
                case Question() as question:
                    assert question.depth <= pace
                    assert question.field != "desire"
                case Idea() as idea:
                    assert not idea.touch
                    assert idea.kind != "repair"
                case Lesson() as named:
                    assert rule.allow(named)
                case other:
                    raise AssertionError(other)


def test_the_steps_that_fall_away_are_simply_not_there(pair: tuple[Person, Person]) -> None:
    way = pathway("talking-again")
    paced(pair[1], 2)
    left = [step.why for week in Paces.of(pair[0].membership).weeks(way) for step in week.steps]
    gone = [step.why for step in way.steps() if step.why not in left]
    assert gone
    text = " ".join(page(pair[0], way).content.decode().split())
    for why in gone:
        assert escape(why) not in text
    for why in left:
        assert escape(why) in text


def test_a_pathway_comes_up_as_long_as_two_thirds_of_it_do() -> None:
    for way in catalogue().all(Pathway):
        for pace in (*LIGHT, 3):
            rule, steps = paces(pace), list(way.steps())
            assert rule.allow(way) == (3 * len(leads_to(way, rule)) >= 2 * len(steps)), (way.id, pace)
    assert not any(paces(2).allow(pathway(id)) for id in ("closeness-and-wanting", "an-old-quarrel-gently"))


def test_affection_is_suggested_as_far_as_both_allow(pair: tuple[Person, Person]) -> None:
    way = pathway("closeness-and-wanting")
    hand = catalogue().entries["affection-015"]
    assert isinstance(hand, Idea)
    assert escape(hand.text) not in page(pair[0], way).content.decode()
    for one in pair:
        Membership.objects.filter(pk=one.membership.pk).update(touch=hand.touch)
    assert escape(hand.text) in page(pair[0], way).content.decode()
    Membership.objects.filter(pk=pair[1].membership.pk).update(touch=0)
    assert escape(hand.text) not in page(pair[0], way).content.decode()


def test_what_needs_children_is_for_two_who_both_said_they_have_some() -> None:
    question = next(one for one in catalogue().all(Question) if "children" in one.needs and not one.retired)
    assert not paces(3).allow(question)
    assert paces(3, has_children=True).allow(question)


def test_both_see_the_same_and_nothing_of_each_other(pair: tuple[Person, Person]) -> None:
    """What the two pages differ in is who asks: two members with nothing in common but the space."""
    for path in ("/read/", f"lessons/{lesson('trust').code}/", f"pathways/{pathway('seen-again').code}/"):
        ada, ben = (body(one, path).split("<main", 1)[1].split("</main>")[0] for one in pair)
        assert ada == ben


def rows() -> dict[str, list[Any]]:
    models = [model for model in apps.get_models() if model._meta.app_label != "sessions"]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def test_what_is_read_leaves_no_row_and_nobody_learns_of_it(pair: tuple[Person, Person]) -> None:
    ada, _ben = pair
    body(ada)
    before, session = rows(), dict(ada.client.session)
    body(ada)
    page(ada, lesson("trust"))
    page(ada, pathway("seen-again"))
    assert rows() == before
    assert dict(ada.client.session) == session


def test_a_stranger_finds_nothing_and_one_who_left_nothing_new(pair: tuple[Person, Person]) -> None:
    eve = person("eve")
    for entry in (lesson("trust"), pathway("seen-again")):
        assert eve.client.get(pair[0]._url(f"{entry.KIND}s/{entry.code}/")).status_code == 404
    pair[1].membership.leave()
    assert page(pair[1], lesson("trust")).status_code == 409
    assert pair[1].get("/read/").status_code == 302


def test_queries_do_not_grow_with_what_there_is(pair: tuple[Person, Person]) -> None:
    body(pair[0])
    counts = []
    for path in ("/read/", f"lessons/{lesson('trust').code}/", f"pathways/{pathway('seen-again').code}/"):
        with CaptureQueriesContext(connection) as queries:
            body(pair[0], path)
        counts.append(len(queries))
    assert max(counts) <= 6, counts


def test_the_list_says_who_is_made_up_and_is_linked_from_two_places(pair: tuple[Person, Person]) -> None:
    assert "is made up. The studies are not" in body(pair[0])
    assert 'href="/read/"' in body(pair[0], "/together/")
    assert 'href="/read/"' in body(pair[0], "/us/")
