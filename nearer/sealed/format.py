"""The format nr1: bytes, contexts, padding, boxes, recovery codes. Pure functions; the twin of seal/format.js."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "nr1."
BLOCK = 256
NONCE = 12
TAG = 16
MAX_BOX = 65536  # characters; the server stores nothing longer

Context = Sequence[str | int]


class SealError(ValueError):
    """Something sealed was refused. `key` is the same as that of the browser's sentence."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def to_text(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def to_bytes(text: str, length: int | None = None) -> bytes:
    """The bytes behind canonical base64url. Raises SealError for any other form, or another length than asked for."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SealError("seal-damaged") from None
    if to_text(raw) != text or length not in (None, len(raw)):
        raise SealError("seal-damaged")
    return raw


def new_id() -> str:
    """16 random bytes as 22 characters."""
    return to_text(os.urandom(16))


_PLAIN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*\Z")


def context(parts: Context) -> bytes:
    """What a box or key is for: a JSON array of plain strings and safe numbers. Raises SealError for other parts."""
    for part in parts:
        number = isinstance(part, int) and not isinstance(part, bool) and 0 <= part < 2**53
        if not number and not (isinstance(part, str) and _PLAIN.match(part)):
            raise SealError("seal-damaged")
    return json.dumps(list(parts), separators=(",", ":")).encode()


def derive(secret: bytes, info: Context) -> bytes:
    """HKDF-SHA256 to 32 bytes."""
    return HKDF(hashes.SHA256(), 32, b"", context(info)).derive(secret)


def pad(raw: bytes) -> bytes:
    """0x80, then zeros to a multiple of 256."""
    return (raw + b"\x80").ljust((len(raw) // BLOCK + 1) * BLOCK, b"\0")


def unpad(padded: bytes) -> bytes:
    """Undoes pad. Raises SealError for padding of any other shape."""
    raw = padded.rstrip(b"\0")
    if len(padded) % BLOCK or not raw.endswith(b"\x80") or len(raw) <= len(padded) - BLOCK:
        raise SealError("seal-damaged")
    return raw[:-1]


def seal_bytes(key: bytes, parts: Context, raw: bytes, nonce: bytes | None = None) -> str:
    """Bytes into a box; a nonce is given for vectors only. Raises SealError if the box gets longer than MAX_BOX."""
    nonce = nonce or os.urandom(NONCE)
    box = VERSION + to_text(nonce + AESGCM(key).encrypt(nonce, raw, context(parts)))
    if len(box) > MAX_BOX:
        raise SealError("seal-too-long")
    return box


def open_bytes(key: bytes, parts: Context, box: str, most: int = MAX_BOX) -> bytes:
    """The bytes of a box. Raises SealError unless key, context and every bit are those it was sealed with."""
    if not box.startswith(VERSION) or len(box) > most:
        raise SealError("seal-damaged")
    whole = to_bytes(box.removeprefix(VERSION))
    if len(whole) < NONCE + TAG:
        raise SealError("seal-damaged")
    try:
        return AESGCM(key).decrypt(whole[:NONCE], whole[NONCE:], context(parts))
    except InvalidTag:
        raise SealError("seal-damaged") from None


def to_json(value: Mapping[str, Any]) -> str:
    """JSON without spaces; refuses numbers that JSON doesn't have."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def seal(key: bytes, parts: Context, value: Mapping[str, Any], nonce: bytes | None = None) -> str:
    """A JSON object into a box."""
    # Half a surrogate pair can't be UTF-8; as an escape it can, and JSON reads it back.
    return seal_bytes(key, parts, pad(to_json(value).encode("utf-8", "backslashreplace")), nonce)


def open_(key: bytes, parts: Context, box: str) -> dict[str, Any]:
    """The JSON object of a box. Raises SealError."""
    raw = unpad(open_bytes(key, parts, box))
    try:
        value = json.loads(raw.decode(), parse_constant=_no_constant)
    except ValueError:
        raise SealError("seal-damaged") from None
    if not isinstance(value, dict):
        raise SealError("seal-damaged")
    return value


def _no_constant(_name: str) -> NoReturn:
    raise SealError("seal-damaged")


# How a password is stretched.


class Kdf(TypedDict):
    """What the server keeps of how a password is stretched."""

    alg: str
    m: int
    t: int
    p: int
    salt: str


FLOOR = {"m": 65536, "t": 3, "p": 1}
CEILING = {"m": 1048576, "t": 10, "p": 4}


def fresh_kdf() -> Kdf:
    """The floor, with a salt of its own."""
    return {"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": to_text(os.urandom(16))}


def checked_kdf(kdf: Mapping[str, Any]) -> tuple[int, int, int, bytes]:
    """(m, t, p, salt). Raises SealError for stretching that is too weak, absurdly strong, or not known."""
    if kdf.get("alg") != "argon2id13":
        raise SealError("kdf-refused")
    for part, least in FLOOR.items():
        given = kdf.get(part)
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= CEILING[part]:
            raise SealError("kdf-refused")
    try:
        return kdf["m"], kdf["t"], kdf["p"], to_bytes(str(kdf.get("salt")), 16)
    except SealError:
        raise SealError("kdf-refused") from None


def stretch(password: bytes, kdf: Mapping[str, Any]) -> bytes:
    """Argon2id to 32 bytes. Raises SealError as checked_kdf does."""
    m, t, p, salt = checked_kdf(kdf)
    return Argon2id(salt=salt, length=32, iterations=t, lanes=p, memory_cost=m).derive(password)


def password_bytes(password: str) -> bytes:
    """A password as the bytes that are stretched: NFKC, UTF-8."""
    return unicodedata.normalize("NFKC", password).encode()


# Recovery codes: 16 bytes and the first byte of their SHA-256, in Crockford's base32, seven groups of four.

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def recovery_text(raw: bytes) -> str:
    """16 bytes as a code for paper."""
    bits = "".join(f"{byte:08b}" for byte in raw + hashlib.sha256(raw).digest()[:1]) + "0000"
    letters = "".join(LETTERS[int(bits[at : at + 5], 2)] for at in range(0, 140, 5))
    return "-".join(letters[at : at + 4] for at in range(0, 28, 4))


def recovery_bytes(text: str) -> bytes:
    """The 16 bytes of a typed code; case, spaces and dashes don't matter. Raises SealError for a slip."""
    typed = re.sub(r"[\s-]", "", text.upper()).replace("O", "0").replace("I", "1").replace("L", "1")
    if len(typed) != 28 or set(typed) - set(LETTERS):
        raise SealError("code-mistyped")
    bits = "".join(f"{LETTERS.index(letter):05b}" for letter in typed)
    raw = bytes(int(bits[at : at + 8], 2) for at in range(0, 136, 8))
    if not bits.endswith("0000") or hashlib.sha256(raw[:16]).digest()[0] != raw[16]:
        raise SealError("code-mistyped")
    return raw[:16]
