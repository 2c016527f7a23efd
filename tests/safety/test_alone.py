"""Safety rules 2, 3 and 18: what one does alone changes nothing at any address of the other, not even how long it takes
to find (the number of queries), but for the opening itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import envelope

from .world import METHODS, Answered, World, address, ask, places, routes

pytestmark = pytest.mark.django_db

BODIES: list[dict[str, Any]] = [{}, envelope(), {"words": "my plain words"}]
OPENS = "spaces/<str:space_id>/exchanges/<day:day>/answers/"
"""The second answer opens the exchange, and both are told: the one difference that is meant."""
LINK = {"invitations/<str:invitation_id>/", "invitations/<str:invitation_id>/claims/"}
"""Found by whoever was given the link, whose number nobody else knows."""

Learned = dict[tuple[str, str, int], Answered]


def learned_by_ben(world: World) -> dict[str, Learned]:
    """What every address tells Ben, by every method, about things that Ada has or has not made yet."""
    found: dict[str, Learned] = {}
    for route in sorted(set(routes()) - LINK):
        exchanges = [world.opened, world.present] if "day" in places(route) else [world.opened]
        if route == OPENS:
            exchanges.remove(world.present)
        found[route] = {
            (method, path, number): ask(world.ben.client, method, path, body)
            for path in [address(route, world.real(exchange)) for exchange in exchanges]
            for method in METHODS
            for number, body in enumerate(BODIES if method == "POST" else [{}])
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


def test_the_comparison_notices_what_is_meant_to_be_seen(
    before_and_after: tuple[dict[str, Learned], dict[str, Learned]], world: World
) -> None:
    before = before_and_after[0][""]
    assert world.ada.post(f"exchanges/{world.present.day}/talk/").status_code == 204
    after = learned_by_ben(world)[""]
    assert after != before
