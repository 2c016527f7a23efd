"""Texts of ours are set as in a book."""

from __future__ import annotations

import pytest

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.web.templatetags.web import typeset


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('"I felt ..." "I was afraid that ..." Leave it.', "“I felt …” “I was afraid that …” Leave it."),
        ("Somebody's hand, and 'yes, but'", "Somebody\u2019s hand, and \u2018yes, but\u2019"),
        ('Say "pause" (or "stop").', "Say “pause” (or “stop”)."),
        ("You said: \"She said 'no' to me.\"", "You said: “She said \u2018no\u2019 to me.”"),
        ("Nothing", "Nothing"),
    ],
)
def test_quotation_marks_and_dots(written: str, shown: str) -> None:
    assert typeset(written) == shown


def test_as_many_open_as_close_in_every_session() -> None:
    for session in catalogue().all(Session):
        for step in session.steps():
            shown = typeset(step.words)
            assert shown.count("“") == shown.count("”"), (session.id, step.heading)
            assert '"' not in shown
