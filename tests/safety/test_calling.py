"""Safety rules 2, 3, 12 and 18, for what reaches people outside: nobody makes the product call the other, nobody learns
whether it does, and no call tells anything.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nearer import clock
from nearer.calling import webpush
from nearer.calling.models import Call, Occasion, Way, Wish
from nearer.calling.models.occasion import Kind
from nearer.calling.sending import Sender
from tests.calling.push_service import PushService, push_service
from tests.cast import Person, envelope, new_id
from tests.conftest import Clock

from .world import METHODS, World, address, ask, routes

pytestmark = pytest.mark.django_db

BODIES: list[dict[str, Any]] = [{}, envelope(), {"when": "now", "paper": "plain"} | envelope()]
CALLS_THE_OTHER = {"spaces/<str:space_id>/letters/", "spaces/<str:space_id>/exchanges/<day:day>/answers/"}
"""A letter that is given, and the answer that opens: nothing else."""


def takes_calls(one: Person, **chosen: Any) -> None:
    """This one wants to hear of everything, at any hour."""
    endpoint = f"https://push.example.org/{new_id()}"
    Way.objects.create(member=one.member, channel="push", endpoint=endpoint)
    usual: dict[str, Any] = {"openings": True, "letters": True, "quiet_from": 0, "quiet_to": 0}
    Wish.of(one.member).choose(**usual | chosen)


@pytest.mark.parametrize("route", sorted(set(routes()) - CALLS_THE_OTHER))
def test_whatever_one_does_at_any_other_address_calls_nobody_else(
    world: World, route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noted(memberships: Any, kind: str) -> None:
        made.extend(f"{kind} for {one.member_id}" for one in memberships)

    def called(members: Any) -> None:
        made.extend(f"a call for {member}" for member, *_how in members)

    monkeypatch.setattr(Occasion, "note", noted)
    monkeypatch.setattr(Call, "make", called)
    for method in METHODS:
        for body in BODIES if method == "POST" else [{}]:
            ask(world.ben.client, method, address(route, world.real(world.present)), body)
    others = [one for one in made if world.ben.member.public_id not in one]
    assert others == []


def test_a_call_for_anything_is_the_same_call(world: World, clock: Clock) -> None:
    """The day's moment, an opening, a letter, a try: one row that says nothing of it, one push of one size."""
    clock.set(world.clock.moment)
    with push_service() as service:
        service.now = lambda: clock.moment.timestamp()
        browser = service.browser()
        heard: list[tuple[str, int, dict[str, str]]] = []
        for kind in ("moment", *Kind.values, "try"):
            heard.append(_pushed_for(world.ada, kind, service, browser.fields))
    words, sizes, headers = zip(*heard, strict=True)
    assert len(set(words)) == len(set(sizes)) == 1
    for name in headers[0].keys() - {"authorization"}:
        assert len({each[name] for each in headers}) == 1, name


def _pushed_for(
    one: Person, kind: str, service: PushService, fields: dict[str, str]
) -> tuple[str, int, dict[str, str]]:
    for model in (Way, Wish, Occasion):
        model._default_manager.all().delete()
    takes_calls(one)
    Way.objects.update(**fields)
    if kind == "moment":
        Wish.objects.update(next_reminder_at=clock.now(), hour=clock.now().astimezone(_zone(one)).hour)
        assert Wish.call_due() == 1
    elif kind == "try":
        Wish.of(one.member).try_it()
    else:
        Occasion.note([one.membership], kind)
        assert Occasion.weigh_due() == 1
    call = Call.objects.get()
    assert {field.name for field in call._meta.fields} == {"way", "due_at", "until", "attempts"}
    Call.objects.update(until=clock.now() + timedelta(hours=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.PUSH_ALLOWED", [service.origin])
        Sender().bring_all()
    assert service.refused == []
    last = service.pushed[-1]
    return last.words, last.size, last.headers


def _zone(one: Person) -> ZoneInfo:
    return ZoneInfo(one.membership.zone)


def test_what_one_chose_shows_at_no_address_of_the_other(world: World) -> None:
    """Nor in how long it takes to find: the number of queries."""

    def learned() -> dict[str, Any]:
        world.clock.turn()
        found = {}
        for route in sorted(set(routes()) - {"invitations/<str:invitation_id>/"}):
            path = address(route, world.real(world.present))
            found[route] = [ask(world.ben.client, method, path) for method in ("GET", "POST")]
        return found

    learned()
    before = learned()
    takes_calls(world.ada)
    Occasion.note([world.ada.membership], "letter")
    Wish.of(world.ada.member).try_it()
    assert learned() == before


def test_the_servers_key_is_one_and_belongs_to_nobody(world: World) -> None:
    shown = {
        one.client.get("/me/calls/").content.decode().count(webpush.server_key()) for one in (world.ada, world.eve)
    }
    assert shown == {1}
