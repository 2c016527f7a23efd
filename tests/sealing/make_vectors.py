"""Writes vectors.json with the Python reference: `python -m tests.sealing.make_vectors`. Always the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from nearer.sealed import format as nr1
from nearer.sealed import keys
from nearer.sealed.keys import Item

FILE = Path(__file__).parent / "vectors.json"
Made = dict[str, Any]


def some(name: str, count: int = 32) -> bytes:
    """Bytes that look random and are always the same."""
    return hashlib.shake_256(f"nearer vectors: {name}".encode()).digest(count)


def text(name: str, count: int = 32) -> str:
    """The same as base64url."""
    return nr1.to_text(some(name, count))


MEMBER, OTHER, SPACE, ELSEWHERE = (text(name, 16) for name in ("member", "other", "space", "elsewhere"))
SECRET, CODE, HALF = some("member secret"), some("recovery", 16), some("half")
RING: keys.Ring = {
    "spaces": {
        SPACE: {"current": 1, "epochs": {"0": text("epoch 0"), "1": text("epoch 1")}},
        ELSEWHERE: {"current": 0, "epochs": {"0": text("epoch 0 elsewhere")}},
    }
}
KDF: nr1.Kdf = {"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": text("salt", 16)}
PASSWORD = "Ａ quiet phrase — für zwei 🌗"  # noqa: RUF001 full-width on purpose: NFKC makes it an A
ANSWER = Item(
    space=SPACE, kind="answer", id=text("answer", 16), author=MEMBER, epoch=1, revision=2, content="dreams-07"
)
FELT = replace(ANSWER, kind="felt", id=text("felt", 16), epoch=0, revision=1)
VALUES: dict[str, Made] = {
    "empty object": {},
    "empty text": {"t": ""},
    "plain": {"t": "When it rains I think of the house by the sea."},
    "numbers and day": {"n": {"understood": 4, "near": 0}, "day": "2026-11-22"},
    "emoji and joined emoji": {"t": "🌗 👩🏽‍🤝‍👨🏻 ❤️"},
    "many scripts": {"t": "Grüße, שלום, مرحبا, नमस्ते, 你好, e\u0301"},
    "controls and quotes": {"t": '\u0000\t\n\r"\\/<b>\u2028\u2029\ufeff'},
    "half a pair": {"t": "\ud83c"},
    "unknown keys": {"t": "kept", "later": [1, {"x": None}]},
    "255 bytes": {"t": "x" * 247},
    "256 bytes": {"t": "x" * 248},
}


def item_key(item: Item) -> bytes:
    """The key of an item in these vectors."""
    if item.scope == "P":
        return keys.private_key(SECRET)
    return keys.items_key(nr1.to_bytes(RING["spaces"][item.space]["epochs"][str(item.epoch)]))


def sealed_item(name: str, item: Item, value: Mapping[str, Any]) -> Made:
    """One item with its box."""
    box = nr1.seal(item_key(item), item.context(), value, some(f"nonce {name}", 12))
    return {"name": name, "item": asdict(item), "json": json.dumps(value), "box": box}


def items() -> list[Made]:
    """Items that open."""
    shared = [sealed_item(f"shared: {name}", ANSWER, value) for name, value in VALUES.items()]
    early = replace(ANSWER, epoch=0, revision=1, content="-", author=OTHER)
    return [
        *shared,
        sealed_item("the other's, of an earlier epoch", early, VALUES["plain"]),
        sealed_item("private", FELT, VALUES["numbers and day"]),
        sealed_item("private, elsewhere", replace(FELT, space=ELSEWHERE), VALUES["plain"]),
    ]


def items_refused() -> list[Made]:
    """Items of which one thing was changed after sealing. The first two are the honest ones, for comparison."""
    answer, felt = (sealed_item(f"to swap {item.kind}", item, VALUES["plain"])["box"] for item in (ANSWER, FELT))
    swaps: dict[str, tuple[Item, str]] = {
        "another space": (replace(ANSWER, space=ELSEWHERE, epoch=0), answer),
        "another id": (replace(ANSWER, id=text("another", 16)), answer),
        "another author": (replace(ANSWER, author=OTHER), answer),
        "another shared kind": (replace(ANSWER, kind="response"), answer),
        "shared as private": (replace(ANSWER, kind="felt", epoch=0), answer),
        "private as shared": (replace(FELT, kind="answer"), felt),
        "another private kind": (replace(FELT, kind="note"), felt),
        "another content": (replace(ANSWER, content="dreams-08"), answer),
        "no content": (replace(ANSWER, content="-"), answer),
        "an older revision": (replace(ANSWER, revision=1), answer),
        "a newer revision": (replace(ANSWER, revision=3), answer),
        "revision 0": (replace(ANSWER, revision=0), answer),
        "another epoch": (replace(ANSWER, epoch=0), answer),
        "an epoch without a key": (replace(ANSWER, epoch=2), answer),
        "a space without a key": (replace(ANSWER, space=OTHER), answer),
        "an epoch for what is private": (replace(FELT, epoch=1), felt),
        "the other's private": (replace(FELT, author=OTHER), felt),
        "an unknown kind": (replace(ANSWER, kind="diary"), answer),
        "another box": (ANSWER, felt),
        **{name: (ANSWER, box) for name, box in damaged(answer).items()},
        **{name: (ANSWER, wrongly_made(make)) for name, make in PLAINTEXTS.items()},
        "sealed with an epoch though private": (replace(FELT, epoch=1), sealed_against_the_rules(FELT, 2, 1)),
        "sealed as revision 0": (replace(ANSWER, revision=0), sealed_against_the_rules(ANSWER, 8, 0)),
    }
    honest = [{"name": "honest", "item": asdict(item), "box": box} for item, box in ((ANSWER, answer), (FELT, felt))]
    return honest + [{"name": name, "item": asdict(item), "box": box} for name, (item, box) in swaps.items()]


def damaged(box: str) -> dict[str, str]:
    """A box after each kind of damage."""
    raw = bytearray(nr1.to_bytes(box[4:]))

    def flipped(at: int) -> str:
        changed = bytearray(raw)
        changed[at] ^= 1
        return nr1.VERSION + nr1.to_text(bytes(changed))

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(raw) % 3 == 2  # so that the last character has bits to spare: the same bytes, written in another way
    return {
        "a bit of the nonce": flipped(0),
        "a bit of the text": flipped(12),
        "a bit of the tag": flipped(-1),
        "shortened by a byte": nr1.VERSION + nr1.to_text(bytes(raw[:-1])),
        "shortened by a character": box[:-1],
        "lengthened": nr1.VERSION + nr1.to_text(bytes(raw) + b"\0"),
        "nothing but a nonce": nr1.VERSION + nr1.to_text(bytes(raw[:12])),
        "nothing at all": nr1.VERSION,
        "no version": box[4:],
        "a later version": "nr2." + box[4:],
        "capital version": "NR1." + box[4:],
        "with padding signs": box + "=" * (-len(box[4:]) % 4 or 4),
        "not canonical": box[:-1] + letters[letters.index(box[-1]) + 1],
        "with a newline": box + "\n",
        "with a space": box[:40] + " " + box[40:],
        "ordinary base64": nr1.VERSION + "+/" + box[6:],
    }


PLAINTEXTS: dict[str, bytes] = {
    "no padding": b'{"t":"x"}',
    "padding without its mark": b'{"t":"x"}'.ljust(256, b"\0"),
    "padding not to a whole block": nr1.pad(b'{"t":"x"}')[:-1],
    "a block too much": nr1.pad(b'{"t":"x"}').ljust(512, b"\0"),
    "only zeros": b"\0" * 256,
    "not UTF-8": nr1.pad(b'{"t":"\xff"}'),
    "not JSON": nr1.pad(b"hello"),
    "a list": nr1.pad(b"[1]"),
    "a text": nr1.pad(b'"x"'),
    "nothing": nr1.pad(b""),
    "null": nr1.pad(b"null"),
    "not a number": nr1.pad(b'{"n":NaN}'),
    "a byte order mark": nr1.pad(b'\xef\xbb\xbf{"t":"x"}'),
}


def wrongly_made(raw: bytes) -> str:
    """A box of the right key and context around something that is not padded JSON."""
    return nr1.seal_bytes(item_key(ANSWER), ANSWER.context(), raw, some("nonce wrongly made", 12))


def sealed_against_the_rules(item: Item, place: int, number: int) -> str:
    """A box of the right key for a context in which one number is what it must not be."""
    about = list(item.context())
    about[place] = number
    return nr1.seal(item_key(item), about, VALUES["plain"], some("nonce against the rules", 12))


def passwords() -> list[Made]:
    """Passwords with what is derived from them."""
    given: list[tuple[str, nr1.Kdf]] = [
        (PASSWORD, KDF),
        ("correct horse battery staple", {**KDF, "t": 4, "p": 2, "salt": text("another salt", 16)}),
        ("e\u0301ve\u0301nement inattendu", KDF),
    ]
    made = []
    for password, kdf in given:
        root = nr1.stretch(nr1.password_bytes(password), kdf)
        made.append(
            {"password": password, "kdf": kdf, "auth": keys.auth_text(root), "wrap": nr1.to_text(keys.wrap_key(root))}
        )
    return made


def kdfs_refused() -> dict[str, Made]:
    """Ways of stretching that a hostile server may ask for."""
    without: Callable[[str], Made] = lambda part: {name: value for name, value in KDF.items() if name != part}  # noqa: E731
    return {
        "less memory": {**KDF, "m": 65535},
        "more memory": {**KDF, "m": 1048577},
        "fewer passes": {**KDF, "t": 2},
        "more passes": {**KDF, "t": 11},
        "no lanes": {**KDF, "p": 0},
        "more lanes": {**KDF, "p": 5},
        "a text for a number": {**KDF, "m": "65536"},
        "a broken number": {**KDF, "m": 65536.5},
        "a truth for a number": {**KDF, "p": True},
        "another algorithm": {**KDF, "alg": "pbkdf2"},
        "a short salt": {**KDF, "salt": text("salt", 15)},
        "a long salt": {**KDF, "salt": text("salt", 17)},
        "a salt that is not canonical": {**KDF, "salt": text("salt", 16)[:-1] + "B"},
        **{f"no {part}": without(part) for part in KDF},
    }


def account() -> Made:
    """A whole account, as the server keeps it."""
    root = nr1.stretch(nr1.password_bytes(PASSWORD), KDF)
    held = {"secret": nr1.to_text(SECRET)}
    boxes = {
        "wrapped": (keys.wrap_key(root), keys.member_context(MEMBER, "password"), held),
        "recovery": (keys.recovery_key(CODE), keys.member_context(MEMBER, "recovery"), held),
        "keyring": (keys.keyring_key(SECRET), keys.keyring_context(MEMBER, 3), RING),
    }
    sealed = {
        name: nr1.seal(key, about, value, some(f"nonce {name}", 12)) for name, (key, about, value) in boxes.items()
    }
    bundle = {"member": MEMBER, "kdf": KDF, "revision": 3, **sealed}
    return {"password": PASSWORD, "code": nr1.recovery_text(CODE), "bundle": bundle, "ring": RING}


def rings_refused() -> dict[str, Made]:
    """Keyrings of the right key that hold something else than a keyring."""
    one = text("epoch 0")
    contents: dict[str, Any] = {
        "no spaces": {},
        "spaces as a text": {"spaces": "x"},
        "no epochs": {"spaces": {SPACE: {"current": 0}}},
        "the present key missing": {"spaces": {SPACE: {"current": 1, "epochs": {"0": one}}}},
        "a short key": {"spaces": {SPACE: {"current": 0, "epochs": {"0": one[:-2]}}}},
        "an odd epoch": {"spaces": {SPACE: {"current": 0, "epochs": {"0": one, "01": one}}}},
        "a current that is no number": {"spaces": {SPACE: {"current": "0", "epochs": {"0": one}}}},
    }
    key, about = keys.keyring_key(SECRET), keys.keyring_context(MEMBER, 3)
    return {name: nr1.seal(key, about, value, some(f"nonce {name}", 12)) for name, value in contents.items()}  # type: ignore[misc]


def invitations() -> Made:
    """An invitation, and the ways in which it can be altered."""
    id, secret = text("invitation", 16), some("invitation secret")
    value = {"space": SPACE, "ring": RING["spaces"][SPACE], "from": "Ann 🌗"}
    key = keys.invite_key(secret)
    box = nr1.seal(key, keys.invite_context(id, "join"), value, some("nonce invitation", 12))
    honest = {"id": id, "purpose": "join", "box": box, "secret": nr1.to_text(secret)}
    inside: dict[str, Any] = {
        "no keys inside": {"space": SPACE, "from": "Ann"},
        "a short key inside": {**value, "ring": {"current": 0, "epochs": {"0": "AAAA"}}},
        "no space inside": {**value, "space": ""},
    }
    about = keys.invite_context(id, "join")
    altered = {
        "another id": {"id": text("another", 16)},
        "another purpose": {"purpose": "regrant"},
        "another secret": {"secret": text("another secret")},
        "a shortened secret": {"secret": honest["secret"][:-2]},
        "a bit of the box": {"box": damaged(box)["a bit of the text"]},
        **{name: {"box": nr1.seal(key, about, held, some(f"nonce {name}", 12))} for name, held in inside.items()},
    }
    return {
        "honest": {**honest, "value": value},
        "refused": {name: {**honest, **part} for name, part in altered.items()},
    }


def codes() -> Made:
    """Recovery codes: bytes and their text, other ways to type it, slips."""
    raws = [CODE, b"\0" * 16, b"\xff" * 16, some("another code", 16)]
    code = nr1.recovery_text(CODE)
    return {
        "codes": [
            {"bytes": nr1.to_text(raw), "text": nr1.recovery_text(raw), "proof": keys.recovery_proof(raw)}
            for raw in raws
        ],
        "typed": [code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code}\n", like_letters(code)],
        "refused": [
            code[:-1],
            code + "0",
            swapped(code),
            "U" + code[1:],
            "",
            "0" * 27,
            code[:-1] + "1",
            "É" + code[1:],
        ],
    }


def like_letters(code: str) -> str:
    """The code as someone may write it who takes figures for letters."""
    return code.replace("0", "o").replace("1", "l")


def swapped(code: str) -> str:
    """Two neighbours that differ, swapped."""
    at = next(at for at in range(3) if code[at] != code[at + 1])
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def pins() -> list[Made]:
    """A PIN with what is derived from it, and a passkey's secret."""
    root = nr1.stretch(keys.pin_bytes("012345"), KDF)
    given, part, made = some("given for the PIN"), keys.pin_part(root), some("made by a passkey")
    return [
        {
            "pin": "012345",
            "kdf": KDF,
            "proof": keys.pin_proof(root),
            "part": nr1.to_text(part),
            "given": nr1.to_text(given),
            "half": nr1.to_text(HALF),
            "resting": nr1.to_text(keys.resting_key("pin", HALF, given, part)),
            "passkey": nr1.to_text(made),
            "resting_by_passkey": nr1.to_text(keys.resting_key("passkey", HALF, made)),
        }
    ]


def contexts() -> Made:
    """Contexts and their bytes; parts that are refused."""
    parts: list[list[str | int]] = [
        ["nearer/1/auth"],
        list(ANSWER.context()),
        list(FELT.context()),
        [0, 1, 2**31, 2**53 - 1, "", "!", "~"],
    ]
    refused: list[Any] = ['"', "\\", " ", "\n", "é", "\x7f", -1, 1.5, 2**53, None, True, ["x"]]
    return {"made": [{"parts": one, "text": nr1.context(one).decode()} for one in parts], "refused": refused}


def largest() -> Made:
    """The longest text that fits into a box, told by its hash: 64 KiB need not lie in this file."""
    value = {"t": "é" * 24443 + "x"}
    key, about, nonce = item_key(ANSWER), ANSWER.context(), some("nonce largest", 12)
    box = nr1.seal(key, about, value, nonce)
    return {
        "item": asdict(ANSWER),
        "letter": "é",
        "times": 24443,
        "then": "x",
        "nonce": nr1.to_text(nonce),
        "length": len(box),
        "sha256": hashlib.sha256(box.encode()).hexdigest(),
    }


def device() -> list[Made]:
    """A box as it lies on a device."""
    value = {"wrap": text("wrap"), "borrowed": False}
    box = nr1.seal(keys.device_key(HALF), keys.device_context("wrap"), value, some("nonce device", 12))
    return [{"half": nr1.to_text(HALF), "name": "wrap", "box": box, "value": value}]


def make() -> Made:
    """All of it."""
    return {
        "about": "Made by tests/sealing/make_vectors.py; checked in Python and in browsers.",
        "member": MEMBER,
        "member_secret": nr1.to_text(SECRET),
        "contexts": contexts(),
        "items": items(),
        "items_refused": items_refused(),
        "largest": largest(),
        "passwords": passwords(),
        "kdfs_refused": kdfs_refused(),
        "account": account(),
        "rings_refused": rings_refused(),
        "invitations": invitations(),
        "recovery": codes(),
        "pins": pins(),
        "device": device(),
    }


def as_text(made: Made) -> str:
    """The file's text."""
    return json.dumps(made, indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(make()))
