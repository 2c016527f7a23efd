"""Sittings on the server: one at a time, each move once, nothing after the end, and only for the two."""

from __future__ import annotations

import dataclasses
import json
import threading
from typing import Any

import pytest
from django.db import connection

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.people.models import Keys
from nearer.scheduler import Scheduler
from nearer.spaces.models import Membership, Space
from nearer.together.models import Aside, Guess, Move, Nearness, Said, Sitting
from nearer.together.models.sitting import AHEAD, now_ms
from tests.cast import box, envelope, new_id
from tests.conftest import Clock

from .conftest import GENTLE, Pair, coded, lighter, move


def test_both_begin_at_once_and_come_to_the_same_sitting(pair: Pair) -> None:
    first, second = pair.begins(pair.ada), pair.begins(pair.ben)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Sitting.objects.count() == 1


def test_the_same_beginning_twice_is_one(pair: Pair) -> None:
    id = new_id()
    assert pair.begins(pair.ada, id=id)["Location"] == pair.begins(pair.ada, id=id)["Location"]
    assert Move.objects.count() == 1


def test_another_session_waits_until_the_open_one_is_over(pair: Pair) -> None:
    sitting = pair.sitting()
    assert pair.begins(pair.ben, "seven-breaths").status_code == 409
    move(pair.ben, sitting, kind="end")
    assert pair.begins(pair.ben, "seven-breaths").status_code == 302


def test_a_forgotten_sitting_ends_by_itself(pair: Pair, clock: Clock) -> None:
    sitting = pair.sitting()
    clock.turn(days=2)
    assert pair.begins(pair.ben, "seven-breaths").status_code == 302
    sitting.refresh_from_db()
    assert sitting.ended_on is not None


def test_a_move_is_stored_once_and_told_to_both(pair: Pair) -> None:
    sitting, id = pair.sitting(), new_id()

    def seqs() -> list[int]:
        return list(Membership.objects.filter(space=sitting.space).order_by("seat").values_list("seq", flat=True))

    before = seqs()
    for _ in range(3):
        answer = move(pair.ada, sitting, id=id).json()
    assert [each[1] for each in answer["moves"]] == [sitting.pk, id]
    assert seqs() == [number + 1 for number in before]
    seen = pair.ben.get(f"sittings/{sitting.pk}/moves/?after=1").json()
    assert [each[:5] for each in seen["moves"]] == [[2, id, "to", 0, 1]]


def test_a_phone_ahead_of_its_time_is_taken_at_the_servers(pair: Pair) -> None:
    sitting = pair.sitting()
    moves = move(pair.ada, sitting, at=now_ms() + 3_600_000).json()["moves"]
    assert moves[-1][5] <= now_ms() + AHEAD


def test_the_end_is_the_end_and_its_moments_are_forgotten(pair: Pair) -> None:
    sitting = pair.sitting()
    move(pair.ada, sitting)
    assert move(pair.ben, sitting, kind="end").json() == {"now": now_ms(), "over": True, "moves": []}
    assert move(pair.ada, sitting).json()["over"] is True
    assert not Move.objects.exists()
    sitting.refresh_from_db()
    assert sitting.ended_on == sitting.space.day()
    assert sitting.space.sitting == ""


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("rest", ["", "moves/", "said/0/", "guesses/0/", "asides/0/", "nearness/"])
def test_a_stranger_finds_nothing(pair: Pair, rest: str, method: str) -> None:
    sitting = pair.sitting()
    for space in (pair.ada.space, pair.eve.space):
        path = f"/spaces/{space.pk}/sittings/{sitting.pk}/{rest}"
        answer: Any = getattr(pair.eve, method)(path)
        assert answer.status_code in {404, 405}, path


def test_words_go_only_where_a_step_asks_for_them(pair: Pair) -> None:
    sitting = pair.sitting("structured-dialogue")
    writes = [each.step.write for each in sitting.session.played()]
    quiet = writes.index(None)
    for noun in ("said", "asides", "guesses"):
        assert pair.ada.post(f"sittings/{sitting.pk}/{noun}/{quiet}/", envelope()).status_code == 404
        assert pair.ada.post(f"sittings/{sitting.pk}/{noun}/999/", envelope()).status_code == 404


def steps_that(session: str, **wanted: Any) -> list[int]:
    found = catalogue().session(session)
    assert found is not None
    return [
        number
        for number, each in enumerate(found.played())
        if all(getattr(each.step, name) == value for name, value in wanted.items())
    ]


def test_what_is_given_is_the_others_to_read_and_what_is_private_is_not(pair: Pair) -> None:
    sitting = pair.sitting("taking-stock")
    step, sent = steps_that("taking-stock", write="kept")[0], envelope()
    assert pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", sent).status_code == 204
    assert pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", sent).status_code == 204
    assert Said.objects.count() == 1
    other_words = envelope(id=sent["id"], revision=2)
    assert pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", other_words).status_code == 409, "it stays as given"
    near = envelope()
    assert pair.ada.post(f"sittings/{sitting.pk}/nearness/", near).status_code == 204
    page = pair.ben.get(f"sittings/{sitting.pk}/").content.decode()
    assert sent["box"] in page
    assert near["box"] not in page
    move(pair.ada, sitting, kind="end")
    assert pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", sent).status_code == 204, "a late repeat is no change"
    record = pair.ben.get(f"sittings/{sitting.pk}/").content.decode()
    assert sent["box"] in record
    assert near["box"] not in record
    assert Nearness.objects.count() == 1


def test_guesses_open_when_both_are_there(pair: Pair) -> None:
    sitting = pair.sitting("how-well-do-i-know-you")
    step = steps_that("how-well-do-i-know-you", draw="guess")[0]
    mine, theirs = envelope(), envelope()
    pair.ada.post(f"sittings/{sitting.pk}/guesses/{step}/", mine)
    assert mine["box"] not in pair.ben.get(f"sittings/{sitting.pk}/").content.decode()
    assert not Guess.objects.filter(Guess.open_to(pair.ben.member.public_id, pair.ben.space.pk)).exists()
    pair.ben.post(f"sittings/{sitting.pk}/guesses/{step}/", theirs)
    for one in (pair.ada, pair.ben):
        page = one.get(f"sittings/{sitting.pk}/").content.decode()
        assert mine["box"] in page
        assert theirs["box"] in page
    assert Guess.objects.filter(Guess.open_to(pair.ben.member.public_id, pair.ben.space.pk)).count() == 2
    changed = envelope(id=mine["id"], revision=2)
    assert pair.ada.post(f"sittings/{sitting.pk}/guesses/{step}/", changed).status_code == 409


def test_a_guess_may_be_changed_until_it_opens(pair: Pair) -> None:
    sitting = pair.sitting("how-well-do-i-know-you")
    address = f"sittings/{sitting.pk}/guesses/{steps_that('how-well-do-i-know-you', draw='guess')[0]}/"
    first = envelope()
    assert pair.ada.post(address, first).status_code == 204
    assert pair.ada.post(address, envelope(id=first["id"], revision=2)).status_code == 204
    assert pair.ada.post(address, envelope()).status_code == 409, "another tab, another id"


def test_the_cards_of_a_sitting_stay_and_the_next_ones_are_others(pair: Pair) -> None:
    first = pair.sitting("closeness-questions")
    move(pair.ada, first, kind="end")
    second = pair.sitting("closeness-questions")
    assert len(set(first.cards)) == len(first.cards) == len(steps_that("closeness-questions", draw="question"))
    assert not set(first.cards) & set(second.cards)


def test_a_session_done_alone_leaves_nothing_for_the_other(pair: Pair) -> None:
    step, sent = steps_that("forgiving", write="private")[0], envelope()
    before = [pair.ben.get(page).content for page in ("sittings/", f"sessions/{coded('forgiving')}/")]
    assert pair.ada.post(f"sessions/{coded('forgiving')}/asides/?step={step}", sent).status_code == 204
    assert Aside.objects.count() == 1
    assert sent["box"] in pair.ada.get(f"sessions/{coded('forgiving')}/").content.decode()
    after = [pair.ben.get(page).content for page in ("sittings/", f"sessions/{coded('forgiving')}/")]
    assert [len(page) for page in before] == [len(page) for page in after]
    assert not Sitting.objects.exists()
    assert pair.begins(pair.ada, "forgiving").status_code == 404


def test_own_notes_of_a_session_done_alone_stay_in_reach_whatever_comes_up(pair: Pair) -> None:
    step, sent = steps_that("forgiving", write="private")[0], envelope()
    for who in (pair.ben, pair.ada):
        lighter(who)
        address = f"sessions/{coded('forgiving')}/asides/?step={step}"
        sent = envelope()
        assert pair.ada.post(address, sent).status_code == 204
        assert sent["box"] in pair.ada.get(f"sessions/{coded('forgiving')}/").content.decode()


def test_leaving_ends_what_is_open_and_what_comes_after_is_not_for_who_left(pair: Pair) -> None:
    sitting = pair.sitting("taking-stock")
    step = steps_that("taking-stock", write="kept")[0]
    pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", envelope())
    pair.ada.membership.leave()
    assert pair.ada.get(f"sittings/{sitting.pk}/").status_code == 200
    assert pair.ada.get(f"sittings/{sitting.pk}/moves/").json()["over"] is True
    assert pair.ada.post(f"sittings/{sitting.pk}/said/{step}/", envelope()).status_code == 409
    assert pair.ada.post(f"sittings/{sitting.pk}/nearness/", envelope()).status_code == 409
    assert move(pair.ada, sitting).status_code == 409
    assert pair.begins(pair.ada, GENTLE).status_code == 409
    assert pair.begins(pair.ben, GENTLE).status_code == 302
    later = Sitting.objects.get(ended_on=None)
    for rest in ("", "moves/"):
        assert pair.ada.get(f"sittings/{later.pk}/{rest}").status_code == 404
    assert str(later.pk) not in pair.ada.get("sittings/").content.decode()


def test_it_can_always_be_ended(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nearer.together.models.sitting.MOST_MOVES", 3)
    sitting = pair.sitting()
    assert [move(pair.ada, sitting).status_code for _ in range(3)] == [200, 200, 409]
    assert move(pair.ada, sitting, kind="end").json()["over"] is True


def test_what_nobody_ended_ends_by_the_clock_on_its_own_day(pair: Pair, clock: Clock) -> None:
    sitting = pair.sitting()
    clock.turn(days=3)
    Scheduler([Sitting.end_forgotten]).do_what_is_due()
    sitting.refresh_from_db()
    assert sitting.ended_on == sitting.day
    assert not Move.objects.exists()
    assert Space.objects.get(pk=sitting.space_id).sitting == ""


def test_ids_that_are_there_already_elsewhere_are_refused_kindly(pair: Pair) -> None:
    sitting = pair.sitting()
    assert pair.begins(pair.eve, id=sitting.pk).status_code == 409
    assert move(pair.ada, sitting, id=sitting.pk).status_code == 200
    assert Move.objects.count() == 1


def test_a_moment_before_the_beginning_counts_as_the_beginning(pair: Pair) -> None:
    sitting = pair.sitting()
    moves = move(pair.ada, sitting, at=0).json()["moves"]
    assert moves[0][5] == moves[1][5] == now_ms()


@pytest.mark.django_db(transaction=True)
def test_the_same_move_many_times_at_once_is_one(pair: Pair) -> None:
    sitting, id, answers = pair.sitting(), new_id(), []

    def taps() -> None:
        answers.append(move(pair.ada, sitting, id=id).status_code)
        connection.close()

    every = [threading.Thread(target=taps) for _ in range(6)]
    for each in every:
        each.start()
    for each in every:
        each.join(30)
    assert answers == [200] * 6
    assert Move.objects.filter(sitting=sitting).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_begin_one_sitting_and_lose_no_move(pair: Pair) -> None:
    sitting = pair.sitting()
    answers: list[int] = []

    def taps(one: Any) -> None:
        for _ in range(10):
            answers.append(move(one, sitting).status_code)
        connection.close()

    both = [threading.Thread(target=taps, args=[one]) for one in (pair.ada, pair.ben)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert answers == [200] * 20
    numbers = list(Move.objects.filter(sitting=sitting).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 22))


def headings(one: Any) -> dict[str, str]:
    """What each kind in somebody's copy says of where it was written."""
    parts = {"kdf": {}, "wrapped": box(), "recovery": box(), "recovery_proof_hash": "x", "keyring": box()}
    Keys.objects.get_or_create(member=one.member, defaults=parts)
    copy = json.loads(b"".join(one.client.get("/me/copy/boxes/")))
    return {item["kind"]: item.get("heading", "") for item in copy["items"]}


def test_a_copy_says_where_words_were_written(pair: Pair) -> None:
    """The session, and what the step or the card asked: without them nobody could tell later what words were about."""
    session = "how-well-do-i-know-you"
    sitting, step = pair.sitting(session), steps_that(session, draw="guess")[0]
    pair.ada.post(f"sittings/{sitting.pk}/guesses/{step}/", envelope())
    pair.ada.post(f"sittings/{sitting.pk}/nearness/", envelope())
    card = sitting.played()[step][1]
    assert card is not None
    title = sitting.session.title
    assert headings(pair.ada) == {"guess": f"{title} · {card.text} {card.other}", "nearness": title}
    assert headings(pair.ben) == {}
    sitting.end()
    stock = pair.sitting("taking-stock")
    kept = steps_that("taking-stock", write="kept")[0]
    pair.ben.post(f"sittings/{stock.pk}/said/{kept}/", envelope())
    said = f"{stock.session.title} · {stock.played()[kept][0].step.prompt}"
    assert headings(pair.ada)["said"] == headings(pair.ben)["said"] == said


def other_steps(monkeypatch: pytest.MonkeyPatch, session: str, *, gone: bool = False) -> None:
    """The file of a session is another one at the next start, or gone, as a pair may do with their own."""
    known = catalogue()
    entries = {id: entry for id, entry in known.entries.items() if id != session}
    found = known.session(session)
    assert found is not None
    if not gone:
        first, *rest = found.parts
        part = first.model_copy(update={"steps": (first.steps[0], *first.steps)})
        entries[session] = Session.model_validate(found.model_copy(update={"parts": (part, *rest)}).model_dump())
    changed = dataclasses.replace(known, entries=entries)
    for module in ("models.sitting", "models.words", "access", "page", "cards", "offering"):
        monkeypatch.setattr(f"nearer.together.{module}.catalogue", lambda: changed)


@pytest.mark.parametrize("gone", [False, True])
def test_words_never_stand_under_another_step_than_they_were_written_at(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    sitting = pair.sitting("taking-stock")
    private, kept = (steps_that("taking-stock", write=how)[0] for how in ("private", "kept"))
    note, given = envelope(), envelope()
    assert pair.ada.post(f"sittings/{sitting.pk}/asides/{private}/", note).status_code == 204
    assert pair.ada.post(f"sittings/{sitting.pk}/said/{kept}/", given).status_code == 204
    played = sitting.played()
    prompts = [str(played[step][0].step.prompt) for step in (private, kept)]
    other_steps(monkeypatch, "taking-stock", gone=gone)
    for ended in (False, True):
        page = pair.ada.get(f"sittings/{sitting.pk}/").content.decode()
        assert note["box"] in page
        assert given["box"] in page
        assert note["box"] not in (theirs := pair.ben.get(f"sittings/{sitting.pk}/").content.decode())
        assert given["box"] in theirs
        assert not [prompt for prompt in prompts if prompt in page]
        assert "are others by now" in page
        assert 'class="screen' not in page, "nothing can be played whose steps two phones would count differently"
        assert pair.ada.post(f"sittings/{sitting.pk}/said/{kept}/", envelope()).status_code == 404
        assert (Sitting.objects.get().ended_on is None) is not ended
        Scheduler([Sitting.end_forgotten]).do_what_is_due()
    title = "A session" if gone else "Taking stock"
    assert title in pair.ada.get("sittings/").content.decode()
    heading = headings(pair.ada)["said"]
    assert title in heading
    assert prompts[1] not in heading
    assert move(pair.ben, sitting).json()["over"] is True


def test_a_sitting_goes_on_while_its_session_is_as_it_was(pair: Pair) -> None:
    sitting = pair.sitting("taking-stock")
    Scheduler([Sitting.end_forgotten]).do_what_is_due()
    assert Sitting.objects.get().ended_on is None
    Sitting.objects.update(steps="")
    Scheduler([Sitting.end_forgotten]).do_what_is_due()
    assert not Sitting.objects.get(pk=sitting.pk).is_rewritten, "one from before steps were noted"
