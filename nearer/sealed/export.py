"""Reading a sealed export without the server: with the password or the recovery code, offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from nearer.sealed import format as nr1
from nearer.sealed.format import SealError
from nearer.sealed.keys import Item, open_picture
from nearer.sealed.reference import Member

VERSION = 1
ASKED = ("answer", "response", "reply", "felt")
KINDS = {
    "answer": "answer",
    "response": "response",
    "reply": "reply",
    "felt": "how understood it felt",
    "question": "a question",
    "agreement": "agreement",
    "renewal": "chosen again",
    "choice": "my choice",
    "note": "a note",
    "said": "written in a session",
    "guess": "a guess",
    "aside": "a note from a session",
    "nearness": "how near it felt",
    "gift": "given",
    "met": "said back",
    "journal": "my journal",
    "aim": "an aim of mine",
    "plan": "a kindness in the making",
    "photo": "a photo",
    "snapshot": "a photo of mine",
    "letter": "a letter",
    "cover": "on an envelope",
    "sketch": "a letter in my drawer",
}
TEXTS = {"journal": "qt", "aim": "tws", "plan": "td", "gift": "fwt", "guess": "ag", "sketch": "ct"}
"""Which texts of a kind come first, in the order of reading; else `t` does. No other text is left out."""
PICTURES = ("photo", "snapshot")
MISTAKES = {
    "password-wrong": "That password, or code, does not open this file.",
    "code-wrong": "That recovery code does not open this file. It may be an older one.",
    "keys-damaged": "The keys in this file were changed; nothing can be opened.",
    "kdf-refused": "This file asks to guard the password in a way that is not accepted.",
}

Opened = Mapping[str, dict[str, Any] | None]


def opened(text: str, secret: str) -> str:
    """The export as Markdown. `secret` is the password or the recovery code. Raises ValueError with a sentence."""
    held = _checked(text)
    member = _member(held, secret)
    names = [one["name"] for space in held["spaces"] for one in space["members"] if one["name"]]
    values: Opened = {item["id"]: _open(member, item) for item in [*names, *held["items"]]}
    parts = ["# Nearer", held["day"]]
    for space in held["spaces"]:
        parts += _of_space(held, space, values)
    return "\n\n".join(parts) + "\n"


def pictures(text: str, secret: str) -> Iterator[tuple[str, bytes]]:
    """(name of a file, JPEG) for each photo that opens. Raises ValueError as `opened` does."""
    held = _checked(text)
    member = _member(held, secret)
    for item in held["items"]:
        box = held.get("pictures", {}).get(item["id"])
        value = _open(member, item) if box else None
        if value is not None:
            with suppress(SealError, KeyError):
                name = re.sub(r"[^\w-]", "", f"{item['day']}-{item['id']}")  # the file may lie about both
                yield f"{name}.jpg", open_picture(_item(item), value["k"], box)


def _member(held: Mapping[str, Any], secret: str) -> Member:
    try:
        return Member.open(held, **({"code": secret} if _is_code(secret) else {"password": secret}))
    except SealError as error:
        raise ValueError(MISTAKES.get(error.key, "This file was changed; nothing can be opened.")) from None


def _checked(text: str) -> dict[str, Any]:
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, dict) or held.get("nearer") != VERSION:
        raise ValueError("This is not an export of Nearer, or one of a later version.")
    return held


def _is_code(secret: str) -> bool:
    try:
        return bool(nr1.recovery_bytes(secret))
    except SealError:
        return False


def _open(member: Member, item: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return member.open_item(_item(item), item["box"])
    except (SealError, KeyError, TypeError):
        return None


def _item(item: Mapping[str, Any]) -> Item:
    return Item(**{name: item[name] for name in ("space", "kind", "id", "author", "epoch", "revision", "content")})


def _of_space(held: Mapping[str, Any], space: Mapping[str, Any], values: Opened) -> Iterator[str]:
    names = {}
    for one in space["members"]:
        named = values.get(one["name"]["id"]) if one["name"] else None
        names[one["member"]] = (named or {}).get("t") or ("Me" if one["member"] == held["member"] else "The other")
    mine = [item for item in held["items"] if item["space"] == space["id"]]
    yield "## " + " & ".join(names.values())
    for content in dict.fromkeys(item["content"] for item in mine if item["kind"] in ASKED):
        own = (values.get(content) or {}).get("t") or "A question of your own"
        yield f"### {held['questions'].get(content, own)}"
        here = [item for item in mine if item["content"] == content and item["kind"] in ASKED]
        for item in sorted(here, key=lambda item: (item["day"], ASKED.index(item["kind"]))):
            yield from _written(item, names, values)
    for item in mine:
        if item["kind"] not in ASKED:
            yield from _written(item, names, values)


def _written(item: Mapping[str, Any], names: Mapping[str, str], values: Opened) -> Iterator[str]:
    who, kind = names.get(item["author"], "The other"), KINDS.get(item["kind"], item["kind"])
    yield f"**{who}** · {kind} · {item['day']}"
    if item.get("heading"):
        yield f"*{item['heading']}*"
    value = values.get(item["id"])
    if value is None:
        yield "*This could not be opened.*"
        return
    numbers = value.get("n") or {}
    first = TEXTS.get(item["kind"], "t")
    texts = [str(value.get(name) or "") for name in first]
    if item["kind"] not in PICTURES:
        texts += [text for name, text in value.items() if isinstance(text, str) and name not in first]
    lines = ["\n".join(filter(None, texts)) or ("We talked about it." if numbers.get("talked") else "")]
    lines += [f"{name}: {number}" for name, number in numbers.items() if name != "talked"]
    for line in lines:
        if line:
            yield "\n".join(f"> {part}" for part in line.split("\n"))
