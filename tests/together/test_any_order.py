"""Whatever two people post to a sitting, in any order, twice and late: both are told the same, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.together.models import Move, Sitting
from nearer.together.models.sitting import AHEAD, now_ms
from tests.cast import new_id

from .conftest import Pair, move

KINDS = ["to", "to", "to", "pause", "go", "end"]
posts = st.lists(
    st.tuples(
        st.integers(0, 1),  # who
        st.integers(0, 5),  # which move: the same number again is the same move, posted once more
        st.integers(-5000, 5000),  # how far their clock is off
    ),
    max_size=14,
)
kinds = st.lists(st.sampled_from(KINDS), min_size=6, max_size=6)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=posts, kinds=kinds)
def test_any_order_of_posts_from_two(pair: Pair, posts: list[tuple[int, int, int]], kinds: list[str]) -> None:
    with transaction.atomic():
        _story(pair, posts, kinds)
        transaction.set_rollback(True)


def _story(pair: Pair, posts: list[tuple[int, int, int]], kinds: list[str]) -> None:
    sitting, two = pair.sitting(), (pair.ada, pair.ben)
    ids, known = [new_id() for _ in kinds], {sitting.pk}
    over = False
    for who, which, off in posts:
        kind = kinds[which]
        answer = move(two[who], sitting, id=ids[which], kind=kind, step=which, onto=which + 1, at=now_ms() + off)
        assert answer.status_code == 200
        over = over or kind == "end"
        known.add(ids[which])
        told = answer.json()
        assert told["over"] is over
        assert {each[1] for each in told["moves"]} == (set() if over else known)
    seen: list[Any] = [one.get(f"sittings/{sitting.pk}/moves/?after=0").json() for one in two]
    assert seen[0] == seen[1]
    assert [each[0] for each in seen[0]["moves"]] == list(range(1, len(seen[0]["moves"]) + 1)), "no number is missing"
    for each in seen[0]["moves"]:
        assert now_ms() <= each[5] <= now_ms() + AHEAD, "neither before it began nor far ahead"
    for after in range(len(known) + 1):
        later = two[0].get(f"sittings/{sitting.pk}/moves/?after={after}").json()["moves"]
        assert later == seen[0]["moves"][after:], "who missed some is told those"
    assert (Sitting.objects.get(pk=sitting.pk).ended_on is not None) is over
    assert Move.objects.filter(sitting=sitting).count() == (0 if over else len(known))
