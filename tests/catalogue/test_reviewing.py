"""What is wrong with an entry of any kind, or with what it says of others, is said in words a writer understands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.catalogue.folders import (
    DATES,
    FEELINGS,
    GUESSES,
    LESSON,
    LOOKINS,
    OPEN_WHEN,
    PATHWAY,
    SESSION,
    SOURCES,
    WORDING,
    changed,
    said,
)

Write = Callable[[str, str], None]
GIVEN = "write: given\nprompt: What I heard"
CONFIRMED = "  read: https://example.org/ng\n  checked: 2026-11-01\n"


@pytest.mark.parametrize(
    ("name", "before", "after", "said_of_it"),
    [
        (SESSION, "minutes: 2", "minutes: 3", "steps last 120 seconds as played, but 3 minutes are 180"),
        (SESSION, "theme: listening", "theme: touch", "asks no consent to touch"),
        (SESSION, "depth: 1", "depth: 4", "asks no consent to conflict or desire"),
        (SESSION, "depth: 1", "depth: 5", "asks no consent to hurt"),
        (SESSION, "theme: listening", "theme: desire\nconsent: [desire]", "is about desire; keep it for"),
        (SESSION, "Tell of", "Tell it with a kiss of", 'is romantic ("kiss")'),
        (SESSION, "Tell of", "Tell " * 60 + "of", "step 'Speak': words has 332 characters; say it in 260"),
        (SESSION, "Say it: on", "Say it " * 40 + "on", "step 'Speak': apart has"),
        (SESSION, "## Speak", "## " + "Speak " * 9, "heading has 53 characters; say it in 48"),
        (SESSION, "prompt: What", "prompt: What " + "a thing " * 10, "prompt has"),
        (SESSION, "seconds: 20", "seconds: 901", "step 'Sit down': lasts 901 seconds; make it 900"),
        (SESSION, "ends: tap\n", "", "step 'Speak': goes on by itself while somebody writes; add ends: tap"),
        (SESSION, f"ends: tap\n{GIVEN}", "draw: guess", "Speak': goes on by itself"),
        (SESSION, GIVEN, "draw: question\ndepth: 2", "draws a question deeper"),
        (SESSION, GIVEN, "draw: question\ndepth: 1\nfields: [desire]", "draws questions on desire without a yes"),
        (SESSION, "evidence: studies", "evidence: trial", "says trial, but no confirmed source"),
        (SOURCES, CONFIRMED, "", "says studies, but no"),
        (SOURCES, CONFIRMED, "", "tells a figure that nobody"),
        (SOURCES, "telling went", "the task went", 'ng-1998: says "task"'),
        (SESSION, "[ng-1998]", "[ng-1999]", "sources names ng-1999, which is not there; correct the id"),
        (SESSION, "[ng-1998]", "[date-001]", "sources names date-001, which is of the kind idea"),
        (LESSON, "try: two", "try: too", "try names too-minutes, which is not there"),
        (LESSON, "sources: [ng-1998]", "sources: [ng-1998, old-book]", "lists old-book in sources, but cites"),
        (LESSON, "a little [ng-1998]", "a little [ng-1998; old-book]", "cites old-book, which is not in"),
        (LESSON, "bonds: [partner]", "bonds: [partner, family]", "is for family, but two-minutes is not"),
        (LESSON, "word. One", "word. ", "words; write 260 to 620"),
        (LESSON, "minutes: 2", "minutes: 4", "has 290 words for 4 minutes; write minutes: 2"),
        (LESSON, "*second*", "**second**", "has '**'; use only"),
        (LESSON, "## Why", "# Why", "has '#'; use only"),
        (LESSON, "helps", "heals", 'being-heard: says "heals"'),
        (LESSON, "a first", "your husband", "assumes gender"),
        (DATES, "id: date-001", "id: meal-001", "is not called date-...; call it like date-001"),
        (DATES, "supper.", "supper. " * 30, "characters; say it in 220"),
        (DATES, "Eat", "With your children, eat", "assumes children"),
        (OPEN_WHEN, "can't sleep", "miss me in bed, naked", 'is romantic ("naked")'),
        (GUESSES, "What do you drink first", "Do you drink", "text can be answered with yes or no"),
        (GUESSES, "other: What do they", "other: What do you", "says the same in text and other"),
        (GUESSES, "other: What do they", "other: What now? What do they", "has 2 question marks"),
        (FEELINGS, "energy: 0, near: [feeling-warm, feeling-glad]", "energy: 0, near: [feeling-fond, feeling-glad]",
         "is near feeling-fond, but feeling-fond is not near it; add feeling-warm there"),
        (FEELINGS, "{id: joy", "{id: joys", "family joy is not there; correct it, or add it to families"),
        (FEELINGS, "name: Glad", "name: A task", 'entry joy: says "task"'),
        (LOOKINS, "{id: agree", "{id: agrees", "scale agree is not there"),
        (LOOKINS, "suggests: [two-minutes, play-001]", "suggests: [being-heard]", "suggests nothing that suits"),
        (LOOKINS, "who does what", "your wife", "assumes gender"),
        (PATHWAY, "entry: play-001", "entry: joys-001", "names joys-001, which is retired"),
        (PATHWAY, "entry: play-001", "entry: ng-1998", "names ng-1998, which is of the kind source"),
        (PATHWAY, "bonds: [partner]", "bonds: [friends]", "is for friends, but being-heard is not"),
        (WORDING, "family: always-never, p", "family: contempt, p", "family contempt is not there"),
        (WORDING, "it leaves no way out", "it is toxic", 'entry always-never: says "toxic"'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(full: Path, name: str, before: str, after: str, said_of_it: str) -> None:
    changed(full, name, before, after)

    assert any(said_of_it in line for line in said(full)), said(full)


def test_what_was_found_may_say_who_took_part_but_not_what_we_never_say(full: Path) -> None:
    assert said(full) == []  # "married couples" stands in found and in basis, "journey" in a title

    changed(full, "sessions/two-minutes.md", "Married couples", "Married couples on their journey")
    assert any('says "journey"' in line for line in said(full))


@pytest.mark.parametrize("kind", ["guesses.yaml", "ideas/dates.yaml"])
def test_two_that_are_alike_are_found_in_every_kind(full: Path, kind: str) -> None:
    path = full / "en" / kind
    text = path.read_text()
    path.write_text(text + text.replace("-001", "-002"))

    assert any("-001 and" in line and "are alike" in line for line in said(full))


def test_a_plan_may_take_its_time_but_not_less_than_the_session_it_plays(full: Path, write: Write) -> None:
    head = (full / "en" / "sessions" / "two-minutes.md").read_text().partition("\n# ")[0]
    head = head.replace("id: two-minutes", "id: day").replace("minutes: 2", "minutes: 60\nplan: true")
    body = "\n# Morning\n\n## Begin\nseconds: {}\nwho: both\nsession: two-minutes\n\nTalk.\n\n"
    rest = "## Walk\nseconds: {}\nwho: both\n\nWalk.\n"

    write("en/sessions/day.md", head + body.format(120) + rest.format(3480))
    assert said(full) == []

    write("en/sessions/day.md", head + body.format(60) + rest.format(3540))
    assert "step 'Begin' is shorter than two-minutes (2 minutes)" in said(full)[0]
