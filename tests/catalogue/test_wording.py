"""Patterns of the nudge have to mean the same in Python and in a browser."""

from __future__ import annotations

import pytest

from nearer.catalogue.wording import faults


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
