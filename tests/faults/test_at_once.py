"""Both answer at the same instant, over HTTP and on the real program: opened exactly once, also through a kill."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable

from tests.cast import new_id
from tests.running import eventually

from .conftest import Two


def together(*work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_both_answers_at_the_same_instant_open_each_exchange_once(two: Two) -> None:
    start = threading.Barrier(2)
    given: list[dict[str, str]] = [{}, {}]
    refused: list[str] = []

    def write(who: int) -> Callable[[], None]:
        def run() -> None:
            for day in two.days:
                given[who][day] = new_id()
                start.wait(30)
                answered = two.answer(who, day, given[who][day])
                if answered.status != 204:
                    refused.append(answered.text)

        return run

    together(write(0), write(1))
    assert refused == []
    for day, (answers, opened) in two.stored().items():
        assert sorted(answers) == sorted(one[day] for one in given)
        assert opened


def test_the_same_answer_three_times_at_once_is_one_answer(two: Two) -> None:
    fields = {"epoch": "0", "revision": "1", "box": "nr1." + "A" * 379}
    start = threading.Barrier(3)
    said: list[int] = []

    def post() -> None:
        for number, day in enumerate(two.days):
            start.wait(30)
            said.append(two.post(0, f"exchanges/{day}/answers/", {**fields, "id": item_of(number)}).status)

    together(post, post, post)
    assert said == [204] * 3 * len(two.days)
    stored = two.stored()
    assert [stored[day] for day in two.days] == [([item_of(n)], "") for n in range(len(two.days))]


def item_of(number: int) -> str:
    return f"{number:021d}A"


def test_a_kill_between_two_answers_loses_none_and_opens_none_halfway(two: Two) -> None:
    acknowledged: list[tuple[str, str]] = []

    def write(who: int) -> Callable[[], None]:
        def run() -> None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                for day in two.days:
                    item = new_id()
                    assert two.answer(who, day, item).status == 204
                    acknowledged.append((day, item))

        return run

    writers = [threading.Thread(target=write(who)) for who in (0, 1)]
    for writer in writers:
        writer.start()
    eventually(lambda: len(acknowledged) > 30)
    two.server.kill()
    for writer in writers:
        writer.join(60)
    two.server.start()
    stored = two.stored()
    assert [item for day, item in acknowledged if item not in stored[day][0]] == []
    for answers, opened in stored.values():
        assert (len(answers) == 2) == bool(opened)
    rest = [day for day, (answers, _opened) in stored.items() if not answers]
    assert two.answer(0, rest[0]).status == 204
