from __future__ import annotations

from dataclasses import dataclass

import pytest

from nearer.people.models import Keys
from nearer.spaces.models import Invitation
from tests.cast import AUTH, Person, box, new_id, person
from tests.conftest import Clock


def give_keys(one: Person) -> Keys:
    """The boxed keys that sign-up would have stored."""
    boxes = {name: box() for name in ("wrapped", "recovery", "keyring")}
    return Keys.objects.create(member=one.member, kdf={}, recovery_proof_hash="0" * 64, **boxes)


def invite(one: Person, purpose: str = "join") -> str:
    """Makes an invitation through the page's own address; gives its id."""
    one.space.refresh_from_db()
    fields = {"id": new_id(), "purpose": purpose, "epoch": one.space.epoch, "box": box()}
    assert one.post("invitations/", fields).status_code == 204
    return str(fields["id"])


def claim(one: Person, invitation: str, space: str, **parts: object) -> int:
    """Claims as the page does; gives the status."""
    fields = {"space": space, "keyring": box(), "revision": 2, "auth": AUTH} | parts
    return one.client.post(f"/invitations/{invitation}/claims/", fields).status_code


def only_invitation() -> Invitation:
    return Invitation.objects.get()


@dataclass
class Trio:
    """Ada alone in her space; Ben and Eve with spaces of their own, and keys."""

    ada: Person
    ben: Person
    eve: Person


@pytest.fixture
def trio(db: None, clock: Clock) -> Trio:
    found = Trio(person("ada"), person("ben"), person("eve"))
    for one in (found.ada, found.ben, found.eve):
        give_keys(one)
    return found


@dataclass
class Two:
    """Ada and Ben in one space, and Eve who is a stranger to it."""

    ada: Person
    ben: Person
    eve: Person


@pytest.fixture
def two(db: None, clock: Clock) -> Two:
    ada = person("ada")
    return Two(ada, person("ben", ada.space), person("eve"))
