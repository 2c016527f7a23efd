"""What was on its way while one's part in a space was deleted: it stays nowhere, and nothing old comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from nearer.giving.models import LeftAlone
from nearer.myself.models import Entry
from nearer.people.closing import close
from nearer.spaces.models import Choice, Membership, Space
from nearer.spaces.models.alone import PrivateItem
from nearer.together.models import Aside
from nearer.web.refusals import Refusal
from tests.cast import new_id
from tests.spaces.test_together import at_once

from .conftest import member
from .test_parting import Two, envelope

pytestmark = pytest.mark.django_db


def gone(two: Two, way: str) -> Membership:
    """A request of hers is on its way with the membership that comes back, while another one ends her part in it."""
    on_its_way = Membership.objects.get(pk=two.a.pk)
    if way == "turned away":
        Membership.objects.filter(pk=two.a.pk).update(welcomed=False)
        two.b.turn_away()
    elif way == "closed":
        close(two.ada)
    elif way == "nobody left":
        two.b.leave()
        two.b.forget()
        two.a.leave()
        two.a.forget()
    else:
        two.a.leave()
        two.a.forget()
    return on_its_way


@pytest.mark.parametrize("way", ["deleted", "closed", "turned away", "nobody left"])
@pytest.mark.parametrize("model", [Choice, Entry])
def test_what_was_on_its_way_when_it_was_deleted_is_not_stored(way: str, model: type[PrivateItem]) -> None:
    """Its owner could neither see nor delete it."""
    two = Two()
    on_its_way = gone(two, way)
    with pytest.raises(Refusal) as refused:
        model.write(on_its_way, envelope())
    assert refused.value.status == 404
    assert not model.objects.filter(author=two.ada).exists()


@pytest.mark.parametrize("way", ["deleted", "closed", "turned away", "nobody left"])
@pytest.mark.parametrize(
    "write",
    [lambda mine: Aside.note(mine, "seven-breaths", 1, envelope()), lambda mine: LeftAlone.leave(mine, "how")],
    ids=["Aside", "LeftAlone"],
)
def test_nor_is_what_has_another_way_to_be_written(way: str, write: Callable[[Membership], object]) -> None:
    on_its_way = gone(Two(), way)
    with pytest.raises(Refusal) as refused:
        write(on_its_way)
    assert refused.value.status == 404
    assert not Aside.objects.exists()
    assert not LeftAlone.objects.exists()


def test_whoever_left_still_writes_for_themselves() -> None:
    two = Two()
    on_its_way = Membership.objects.get(pk=two.a.pk)
    two.a.leave()
    kept = Entry.write(on_its_way, envelope())
    assert Entry.objects.get() == kept


def test_deleting_with_an_old_read_puts_nothing_back() -> None:
    """What was changed since the request began, how the other calls them among it, stays as it is."""
    two = Two()
    on_its_way = Membership.objects.get(pk=two.a.pk)
    two.a.call_me(name := envelope())
    two.a.leave()
    left = Membership.objects.get(pk=two.a.pk)
    on_its_way.forget()
    after = Membership.objects.get(pk=two.a.pk)
    assert (after.name, after.name_revision) == (name.box, 1)
    assert (after.left_on, after.parted_epoch, after.seq) == (left.left_on, left.parted_epoch, left.seq)
    assert after.forgotten_on is not None


@pytest.mark.django_db(transaction=True)
def test_deleting_and_writing_at_the_same_instant_leave_nothing() -> None:
    for number in range(8):
        ada, ben = member(f"ada{number}"), member(f"ben{number}")
        mine = Space.begin(ada, id=new_id(), bond="partner", time_zone="Europe/Berlin", rhythm="daily")
        Membership.objects.create(space=mine.space, member=ben, seat=2, welcomed=True)
        mine.leave()
        writing, deleting = (Membership.objects.get(pk=mine.pk) for _ in range(2))
        statuses = at_once(partial(Entry.write, writing, envelope()), deleting.forget)
        assert statuses in ([204, 204], [204, 404])
        assert not Entry.objects.filter(author=ada).exists()
