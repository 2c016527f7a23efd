"""The real words: nothing wrong with them, enough of them, and counted truly."""

from __future__ import annotations

import json

import pytest

from nearer.catalogue import BONDS, Bond, catalogue
from nearer.catalogue.checks import check
from nearer.catalogue.report import count, nearest, report


def test_nothing_is_wrong_with_the_words() -> None:
    assert [str(mistake) for mistake in check()] == []


@pytest.mark.parametrize(("bond", "least"), [("partner", 120), ("family", 40), ("friends", 40)])
def test_there_are_questions_for_each_bond_from_play_to_needs(bond: Bond, least: int) -> None:
    questions = [question for question in catalogue().questions(bond) if question.depth <= 3]

    assert len(questions) >= least
    assert {question.depth for question in questions} == {0, 1, 2, 3}


@pytest.mark.parametrize("bond", BONDS)
def test_even_the_lightest_pace_has_something_to_ask(bond: Bond) -> None:
    assert any(question.fits(depth=0, has_children=False) for question in catalogue().questions(bond))


def test_each_bond_has_its_name_and_messages_to_send() -> None:
    known = catalogue()

    assert [bond.id for bond in known.beginning.bonds] == list(BONDS)
    assert all(known.asking.messages_for(bond) for bond in BONDS)
    assert [rhythm.id for rhythm in known.beginning.rhythms] == ["daily", "three", "weekly"]


def test_the_five_ways_to_answer_are_there_once_each() -> None:
    assert [scaffold.id for scaffold in catalogue().scaffolds.scaffolds] == [
        "heard",
        "sense",
        "feel",
        "curious",
        "thanks",
    ]


def test_someone_alone_has_twenty_one_steps_of_three_kinds() -> None:
    steps = catalogue().alone.steps

    assert len(steps) == len({step.id for step in steps}) == 21
    assert {step.kind for step in steps} == {"example", "own", "gesture"}


def test_the_moment_asks_for_all_five_and_lets_everyone_pass() -> None:
    moment = catalogue().moment

    assert [answer.id for answer in moment.answers] == ["afraid", "hurt", "threatened", "forced", "controlled"]
    assert "may see this screen, skip" in moment.before
    assert moment.rather_not


def test_the_safe_place_agreement_is_found_by_its_id() -> None:
    agreement = catalogue().agreement

    assert agreement.version("safe-place-1") is agreement.versions[0]
    assert agreement.version("safe-place-0") is None
    assert agreement.current is agreement.versions[-1]


def test_help_lists_lines_by_country() -> None:
    help = catalogue().help

    assert sum(len(help.lines_in(country)) for country in help.countries()) == len(help.lines)
    assert help.lines_in("Nowhere") == ()


def test_the_counts_agree_with_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    report(as_json=True)

    counts = json.loads(capsys.readouterr().out)
    questions = counts["question"]
    assert counts == count(catalogue())
    assert sum(questions["by_depth"].values()) == sum(questions["by_field"].values()) == questions["total"]
    assert questions["by_bond"]["family"] == len(catalogue().questions("family"))


def test_the_table_names_each_kind(capsys: pytest.CaptureFixture[str]) -> None:
    report(closest=0)

    printed = capsys.readouterr().out
    assert all(kind in printed for kind in count(catalogue()))
    assert nearest(catalogue(), 0) == []
