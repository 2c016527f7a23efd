"""What the soak says went wrong: that it can say so at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench import soak


class Told:
    """A server that holds these rows and has logged this."""

    def __init__(self, *rows: tuple[str, str], log: str = "") -> None:
        self.rows, self.log = rows, log

    def python(self, _code: str) -> str:
        return json.dumps(self.rows)


def load(*words: str) -> soak.Load:
    server: Any = Told()
    return soak.Load(server, [], acknowledged=[soak.Word(word, f"box of {word}") for word in words])


def found(server: Any, *words: str) -> list[str]:
    return soak._lost_or_twice(server, load(*words), [])


def test_words_that_are_there_once_are_well() -> None:
    assert found(Told(("a", "box of a"), ("b", "box of b")), "a", "b") == []


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("a", "box of a")], "Lost or changed: 1 of 2"),
        ([("a", "box of a"), ("b", "another box")], "Lost or changed: 1 of 2"),
        ([("a", "box of a"), ("b", "box of b"), ("another id", "box of b")], "There twice: 1 "),
    ],
)
def test_a_word_that_is_lost_changed_or_there_twice_is_seen(rows: list[tuple[str, str]], says: str) -> None:
    assert [fault[: len(says)] for fault in found(Told(*rows), "a", "b")] == [says]


@pytest.mark.parametrize("status", ["POST 500", "GET 503", "POST 429", "GET 404"])
def test_an_answer_that_is_an_error_is_seen(status: str) -> None:
    answered = load()
    answered.statuses.update(["GET 200", "POST 409", status])
    server: Any = Told()
    assert soak._wrong(server, answered) == [f"Answers that must not be: ['{status}']"]


def test_an_error_in_the_log_is_seen_and_one_from_before_is_not() -> None:
    server: Any = Told(log="OperationalError")
    assert len(soak._wrong(server, load())) == 1
    assert soak._wrong(server, load(), len(server.log)) == []
