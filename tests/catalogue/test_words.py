"""What the checks of the words find, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from nearer.catalogue import Question
from nearer.catalogue.checks import Allowance, check
from nearer.catalogue.files import read
from nearer.catalogue.likeness import ALIKE, features, likeness, pairs
from nearer.catalogue.loading import CONTENT, load
from nearer.catalogue.reading import grade, syllables
from nearer.catalogue.recorded import ids, record
from nearer.catalogue.words import is_open, of_question, of_voice

Write = Callable[[str, str], None]


def found(text: str, **more: Any) -> set[str]:
    entry: dict[str, Any] = {"id": "q-1", "text": text, "depth": 1, "field": "play", "bonds": ["partner"]} | more
    return {finding.check for finding in of_question(Question.model_validate(entry))}


@pytest.mark.parametrize(
    "text",
    [
        "Do you like rain?",
        "If you could fly, would you?",
        "When you were ten, did you like school?",
        "In your family, was it all right to cry?",
        "Looking back: is there something you miss?",
        "And on a good day?",
        "Is that why you left?",
        "You had a free day. Could you rest?",
    ],
)
def test_what_yes_or_no_would_answer_is_closed(text: str) -> None:
    assert not is_open(text)
    assert "closed" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "What do you like about rain?",
        "In whose kitchen have you felt at home, and what went on in it?",
        "Suppose it rains all week. How do you spend it?",
        "A late train, a long road: where did waiting turn someone into a friend?",
        "If you could fly, where would you go first?",
        "When did you last laugh until it hurt?",
        "It did rain. What then?",
        "You are handed a key, no questions asked. What goes on in there?",
        "Tell about a day you kept: what was in it?",
    ],
)
def test_what_asks_for_more_is_open(text: str) -> None:
    assert is_open(text)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("What would heal you?", "word"),
        ("What should people know about you?", "word"),
        ("Which Challenges wait for you?", "word"),
        ("What makes you happy? Tell me!", "exclamation"),
        ("What does he do when you are sad?", "assumes"),
        ("What did your mother cook on Sundays?", "assumes"),
        ("What was your wedding like?", "assumes"),
        ("What do you wish for your children?", "assumes"),
        ("When do you pray, and for what?", "assumes"),
        ("What is hard? And why is it?", "one"),
        ("Tell about a day at the sea.", "one"),
        ("How many friends do you have?", "closed"),
        ("What " + "and what " * 30 + "?", "length"),
        ("Which considerable organisational responsibilities characterise professional satisfaction for you?", "grade"),
    ],
)
def test_what_the_voice_rules_out_is_found(text: str, check: str) -> None:
    assert check in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "What do you do for your health?",
        "What did you love as a child?",
        "Where is the other better at this than you?",
        "What do you hold on to when things make no sense?",
        "Which of your stories must the other know by heart?",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == set()


def test_children_may_be_asked_about_where_there_are_some() -> None:
    assert found("What do you wish for your children?", needs=["children"]) == set()


def test_nothing_romantic_comes_to_family_and_friends() -> None:
    assert found("Which kiss do you remember?") == set()
    assert found("Which kiss do you remember?", bonds=["partner", "friends"]) == {"romantic"}
    assert found("What do you long for?", bonds=["family"], field="desire") == {"romantic"}


def test_the_other_is_no_partner_to_family_and_friends() -> None:
    assert found("What does your partner laugh about?") == set()
    assert found("What does your partner laugh about?", bonds=["partner", "family"]) == {"assumes"}


def test_follow_up_and_beginning_are_checked_too() -> None:
    assert found("What do you miss?", follow_up="Is it far?") == {"closed"}
    assert found("What do you miss?", begin_with="My journey to") == {"word"}


def test_voice_says_what_and_how_to_mend() -> None:
    [finding] = of_voice("This is your homework.")

    assert finding == ("word", 'says "homework"', "use another word")


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("made", 1), ("needed", 2), ("asked", 1), ("people", 2), ("idea", 3), ("question", 2), ("someone", 2),
        ("changes", 2), ("settled", 2), ("being", 2), ("quiet", 2), ("friend", 1), ("remember", 3), ("families", 3),
        ("called", 1), ("the", 1), ("beautiful", 3), ("usually", 4),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_follows_the_published_formula() -> None:
    # 6 words, 1 sentence, 6 syllables; and 7 words, 2 sentences, 9 syllables.
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert grade("We met people. What did they remember?") == pytest.approx(0.39 * 3.5 + 11.8 * 10 / 7 - 15.59)
    assert grade("") == 0


def test_likeness_is_high_for_the_same_in_other_order_and_low_for_others() -> None:
    one = features("Which smell takes you straight back to your childhood?")
    same = features("What smell takes you back to childhood?")
    other = features("What do you fear losing in the years to come?")

    assert likeness(one, one) == 1
    assert likeness(one, same) >= ALIKE > likeness(one, other)
    assert likeness(features("Why?"), features("Why?")) == 0


def test_each_alike_pair_is_found_once() -> None:
    texts = {"a": "Which smell takes you back?", "b": "What smell takes you back?", "c": "What scares you at night?"}

    assert [(one, other) for _, one, other in pairs(texts)] == [("a", "b")]


# -- Over a whole folder ----------------------------------------------------------------------------------------------
ALIKE_TO_BOAT = """
- id: play-002
  text: What would you name your boat, and why?
  depth: 0
  field: play
  bonds: [friends]
"""


def said(folder: Path) -> list[str]:
    known = load(folder)
    record(known, folder)
    return [str(mistake) for mistake in check(known, folder)]


def test_content_without_mistakes_passes(folder: Path) -> None:
    assert said(folder) == []


def test_two_alike_of_one_bond_are_found_and_a_written_reason_allows_them(folder: Path, write: Write) -> None:
    write("en/questions/more.yaml", ALIKE_TO_BOAT)
    assert "play-001 and play-002: are alike" in said(folder)[0]

    write("allowances.yaml", "- {check: alike, entries: [play-002, play-001], reason: They rhyme on purpose here}\n")
    assert said(folder) == []


def test_two_alike_that_no_pair_ever_gets_both_of_are_fine(folder: Path, write: Write) -> None:
    write("en/questions/more.yaml", ALIKE_TO_BOAT.replace("[friends]", "[family]"))

    assert said(folder) == []


def test_an_allowance_needs_a_reason_and_a_use(folder: Path, write: Write) -> None:
    write(
        "allowances.yaml",
        "- {check: grade, entries: [play-001], reason: It was long once upon a time}\n"
        "- {check: grade, entries: [joys-001]}\n",
    )

    assert said(folder) == [
        "content/allowances.yaml, entry 2: reason is missing; add it",
        "content/allowances.yaml, entry play-001: check grade finds nothing; remove it",
    ]


def test_voice_is_checked_in_every_document(folder: Path) -> None:
    path = folder / "en" / "renewal.yaml"
    path.write_text(path.read_text().replace("title: Saying it again", "title: Your journey"))

    assert said(folder) == ['content/en/renewal.yaml, entry renewal: says "journey"; use another word']


def test_an_id_cannot_vanish_and_a_new_one_is_recorded(folder: Path, write: Write) -> None:
    known = load(folder)
    assert record(known, folder) == len(ids(known))
    assert record(known, folder) == 0
    write("en/questions/play.yaml", "- {id: play-009, text: What now, depth: 0, field: play, bonds: [friends]}\n")

    mistakes = [(mistake.entry, mistake.what) for mistake in check(load(folder), folder) if "ids" in mistake.file]

    assert mistakes == [
        ("joys-001", "is gone, but answers may belong to it"),
        ("play-001", "is gone, but answers may belong to it"),
        ("play-009", "not recorded yet"),
    ]
    record(load(folder), folder)
    assert "play-001" in (folder / "ids.txt").read_text()


def test_the_example_in_the_docs_is_a_good_question(tmp_path: Path) -> None:
    docs = (CONTENT.parent / "docs" / "content.md").read_text()
    example = tmp_path / "example.yaml"
    example.write_text(docs.partition("```yaml\n")[2].partition("```")[0])

    [written] = read(example, "example.yaml")

    assert list(of_question(Question.model_validate(written))) == []
    assert all(f"`{check}`" in docs for check in get_args(Allowance.model_fields["check"].annotation))
