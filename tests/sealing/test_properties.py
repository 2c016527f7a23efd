"""Whatever one language seals the other opens; whatever was touched neither opens."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from nearer.sealed import format as nr1

KEY = b"\x07" * 32
PLAIN = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"\\'), max_size=24)
CONTEXTS = st.lists(st.one_of(PLAIN, st.integers(0, 2**53 - 1)), min_size=1, max_size=10)
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=300)  # half pairs too
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), TEXTS)
VALUES = st.dictionaries(
    TEXTS, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))
)
CASES = st.lists(st.tuples(CONTEXTS, VALUES), min_size=1, max_size=12)
TOUCHES = st.tuples(st.sampled_from(["flip", "cut", "drop", "swap"]), st.integers(0, 10**6))
# One browser page serves all examples: nothing in it changes from one to the next.
BOTH_WAYS = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

OPEN = """async (text) => {
  const key = await it.format.boxKey(new Uint8Array(32).fill(7));
  const results = JSON.parse(text).map(([context, box]) => it.outcome(() => it.format.open(key, context, box)));
  return JSON.stringify(await Promise.all(results));
}"""
SEAL = """async (text) => {
  const key = await it.format.boxKey(new Uint8Array(32).fill(7));
  return Promise.all(JSON.parse(text).map(([context, value]) => it.format.seal(key, context, value)));
}"""


@BOTH_WAYS
@given(cases=CASES)
def test_python_seals_and_the_browser_opens(page: Page, cases: list[tuple[Any, Any]]) -> None:
    boxes = [(context, nr1.seal(KEY, context, value)) for context, value in cases]
    opened = json.loads(page.evaluate(OPEN, json.dumps(boxes)))
    assert [one.get("value") for one in opened] == [value for _, value in cases]


@BOTH_WAYS
@given(cases=CASES)
def test_the_browser_seals_and_python_opens(page: Page, cases: list[tuple[Any, Any]]) -> None:
    boxes = page.evaluate(SEAL, json.dumps(cases))
    assert [nr1.open_(KEY, context, box) for (context, _), box in zip(cases, boxes, strict=True)] == [
        value for _, value in cases
    ]


def touched(box: str, how: str, where: int) -> str:
    """The box after one change."""
    raw = bytearray(nr1.to_bytes(box[4:]))
    at = where % len(raw)
    if how == "flip":
        raw[at] ^= 1 << where % 8
    elif how == "cut":
        del raw[at:]
    elif how == "drop":
        del raw[at]
    else:
        letter = 4 + where % (len(box) - 4)
        return box[:letter] + ("A" if box[letter] != "A" else "B") + box[letter + 1 :]
    return nr1.VERSION + nr1.to_text(bytes(raw))


@BOTH_WAYS
@given(cases=st.lists(st.tuples(CONTEXTS, VALUES, TOUCHES), min_size=1, max_size=12))
def test_neither_opens_what_was_touched(page: Page, cases: list[tuple[Any, Any, Any]]) -> None:
    boxes = [(context, touched(nr1.seal(KEY, context, value), *touch)) for context, value, touch in cases]
    here: list[object] = []
    for context, box in boxes:
        try:
            here.append(nr1.open_(KEY, context, box))
        except nr1.SealError as refused:
            here.append(refused.key)
    there = json.loads(page.evaluate(OPEN, json.dumps(boxes)))
    assert here == ["seal-damaged"] * len(boxes)
    assert [one.get("key") for one in there] == ["seal-damaged"] * len(boxes)


@BOTH_WAYS
@given(raw=st.binary(max_size=1200))
def test_padding_comes_off_again(raw: bytes) -> None:
    padded = nr1.pad(raw)
    assert len(padded) % 256 == 0
    assert len(raw) < len(padded) <= len(raw) + 256
    assert nr1.unpad(padded) == raw


@BOTH_WAYS
@given(codes=st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=20))
def test_recovery_codes_are_the_same(page: Page, codes: list[bytes]) -> None:
    texts = page.evaluate(
        "(codes) => Promise.all(codes.map((code) => it.format.recoveryText(it.format.toBytes(code))))",
        [nr1.to_text(code) for code in codes],
    )
    assert texts == [nr1.recovery_text(code) for code in codes]
    assert [nr1.recovery_bytes(text) for text in texts] == codes
