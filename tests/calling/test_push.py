"""A call to a browser: signed, sealed, and saying nothing; what becomes of it when the service does not take it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest

from nearer import clock as nearer_clock
from nearer.calling import outside, sending, webpush
from nearer.calling.models import Call, Way, Wish
from nearer.calling.models.way import GIVEN_UP
from nearer.calling.sending import Sender
from tests.cast import Person
from tests.conftest import Clock

from .conftest import wants, way
from .push_service import Browser, PushService, opened, push_service, raw_of

pytestmark = pytest.mark.django_db


def call(*people: Person) -> None:
    """Their daily moment has come."""
    until = nearer_clock.now() + timedelta(hours=2)
    Call.make([(one.member.public_id, "push", until) for one in people])


def subscribed(who: Person, service: PushService) -> Browser:
    """A browser of theirs, which takes calls of this server only."""
    browser = service.browser(webpush.server_key())
    wants(who.member, channel="push")
    way(who.member, **browser.fields)
    return browser


def test_the_example_of_the_standard_opens() -> None:
    """RFC 8291, section 5: what opens calls here opens that one."""
    from cryptography.hazmat.primitives.asymmetric import ec

    private = int.from_bytes(raw_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    body = raw_of(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    key = ec.derive_private_key(private, ec.SECP256R1())
    assert opened(body, key, raw_of("BTBZMqHH6r4Tts7J_aSIgg")) == b"When I grow up, I want to be a watermelon"


def test_a_call_is_signed_sealed_and_says_the_same_to_everyone(ada: Person, ben: Person, service: PushService) -> None:
    browsers = [subscribed(one, service) for one in (ada, ben)]
    call(ada, ben)
    Sender().bring_all()
    assert service.refused == []
    for browser in browsers:
        (heard,) = browser.heard
        assert heard.words == "A moment for you"
        assert heard.headers["topic"] == "moment"
        assert heard.headers["ttl"] == "3600"
        assert heard.headers["urgency"] == "normal"
        assert "cookie" not in heard.headers
    assert len({browser.heard[0].size for browser in browsers}) == 1
    assert not Call.objects.exists()


def test_a_signature_for_another_service_or_an_old_one_is_not_used(
    ada: Person, clock: Clock, service: PushService
) -> None:
    browser = subscribed(ada, service)
    for _day in range(3):
        call(ada)
        Sender().bring_all()
        clock.turn(hours=11.5)
    assert service.refused == []
    assert len({heard.claims["exp"] for heard in browser.heard}) == 3


def test_a_subscription_that_is_gone_is_forgotten(ada: Person, service: PushService) -> None:
    gone, there = subscribed(ada, service), subscribed(ada, service)
    service.answers[gone.path] = 410
    call(ada)
    Sender().bring_all()
    assert list(Way.objects.values_list("endpoint", flat=True)) == [there.fields["endpoint"]]
    service.answers[there.path] = 404
    call(ada)
    Sender().bring_all()
    assert not Way.objects.exists()
    assert Wish.objects.get().next_reminder_at is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_in_trouble_is_asked_again_later_and_each_time_later(
    ada: Person, clock: Clock, service: PushService, status: int
) -> None:
    browser = subscribed(ada, service)
    service.answers[browser.path] = status
    call(ada)
    waited = []
    while Call.objects.exists():
        sender = Sender()
        sender.bring_all()
        sender.bring_all()
        found = Call.objects.first()
        if found is not None:
            waited.append(found.due_at - clock.moment)
            clock.set(found.due_at)
    assert waited == [timedelta(minutes=2**n) for n in range(len(waited))]
    assert len(service.tries) == len(waited) + 1 == 7
    assert Way.objects.get().failed == 0


def test_a_refused_subscription_that_takes_a_call_again_begins_anew(ada: Person, service: PushService) -> None:
    browser = subscribed(ada, service)
    service.answers[browser.path] = 403
    call(ada)
    Sender().bring_all()
    assert Way.objects.get().failed == 1
    del service.answers[browser.path]
    call(ada)
    Sender().bring_all()
    assert len(browser.heard) == 1
    assert Way.objects.get().failed == 0


def nobody_answers(*_: Any) -> Any:
    raise outside.NotReached


def every_name_leads_astray(*_: Any) -> Any:
    raise outside.NotAllowed


def a_mistake_of_ours(*_: Any) -> Any:
    raise TypeError


@pytest.mark.parametrize("away", [nobody_answers, every_name_leads_astray, a_mistake_of_ours])
def test_a_device_is_not_forgotten_for_a_line_that_is_away(
    ada: Person, clock: Clock, service: PushService, monkeypatch: pytest.MonkeyPatch, away: Any
) -> None:
    browser = subscribed(ada, service)
    with monkeypatch.context() as patch:
        patch.setattr(outside, "post", away)
        for _evening in range(GIVEN_UP + 1):
            call(ada)
            while found := Call.objects.first():
                clock.set(found.due_at)
                Sender().bring_all()
    assert Wish.objects.get().next_reminder_at is not None
    call(ada)
    Sender().bring_all()
    assert len(browser.heard) == 1


def test_the_wait_that_a_service_asks_for_is_kept(ada: Person, clock: Clock, service: PushService) -> None:
    browser = subscribed(ada, service)
    service.answers[browser.path], service.after[browser.path] = 429, "1800"
    call(ada)
    Sender().bring_all()
    assert Call.objects.get().due_at - clock.moment == timedelta(minutes=30)


@pytest.mark.parametrize("status", [301, 307, 400, 403, 413])
def test_what_is_refused_is_left_and_nothing_is_followed(ada: Person, service: PushService, status: int) -> None:
    browser = subscribed(ada, service)
    service.answers[browser.path] = status
    for _day in range(9):
        call(ada)
        Sender().bring_all()
    assert service.tries == [browser.path] * 9
    assert Way.objects.get().failed == 9
    call(ada)
    Sender().bring_all()
    assert not Way.objects.exists()


def test_keys_that_are_none_stop_nobody(ada: Person, ben: Person, service: PushService) -> None:
    subscribed(ada, service)
    Way.objects.update(p256dh="AAAA")
    browser = subscribed(ben, service)
    call(ada, ben)
    Sender().bring_all()
    assert len(browser.heard) == 1
    assert not Call.objects.exists()


def test_a_service_that_failed_of_late_is_tried_by_one_call_alone(
    ada: Person, ben: Person, clock: Clock, service: PushService, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with push_service() as broken:
        broken.now = service.now
        settings.PUSH_ALLOWED = [service.origin, broken.origin]
        for _each in range(10):
            broken.answers[subscribed(ada, broken).path] = 503
        well = subscribed(ben, service)
        sender = Sender()
        call(ada, ben)
        sender.bring_all()
        assert 3 <= len(broken.tries) <= sending.FOR_ONE + 3
        assert len(well.heard) == 1
        broken.tries.clear()
        for known in sender.services.values():
            known.rests_until = 0  # it has rested
        clock.turn(minutes=20)
        call(ben)
        sender.bring_all()
        assert len(broken.tries) == 1
        assert len(well.heard) == 2
    assert Call.objects.count() == 10


def test_the_servers_key_is_made_once_and_for_its_owner_alone(settings: Any) -> None:
    path = settings.DATA / "push-key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().strip() == settings.PUSH_KEY != settings.SECRET_KEY
    assert len(raw_of(webpush.server_key())) == 65


def test_a_service_that_hangs_slows_nobody_else(
    ada: Person, ben: Person, service: PushService, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Calls to it come first and in numbers, and are waiting still when all the others were brought."""
    monkeypatch.setattr(outside, "SECONDS", 60.0)
    waiting: list[int] = []
    finished = Sender._finished
    with push_service() as slow:
        settings.PUSH_ALLOWED = [service.origin, slow.origin]
        slow.hangs |= {subscribed(ada, slow).path for _n in range(9)}
        browsers = [subscribed(ben, service) for _n in range(9)]

        def until_others_are_there(sender: Sender) -> list[sending.Outcome]:
            if all(browser.heard for browser in browsers):
                waiting.append(len(slow.tries))
                slow.release.set()
            return finished(sender)

        monkeypatch.setattr(Sender, "_finished", until_others_are_there)
        call(ada)
        call(ben)
        Sender().bring_all()
    assert 0 < waiting[0] <= sending.FOR_MEMBER < sending.FOR_ONE
    assert Call.objects.count() == 9
    assert not Call.objects.filter(due_at__lte=nearer_clock.now()).exists()


def test_where_no_thread_can_begin_the_call_is_tried_again_later(
    ada: Person, clock: Clock, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, sender, start = subscribed(ada, service), Sender(), threading.Thread.start

    def refused(thread: threading.Thread) -> None:
        if thread.name == "call":
            raise RuntimeError("can't start new thread")
        start(thread)

    call(ada)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        sender.bring_all()
    assert browser.heard == []
    clock.turn(minutes=2)
    sender.bring_all()
    assert len(browser.heard) == 1
    assert not Call.objects.exists()


def test_a_thread_that_does_not_come_back_stops_no_others(
    ada: Person, ben: Person, clock: Clock, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, well, sender = subscribed(ada, service), subscribed(ben, service), Sender()
    service.hangs.add(stuck.path)
    call(ada)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "LEASE", timedelta(seconds=0.2))
        sender.bring_all()
    call(ben)
    sender.bring_all()
    assert len(well.heard) == 1
    service.release.set()


def brought_after(waiting: timedelta, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brings what is due, all of which is held for so long before its turn comes."""
    claim = Call.claim

    def held(limit: int) -> list[Call]:
        found = claim(limit)
        if found:
            clock.set(clock.moment + waiting)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Call, "claim", held)
        Sender().bring_all()


def test_what_was_held_for_long_is_left_to_whoever_claims_it_next(
    ada: Person, clock: Clock, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = subscribed(ada, service)
    call(ada)
    brought_after(timedelta(minutes=4), clock, monkeypatch)
    assert browser.heard == []
    assert Call.objects.exists()
    clock.turn(minutes=1)
    Sender().bring_all()
    assert len(browser.heard) == 1


def test_what_was_held_until_it_is_too_late_is_not_brought(
    ada: Person, clock: Clock, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = subscribed(ada, service)
    Call.make([(ada.member.public_id, "push", clock.moment + timedelta(minutes=1))])
    brought_after(timedelta(minutes=1), clock, monkeypatch)
    assert browser.heard == []
    assert not Call.objects.exists()


def test_no_more_are_held_than_have_their_turn_within_the_lease(
    ada: Person, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[int] = []

    def none(limit: int) -> list[Call]:
        limits.append(limit)
        return []

    monkeypatch.setattr(Call, "claim", none)
    Sender().bring_all()
    assert limits == [sending.MOST_HELD] == [24]


def test_a_service_is_the_same_however_its_name_is_spelled() -> None:
    spelled = ("https://a.example.org/1", "https://A.example.org/2", "https://a.example.org:443/3")
    assert len({sending.service_of(Way(endpoint=endpoint)) for endpoint in spelled}) == 1


def test_a_service_that_nobody_asks_any_more_is_forgotten() -> None:
    sender = Sender()
    sender.services["old"] = sending.Service(failed=9, asked_at=time.monotonic() - sending.REMEMBERED - 1)
    sender.services["new"] = sending.Service(failed=9, asked_at=time.monotonic())
    sender.bring_all()
    assert list(sender.services) == ["new"]


@pytest.mark.parametrize(("minutes", "kept"), [(119, 3600), (61, 3600), (44, 1800), (16, 900), (5, 0)])
def test_a_push_service_reads_no_hour_from_how_long_it_keeps_a_call(
    ada: Person, clock: Clock, service: PushService, minutes: int, kept: int
) -> None:
    browser = subscribed(ada, service)
    Call.make([(ada.member.public_id, "push", clock.moment + timedelta(minutes=minutes))])
    Sender().bring_all()
    assert browser.heard[0].headers["ttl"] == str(kept)
