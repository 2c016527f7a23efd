"""A pair's own folder: the example in the docs works as written, and what is wrong in a folder is said kindly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nearer.catalogue import ContentError, Question, choose
from nearer.catalogue.checks import check
from nearer.catalogue.loading import CONTENT, load, load_what_can_be_read, own_folder
from nearer.catalogue.recorded import ids, record
from nearer.catalogue.report import count

DOCS = CONTENT.parent / "docs" / "content.md"
QUESTION = "- {{id: {id}, text: {text}, depth: 0, field: play, bonds: [partner]}}\n"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder of a pair's own, still empty."""
    path = tmp_path / "ours"
    path.mkdir()
    return path


def write(folder: Path, name: str, text: str) -> None:
    """Writes a file of the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def question(id: str = "own-001", text: str = "What now?") -> str:
    """A file with one question."""
    return QUESTION.format(id=id, text=text)


def refused(content: Path, own: Path) -> str:
    """What is said of a folder that can't be used."""
    with pytest.raises(ContentError) as caught:
        load(content, own=own)
    return str(caught.value)


def test_the_worked_example_in_the_docs_works(folder: Path, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = DOCS.read_text().partition("## Content of your own")[2].partition("\n## ")[0]
    questions, dates = re.findall(r"```yaml\n(.*?)```", told, re.DOTALL)
    assert [name in told for name in ("`ours.yaml`", "`dates.yaml`", "NEARER_CONTENT=")] == [True] * 3
    write(ours, "questions/ours.yaml", questions)
    write(ours, "ideas/dates.yaml", dates)
    monkeypatch.setenv("NEARER_CONTENT", str(ours))

    known = load(folder, own=own_folder())

    everything_else = [one.id for one in known.questions("family") if one.id != "own-002"]
    chosen = choose(
        known.questions("family"), seed="s", asked=everything_else, recent_fields=[], depth=1, has_children=False
    )
    assert chosen.id == "own-002"
    assert "own-date-001" in [idea.id for idea in known.ideas("dates")]
    assert [mistake for mistake in check(known, folder) if mistake.file.startswith("ours/")] == []


def test_own_entries_stand_among_ours_in_every_language(full: Path, ours: Path) -> None:
    write(ours, "questions/ours.yaml", question())

    for locale in ("en", "de"):
        known = load(full, locale, ours)
        assert [one.id for one in known.questions("partner")] == ["play-001", "own-001"]
        assert known.own == {"own-001"}


def test_own_ids_are_not_recorded_but_counted(full: Path, ours: Path) -> None:
    write(ours, "questions/ours.yaml", question())
    known = load(full, own=ours)

    record(known, full)

    assert "own-001" not in ids(known)
    assert "own-001" not in (full / "ids.txt").read_text()
    assert count(known)["question"]["own"] == 1
    assert check(known, full) == []


def test_an_id_of_ours_is_told_kindly(full: Path, ours: Path) -> None:
    write(ours, "questions/ours.yaml", question("play-001"))

    assert refused(full, ours) == (
        "ours/questions/ours.yaml, entry play-001: the id is used in content/en/questions/play.yaml too; "
        "it is Nearer's own; choose one like own-play-001"
    )


def test_an_id_of_their_own_that_comes_twice_is_told_like_any(full: Path, ours: Path) -> None:
    write(ours, "questions/ours.yaml", question() + question())

    assert refused(full, ours).endswith("the id is used in ours/questions/ours.yaml too; take the next free number")


def test_ours_stays_when_an_id_is_used_twice(full: Path, ours: Path) -> None:
    write(ours, "questions/ours.yaml", question("play-001", "What is ours?"))

    known, _ = load_what_can_be_read(full, own=ours)

    assert known is not None
    kept = known.question("play-001")
    assert isinstance(kept, Question)
    assert kept.text == "What would you name a boat, and why?"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("questions/ours.yaml", "- id: own-1\n", "ours/questions/ours.yaml, entry own-1: text is missing; add it"),
        (
            "questions/ours.yml",
            question(),
            "ours/questions/ours.yml: is not looked for; name it like one of ",
        ),
        ("question/ours.yaml", question(), "ours/question/ours.yaml: is not looked for"),
        ("agreement.yaml", "title: Ours\n", "ours/agreement.yaml: is not looked for"),
        ("feelings.yaml", "feeling: []\n", "ours/feelings.yaml: feeling is not known here; write families or feelings"),
        ("feelings.yaml", "- id: a\n", "ours/feelings.yaml: has no list called families; begin it with families:"),
        ("lookins.yaml", "scales: [{id: agree, steps: [a, b]}]\n", "entry agree: is there already; choose another id"),
    ],
)
def test_what_is_wrong_in_a_folder_is_said(full: Path, ours: Path, name: str, text: str, said: str) -> None:
    write(ours, name, text)

    assert said in refused(full, ours)


def test_what_names_something_that_is_not_there_stops_the_start(full: Path, ours: Path) -> None:
    lesson = (full / "en" / "lessons" / "being-heard.md").read_text()
    write(
        ours, "lessons/own-lesson.md", lesson.replace("id: being-heard", "id: own-lesson").replace("two-min", "ten-min")
    )

    assert refused(full, ours) == (
        "ours/lessons/own-lesson.md, entry own-lesson: try names ten-minutes, which is not there; correct the id"
    )


def test_the_voice_is_theirs_but_sums_and_bonds_still_hold(full: Path, ours: Path) -> None:
    session = (full / "en" / "sessions" / "two-minutes.md").read_text().replace("id: two-minutes", "id: own-turns")
    write(ours, "questions/ours.yaml", question(text="What would mum say to this challenge!?"))
    write(ours, "README.md", "Our folder.\n")
    assert [line for line in map(str, check(load(full, own=ours), full)) if "ours/" in line] == []

    write(ours, "sessions/own-turns.md", session.replace("minutes: 2", "minutes: 5").replace("Tell of", "Kiss after"))
    said = [str(mistake) for mistake in check(load(full, own=ours), full) if "ours/" in mistake.file]
    assert any("its steps last 120 seconds as played" in line for line in said)
    assert any("is romantic" in line for line in said)


def test_a_folder_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEARER_CONTENT", str(tmp_path / "nowhere"))
    with pytest.raises(ContentError, match=r"NEARER_CONTENT: there is no folder .*nowhere; name the one that holds"):
        own_folder()

    monkeypatch.setenv("NEARER_CONTENT", "")
    assert own_folder() is None
