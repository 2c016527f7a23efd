"""What open pages are told: one's own number, at once and whenever it grows; nothing to anybody else."""

from __future__ import annotations

import json
import os
import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from nearer.live import stream
from nearer.live.hub import CHANNEL, Hub, hub, tell
from nearer.spaces.models import Membership
from tests.live.conftest import Events, House
from tests.running import eventually


def test_the_present_number_comes_first_and_then_every_newer_one(house: House) -> None:
    page = house.events(house.anna)
    assert page.status == 200
    assert page.response.headers["Content-Type"] == "text/event-stream"
    assert page.number() == 1
    tell(house.space.pk, house.anna.public_id, 2)
    assert page.number() == 2
    tell(house.space.pk, house.anna.public_id, 5)
    assert page.number() == 5


def test_a_change_of_the_space_reaches_all_open_pages_of_both(house: House) -> None:
    pages = [house.events(member) for member in (house.anna, house.anna, house.ben)]
    assert [page.number() for page in pages] == [1, 1, 1]
    with transaction.atomic():
        house.space.changed()
    assert [page.number() for page in pages] == [2, 2, 2]


def test_what_one_did_alone_reaches_only_that_one(house: House) -> None:
    mine, other = house.events(house.anna), house.events(house.ben)
    assert (mine.number(), other.number()) == (1, 1)
    with transaction.atomic():
        house.space.changed(only=house.anna.public_id)
    assert mine.number() == 2
    with transaction.atomic():
        house.space.changed(only=house.ben.public_id)
    assert other.number() == 2  # the one and only event since then
    assert "data: 3" not in read_rest(other)


def read_rest(page: Events) -> str:
    end_all()
    return page.text()


def end_all() -> None:
    assert hub._loop is not None
    hub._loop.call_soon_threadsafe(hub.end_all)


def test_what_is_rolled_back_is_not_told(house: House) -> None:
    page = house.events(house.anna)
    assert page.number() == 1
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        house.space.changed()
        raise ValueError("no")
    with transaction.atomic():
        house.space.changed(only=house.anna.public_id)
    assert page.number() == 2


def test_a_page_that_comes_back_hears_what_it_missed(house: House) -> None:
    page = house.events(house.anna)
    assert page.number() == 1
    page.close()
    with transaction.atomic():
        house.space.changed()
    assert house.events(house.anna, "?since=1").number() == 2


def test_the_number_once_for_pages_that_hear_no_events(house: House) -> None:
    asked = house.events(house.anna, "seq")
    assert asked.status == 200
    assert json.loads(asked.text()) == {"seq": 1}


@pytest.mark.parametrize("path", ["", "seq"])
def test_nobody_else_may_listen_and_all_are_told_the_same(house: House, path: str) -> None:
    left = Membership.objects.get(member=house.ben)
    left.left_on = left.joined_on
    left.save()
    answers = [house.events(who, path) for who in (None, house.stranger, house.ben)]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert {answer.text() for answer in answers} == {""}


def test_a_session_that_ended_no_longer_listens(house: House) -> None:
    page = house.events(house.anna)
    assert page.number() == 1
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
    again = Events(house.port, f"/live/{house.space.pk}/", "sessionid=gone; broken cookie;;=")
    assert again.status == 404
    again.close()


def test_a_stream_ends_when_its_member_leaves_and_the_others_goes_on(house: House) -> None:
    anna, ben = house.events(house.anna), house.events(house.ben)
    assert (anna.number(), ben.number()) == (1, 1)
    Membership.objects.get(member=house.ben).leave()
    assert "data: 2" in ben.text(), "the leaving itself is told, and then the stream ends"
    assert house.events(house.ben).status == 404
    assert anna.number() == 2


def test_a_stream_ends_with_the_sign_in(house: House) -> None:
    client = Client()
    client.force_login(house.anna)
    page = Events(house.port, f"/live/{house.space.pk}/", f"sessionid={client.cookies['sessionid'].value}")
    assert page.number() == 1
    client.logout()
    assert page.text().strip() == ""
    page.close()


def test_only_get(house: House) -> None:
    assert house.events(house.anna, method="POST").status == 405


def test_a_quiet_stream_beats_and_ends_after_its_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.02)
    monkeypatch.setattr(stream, "LASTS", (1.0, 1.0))
    text = house.events(house.anna).text()
    assert text.startswith(f"retry: {stream.COMES_BACK}\n\nid: 1\nevent: seq\ndata: 1\n\n")
    assert text.endswith(":\n\n:\n\n")


def test_closed_pages_are_forgotten(house: House) -> None:
    pages = [house.events(house.anna) for _ in range(3)]
    assert [page.number() for page in pages] == [1, 1, 1]
    assert len(hub) == 3
    for page in pages:
        page.close()
    eventually(lambda: len(hub) == 0)


def test_many_streams_take_no_threads_and_pages_still_answer(house: House) -> None:
    pages = [house.events(house.anna) for _ in range(40)]
    assert {page.number() for page in pages} == {1}
    assert sum(thread.name.startswith("page") for thread in threading.enumerate()) <= 3
    plain = Events(house.port, "/healthz")
    assert (plain.status, plain.text()) == (200, "ok")
    plain.close()


def test_stopping_ends_streams_in_order(house: House) -> None:
    page = house.events(house.anna)
    assert page.number() == 1
    end_all()
    assert page.text().strip() == ""  # a complete answer: a broken one would raise


def test_a_slow_page_gets_the_newest_number_once() -> None:
    ours = Hub()
    listener = ours.join("space", "member")
    for seq in (3, 4, 9, 2):
        ours.deliver("space", "member", seq)
    assert listener.seq == 9
    ours.leave("space", "member", listener)
    assert len(ours) == 0


def test_telling_where_nothing_runs_does_nothing() -> None:
    Hub().carry("space", "member", 1)


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")
def test_a_broken_ear_is_made_anew_and_pages_come_back(house: House) -> None:
    page = house.events(house.anna)
    assert page.number() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query = %s AND datname = current_database() AND pid <> pg_backend_pid()",
            [f"LISTEN {CHANNEL}"],
        )
        assert cursor.rowcount == 1
    assert page.text().strip() == ""  # ended, so that it asks for what it missed
    again = house.events(house.anna)
    assert again.number() == 1
    with transaction.atomic():
        house.space.changed()
    assert again.number() == 2
