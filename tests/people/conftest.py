"""Members as browsers make them, but with boxes that hold nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from nearer.people.models import Keys, Member
from nearer.people.models.keys import proof_hash
from tests.cast import box, new_id

KDF = {"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": "A" * 22}
PASSWORD = "a word that nobody ever posts"


def auth(letter: str = "A") -> str:
    """A derived secret; another for each letter."""
    return f"nr1_{letter * 42}A"


def proof(letter: str = "P") -> str:
    """32 bytes in base64url; others for each letter."""
    return f"{letter * 42}A"


def sign_up(name: str = "ada", **changes: Any) -> dict[str, Any]:
    """The fields of a sign-up."""
    fields = {
        "username": name,
        "password1": auth(),
        "public_id": new_id(),
        "kdf": json.dumps(KDF),
        "wrapped": box(),
        "recovery": box(),
        "recovery_proof": proof(),
        "keyring": box(),
    }
    return fields | changes


def member(name: str = "ada", **parts: Any) -> Member:
    """A member with keys."""
    made = Member.objects.create_user(name, auth(), public_id=new_id(), **parts)
    Keys.objects.create(
        member=made, kdf=KDF, wrapped=box(), recovery=box(), recovery_proof_hash=proof_hash(proof()), keyring=box()
    )
    return made


def signed_in(who: Member) -> Client:
    """A browser in which somebody is signed in, the way it is done."""
    client = Client()
    client.get("/sign-in/")
    answer = client.post("/sign-in/", {"login": who.name, "password": auth()}, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.content
    return client


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """What one test has tried does not count in the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada(db: None) -> Member:
    """A member."""
    return member()


@pytest.fixture
def browser(ada: Member) -> Client:
    """Ada's browser."""
    return signed_in(ada)
