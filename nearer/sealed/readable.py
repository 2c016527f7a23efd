"""A copy as something to read: one document of plain values, and three ways to write it down.

lib/readable.js does the same in the browser; a test compares the two to the byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ASKED = ("answer", "response", "reply", "felt")
PICTURES = ("photo", "snapshot")
GROUPS = {
    "given": ("gift", "met"),
    "letters": ("cover", "letter", "sketch"),
    "sessions": ("said", "guess", "aside", "nearness"),
    "agreed": ("agreement", "renewal"),
    "asked": ("question",),
    "own": ("journal", "aim", "plan", "choice", "note"),
}
"""Where what belongs to no question stands. Photos stand beside what they go with."""
TEXTS = {"journal": "qt", "aim": "twsd", "plan": "tdi", "gift": "fwt", "guess": "ag", "sketch": "ct"}
"""Which texts of a kind come first, in the order of reading; else `t` does. No other text is left out."""
LABELS = ("aim-w", "aim-s", "aim-d", "plan-d", "plan-i", "guess-a", "guess-g", "sketch-c", "gift-w")
"""Texts that need a word before them: kind and field."""
NAMED = {"gift-f": "feelings", "gift-w": "wishes", "plan-i": "ideas"}
"""Fields that hold ids; the copy brings the words for them."""
STYLE = Path(__file__).parents[1] / "web/static/nearer/css/copy.css"
RULES = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

Values = Mapping[str, dict[str, Any] | None]
Say = Callable[[str], str]


@dataclass(frozen=True)
class Picture:
    """The place of a photo between two pieces of text: its address as data: comes here."""

    id: str


Parts = Iterator["str | Picture"]


def document(held: Mapping[str, Any], values: Values, say: Say) -> dict[str, Any]:
    """What a copy says. `values` has the opened value of each item by id, None where it does not open; `say` gives the
    word for a key."""
    spaces = [_space(held, space, values, say) for space in held["spaces"]]
    return {"day": held["day"], "lists": held.get("lists", []), "spaces": spaces}


def _space(held: Mapping[str, Any], space: Mapping[str, Any], values: Values, say: Say) -> dict[str, Any]:
    who: dict[str, tuple[str, int]] = {}
    for one in space["members"]:
        named = values.get(one["name"]["id"]) if one["name"] else None
        name = (named or {}).get("t") or say("me" if one["member"] == held["member"] else "the-other")
        who[one["member"]] = (name, one.get("seat", 1))
    mine = [item for item in held["items"] if item["space"] == space["id"]]
    sections = [*_of_questions(held, mine, values, who, say), *_of_groups(held, mine, values, who, say)]
    names = [name for name, _seat in who.values()]
    return {"names": names, "lists": space.get("lists", []), "sections": sections}


def _of_questions(held: Any, mine: list[Any], values: Values, who: Any, say: Say) -> Iterator[dict[str, Any]]:
    asked = [item for item in mine if item["kind"] in ASKED]
    for content in dict.fromkeys(item["content"] for item in asked):
        own = (values.get(content) or {}).get("t") or say("own-question")
        here = sorted(
            (item for item in asked if item["content"] == content),
            key=lambda item: (item["day"], ASKED.index(item["kind"])),
        )
        entries = [_entry(held, item, values, who, say) for item in here]
        yield {"heading": held["questions"].get(content) or own, "entries": entries}


def _of_groups(held: Any, mine: list[Any], values: Values, who: Any, say: Say) -> Iterator[dict[str, Any]]:
    by_id = {item["id"]: item for item in mine}
    order = [kind for kinds in GROUPS.values() for kind in kinds]
    place = {kind: number for number, kind in enumerate(order)}

    def root(item: Any) -> Any:
        return by_id.get(item["content"], item)

    def group(item: Any) -> str:
        return next((name for name, kinds in GROUPS.items() if root(item)["kind"] in kinds), "other")

    for name in (*GROUPS, "other"):
        here = [item for item in mine if item["kind"] not in ASKED and group(item) == name]
        here.sort(key=lambda one: (root(one)["day"], root(one)["id"], place.get(one["kind"], len(order)), one["id"]))
        if here:
            entries = [_entry(held, item, values, who, say) for item in here]
            yield {"heading": say(f"group-{name}"), "entries": entries}


def _entry(held: Any, item: Mapping[str, Any], values: Values, who: Any, say: Say) -> dict[str, Any]:
    kind, value = item["kind"], values.get(item["id"])
    name, seat = who.get(item["author"], (say("the-other"), 2))
    entry: dict[str, Any] = {"who": name, "seat": seat, "kind": kind, "called": say(f"kind-{kind}"), "day": item["day"]}
    entry |= {"heading": item.get("heading", ""), "facts": item.get("facts", [])}
    entry |= {"texts": _texts(held, kind, value or {}, say), "numbers": [], "photo": "", "opened": value is not None}
    numbers = (value or {}).get("n")
    if isinstance(numbers, dict):
        entry["numbers"] = [[label, number] for label, number in numbers.items() if label != "talked"]
        if numbers.get("talked") and not entry["texts"]:
            entry["texts"] = [["", say("talked")]]
    if kind in PICTURES and value is not None:
        entry["photo"] = item["id"]
    return entry


def _texts(held: Any, kind: str, value: Mapping[str, Any], say: Say) -> list[list[str]]:
    first = TEXTS.get(kind, "t")
    fields = [*first] if kind in PICTURES else [*first, *(field for field in value if field not in first)]
    texts = []
    for field in fields:
        text = value.get(field)
        if isinstance(text, str) and text:
            key = f"{kind}-{field}"
            known = held.get("words", {}).get(NAMED.get(key), {})
            if known:
                separator = "\n" if key == "plan-i" else ", "
                text = separator.join(known.get(id, id) for id in text.split(" ") if id)
            texts.append([say(f"field-{key}") if key in LABELS else "", text])
    return texts


def markdown(copy: Mapping[str, Any], say: Say) -> Parts:
    """As text. Photos are named as `nearer open --photos photos` writes them."""
    parts = [f"# {say('copy-title')}", copy["day"], *_listed(copy["lists"], "##")]
    for space in copy["spaces"]:
        parts.append("## " + " & ".join(space["names"]))
        parts += _listed(space["lists"], "###")
        for section in space["sections"]:
            parts.append(f"### {_line(section['heading'])}")
            for entry in section["entries"]:
                parts += _paragraphs(entry, say)
    yield "\n\n".join(parts) + "\n"


def _listed(lists: Any, marks: str) -> Iterator[str]:
    for one in lists:
        yield f"{marks} {one['title']}"
        yield "\n".join("- " + " · ".join(_line(part) for part in row if part) for row in one["rows"])


def _paragraphs(entry: Mapping[str, Any], say: Say) -> Iterator[str]:
    yield f"**{_line(entry['who'])}** · {entry['called']} · {entry['day']}"
    if entry["heading"]:
        yield f"*{_line(entry['heading'])}*"
    if entry["facts"]:
        yield "\n".join(f"- {label}: {_line(words)}" for label, words in entry["facts"])
    if not entry["opened"]:
        yield f"*{say('not-opened')}*"
    for label, text in entry["texts"]:
        yield "\n".join(f"> {part}" for part in (f"{label}: {text}" if label else text).split("\n"))
    for label, number in entry["numbers"]:
        yield f"> {label}: {number}"
    if entry["photo"]:
        yield f"![{entry['called']}](photos/{entry['day']}-{entry['photo']}.jpg)"


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def as_json(copy: Mapping[str, Any], _say: Say) -> Parts:
    """For programs; photos stand in it as data: addresses."""
    text = json.dumps(copy, ensure_ascii=False, indent=1)
    for number, part in enumerate(re.split(r'"photo": "([\w-]{22})"', text)):
        if number % 2:
            yield '"photo": "'
            yield Picture(part)
            yield '"'
        else:
            yield part
    yield "\n"


def html(copy: Mapping[str, Any], say: Say, style: str = "", language: str = "en") -> Parts:
    """One page with everything in it, to look at and to print. It loads nothing and runs nothing."""
    title = escaped(say("copy-title"))
    yield f'<!doctype html>\n<html lang="{escaped(language)}">\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{RULES}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>\n{style}</style>\n<main>\n"
    yield f"<h1>{title}</h1>\n<p>{escaped(copy['day'])}</p>\n"
    yield from _html_lists(copy["lists"], "h2")
    for space in copy["spaces"]:
        yield f"<h2>{escaped(' & '.join(space['names']))}</h2>\n"
        yield from _html_lists(space["lists"], "h3")
        for section in space["sections"]:
            yield f"<section>\n<h3>{escaped(section['heading'])}</h3>\n"
            for entry in section["entries"]:
                yield from _article(entry, say)
            yield "</section>\n"
    yield "</main>\n</html>\n"


def _html_lists(lists: Any, tag: str) -> Iterator[str]:
    for one in lists:
        yield f"<{tag}>{escaped(one['title'])}</{tag}>\n<ul>\n"
        for row in one["rows"]:
            yield f"<li>{escaped(' · '.join(part for part in row if part))}</li>\n"
        yield "</ul>\n"


def _article(entry: Mapping[str, Any], say: Say) -> Parts:
    yield f'<article class="by-{entry["seat"]}">\n<header><b>{escaped(entry["who"])}</b> · '
    yield f"{escaped(entry['called'])} · {escaped(entry['day'])}</header>\n"
    if entry["heading"]:
        yield f"<p><i>{escaped(entry['heading'])}</i></p>\n"
    for label, words in entry["facts"]:
        yield f"<p><small>{escaped(label)}: {escaped(words)}</small></p>\n"
    if not entry["opened"]:
        yield f"<p><i>{escaped(say('not-opened'))}</i></p>\n"
    for label, text in entry["texts"]:
        yield f"<p>{f'<small>{escaped(label)}</small> ' if label else ''}{escaped(text)}</p>\n"
    for label, number in entry["numbers"]:
        yield f"<p>{escaped(str(label))}: {escaped(str(number))}</p>\n"
    if entry["photo"]:
        words = " ".join(text for _label, text in entry["texts"]) or entry["called"]
        yield f'<p><img alt="{escaped(words)}" src="'
        yield Picture(entry["photo"])
        yield '"></p>\n'
    yield "</article>\n"


def escaped(text: str) -> str:
    """Text as it may stand in a page, also in an attribute."""
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        text = text.replace(sign, f"&{name};")
    return text
