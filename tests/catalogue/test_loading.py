"""The loader takes what is right, and of what is wrong it names file, entry and mend."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from nearer.catalogue import ContentError, catalogue
from nearer.catalogue.apps import content_can_be_read
from nearer.catalogue.files import read
from nearer.catalogue.loading import load

Write = Callable[[str, str], None]
QUESTION = {"id": "play-003", "text": "What makes you grin?", "depth": "0", "field": "play", "bonds": "[partner]"}


def question(**changed: str | None) -> str:
    entry = {name: value for name, value in (QUESTION | changed).items() if value is not None}
    return "- " + "\n  ".join(f"{name}: {value}" for name, value in entry.items()) + "\n"


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"depth": "7"}, "depth is 7; write 5 or less"),
        ({"depth": "deep"}, "depth must be 0 to 5; write a whole number"),
        ({"depth": "true"}, "depth must be 0 to 5; write a whole number"),
        ({"field": "sport"}, "field is 'sport'; write one of 'secrets', 'fears'"),
        ({"bonds": "[family, lovers]"}, "bonds 1 is 'lovers'; write one of 'partner', 'family' or 'friends'"),
        ({"bonds": "[]"}, "bonds has too few entries; add what is missing"),
        ({"bonds": "partner"}, "bonds must be a list; put it in [square brackets]"),
        ({"text": None}, "text is missing; add it"),
        ({"text": "''"}, "text is empty; write it"),
        ({"text": "12"}, "text must be text; put it in quotes"),
        ({"colour": "blue"}, "colour is not known here; correct its spelling or remove it"),
        ({"retired": "yes"}, "retired must be true or false; write true, or leave it out"),
    ],
)
def test_a_wrong_question_is_named_with_its_mend(
    folder: Path, write: Write, changed: dict[str, str | None], said: str
) -> None:
    write("en/questions/more.yaml", question(**changed))

    [mistake] = mistakes(folder)

    assert mistake.startswith(f"content/en/questions/more.yaml, entry play-003: {said}")


def test_a_wrong_id_is_named(folder: Path, write: Write) -> None:
    write("en/questions/more.yaml", question(id='Play "3"'))

    assert 'entry Play "3": id must be small letters, digits and hyphens' in mistakes(folder)[0]


def test_all_mistakes_are_told_at_once(folder: Path, write: Write) -> None:
    write("en/questions/a.yaml", question(depth="9"))
    write("en/questions/b.yaml", question(id="play-004", field="x"))
    write("en/moment.yaml", "title: A moment")

    said = mistakes(folder)

    assert len([line for line in said if "play-00" in line]) == 2
    assert "content/en/moment.yaml: before is missing; add it" in said


def test_an_entry_within_a_document_is_named(folder: Path) -> None:
    path = folder / "en" / "help.yaml"
    path.write_text(
        "advice: [Use another device]\n"
        "directories: [{name: A, url: https://a.example, about: all, source: https://a.example, checked: 2025-01-01}]\n"
        "lines:\n"
        "  - {country: Norway (NO), name: Ring, for: talk, source: https://b.example, checked: someday, phone: '1'}\n"
        "  - {country: Norway (NO), name: Ping, for: talk, source: https://b.example, checked: 2025-01-01}\n"
    )

    assert mistakes(folder) == [
        "content/en/help.yaml, entry Ping (number 2 of lines): it has no way to reach it; write phone, text or url",
        "content/en/help.yaml, entry Ring (number 1 of lines): checked must be a day; write it like 2025-03-31",
    ]


def test_an_id_used_twice_is_told_with_both_files(folder: Path, write: Write) -> None:
    write("en/questions/zest.yaml", question(id="play-001"))

    assert mistakes(folder) == [
        "content/en/questions/zest.yaml, entry play-001: the id is used in content/en/questions/play.yaml too; "
        "take the next free number"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- id: a\n  id: b\n", "can't be read: id is written twice (line 1); correct it there"),
        ("- id: [\n", "can't be read: "),
        ("id: a\n", "must be a list of entries; begin each entry with - id:"),
        ("- just words\n", "entry 1: it must have names and values"),
        ("- !!python/object/apply:os.getcwd []\n", "can't be read: "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, write: Write, text: str, said: str) -> None:
    write("en/questions/more.yaml", text)

    [mistake] = mistakes(folder)

    assert mistake.startswith("content/en/questions/more.yaml")
    assert said in mistake


def test_a_missing_file_and_a_wrong_encoding_are_named(folder: Path) -> None:
    (folder / "en" / "alone.yaml").unlink()
    (folder / "en" / "moment.yaml").write_bytes(b"title: \xff\xfe")

    assert mistakes(folder) == [
        "content/en/alone.yaml: the file is missing; write it",
        "content/en/moment.yaml: is not UTF-8 text; save it as UTF-8",
    ]


def test_no_is_a_word_and_a_country(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("no: NO\nyes: on\ntruth: true\nlie: false\n")

    assert read(path, "words.yaml") == {"no": "NO", "yes": "on", "truth": True, "lie": False}


def test_a_retired_question_is_found_but_not_asked(folder: Path) -> None:
    known = load(folder)

    assert known.question("joys-001") is not None
    assert [question.id for question in known.questions("partner")] == ["play-001"]
    assert [question.id for question in known.questions("friends")] == ["play-001"]
    assert known.questions("family") == ()
    assert known.question("play-999") is None


def test_nothing_in_a_catalogue_can_be_changed(folder: Path) -> None:
    known = load(folder)
    found = known.question("play-001")
    assert found is not None

    with pytest.raises(ValidationError):
        found.text = "Something else?"  # type: ignore[misc]
    with pytest.raises(TypeError):
        known.entries["play-001"] = found  # type: ignore[index]
    with pytest.raises(AttributeError):
        known.locale = "de"  # type: ignore[misc]
    assert isinstance(known.agreement.current.lines, tuple)


def test_the_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue("en") is catalogue("EN_gb") is catalogue("xx") is catalogue("../..")


def test_another_language_falls_back_to_english(folder: Path, write: Write) -> None:
    write("de/questions/play.yaml", "- id: play-001\n  text: Wie würde dein Boot heißen, und warum?\n")
    shutil.copy(folder / "en" / "renewal.yaml", folder / "de" / "renewal.yaml")
    path = folder / "de" / "renewal.yaml"
    path.write_text(path.read_text().replace("Saying it again", "Noch einmal"))

    english, german = load(folder), load(folder, "de")

    translated = german.question("play-001")
    assert translated is not None
    assert translated.text.startswith("Wie")
    assert translated.bonds == ("partner", "friends")
    assert german.question("joys-001") == english.question("joys-001")
    assert german.renewal.title == "Noch einmal"
    assert german.agreement == english.agreement


def test_a_translation_only_translates(folder: Path, write: Write) -> None:
    write("de/questions/play.yaml", "- id: play-001\n  depth: 3\n  text: Wie?\n- id: play-777\n  text: Wie?\n")

    with pytest.raises(ContentError) as caught:
        load(folder, "de")

    assert [mistake.entry for mistake in caught.value.mistakes] == ["play-001", "play-777"]


def test_the_real_content_passes_the_system_check() -> None:
    assert content_can_be_read() == []
