"""Reading a sealed export without the server: with the password or the recovery code, offline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nearer.sealed import format as nr1
from nearer.sealed.format import SealError
from nearer.sealed.keys import Item
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
    "letter": "a letter",
    "cover": "on an envelope",
    "sketch": "a letter in my drawer",
}
MISTAKES = {
    "password-wrong": "That password, or code, does not open this file.",
    "code-wrong": "That recovery code does not open this file. It may be an older one.",
    "keys-damaged": "The keys in this file were changed; nothing can be opened.",
    "kdf-refused": "This file asks to guard the password in a way that is not accepted.",
}

Opened = dict[str, dict[str, Any] | None]


def opened(text: str, secret: str) -> str:
    """The export as Markdown. `secret` is the password or the recovery code. Raises ValueError with a sentence."""
    held = _checked(text)
    try:
        member = Member.open(held, **({"code": secret} if _is_code(secret) else {"password": secret}))
    except SealError as error:
        raise ValueError(MISTAKES.get(error.key, "This file was changed; nothing can be opened.")) from None
    names = [one["name"] for space in held["spaces"] for one in space["members"] if one["name"]]
    values: Opened = {item["id"]: _open(member, item) for item in [*names, *held["items"]]}
    parts = ["# Nearer", held["day"]]
    for space in held["spaces"]:
        parts += _of_space(held, space, values)
    return "\n\n".join(parts) + "\n"


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
    names = ("space", "kind", "id", "author", "epoch", "revision", "content")
    try:
        return member.open_item(Item(**{name: item[name] for name in names}), item["box"])
    except (SealError, KeyError, TypeError):
        return None


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
    value = values.get(item["id"])
    if value is None:
        yield "*This could not be opened.*"
        return
    numbers = value.get("n") or {}
    lines = [value.get("t") or ("We talked about it." if numbers.get("talked") else "")]
    lines += [f"{name}: {number}" for name, number in numbers.items() if name != "talked"]
    for line in lines:
        if line:
            yield "\n".join(f"> {part}" for part in line.split("\n"))
