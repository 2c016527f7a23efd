"""Every kind is read from its place, found by id and by list, counted, and checked against the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nearer.catalogue.checks import check
from nearer.catalogue.loading import CONTENT, load, load_what_can_be_read
from nearer.catalogue.recorded import ids
from nearer.catalogue.report import count
from nearer.catalogue.schema import DOCUMENTS
from nearer.catalogue.shelving import PLACES
from tests.catalogue.folders import (
    DATES,
    FEELINGS,
    GUESSES,
    LESSON,
    LOOKINS,
    OPEN_WHEN,
    PATHWAY,
    SOURCES,
    WORDING,
    changed,
    refused,
    said,
)

Write = Callable[[str, str], None]


def test_one_of_every_kind_passes_all_checks(full: Path) -> None:
    assert said(full) == []


def test_everything_is_found_by_its_id_and_in_its_list(full: Path) -> None:
    known = load(full)
    session, lesson, pathway = (
        known.session("two-minutes"),
        known.lesson("being-heard"),
        known.pathway("only-logistics"),
    )

    assert session is not None
    assert lesson is not None
    assert pathway is not None
    assert known.entry("two-minutes") is session
    assert known.session("being-heard") is None
    assert known.sessions("friends") == (session,)
    assert known.sessions("family") == ()
    assert known.lessons("partner") == (lesson,)
    assert known.pathways("partner") == (pathway,)
    assert [guess.other for guess in known.guesses("family")] == ["What do they drink first in the morning?"]
    assert [idea.cost for idea in known.ideas("dates")] == ["free"]
    assert [idea.begin_with for idea in known.ideas("open-when")] == ["It is late, and"]
    assert known.ideas("rituals") == ()
    assert [feeling.word for feeling in known.feelings] == ["warm", "fond", "glad"]
    assert [item.direction for item in known.lookins("sign")] == [-1]
    assert known.lookins("pulse") == ()
    assert [desire.grade for desire in known.desires] == [1]
    assert [step.entry for step in pathway.steps()][:3] == ["two-minutes", "being-heard", "play-001"]
    assert known.wording.family(known.wording.patterns[0].family).name == "Always and never"
    with pytest.raises(LookupError):
        known.wording.family("contempt")
    scale, source = known.scale("agree"), known.source("ng-1998")
    assert scale is not None
    assert scale.steps == ("not at all", "very much")
    assert source is not None
    assert source.kind == "diary"


def test_a_kind_nobody_wrote_is_empty(folder: Path) -> None:
    known = load(folder)

    assert [*known.sessions("partner"), *known.ideas("dates"), *known.feelings, *known.wording.patterns] == []
    assert known.session("two-minutes") is None


def test_the_docs_name_every_place() -> None:
    docs = (CONTENT.parent / "docs" / "content.md").read_text()

    assert [place.files for place in PLACES if f"`{place.files}`" not in docs] == []
    assert [name for name in DOCUMENTS if f"`{name}.yaml`" not in docs] == []


def test_a_retired_session_is_found_but_in_no_list_and_nothing_may_lead_to_it(full: Path) -> None:
    changed(full, "sessions/two-minutes.md", "id: two-minutes", "id: two-minutes\nretired: true")
    known = load(full)

    assert known.session("two-minutes") is not None
    assert known.sessions("partner") == ()
    assert any("try names two-minutes, which is retired; name another" in line for line in said(full))


def test_an_id_is_used_once_over_all_kinds(full: Path) -> None:
    changed(full, "desires.yaml", "want-001", "play-001")

    [mistake] = refused(full)

    assert mistake.startswith(
        "content/en/desires.yaml, entry play-001: the id is used in content/en/questions/play.yaml"
    )


def test_every_kind_is_recorded_but_sources(full: Path) -> None:
    recorded = ids(load(full))

    assert {"play-001", "two-minutes", "date-001", "wording-001", "feeling-warm", "want-001"} <= recorded
    assert "ng-1998" not in recorded


def test_every_kind_is_counted(full: Path) -> None:
    counts = count(load(full))

    kinds = [
        "question",
        "guess",
        "source",
        "session",
        "lesson",
        "idea",
        "feeling",
        "look-in item",
        "desire",
        "pathway",
        "nudge",
    ]
    assert {kind: counts[kind]["total"] for kind in kinds} == dict.fromkeys(kinds, 1) | {
        "source": 2, "idea": 2, "feeling": 3, "look-in item": 2,
    }  # fmt: skip
    assert counts["question"]["retired"] == 1
    assert counts["idea"]["by_kind"] == {"dates": 1, "open-when": 1}
    assert counts["session"]["by_bond"] == {"partner": 1, "family": 0, "friends": 1}
    assert counts["session"]["by_depth"] == {"1": 1}
    assert "help" in counts


@pytest.mark.parametrize(
    ("name", "before", "after", "said_of_it"),
    [
        (GUESSES, "  other: What do they drink first in the morning?\n", "", "guess-001: other is missing; add it"),
        (GUESSES, "depth: 0", "depth: 3", "guess-001: depth is 3; write 2 or less"),
        (DATES, "  cost: free\n", "", "date-001: it lacks cost; add it"),
        (DATES, "novelty: 1", "novelty: 1\n  touch: 2", "date-001: it must have touch where its kind is"),
        (OPEN_WHEN, "text: ", "cost: free\n  text: ", "open-when-001: it has cost, but is only words; remove"),
        (SOURCES, "  checked: 2026-11-01\n", "", "ng-1998: it has only one of read and checked; write"),
        (LOOKINS, "  scale: agree\n", "", "sign-001: it must have exactly one of scale, choices and open; keep"),
        (LOOKINS, "  part: temperament\n", "", "portrait-001: it must have part where its kind is portrait"),
        (PATHWAY, "id: only-logistics", "id: other", "yaml: the id is 'other'; write only-logistics"),
        (PATHWAY, "why: It is short.", "w: Short.", "1 of steps: why is missing; add it"),
        (WORDING, "always-never, p", "always-never, q: 1, p", "wording-001: q is not known here"),
        (FEELINGS, "energy: 1,", "energy: 4,", "feeling-glad: energy is 4; write 3 or less"),
        (LESSON, "---\nid", "id", "being-heard.md: does not begin with its values between two lines"),
        (LESSON, "try: two-minutes\n", "", "being-heard: try is missing; add it"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_named_with_its_mend(full: Path, name: str, before: str, after: str, said_of_it: str) -> None:
    changed(full, name, before, after)

    assert any(said_of_it in line for line in refused(full)), refused(full)


def test_a_file_that_is_no_kind_of_idea_is_named(full: Path, write: Write) -> None:
    write("en/ideas/meals.yaml", "- id: meal-001\n")

    assert "content/en/ideas/meals.yaml: is no kind of idea; name the file one of dates, adventures" in refused(full)[0]


def test_what_can_be_read_is_checked_beside_what_cannot(full: Path) -> None:
    changed(full, "desires.yaml", "grade: 1", "grade: 9")
    changed(full, "guesses.yaml", "in the morning", "in your journey")

    known, mistakes = load_what_can_be_read(full)

    assert known is not None
    assert [mistake.entry for mistake in mistakes] == ["want-001"]
    assert {mistake.entry for mistake in check(known, full) if not mistake.file.endswith(".txt")} == {"guess-001"}
