"""Patterns of the nudge have to mean the same in Python and in a browser, notice blame, and leave the rest alone.

The sentences were written apart from the patterns. Patterns may be mended by what `open`, `held` and `fresh` show.
`held` and `fresh` were kept back at first. Each was looked at once, `held` while the patterns stood at precision 0.91
and recall 0.74 on it, `fresh` at 0.935 and 0.725; each was then used to mend the patterns, so neither says any longer
how they do on words they have not met. `last`, written later by someone who had seen neither the patterns nor the other
sentences, takes their place: nobody looks at which of its sentences go wrong.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nearer.catalogue import catalogue
from nearer.catalogue.wording import Nudge, Wording, WordingFamily, faults

SENTENCES = Path(__file__).parent / "sentences"
PRECISION, RECALL = 0.95, 0.7


@pytest.mark.parametrize(
    "pattern",
    [
        r"\byou (?:always|never)\b",
        r"why (?:can't|won't) you(?! mind)",
        r"(?=you)you'?re such an? [a-z]{2,20}\b",
        r"[^.?\-/\]]+\.",
        r"every (single )?time\s*,?\s*you",
        r"\d{1,3} times|a\/b|\(no\)|\[x\]|\{x\}",
        r"[\b]",
    ],
)
def test_what_both_understand_is_left_alone(pattern: str) -> None:
    assert list(faults(pattern)) == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("you (always", "can't be read"),
        ("(?P<who>you) never", "a named group"),
        ("(?<=you) never", "a look behind"),
        ("(?<!you) never", "a look behind"),
        ("(?i)you", "a flag inside"),
        ("(?i:you)", "a flag inside"),
        ("(?#note)you", "a flag inside"),
        (r"can\'t", "escapes '"),
        (r"\Ayou", "escapes A"),
        (r"you\-never", "escapes -"),
        (r"[\B]", "escapes B in a class"),
        ("{x}", "that a browser refuses"),
        ("a]", "that a browser refuses"),
        ("a{,3}", "that a browser refuses"),
        ("[]a]", "a class that begins with a bracket"),
        ("you++", "repeats a repetition"),
        ("You never", "capital letters"),
        ("can\u2019t", "a curly apostrophe"),
        ("(a)|((b))\\3", "escapes 3"),
        (r"[\d-x]", "a range that begins with"),
        ("(?>you)", "a flag inside"),
        ("^*a", "can't be read"),
        ("(?=a)*b", "something that has no length"),
    ],
)
def test_what_only_one_understands_is_said(pattern: str, said: str) -> None:
    found = list(faults(pattern))

    assert any(said in fault for fault in found), found


def sorted_out(name: str) -> tuple[list[str], list[str], list[str]]:
    """The sentences of a file: noticed and rightly so, noticed wrongly, missed."""
    sentences = yaml.safe_load((SENTENCES / f"{name}.yaml").read_text())
    assert [len(sentences), sum(sentence["nudge"] for sentence in sentences)] == [160, 80]
    noticed = {sentence["text"] for sentence in sentences if catalogue().wording.notices(sentence["text"])}
    blame = {sentence["text"] for sentence in sentences if sentence["nudge"]}
    return sorted(noticed & blame), sorted(noticed - blame), sorted(blame - noticed)


def precision_and_recall(right: int, wrong: int, missed: int) -> tuple[float, float]:
    return right / max(right + wrong, 1), right / (right + missed)


@pytest.mark.parametrize("name", ["open", "held", "fresh"])
def test_blame_in_sentences_that_mended_the_patterns_is_noticed_and_little_else(name: str) -> None:
    right, wrong, missed = sorted_out(name)
    precision, recall = precision_and_recall(len(right), len(wrong), len(missed))

    said = f"precision {precision:.3f}, recall {recall:.3f}\nwrong: {wrong}\nmissed: {missed}"
    assert precision >= PRECISION, said
    assert recall >= RECALL, said


def test_blame_in_the_last_sentences_is_noticed_and_little_else() -> None:
    precision, recall = precision_and_recall(*map(len, sorted_out("last")))

    assert (precision >= PRECISION, recall >= RECALL) == (True, True), f"precision {precision:.3f}, recall {recall:.3f}"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("You NEVER ring", "first"),
        ("well, you don\u2019t ring", "second"),
        ("You don't ring, you never ring", "first"),
        ("I ring you", None),
    ],
)
def test_what_is_noticed_does_not_hang_on_capitals_or_apostrophes(text: str, id: str | None) -> None:
    wording = Wording(
        (WordingFamily(id="always-never", name="Never", why="it leaves no way out", offer="I feel \u2026"),),
        (
            Nudge(id="first", family="always-never", pattern=r"\byou never\b"),
            Nudge(id="second", family="always-never", pattern=r"\byou don't\b"),
        ),
    )

    found = wording.notices(text)

    assert (found.id if found else None) == id
