"""Reading a sealed export without the server: with the password or the recovery code, offline."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from nearer.sealed import format as nr1
from nearer.sealed import readable
from nearer.sealed.format import SealError
from nearer.sealed.keys import Item, open_picture
from nearer.sealed.reference import Member

VERSION = 1
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
WORDS = {
    "copy-title": "A copy",
    "me": "Me",
    "the-other": "The other",
    "own-question": "A question of your own",
    "not-opened": "This could not be opened.",
    "talked": "We talked about it.",
    "group-given": "Given",
    "group-letters": "Letters",
    "group-sessions": "Written in sessions",
    "group-agreed": "What we agreed on, and chose again",
    "group-asked": "Questions of our own",
    "group-own": "Only mine",
    "group-other": "More",
    "field-aim-w": "Because",
    "field-aim-s": "Small steps",
    "field-aim-d": "Taken",
    "field-plan-d": "When",
    "field-plan-i": "The idea",
    "field-guess-a": "About me",
    "field-guess-g": "My guess",
    "field-sketch-c": "On the envelope",
    "field-gift-w": "What would do me good",
}
"""What the browser says by gettext (people/_copy_words.html); a test keeps the two equal."""
WAYS = {"markdown": readable.markdown, "html": readable.html, "json": readable.as_json}
MISTAKES = {
    "password-wrong": "That password, or code, does not open this file.",
    "code-wrong": "That recovery code does not open this file. It may be an older one.",
    "keys-damaged": "The keys in this file were changed; nothing can be opened.",
    "kdf-refused": "This file asks to guard the password in a way that is not accepted.",
}

Opened = Mapping[str, dict[str, Any] | None]


def opened(text: str, secret: str, way: str = "markdown") -> str:
    """The export to read, as "markdown", "html" or "json". `secret` is the password or the recovery code.

    Raises ValueError with a sentence.
    """
    held = _checked(text)
    member = _member(held, secret)
    names = [one["name"] for space in held["spaces"] for one in space["members"] if one["name"]]
    values: Opened = {item["id"]: _open(member, item) for item in [*names, *held["items"]]}
    copy = readable.document(held, values, said)
    style = {"style": readable.STYLE.read_text()} if way == "html" else {}
    by_id = {item["id"]: item for item in held["items"]}

    def written(part: str | readable.Picture) -> str:
        if isinstance(part, str):
            return part
        picture = _picture(held, by_id[part.id], values[part.id])
        return "data:image/jpeg;base64," + b64encode(picture).decode() if picture else ""

    return "".join(map(written, WAYS[way](copy, said, **style)))


def said(key: str) -> str:
    """The word for a key, as in the browser."""
    return KINDS.get(key.removeprefix("kind-"), key) if key.startswith("kind-") else WORDS.get(key, key)


def pictures(text: str, secret: str) -> Iterator[tuple[str, bytes]]:
    """(name of a file, JPEG) for each photo that opens. Raises ValueError as `opened` does."""
    held = _checked(text)
    member = _member(held, secret)
    for item in held["items"]:
        picture = _picture(held, item, _open(member, item)) if item["id"] in held.get("pictures", {}) else None
        if picture is not None:
            name = re.sub(r"[^\w-]", "", f"{item['day']}-{item['id']}")  # the file may lie about both
            yield f"{name}.jpg", picture


def _picture(held: Mapping[str, Any], item: Mapping[str, Any], value: dict[str, Any] | None) -> bytes | None:
    try:
        return open_picture(_item(item), (value or {})["k"], held["pictures"][item["id"]])
    except (SealError, KeyError, TypeError):
        return None


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
