"""Two at the same instant: one seat, one wording, on either database."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from nearer.sealed.models import Envelope
from nearer.spaces.models import Invitation, Membership, Renewal, Wording
from nearer.web.refusals import Refusal
from tests.cast import AUTH, Person, box, envelope, new_id, person
from tests.conftest import Clock

from .conftest import give_keys

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[int]:
    """Runs all at the same instant, each with a connection of its own; the status of each, in no order."""
    start, statuses = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            statuses.append(204)
        except Refusal as refusal:
            statuses.append(refusal.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(statuses)


def inviting(one: Person) -> Invitation:
    return Invitation.make(one.membership, id=new_id(), purpose="join", epoch=0, box=box())


def claiming(one: Person, invitation: str, space: str, ring: str) -> Callable[[], object]:
    return lambda: Invitation.claim(one.member, invitation, space_id=space, keyring=ring, revision=2, auth=AUTH)


def test_two_claim_one_invitation(clock: Clock) -> None:
    for number in range(10):
        ada, ben, eve = (person(f"{name}{number}") for name in ("ada", "ben", "eve"))
        for one in (ben, eve):
            give_keys(one)
        invitation = inviting(ada)
        both = [claiming(one, invitation.pk, ada.space.pk, box()) for one in (ben, eve)]
        assert at_once(*both) == [204, 404]
        assert Membership.objects.filter(space=ada.space).count() == 2


def test_one_claims_twice(clock: Clock) -> None:
    for number in range(5):
        ada, ben = person(f"ada{number}"), person(f"ben{number}")
        give_keys(ben)
        invitation, ring = inviting(ada), box()
        act = claiming(ben, invitation.pk, ada.space.pk, ring)
        assert at_once(act, act) == [204, 204]
        assert Membership.objects.filter(space=ada.space).count() == 2


def test_both_reword_at_once(clock: Clock) -> None:
    ada = person("ada")
    ben = person("ben", ada.space)
    for number in range(1, 6):
        acts = [
            lambda one=one: Wording.propose(one.membership, Envelope(**envelope()), number)  # noqa: B023
            for one in (ada, ben)
        ]
        assert at_once(*acts) == [204, 409]
        assert Wording.objects.filter(space=ada.space).count() == number


def test_both_choose_it_again_at_once(clock: Clock) -> None:
    ada = person("ada")
    ben = person("ben", ada.space)
    for number in range(1, 6):
        acts = [lambda one=one: Renewal.say(one.membership, Envelope(**envelope())) for one in (ada, ben)]
        assert at_once(*acts) == [204, 204]
        assert Renewal.seen_by(ada.membership).count() == 2 * number
