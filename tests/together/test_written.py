"""What is written in a sitting: given, private, guessed; where it stands, and what a copy says of it."""

from __future__ import annotations

import dataclasses
import json
from html import unescape
from typing import Any

import pytest

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.people.models import Keys
from nearer.scheduler import Scheduler
from nearer.together.models import Aside, Guess, Nearness, Said, Sitting
from nearer.web.templatetags.web import typeset
from tests.cast import box, envelope

from .conftest import GENTLE, Pair, coded, lighter, move, steps_that


def test_words_go_only_where_a_step_asks_for_them(pair: Pair) -> None:
    sitting = pair.sitting("structured-dialogue")
    writes = [each.step.write for each in sitting.session.played()]
    quiet = writes.index(None)
    for noun in ("said", "asides", "guesses"):
        assert pair.ada.post(f"sittings/{sitting.pk}/{noun}/{quiet}/", envelope()).status_code == 404
        assert pair.ada.post(f"sittings/{sitting.pk}/{noun}/999/", envelope()).status_code == 404


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
        assert "says it aloud" in page
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


def test_a_second_note_at_a_step_is_refused_and_the_first_can_be_changed(pair: Pair) -> None:
    sitting = pair.sitting("taking-stock")
    step = next(number for number, each in enumerate(sitting.session.played()) if each.step.write == "private")
    address, first = f"sittings/{sitting.pk}/asides/{step}/", envelope()
    assert pair.ada.post(address, first).status_code == 204
    assert pair.ada.post(address, envelope()).status_code == 409, "another tab, another id: it is reloaded, and kept"
    assert pair.ada.post(address, envelope(id=first["id"], revision=2)).status_code == 204
    assert pair.ben.post(address, envelope()).status_code == 204, "each their own"


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


@pytest.mark.parametrize(("session", "how"), [("after-a-fight", "given"), ("how-well-do-i-know-you", "guess")])
def test_on_one_phone_nothing_is_written_under_the_name_of_whoever_owns_it(pair: Pair, session: str, how: str) -> None:
    found = catalogue().session(session)
    assert found is not None
    pages = {}
    for place in ("two", "one"):
        for one in (pair.ada, pair.ben) if found.consent else ():
            assert one.post(f"sessions/{found.code}/yes/").status_code == 204
        address = pair.begins(pair.ada, session, place=place)["Location"]
        sitting = Sitting.objects.get(ended_on=None)
        pages[place] = pair.ada.get(address).content.decode()
        words = unescape(pages[place])
        follows = "data-open" in pair.ben.get(f"sessions/{found.code}/").content.decode()
        assert follows is (place == "two"), "the other's phone stays where it is, while one lies on the table"
        for number, (each, card) in enumerate(sitting.played()):
            if how in (each.step.write, each.step.draw):
                assert (f'id="write-{number}"' in pages[place]) is (place == "two")
                assert card is None or card.text in words or typeset(card.text) in words
            elif each.step.write:
                assert f'id="write-{number}"' in pages[place]
        move(pair.ada, sitting, kind="end")
    assert "With one phone: " in pages["one"]
    assert "With one phone: " not in pages["two"]


def test_what_was_kept_last_time_is_at_hand_the_next_time(pair: Pair) -> None:
    address = f"sessions/{coded('taking-stock')}/"
    for number in range(2):
        sitting = pair.sitting("taking-stock")
        if number == 0:
            kept = steps_that("taking-stock", write="kept")[0]
            assert pair.ben.post(f"sittings/{sitting.pk}/said/{kept}/", envelope()).status_code == 204
            had = sitting
        move(pair.ada, sitting, kind="end")
        for one in (pair.ada, pair.ben):
            page = one.get(address).content.decode()
            assert f"/sittings/{had.pk}/" in page
            assert "last time" in page
    assert "last time" not in pair.ada.get(f"sessions/{coded(GENTLE)}/").content.decode()
