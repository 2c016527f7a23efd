"""Safety rules 2, 3 and 18: what one does alone changes nothing at any address of the other, not even how long it takes
to find (the number of queries), but for the opening itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import envelope

from .world import METHODS, Answered, World, address, ask, places, routes

pytestmark = pytest.mark.django_db

ENVELOPE = envelope()
BODIES: list[dict[str, Any]] = [{}, ENVELOPE, {"words": "my plain words"}]
OPENS = "spaces/<str:space_id>/exchanges/<day:day>/answers/"
"""The second answer opens the exchange, and both are told: the one difference that is meant."""
TAKES_BACK = "spaces/<str:space_id>/letters/<str:letter_id>/withdrawals/"
"""Taking one's own letter back succeeds until it was opened: the one other difference, which its page tells of."""
LINK = {"invitations/<str:invitation_id>/", "invitations/<str:invitation_id>/claims/"}
"""Found by whoever was given the link, whose number nobody else knows."""

Learned = dict[tuple[str, str, int], Answered]


def things_in(world: World, route: str) -> list[dict[str, Any]]:
    """What may stand in an address: days of either exchange; of letters, one of Ada's and one that Ben wrote her."""
    if "letter_id" in places(route):
        return [world.real(), world.real() | {"letter_id": world.for_ada}]
    exchanges = [world.opened, world.present] if "day" in places(route) and route != OPENS else [world.opened]
    return [world.real(exchange) for exchange in exchanges]


def learned_by_ben(world: World) -> dict[str, Learned]:
    """What every address tells Ben, by every method, about what Ada has or has not made yet, and about what is his and
    what she has done with it in private.
    """
    found: dict[str, Learned] = {}
    for route in sorted(set(routes()) - LINK):
        found[route] = {
            (method, path, number): ask(world.ben.client, method, path, body)
            for path in [address(route, things) for things in things_in(world, route)]
            for method in METHODS
            for number, body in enumerate(BODIES if method == "POST" else [{}])
            if not (route == TAKES_BACK and world.for_ada in path and body is ENVELOPE)
        }
    return found


@pytest.fixture(scope="module")
def before_and_after(world: World) -> tuple[dict[str, Learned], dict[str, Learned]]:
    """What Ben learns before Ada does everything that one can do in private, and afterwards."""
    learned_by_ben(world)  # the first time some things are read from files
    before = learned_by_ben(world)
    world.ada_keeps_to_herself()
    return before, learned_by_ben(world)


@pytest.mark.parametrize("route", sorted(set(routes()) - LINK))
def test_what_one_does_alone_changes_nothing_for_the_other(
    before_and_after: tuple[dict[str, Learned], dict[str, Learned]], route: str
) -> None:
    before, after = before_and_after
    for how, answer in before[route].items():
        assert after[route][how] == answer, how


def test_what_a_writer_may_do_with_a_letter_was_compared(
    before_and_after: tuple[dict[str, Learned], dict[str, Learned]], world: World
) -> None:
    """The positive control: Ada has opened it, Ben's page of it is there, and taking it back is what tells."""
    own = {how: answer.status for how, answer in before_and_after[1][TAKES_BACK].items() if world.for_ada in how[1]}
    assert set(own.values()) == {400, 405}, "asked, by every body but the one that takes it back"
    path = f"/spaces/{world.ada.space.pk}/letters/{world.for_ada}/"
    assert ask(world.ben.client, "GET", path).status == 200
    assert ask(world.ben.client, "POST", path + "withdrawals/", ENVELOPE).status == 409
    beside = f"/spaces/{world.ada.space.pk}/photos/?id={envelope()['id']}&epoch=0&kind=letter&holder={world.for_ada}"
    assert ask(world.ben.client, "POST", beside).status == 400


def test_the_comparison_notices_what_is_meant_to_be_seen(
    before_and_after: tuple[dict[str, Learned], dict[str, Learned]], world: World
) -> None:
    before = before_and_after[0][""]
    assert world.ada.post(f"exchanges/{world.present.day}/talk/").status_code == 204
    after = learned_by_ben(world)[""]
    assert after != before
