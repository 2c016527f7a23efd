"""Two nodes and two workers: the two of a pair meet across them, and what is killed in the middle loses nothing."""

from __future__ import annotations

import json
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from typing import LiteralString
from urllib.request import urlopen

import psycopg
import pytest
import spread

from nearer.calling.models.call import LEASE
from nearer.calling.sending import FOR_ONE
from tests.calling.push_service import PushService
from tests.running import eventually

from .house import Many, Person

LETTERS = 200
CALLS = 90
WORDS = 40


def heard(page: Iterator[int], numbers: list[int]) -> threading.Thread:
    """Keeps what an open page hears."""

    def listen() -> None:
        for number in page:
            numbers.append(number)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    return thread


def test_both_nodes_are_ready_and_say_the_same(many: Many) -> None:
    for node in many.nodes:
        eventually(lambda node=node: _ready(node.address))  # type: ignore[misc]


def _ready(address: str) -> bool:
    try:
        with urlopen(f"{address}/readyz", timeout=10) as answer:
            return bool(answer.read() == b"ready")
    except OSError:
        return False


def test_a_pair_split_over_two_nodes_sees_each_other_live(many: Many) -> None:
    ada, ben, now = many.pair()
    here, there = (node.port for node in many.nodes)
    numbers: list[int] = []
    heard(ada.listen(here), numbers)
    eventually(lambda: numbers == [1])
    answers = f"exchanges/{now['day']}/answers/"
    assert ada.post(here, answers, ada.envelope("answer", now["content"], "the harbour at six")) == 204
    eventually(lambda: len(numbers) == 2)
    assert ben.read(there, f"exchanges/{now['day']}/") == []
    assert ben.post(there, answers, ben.envelope("answer", now["content"], "your hands")) == 204
    eventually(lambda: len(numbers) == 3)
    said = {("answer", ada.keys.id, "the harbour at six"), ("answer", ben.keys.id, "your hands")}
    assert set(ada.read(here, f"exchanges/{now['day']}/")) == said
    assert set(ben.read(there, f"exchanges/{now['day']}/")) == said
    assert ben.post(there, f"exchanges/{now['day']}/responses/", ben.envelope("response", now["content"], "yes")) == 204
    eventually(lambda: len(numbers) == 4)
    assert ("response", ben.keys.id, "yes") in ada.read(here, f"exchanges/{now['day']}/")


CHOICES = """
import json
from nearer.spaces.models import Choice
print(json.dumps(list(Choice.objects.filter(space={space!r}).values_list("pk", flat=True))))
"""


def test_a_node_is_killed_in_the_middle_and_every_word_is_there_once(many: Many) -> None:
    ada, ben, _now = many.pair()
    ids: dict[str, list[str]] = {"ada": [], "ben": []}

    def write(name: str, who: Person) -> None:
        for number in range(WORDS):
            fields = who.envelope("choice", "-", f"word {number} of {name}")
            who.post_until_stored(many.port, "choices/", fields)
            ids[name].append(fields["id"])

    writers = [threading.Thread(target=write, args=each) for each in (("ada", ada), ("ben", ben))]
    for writer in writers:
        writer.start()
    eventually(lambda: sum(map(len, ids.values())) > WORDS // 2)
    many.nodes[1].kill()
    for writer in writers:
        writer.join(60)
    stored = many.ask(CHOICES.format(space=ada.space))
    many.nodes[1].start()
    assert sorted(stored) == sorted(ids["ada"] + ids["ben"])
    assert len(ids["ada"]) == len(ids["ben"]) == WORDS


def test_an_open_page_of_a_killed_node_comes_back_at_the_other_and_hears_what_it_missed(many: Many) -> None:
    ada, ben, now = many.pair()
    numbers: list[int] = []
    page = heard(ada.listen(many.nodes[1].port), numbers)
    eventually(lambda: numbers == [1])
    many.nodes[1].kill()
    page.join(30)
    answer = ben.envelope("answer", now["content"], "while nobody listened")
    mine = ada.envelope("answer", now["content"], "before")
    ada.post_until_stored(many.port, f"exchanges/{now['day']}/answers/", mine)
    ben.post_until_stored(many.port, f"exchanges/{now['day']}/answers/", answer)
    heard(ada.listen(many.port), numbers)
    eventually(lambda: numbers == [1, 3])
    many.nodes[1].start()


FILL = """
import json, secrets
from datetime import timedelta
from django.utils import timezone
from nearer.letters.models import Letter
from nearer.spaces.models import Membership, Space
space = Space.objects.get(pk={space!r})
day, due = space.day(), timezone.now() - timedelta(days=2)
Letter.objects.bulk_create([
    Letter(id=secrets.token_urlsafe(16), space=space, author_id={author!r}, content="-", epoch=0, revision=1,
           box="nr1." + "A" * 379, day=day, when="date", on_day=day - timedelta(days=2), at_hour=0, delivered=False,
           look_at=due)
    for number in range({letters})
])
Space.objects.filter(pk=space.pk).update(next_turn_at=timezone.now() + timedelta(days=1))
print(0)
"""

DELIVERED = """
import json
from nearer.letters.models import Letter
from nearer.spaces.models import Membership
space = {space!r}
seqs = {{one.member_id: one.seq for one in Membership.objects.filter(space=space)}}
print(json.dumps([Letter.objects.filter(space=space, delivered=True).count(), seqs]))
"""


def test_a_worker_is_killed_in_the_middle_and_each_letter_comes_once(many: Many) -> None:
    """What comes by the clock raises the reader's number by one: by more than that, and something came twice."""
    ada, ben, _now = many.pair()
    for worker in many.workers:
        assert worker.stop() == 0, worker.log
    many.ask(FILL.format(space=ada.space, author=ada.keys.id, letters=LETTERS))
    numbers: list[int] = []
    heard(ben.listen(many.nodes[0].port), numbers)
    first, _second = many.start_worker(), many.start_worker()
    eventually(lambda: bool(numbers) and numbers[-1] > LETTERS // 8)
    assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    eventually(lambda: numbers[-1] >= LETTERS + 1)
    count, seqs = many.ask(DELIVERED.format(space=ada.space))
    assert count == LETTERS
    assert seqs == {ada.keys.id: 1, ben.keys.id: LETTERS + 1}


CALLED = """
import json
from datetime import timedelta
from itertools import cycle
from django.db import transaction
from nearer import clock
from nearer.calling import tell
from nearer.calling.models import Way, Wish
from nearer.calling.webpush import server_key
from nearer.people.models import Member
from nearer.sealed.format import new_id
from nearer.spaces.models import Membership, Space
browsers, now = json.loads(%r), clock.now()
members = Member.objects.bulk_create(Member(name="called-" + new_id(), public_id=new_id()) for _ in browsers)
of_space = {"time_zone": "UTC", "began_on": now.date(), "next_turn_at": now + timedelta(days=1)}
seats = [
    Membership(space=space, member=one, seat=1, welcomed=True)
    for one, space in zip(members, Space.objects.bulk_create(Space(id=new_id(), **of_space) for _ in members))
]
with transaction.atomic():
    Membership.objects.bulk_create(seats)
    Way.objects.bulk_create(Way(member=one, channel="push", **its) for one, its in zip(members, browsers))
    hours = {"hour": now.hour, "quiet_from": 0, "quiet_to": 0, "letters": True}
    moments = zip(members, cycle([None, now]))
    Wish.objects.bulk_create(Wish(member=one, next_reminder_at=due, **hours) for one, due in moments)
    tell(seats[::2], "letter")
print(json.dumps(server_key()))
"""
CLAIMED = "SELECT count(*) FROM calling_call WHERE attempts > 0"
LEFT = "SELECT (SELECT count(*) FROM calling_call) + (SELECT count(*) FROM calling_occasion)"


@pytest.mark.usefixtures("no_nodes")
def test_a_worker_is_killed_while_it_calls_and_each_is_called_once(many: Many, service: PushService) -> None:
    """For one half it is their hour, to the other a letter came. What the killed one had claimed comes with the end of
    its lease, and not before; two others meanwhile bring the rest.
    """
    for worker in many.workers:
        if worker.process.poll() is None:
            worker.stop()
    browsers = [service.browser() for _ in range(CALLS)]
    key = many.ask(CALLED % json.dumps([each.fields for each in browsers]))
    for each in browsers:
        each.server_key = key
    service.hangs |= {each.path for each in browsers[::3]}
    first = many.start_worker()
    eventually(lambda: len(service.hangs.intersection(service.tries)) == FOR_ONE)
    assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    assert 0 < len(service.pushed) < CALLS // 2, "in the middle"
    service.hangs.clear()
    with psycopg.connect(many.database, autocommit=True) as database:

        def count(query: LiteralString) -> int:
            return int(database.execute(query).fetchone()[0])  # type: ignore[index]

        lost = count(CLAIMED)
        assert lost >= FOR_ONE
        two = many.start_worker(), many.start_worker()
        eventually(lambda: count(LEFT) == lost)
        assert [worker.stop() for worker in two] == [0, 0]
        assert len(service.pushed) == CALLS - lost
        later = many.start_worker(ahead=LEASE.total_seconds() + 1)
        eventually(lambda: count(LEFT) == 0)
        assert later.stop() == 0
    assert Counter(one.path for one in service.pushed) == Counter(each.path for each in browsers)
    assert service.refused == []


def test_a_worker_ends_by_itself_after_its_present_piece(many: Many) -> None:
    worker = many.start_worker()
    eventually(worker.is_ready)
    assert worker.process.poll() is None, worker.log
    assert worker.stop(signal.SIGTERM) == 0
    assert "Traceback" not in worker.log


def test_with_keys_that_name_the_space_everything_is_as_before(many: Many) -> None:
    """What is plain PostgreSQL of the statements that spread tables by space is carried out beneath running nodes."""
    with psycopg.connect(many.database) as database:
        keys, citus = spread.statements(database)
        for statement in keys:
            database.execute(statement)
        assert spread.statements(database) == ([], citus)
    ada, ben, now = many.pair()
    here, there = (node.port for node in many.nodes)
    day = f"exchanges/{now['day']}/"
    for who, port in ((ada, here), (ben, there)):
        answer = who.envelope("answer", now["content"], "said under other keys")
        assert [who.post(port, day + "answers/", answer) for _ in range(2)] == [204, 204]
        assert who.post(port, day + "answers/", who.envelope("answer", now["content"], "another")) == 409
    assert len(ada.read(there, day)) == len(ben.read(here, day)) == 2
    assert ben.post(there, day + "responses/", ben.envelope("response", now["content"], "yes")) == 204
    assert len(ada.read(here, day)) == 3
