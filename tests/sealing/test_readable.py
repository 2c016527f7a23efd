"""A copy to read holds every word of every kind, in each way of writing it down, by the program and by the browser."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from nearer.people.items import kinds
from nearer.sealed import export, readable
from nearer.sealed.kinds import PRIVATE, SHARED

from .conftest import ROOT, Profile

WORDS = ROOT / "nearer/people/templates/people/_copy_words.html"
STORED = sorted({model.KIND for model in kinds()})
WAYS = ("markdown", "html", "json")
ID = "photo-of-22-characters"
FIELDS = {
    "t": "what was\nwritten",
    "a": "about <b>oneself</b>",
    "g": 'a "guess"',
    "z": "in a field of later",
    "q": "asked",
}
FIELDS |= {
    "w": "heard",
    "f": "warm-1 unheard-of",
    "s": "a step",
    "d": "taken & done",
    "c": "words outside",
    "i": "kind-of-idea",
}
NAMED = {"gift": {"w": "Just being heard", "f": "warm, unheard-of"}, "plan": {"i": "An idea's words"}}
KNOWN = {
    "feelings": {"warm-1": "warm"},
    "wishes": {"heard": "Just being heard"},
    "ideas": {"kind-of-idea": "An idea's words"},
}


def copy_of(kind: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """An export with one item, and what it opens to."""
    item: dict[str, Any] = {"id": ID, "space": "s", "kind": kind, "author": "m", "content": "c", "day": "2026-01-01"}
    item |= {"heading": "Listening · What I heard", "facts": [["On paper", "Morning <light>"]]}
    space: dict[str, Any] = {"id": "s", "members": [{"member": "m", "seat": 2, "name": None}]}
    space |= {"lists": [{"title": "Signed", "rows": [["2026-01-01", "Me", "One line\nand another"]]}]}
    held: dict[str, Any] = {"day": "2026-01-02", "member": "m", "spaces": [space], "questions": {}, "words": KNOWN}
    held["lists"] = [{"title": "As it is", "rows": [["Name", "ada"]]}]
    value = {**FIELDS, "n": {"near": 3}}
    return {**held, "items": [item]}, {ID: value}


def whole(kind: str) -> list[str]:
    """What has to be in it: of pictures only what is written to them."""
    fields = {"t": FIELDS["t"]} if kind in readable.PICTURES else FIELDS | NAMED.get(kind, {})
    return [*fields.values(), "3", "What I heard", "Morning <light>", "On paper", "and another", "ada"]


def told(text: str, way: str) -> str:
    """The words in a file, without what the way of writing adds to them."""
    if way == "json":
        return "\n".join(_strings(json.loads(text)))
    return unescape(text) if way == "html" else re.sub(r"^> ", "", text, flags=re.MULTILINE)


def _strings(value: Any) -> list[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [str(value)] if inner is None else [text for one in inner for text in _strings(one)]


def by_program(held: Any, values: Any, way: str) -> str:
    """As `nearer open` writes it."""
    copy = readable.document(held, values, export.said)
    style = {"style": "p {}\n"} if way == "html" else {}
    parts = export.WAYS[way](copy, export.said, **style)
    return "".join(part if isinstance(part, str) else f"data:{part.id}" for part in parts)


def test_every_kind_has_a_name_in_both() -> None:
    assert {*STORED, "draft", "name", "pace"} == SHARED | PRIVATE, "those three are no rows of their own"
    assert set(STORED) - export.KINDS.keys() == set()
    said = dict(re.findall(r"\"([\w-]+)\": \"{% translate '(.*)' %}\"", WORDS.read_text()))
    both = {f"kind-{kind}": name for kind, name in export.KINDS.items()} | export.WORDS
    del both["talked"]  # on every page
    assert {key: words for key, words in said.items() if not key.startswith("copy-ma")} == both


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", STORED)
def test_the_program_shows_every_word(kind: str, way: str) -> None:
    text = told(by_program(*copy_of(kind), way), way)
    assert [part for part in whole(kind) if part not in text] == []


def test_the_browser_writes_the_same(profile: Profile) -> None:
    page = profile.page()
    for kind in STORED:
        held, values = copy_of(kind)
        for values_ in (values, {}):
            texts = page.evaluate(
                """async ([held, values]) => {
                    const { copyOf, html, json, markdown } = await import("/static/nearer/lib/readable.js");
                    const copy = copyOf(held, new Map(Object.entries(values)));
                    const ways = { markdown: markdown(copy), html: html(copy, "p {}\\n"), json: json(copy) };
                    const put = (piece) => (piece.photo ? `data:${piece.photo}` : piece);
                    const one = (pieces) => pieces.map(put).join("");
                    return Object.fromEntries(Object.entries(ways).map(([way, pieces]) => [way, one(pieces)]));
                }""",
                [held, values_],
            )
            assert texts == {way: by_program(held, values_, way) for way in WAYS}, kind


def test_what_belongs_together_stands_together() -> None:
    """A photo beside its letter, an answer beside its gift, whatever else was written between."""
    held, _values = copy_of("gift")
    made = [
        ("gift-1", "gift", "-", 1),
        ("gift-2", "gift", "-", 2),
        ("met-1", "met", "gift-1", 3),
        ("pic-1", "photo", "gift-1", 1),
    ]
    plain = {"space": "s", "author": "m"}
    held["items"] = [plain | {"id": i, "kind": k, "content": c, "day": f"2026-01-0{d}"} for i, k, c, d in made]
    copy = readable.document(held, {i: {"t": i} for i, *_ in made}, export.said)
    (section,) = copy["spaces"][0]["sections"]
    assert [entry["texts"][0][1] for entry in section["entries"]] == ["gift-1", "met-1", "pic-1", "gift-2"]


def test_a_page_of_it_loads_and_runs_nothing(profile: Profile) -> None:
    """What somebody wrote is text there, whatever it looks like."""
    held, values = copy_of("answer")
    values[ID]["t"] = "</p><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    held["items"][0]["heading"] = "'\"><svg onload=document.title='run'>"
    page = profile.context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(by_program(held, values, "html"))
    assert page.title() == "A copy"
    assert page.locator("script, svg, img").count() == 0
    assert page.get_by_text("</p><script>").is_visible()
    assert asked == []
