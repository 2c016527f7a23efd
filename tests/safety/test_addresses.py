"""Safety rule 18: whoever may not know of a private thing learns nothing from any address: not that it exists, nor how
many there are, nor when, nor what. A new address without a place in these tests makes them fail."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from tests.cast import box, envelope

from .world import METHODS, Answered, World, address, ask, places, routes

pytestmark = pytest.mark.django_db

ALL = sorted(set(routes()))
SPACE = [route for route in ALL if "space_id" in places(route)]

OPEN = {
    "",
    "-/patterns",
    "-/words/<str:digest>.json",
    "-/away/",
    "-/face/<slug:face>.webmanifest",
    "worker.js",
    "healthz",
    "readyz",
    "help/",
    "kdf",
    "sign-in/",
    "sign-up/",
    "sign-out/",
    "code/",
    "forgotten/",
    "reset/<slug:uidb36>/wait/",
    "reset/done/",
    r"^reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    r"^me/mail/(?P<key>[-:\w]+)/$",
    "invitations/<str:invitation_id>/",
    "house/",
    "house/<str:code>/",
    "no-more/<str:token>/",
}
"""What anybody may ask for. None of them shows rows of a member; an invitation, and a seat that is kept, is found by
who has its link.
"""

BEHIND_SIGN_IN = {
    "us/",
    "together/",
    "read/",
    "letters/",
    "spaces/",
    "invitations/<str:invitation_id>/claims/",
    *(route for route in ALL if route.startswith("me/")),
}
"""What is about the one who asks, and nobody else."""

TAKEN = "me/house/<str:space_id>/seat/"
"""Tells who lives in a space that they do, since its page asks until it hears the answer."""

PLAIN = "my plain words"


BODIES: list[dict[str, Any]] = [{}, envelope(), {"words": PLAIN}]
"""Nothing, a box, what no form knows: who finds out by the answer that a thing is there?"""


def learns(client: Client, route: str, things: dict[str, Any]) -> dict[str, Answered]:
    """All that a client learns from an address by every method, the address itself (which it knew) left out."""
    path, found = address(route, things), {}
    for method in METHODS:
        for number, body in enumerate(BODIES if method == "POST" else [{}]):
            answer = ask(client, method, path, body)
            if "Location" in answer.headers:
                answer.headers["Location"] = answer.headers["Location"].replace(path, "<here>")
            found[f"{method} {number}"] = answer
    return found


@pytest.fixture(scope="module")
def kept(world: World) -> World:
    """The world in which Ada has done everything that one can do in private."""
    world.ada_keeps_to_herself()
    return world


def test_every_address_has_its_place_here() -> None:
    assert set(ALL) == {*OPEN, *BEHIND_SIGN_IN, *SPACE}


@pytest.mark.parametrize("route", SPACE)
def test_a_stranger_learns_nothing_of_a_space(kept: World, route: str) -> None:
    there = learns(kept.eve.client, route, kept.real())
    assert there == learns(kept.eve.client, route, kept.made_up())
    own = learns(kept.ada.client, route, kept.real())
    for how, answer in there.items():
        assert answer.status == 404 or own[how].status == answer.status == 405, (how, answer)


@pytest.mark.parametrize("route", SPACE)
def test_things_of_others_are_not_found_in_ones_own_space(kept: World, route: str) -> None:
    of_all = ("step_id", "day", "code", "lesson_code", "pathway_code", "step", "place")
    own = {"space_id": kept.eve.space.pk} | {name: kept.real()[name] for name in of_all}
    assert learns(kept.eve.client, route, kept.real() | own) == learns(kept.eve.client, route, kept.made_up() | own)


@pytest.mark.parametrize("route", [route for route in sorted(BEHIND_SIGN_IN) if places(route)])
def test_what_belongs_to_one_person_is_not_found_by_another(kept: World, route: str) -> None:
    for one in (kept.eve,) if route == TAKEN else (kept.ben, kept.eve):
        assert learns(one.client, route, kept.real()) == learns(one.client, route, kept.made_up())


@pytest.mark.parametrize("route", [*SPACE, *sorted(BEHIND_SIGN_IN)])
def test_signed_out_one_is_asked_to_sign_in_and_no_more(kept: World, route: str) -> None:
    there = learns(Client(), route, kept.real())
    assert there == learns(Client(), route, kept.made_up())
    for how, answer in there.items():
        leads_to_sign_in = answer.status == 302 and answer.headers["Location"].startswith("/sign-in/")
        assert leads_to_sign_in or answer.status in {400, 401, 405}, (how, answer)


def rows() -> dict[str, list[dict[str, Any]]]:
    """All that is stored, but for sign-ins."""
    kept = [model for model in apps.get_models() if model._meta.app_label not in {"sessions", "usersessions"}]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in kept}


@pytest.mark.parametrize("route", ALL)
def test_a_plain_word_is_refused_everywhere(kept: World, route: str) -> None:
    """Also where all the right fields are there as well."""
    before, path = rows(), address(route, kept.real(kept.present))
    signed_in = Client()
    signed_in.cookies = SimpleCookie(kept.ada.client.cookies)
    for client in (signed_in, Client()):
        for fields in ({}, envelope(), {"id": kept.note, "purpose": "join", "box": box()}):
            cache.clear()
            answer = client.post(path, {**fields, "words": PLAIN})
            refused = {400, 404, 405} if client is signed_in else {302, 400, 401, 404, 405}
            assert answer.status_code in refused, (answer.status_code, answer.content[:200])
            assert PLAIN not in str(dict(client.session))
    assert rows() == before
