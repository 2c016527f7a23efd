"""Which key comes from what, and what each box is bound to: the tables of docs/sealing.md. The twin of seal/keys.js."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from nearer.sealed.format import Context, SealError, derive, open_, open_bytes, seal, to_bytes, to_text, unpad
from nearer.sealed.kinds import PRIVATE, SHARED

LABEL = "nearer/1/"
MAX_PICTURE = 10 * 1024 * 1024  # characters of a picture's box


class SpaceKeys(TypedDict):
    """The keys of one space in a keyring: which epoch is in use, and base64url of 32 bytes for each."""

    current: int
    epochs: dict[str, str]


class Ring(TypedDict):
    """What a keyring box holds."""

    spaces: dict[str, SpaceKeys]


def label(name: str) -> Context:
    """The info of a derived key."""
    return [LABEL + name]


def auth_text(root: bytes) -> str:
    """What the server's login gets as the password."""
    return "nr1_" + to_text(derive(root, label("auth")))


def wrap_key(root: bytes) -> bytes:
    """What opens the member secret; never leaves the browser."""
    return derive(root, label("wrap"))


def private_key(member_secret: bytes) -> bytes:
    """For what only its writer can read."""
    return derive(member_secret, label("private"))


def keyring_key(member_secret: bytes) -> bytes:
    """For the keyring."""
    return derive(member_secret, label("keyring"))


def items_key(space_key: bytes) -> bytes:
    """For what both of a space can read."""
    return derive(space_key, label("space-items"))


def recovery_key(code: bytes) -> bytes:
    """What opens the member secret from paper."""
    return derive(code, label("recovery"))


def recovery_proof(code: bytes) -> str:
    """What tells the server that someone holds the code, without telling the code."""
    return to_text(derive(code, label("recovery-proof")))


def invite_key(secret: bytes) -> bytes:
    """For an invitation, from the secret in its link."""
    return derive(secret, label("invite"))


def device_key(half: bytes) -> bytes:
    """For what a browser keeps, from the session half."""
    return derive(half, label("device"))


def pin_bytes(pin: str) -> bytes:
    """What a PIN is before it is stretched."""
    return json.dumps([LABEL + "pin", pin], separators=(",", ":")).encode()


def pin_proof(root: bytes) -> str:
    """What the server compares before it gives out its part of the secret."""
    return to_text(derive(root, label("pin-proof")))


def resting_key(by: str, *secrets: bytes) -> bytes:
    """For what rests on a locked device: session half, then the server's part and the PIN's part, or the passkey's."""
    return derive(b"".join(secrets), label(f"device-{by}"))


def pin_part(root: bytes) -> bytes:
    """The part of the resting key that only the PIN gives."""
    return derive(root, label("pin-part"))


def member_context(member: str, how: str) -> Context:
    """Of the boxed member secret; how: "password" or "recovery"."""
    return [LABEL + "member-secret", member, how]


def keyring_context(member: str, revision: int) -> Context:
    """Of the boxed keyring."""
    return [LABEL + "keyring", member, revision]


def invite_context(invitation: str, purpose: str) -> Context:
    """Of an invitation; purpose: "join" or "regrant"."""
    return [LABEL + "invite", invitation, purpose]


def device_context(name: str) -> Context:
    """Of what a browser keeps."""
    return [LABEL + "device", name]


def scope_of(kind: str) -> str:
    """ "S" for what both may read, "P" for what only its writer can. Raises SealError for an unknown kind."""
    if kind in SHARED:
        return "S"
    if kind in PRIVATE:
        return "P"
    raise SealError("seal-unknown-kind")


@dataclass(frozen=True, kw_only=True)
class Item:
    """What is known of a sealed item outside its box."""

    space: str
    kind: str
    id: str
    author: str
    epoch: int
    revision: int = 1
    content: str = "-"

    @property
    def scope(self) -> str:
        """Whose key it is under; follows from the kind. Raises SealError for an unknown kind."""
        return scope_of(self.kind)

    def context(self) -> Context:
        """The context of its box. Raises SealError for a private item with an epoch, or a revision below 1."""
        if (self.scope == "P" and self.epoch != 0) or self.revision < 1:
            raise SealError("seal-damaged")
        parts = (self.scope, self.epoch, self.space, self.id, self.author, self.kind, self.content or "-")
        return [LABEL + "item", *parts, self.revision]


def open_picture(item: Item, key: str, box: str) -> bytes:
    """The bytes of a picture, with the key from its item's box. Raises SealError."""
    context = [LABEL + "picture", item.space, item.id, item.author, item.kind]
    return unpad(open_bytes(to_bytes(key, 32), context, box, MAX_PICTURE))


def seal_secret(key: bytes, member: str, how: str, secret: bytes) -> str:
    """A member secret into its box."""
    return seal(key, member_context(member, how), {"secret": to_text(secret)})


def open_secret(key: bytes, member: str, how: str, box: str, wrong: str) -> bytes:
    """The member secret out of its box. Raises SealError(wrong) if this key doesn't open it."""
    try:
        return to_bytes(open_(key, member_context(member, how), box)["secret"], 32)
    except (SealError, KeyError, TypeError):
        raise SealError(wrong) from None


def new_space() -> SpaceKeys:
    """The keys of a space as it begins: one, epoch 0."""
    return {"current": 0, "epochs": {"0": to_text(os.urandom(32))}}


def checked_space(space: Mapping[str, Any]) -> SpaceKeys:
    """The keys of a space, well-formed. Raises SealError otherwise."""
    try:
        current, epochs = space["current"], dict(space["epochs"])
        well = isinstance(current, int) and not isinstance(current, bool) and str(current) in epochs
        if not well or any(not _is_epoch(epoch) or not to_bytes(key, 32) for epoch, key in epochs.items()):
            raise SealError("keys-damaged")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SealError("keys-damaged") from None
    return {"current": current, "epochs": epochs}


def _is_epoch(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9 and (text == "0" or text[0] != "0")


def seal_ring(member_secret: bytes, member: str, revision: int, ring: Ring) -> str:
    """A keyring into its box."""
    return seal(keyring_key(member_secret), keyring_context(member, revision), ring)


def open_ring(member_secret: bytes, member: str, revision: int, box: str) -> Ring:
    """The keyring out of its box. Raises SealError."""
    try:
        ring = open_(keyring_key(member_secret), keyring_context(member, revision), box)
        return {"spaces": {space: checked_space(keys) for space, keys in ring["spaces"].items()}}
    except (SealError, KeyError, TypeError, AttributeError):
        raise SealError("keys-damaged") from None
