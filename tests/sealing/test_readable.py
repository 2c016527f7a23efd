"""A copy to read holds every word of every kind, by the program and by the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nearer.people.items import kinds
from nearer.sealed import export
from nearer.sealed.kinds import PRIVATE, SHARED

from .conftest import ROOT, Profile

WORDS = ROOT / "nearer/people/templates/people/_copy_words.html"
STORED = sorted({model.KIND for model in kinds()})
FIELDS = {"t": "what was written", "a": "about oneself", "g": "a guess", "z": "in a field of later", "q": "asked"}


def copy_of(kind: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """An export with one item, and what it opens to."""
    item = {"id": "x", "space": "s", "kind": kind, "author": "m", "content": "c", "day": "2026-01-01"}
    space = {"id": "s", "members": [{"member": "m", "name": None}]}
    held = {"day": "2026-01-02", "member": "m", "spaces": [space], "questions": {}}
    value = {**FIELDS, "n": {"near": 3}}
    return {**held, "items": [{**item, "heading": "Listening · What I heard"}]}, {"x": value}


def whole(kind: str) -> list[str]:
    """What has to be in it: of pictures only what is written to them."""
    return [*(["what was written"] if kind in export.PICTURES else FIELDS.values()), "near: 3", "What I heard"]


def test_every_kind_has_a_name_in_both() -> None:
    assert {*STORED, "draft", "name", "pace"} == SHARED | PRIVATE, "those three are no rows of their own"
    assert set(STORED) - export.KINDS.keys() == set()
    said = dict(re.findall(r"\"kind-(\w+)\": \"{% translate '(.*)' %}\"", WORDS.read_text()))
    assert said == export.KINDS


@pytest.mark.parametrize("kind", STORED)
def test_the_program_shows_every_word(kind: str) -> None:
    held, values = copy_of(kind)
    text = "\n".join(export._of_space(held, held["spaces"][0], values))
    assert [part for part in whole(kind) if part not in text] == []


def test_the_browser_shows_every_word(profile: Profile) -> None:
    page = profile.page()
    for kind in STORED:
        held, values = copy_of(kind)
        text = page.evaluate(
            """async ([held, values]) => {
                const { markdown } = await import("/static/nearer/lib/readable.js");
                return markdown(held, new Map(Object.entries(values)));
            }""",
            [held, values],
        )
        assert [part for part in whole(kind) if part not in text] == [], kind
