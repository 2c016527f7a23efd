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
    of_depth = [question for question in catalogue().questions("partner") if question.depth == depth]

    assert sum("children" not in question.needs for question in of_depth) >= least


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


PROMISED = (
    "structured-dialogue", "five-five-five", "seven-breaths", "gazing", "cards-that-deepen", "memorise-by-touch",
    "five-things", "long-hug", "full-attention", "twenty-undistracted-minutes", "phone-box", "how-was-your-day",
    "after-a-fight", "forgiving", "hard-topic-softly", "dreams-and-values", "closeness-questions", "looking-back",
    "talking-about-desire", "touch-in-turns", "old-hurts", "hard-truths-kindly", "how-well-do-i-know-you",
    "taking-stock", "a-neutral-friend", "retreat-at-home", "the-interview", "silent-company",
)  # fmt: skip
NOT_APART = {
    "long-hug": "touch",
    "memorise-by-touch": "touch",
    "touch-in-turns": "touch",
    "retreat-at-home": "strings together what is done in one home",
    "forgiving": "done alone",
}
"""The sessions that need one room, or one person only, and why."""


def test_each_session_that_was_promised_is_there() -> None:
    assert len(PROMISED) == 28
    assert {session.id for session in catalogue().sessions("partner")} >= set(PROMISED)


def test_every_session_can_be_had_apart_but_for_what_can_not() -> None:
    together = {session.id for session in catalogue().live(Session) if "apart" not in session.place}

    assert together == set(NOT_APART)


OBSTACLES = {
    # weeks on one theme
    *("only-logistics", "no-time", "hard-season", "fear-of-being-vulnerable", "lost-trust", "taken-for-granted"),
    *("new-parents", "distance", "desire-and-closeness"),
    # what stands in the way, as the two tell it
    *("communication", "no-time", "unresolved-conflict", "fear-of-being-vulnerable", "screens", "taken-for-granted"),
    "low-self-worth",
}


def test_each_obstacle_has_a_pathway_for_partners() -> None:
    led = {pathway.obstacle for pathway in catalogue().live(Pathway) if pathway.suits("partner")}

    assert led >= OBSTACLES


def test_a_light_pace_has_two_years_and_a_full_one_three_whoever_has_no_children() -> None:
    questions = catalogue().questions("partner")

    assert sum(question.fits(depth=1, has_children=False) for question in questions) >= 2 * 365
    assert sum(question.fits(depth=3, has_children=False) for question in questions) >= 3 * 365


def test_help_is_near_in_many_countries_and_elsewhere_there_are_directories() -> None:
    known = catalogue().help

    assert len(known.lines) >= 120
    assert len(known.countries()) >= 45
    assert len(known.directories) >= 3
