"""A whole member in Python: makes accounts, opens, seals. For `nearer demo`, `nearer open` and tests, not for views."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from nearer.sealed import format as nr1
from nearer.sealed import keys
from nearer.sealed.format import SealError
from nearer.sealed.keys import Item, Ring, SpaceKeys


@dataclass
class Member:
    """Someone whose keys are open. What is posted and what is read have the same shape as in the browser."""

    id: str
    secret: bytes = field(repr=False)
    ring: Ring = field(repr=False)
    revision: int = 1

    @classmethod
    def new(cls, password: str) -> tuple[Self, dict[str, str], str, str]:
        """(member, the fields of a sign-up as the browser posts them, recovery code, id of the first space)."""
        member, space, code = nr1.new_id(), nr1.new_id(), os.urandom(16)
        made = cls(member, os.urandom(32), {"spaces": {space: keys.new_space()}})
        fields = {"public_id": member, **made.wrapped(password), **made.recoverable(code), "keyring": made.keyring()}
        return made, fields, nr1.recovery_text(code), space

    @classmethod
    def open(cls, bundle: Mapping[str, Any], *, password: str | None = None, code: str | None = None) -> Self:
        """From {member, kdf, wrapped, keyring, revision} with the password, or {.., recovery, ..} with the code.

        Raises SealError: password-wrong, code-mistyped, code-wrong, kdf-refused, keys-damaged.
        """
        member, revision = bundle["member"], bundle["revision"]
        if code is not None:
            key = keys.recovery_key(nr1.recovery_bytes(code))
            secret = keys.open_secret(key, member, "recovery", bundle["recovery"], "code-wrong")
        else:
            key = keys.wrap_key(nr1.stretch(nr1.password_bytes(password or ""), bundle["kdf"]))
            secret = keys.open_secret(key, member, "password", bundle["wrapped"], "password-wrong")
        return cls(member, secret, keys.open_ring(secret, member, revision, bundle["keyring"]), revision)

    def wrapped(self, password: str) -> dict[str, str]:
        """The member secret under a password: the fields kdf (JSON), auth, wrapped."""
        kdf = nr1.fresh_kdf()
        root = nr1.stretch(nr1.password_bytes(password), kdf)
        box = keys.seal_secret(keys.wrap_key(root), self.id, "password", self.secret)
        return {"kdf": nr1.to_json(kdf), "auth": keys.auth_text(root), "wrapped": box}

    def recoverable(self, code: bytes) -> dict[str, str]:
        """The member secret under a recovery code: the fields recovery, recovery_proof."""
        box = keys.seal_secret(keys.recovery_key(code), self.id, "recovery", self.secret)
        return {"recovery": box, "recovery_proof": keys.recovery_proof(code)}

    def keyring(self) -> str:
        """The keyring in its box, at its present revision."""
        return keys.seal_ring(self.secret, self.id, self.revision, self.ring)

    def learn(self, space: str, space_keys: SpaceKeys) -> None:
        """Take the keys of a space into the ring; the next keyring() is one revision higher."""
        self.ring["spaces"][space] = keys.checked_space(space_keys)
        self.revision += 1

    def key_of(self, item: Item) -> bytes:
        """The one key of an item. Raises SealError if it isn't held, or if a private item is another's."""
        if item.scope == "P":
            if item.author != self.id:
                raise SealError("seal-no-key")
            return keys.private_key(self.secret)
        try:
            raw = self.ring["spaces"][item.space]["epochs"][str(item.epoch)]
        except KeyError:
            raise SealError("seal-no-key") from None
        return keys.items_key(nr1.to_bytes(raw, 32))

    def item(self, *, space: str, kind: str, content: str = "-", id: str = "", revision: int = 1) -> Item:
        """An item of my own as it is now sealed: present epoch, new id if none is given."""
        epoch = 0 if keys.scope_of(kind) == "P" else self.ring["spaces"][space]["current"]
        id = id or nr1.new_id()
        return Item(space=space, kind=kind, content=content, id=id, author=self.id, epoch=epoch, revision=revision)

    def seal(self, item: Item, value: Mapping[str, Any]) -> str:
        """A value into a box. Raises SealError."""
        return nr1.seal(self.key_of(item), item.context(), value)

    def open_item(self, item: Item, box: str) -> dict[str, Any]:
        """The value of a box. Raises SealError."""
        return nr1.open_(self.key_of(item), item.context(), box)

    def invite(self, space: str, id: str, name: str, purpose: str = "join") -> tuple[str, str]:
        """(box, secret) of an invitation to a space. Raises SealError if its keys aren't held."""
        if space not in self.ring["spaces"]:
            raise SealError("seal-no-key")
        secret = os.urandom(32)
        value = {"space": space, "ring": self.ring["spaces"][space], "from": name}
        return nr1.seal(keys.invite_key(secret), keys.invite_context(id, purpose), value), nr1.to_text(secret)


def read_invitation(id: str, purpose: str, box: str, secret: str) -> tuple[str, SpaceKeys, str]:
    """(space, its keys, name of who invites). Raises SealError("invitation-damaged")."""
    try:
        key = keys.invite_key(nr1.to_bytes(secret, 32))
        inside = nr1.open_(key, keys.invite_context(id, purpose), box)
        nr1.to_bytes(inside["space"], 16)
        return inside["space"], keys.checked_space(inside["ring"]), str(inside.get("from") or "")
    except (SealError, KeyError, TypeError, AttributeError):
        raise SealError("invitation-damaged") from None
