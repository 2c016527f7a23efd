"""What one chooses under Me, on which devices, and how a device that is signed out is called no more."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from nearer.calling import webpush
from nearer.calling.models import Call, Way, Wish
from nearer.people.models import Member
from tests.calling.push_service import PushService
from tests.cast import Person, box
from tests.conftest import Clock
from tests.people.conftest import KDF, auth, member, signed_in

from .conftest import wants, way

pytestmark = pytest.mark.django_db

USUAL = {"hour": "19", "quiet_from": "22", "quiet_to": "8", "channel": "push"}
EVERY_DAY = {"moments": "on", "days": ["0", "1", "2", "3", "4", "5", "6"]}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def subscribe(client: Client, fields: dict[str, str], **changes: str) -> Any:
    return client.post("/me/calls/ways/", fields | changes)


def page(client: Client) -> str:
    answer = client.get("/me/calls/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_the_usual_and_that_nothing_was_chosen(ada: Person) -> None:
    shown = page(ada.client)
    assert 'value="none" checked' in shown
    assert '<option value="19" selected>' in shown
    assert "Europe/Berlin" in shown
    assert not Wish.objects.exists()


def test_what_is_chosen_is_kept_and_shown(ada: Person) -> None:
    chosen = USUAL | {
        "moments": "on",
        "letters": "on",
        "days": ["5", "6"],
        "hour": "7",
        "quiet_from": "20",
        "quiet_to": "6",
    }
    assert ada.post("/me/calls/", chosen).status_code == 302
    wish = Wish.objects.get()
    assert (wish.channel, wish.moments, wish.openings, wish.letters) == ("push", True, False, True)
    assert (wish.days, wish.hour, wish.quiet_from, wish.quiet_to) == (0b1100000, 7, 20, 6)
    shown = page(ada.client)
    assert 'value="push" checked' in shown
    assert 'value="5" checked' in shown
    assert 'value="0" checked' not in shown


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"moments": "on", "days": []}, 422),
        (EVERY_DAY | {"hour": "23"}, 422),
        (EVERY_DAY | {"quiet_from": "19", "quiet_to": "20"}, 422),
        ({"hour": "24"}, 400),
        ({"hour": ""}, 400),
        ({"quiet_from": "-1"}, 400),
        ({"channel": "phone"}, 400),
        ({"days": ["7"]}, 400),
        ({"words": "plain"}, 400),
        ({"member": "other"}, 400),
    ],
)
def test_what_does_not_fit_changes_nothing(ada: Person, changes: dict[str, Any], status: int) -> None:
    wants(ada.member, hour=20)
    answer = ada.post("/me/calls/", USUAL | changes)
    assert answer.status_code == status
    assert Wish.objects.get().hour == 20


def test_without_the_daily_call_any_hour_is_right(ada: Person) -> None:
    assert ada.post("/me/calls/", USUAL | {"hour": "23", "openings": "on"}).status_code == 302
    assert Wish.objects.get().days == 127


def test_a_browser_subscribes_and_that_chooses(ada: Person, service: PushService) -> None:
    browser = service.browser()
    assert subscribe(ada.client, browser.fields).status_code == 204
    (mine,) = Way.objects.all()
    assert mine.member_id == ada.member.public_id
    wish = Wish.objects.get()
    assert (wish.channel, wish.moments, wish.openings, wish.letters) == ("push", True, False, False)
    assert wish.next_reminder_at is not None
    assert "Take away" in page(ada.client)
    assert "data-here" in page(ada.client)
    assert webpush.server_key() in page(ada.client)


def test_subscribing_again_is_the_same_device(ada: Person, service: PushService) -> None:
    browser = service.browser()
    for _each in range(3):
        subscribe(ada.client, browser.fields)
    assert Way.objects.count() == 1
    subscribe(ada.client, service.browser().fields)  # the browser got a new subscription
    assert Way.objects.count() == 1


def test_a_browser_belongs_to_whoever_subscribed_it_last(ada: Person, ben: Person, service: PushService) -> None:
    browser = service.browser()
    subscribe(ada.client, browser.fields)
    assert subscribe(ben.client, browser.fields).status_code == 204
    assert Way.objects.get().member_id == ben.member.public_id
    assert Wish.objects.get(member=ada.member).next_reminder_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "http://push.example.org/x"},
        {"endpoint": ""},
        {"p256dh": "AAAA"},
        {"p256dh": "B" + "A" * 86},
        {"p256dh": "!"},
        {"auth": "AAAA"},
        {"auth": ""},
        {"words": "plain"},
    ],
)
def test_what_is_no_subscription_is_refused(ada: Person, service: PushService, changes: dict[str, str]) -> None:
    assert subscribe(ada.client, service.browser().fields, **changes).status_code == 400
    assert not Way.objects.exists()


def test_ten_devices_are_enough(ada: Person) -> None:
    for _each in range(10):
        way(ada.member)
    assert subscribe(ada.client, {"endpoint": "https://push.example.org/x", **good_keys()}).status_code == 409


def good_keys() -> dict[str, str]:
    """Of no browser."""
    return {"p256dh": webpush.server_key(), "auth": "A" * 22}


def test_a_device_is_taken_away_by_its_owner_only(ada: Person, ben: Person) -> None:
    mine = way(ada.member)
    wants(ada.member)
    assert ben.post(f"/me/calls/ways/{mine.pk}/end/").status_code == 404
    assert ada.post(f"/me/calls/ways/{mine.pk}/end/").status_code == 302
    assert not Way.objects.exists()
    assert Wish.objects.get().next_reminder_at is None


def test_a_call_to_oneself(ada: Person, ben: Person) -> None:
    assert "no way to call you" in ada.post("/me/calls/try/").content.decode()
    for one in (ada, ben):
        way(one.member)
    assert "on its way" in ada.post("/me/calls/try/").content.decode()
    assert ada.post("/me/calls/try/").status_code == 200
    assert [call.way.member_id for call in Call.objects.all()] == [ada.member.public_id]


def test_it_is_tried_a_few_times_and_not_without_end(ada: Person) -> None:
    assert [ada.post("/me/calls/try/").status_code for _each in range(11)] == [200] * 10 + [429]


def test_other_quiet_times_end_what_was_on_its_way(ada: Person) -> None:
    way(ada.member)
    ada.post("/me/calls/", USUAL | EVERY_DAY)
    ada.post("/me/calls/try/")
    ada.post("/me/calls/", USUAL | EVERY_DAY)
    assert Call.objects.exists(), "nothing was changed"
    ada.post("/me/calls/", USUAL | EVERY_DAY | {"quiet_from": "20"})
    assert not Call.objects.exists()


@pytest.mark.parametrize("how", ["pause", "leave"])
def test_a_pause_and_leaving_end_what_was_on_its_way(ada: Person, ben: Person, how: str) -> None:
    for one in (ada, ben):
        way(one.member)
        one.post("/me/calls/try/")
    getattr(ada.membership, how)()
    assert [call.way.member_id for call in Call.objects.all()] == [ben.member.public_id]


def test_another_channel_ends_what_was_on_its_way(ada: Person) -> None:
    way(ada.member)
    ada.post("/me/calls/try/")
    ada.post("/me/calls/", USUAL | EVERY_DAY | {"channel": "none"})
    assert not Call.objects.exists()
    assert Wish.objects.get().next_reminder_at is None


def test_the_hours_are_by_the_clocks_of_the_browser_in_which_one_chose(ada: Person, clock: Clock) -> None:
    way(ada.member)
    assert Wish.objects.filter(zone="").count() == 0
    assert Wish.objects.get().zone == "Europe/Berlin", "without scripts where the days of the space turn, once"
    ada.post("/me/calls/", USUAL | EVERY_DAY | {"zone": "Asia/Tokyo"})
    assert Wish.objects.get().next_reminder_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert "<span>Asia/Tokyo</span>" in page(ada.client)
    for unknown in ("", "Nowhere/At_All", "Asia"):
        assert ada.post("/me/calls/", USUAL | EVERY_DAY | {"zone": unknown}).status_code == 302
        assert Wish.objects.get().zone == "Asia/Tokyo"
    ada.membership.be_in("America/New_York")
    assert "<span>America/New York</span>" in page(ada.client), "what one said oneself comes first"


def test_a_subscription_says_where_it_was_made(ada: Person, service: PushService) -> None:
    assert subscribe(ada.client, service.browser().fields, zone="Asia/Tokyo").status_code == 204
    assert Wish.objects.get().zone == "Asia/Tokyo"


# Signing out


@pytest.fixture
def devices(db: None, clock: Clock) -> tuple[Member, Client, Client]:
    """Somebody at two browsers, the way it is done; both get calls."""
    one = member("ada")
    here, there = signed_in(one), signed_in(one)
    for number, client in enumerate((here, there)):
        fields = {"endpoint": f"https://push.example.org/{number}", **good_keys()}
        assert subscribe(client, fields).status_code == 204
    return one, here, there


def left() -> list[str]:
    return sorted(way.endpoint[-1] for way in Way.objects.all() if way.endpoint)


def test_signing_out_ends_the_calls_to_this_device(devices: tuple[Member, Client, Client]) -> None:
    _one, here, there = devices
    assert left() == ["0", "1"]
    assert here.post("/sign-out/").status_code == 302
    assert left() == ["1"]
    there.post("/sign-out/")
    assert left() == []
    assert Wish.objects.get().next_reminder_at is None


def test_signing_another_device_out_ends_the_calls_to_it(devices: tuple[Member, Client, Client]) -> None:
    _one, here, there = devices
    other = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/me/devices/{other.pk}/end/").status_code == 302
    assert left() == ["0"]


def test_signing_all_others_out(devices: tuple[Member, Client, Client]) -> None:
    devices[1].post("/me/devices/")
    assert left() == ["0"]


def test_signing_out_everywhere(devices: tuple[Member, Client, Client]) -> None:
    devices[1].post("/me/devices/end/")
    assert left() == []


def test_another_password_leaves_only_this_device(devices: tuple[Member, Client, Client]) -> None:
    _one, here, _there = devices
    here.post("/me/again/", {"password": auth()})
    fields = {"oldpassword": auth(), "password1": auth("N"), "kdf": json.dumps(KDF), "wrapped": box()}
    answer = here.post("/me/password/", fields, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.content
    assert left() == ["0"]


def test_a_closed_account_is_not_called(devices: tuple[Member, Client, Client]) -> None:
    one, here, _there = devices
    EmailAddress.objects.create(user=one, email="ada@example.org", verified=True, primary=True)
    Wish.of(one).choose(channel="mail")
    assert Way.objects.count() == 3
    assert here.post("/me/door/", {"auth": auth()}).status_code == 204
    assert not Way.objects.exists()
    assert not Wish.objects.exists()


def test_another_browser_of_the_same_person_is_not_this_device(devices: tuple[Member, Client, Client]) -> None:
    third = signed_in(devices[0])
    assert "data-here" not in page(third)
    assert page(third).count("Take away") == 2
