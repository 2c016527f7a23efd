"""A view that crashes tells nobody what was sent: not the one who asks, and not the log."""

from __future__ import annotations

import base64
import logging
import sys

from nearer.web.logs import WithoutRequest

from .conftest import Two

CANARY = "a-canary-that-sings-at-dawn"
BOXED = "nr1." + base64.urlsafe_b64encode(CANARY.encode() * 12).decode()
BREAK = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE exchange_answer RENAME TO exchange_gone")
"""


def test_neither_the_answer_nor_the_log_holds_what_was_posted(two: Two) -> None:
    two.server.python(BREAK)
    answered = two.answer(0, two.days[0], box=BOXED)
    assert answered.status == 500
    assert BOXED[:40] not in answered.text
    assert "exchange_answer" not in answered.text  # nor what it is made of
    assert "Error at " in two.server.log  # it was logged
    assert BOXED[:40] not in two.server.log


def test_a_plain_word_in_a_field_that_is_not_known_is_not_logged(two: Two) -> None:
    answered = two.answer(0, two.days[0], plain=CANARY)
    assert answered.status == 400
    two.server.python(BREAK)
    assert two.answer(0, two.days[0], item=CANARY).status == 400
    assert two.post(0, f"exchanges/{two.days[0]}/passing/?{CANARY}", {CANARY: CANARY}).status == 400
    assert CANARY not in two.server.log


def test_without_the_filter_the_log_would_hold_it() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = logging.LogRecord("nearer", logging.ERROR, __file__, 1, "posted %s", (CANARY,), sys.exc_info())
    assert CANARY in logging.Formatter().format(record)
    assert WithoutRequest().filter(record)
    record.exc_text = None
    assert CANARY not in logging.Formatter().format(record)
