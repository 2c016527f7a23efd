"""The cast: Ada and Ben share a space; Eve has one of her own and is a stranger to theirs."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from nearer.people.models import Member
from nearer.spaces.models import Membership, Space

AUTH = "nr1_" + "A" * 43
"""What everyone's password derives to."""


def new_id() -> str:
    """An id as a browser makes it."""
    return base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()


def box(size: int = 256) -> str:
    """A box of the right form with nothing readable in it."""
    return "nr1." + base64.urlsafe_b64encode(os.urandom(28 + size)).rstrip(b"=").decode()


def envelope(**parts: Any) -> dict[str, Any]:
    """The fields of one post."""
    return {"id": new_id(), "epoch": 0, "revision": 1, "box": box()} | parts


@dataclass
class Person:
    """A member with a signed-in client."""

    member: Member
    membership: Membership
    client: Client

    @property
    def space(self) -> Space:
        return self.membership.space

    def get(self, path: str = "", **kwargs: Any) -> Any:
        """GET below the person's space; an absolute path as it is."""
        return self.client.get(self._url(path), headers={"accept": "text/html"}, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
        """POST below the person's space."""
        return self.client.post(self._url(path), data or {}, **kwargs)  # type: ignore[return-value]

    def delete(self, path: str) -> HttpResponse:
        """DELETE below the person's space."""
        return self.client.delete(self._url(path))  # type: ignore[return-value]

    def _url(self, path: str) -> str:
        return path if path.startswith("/") else f"/spaces/{self.membership.space_id}/{path}"


def person(name: str, space: Space | None = None, **space_parts: Any) -> Person:
    """A new member, in the given space or in a new one."""
    member = Member.objects.create_user(name, AUTH, public_id=new_id())
    if space is None:
        parts = {"bond": "partner", "time_zone": "Europe/Berlin", "rhythm": "daily"} | space_parts
        membership = Space.begin(member, id=new_id(), **parts)
    else:
        membership = Membership.objects.create(space=space, member=member, seat=2, welcomed=True)
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Person(member, membership, client)
