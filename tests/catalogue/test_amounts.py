"""There is as much as was promised: three years of questions for partners, and every other kind. Numbers are floors."""

from __future__ import annotations

import pytest

from nearer.catalogue import catalogue
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.questions import FIELDS, Guess, Question
from nearer.catalogue.sessions import Session

FOR_PARTNERS = {0: 280, 1: 480, 2: 330, 3: 220, 4: 90, 5: 50}
IDEAS = {
    "dates": 150, "adventures": 80, "gestures": 150, "affection": 40, "rituals": 60, "fun": 80, "surprises": 40,
    "closeness": 60, "appreciation": 100, "admiration": 40, "talk": 100, "open-when": 40, "repair": 60,
}  # fmt: skip
LOOKINS = {"pulse": 5, "sign": 14, "assessment": 36, "portrait": 40}
OTHERS: dict[type, int] = {Guess: 200, Session: 28, Lesson: 60, Pathway: 13}


@pytest.mark.parametrize(("depth", "least"), FOR_PARTNERS.items())
def test_partners_have_three_years_of_questions(depth: int, least: int) -> None:
    assert sum(question.depth == depth for question in catalogue().questions("partner")) >= least


def test_the_fourth_depth_is_half_disagreement_half_desire() -> None:
    fields = [question.field for question in catalogue().questions("partner") if question.depth == 4]

    assert fields.count("desire") >= FOR_PARTNERS[4] // 2
    assert len(fields) - fields.count("desire") >= FOR_PARTNERS[4] // 2


@pytest.mark.parametrize("bond", ["family", "friends"])
def test_family_and_friends_have_a_year_of_questions(bond: str) -> None:
    assert len(catalogue().questions(bond)) >= 365


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_enough_to_draw_from(field: str) -> None:
    assert sum(question.field == field for question in catalogue().live(Question)) >= 30


def test_questions_carry_what_helps_to_choose_and_to_go_on() -> None:
    questions = catalogue().live(Question)

    assert sum(question.follow_up is not None for question in questions) * 3 >= len(questions)
    assert {setting for question in questions for setting in question.settings} == {
        "public",
        "tired",
        "apart",
        "playful",
    }
    assert any("children" in question.needs for question in questions)


@pytest.mark.parametrize(("shape", "least"), OTHERS.items(), ids=lambda value: getattr(value, "KIND", ""))
def test_there_is_enough_of_every_other_kind(shape: type, least: int) -> None:
    assert len(catalogue().live(shape)) >= least


@pytest.mark.parametrize(("kind", "least"), IDEAS.items())
def test_there_are_enough_ideas_of_each_kind(kind: str, least: int) -> None:
    assert len(catalogue().ideas(kind)) >= least


@pytest.mark.parametrize(("kind", "least"), LOOKINS.items())
def test_there_are_enough_items_to_look_in_with(kind: str, least: int) -> None:
    assert len(catalogue().lookins(kind)) >= least


def test_the_assessment_asks_as_much_about_each_of_the_six_kinds_of_closeness() -> None:
    items = catalogue().lookins("assessment")
    kinds = ["emotional", "intellectual", "physical", "playful", "sexual", "spiritual"]

    assert sorted(item.closeness or "" for item in items) == sorted(kinds * 6)


def test_there_are_enough_words_for_feelings_desires_and_kinder_wording() -> None:
    known = catalogue()

    assert len(known.feelings) >= 130
    assert len(known.desires) >= 60
    assert {desire.grade for desire in known.desires} == {0, 1, 2, 3}
    assert len(known.wording.patterns) >= 80
    assert len(known.wording.families) == 8
    assert {nudge.family for nudge in known.wording.patterns} == {family.id for family in known.wording.families}


def test_most_sessions_can_be_had_apart() -> None:
    sessions = catalogue().live(Session)

    assert sum("apart" in session.place for session in sessions) * 2 >= len(sessions)
