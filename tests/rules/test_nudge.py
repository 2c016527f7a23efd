"""Where somebody writes to the other, the wording nudge is at hand."""

from __future__ import annotations

from pathlib import Path

from nearer.sealed.kinds import SHARED

from .test_rules import PRODUCT, TEMPLATES, tags

BECOMES_SHARED = {"sketch"}
"""Sealed for oneself while it is written; what is given in the end is a letter and the words on its envelope."""
KNOWN_LATER = "{{"
"""A template that several kinds share."""
WITHOUT = {
    "spaces/us.html": "a name",
    "together/_paper.html": "a guess, for a laugh: a word or two about oneself, and about the other",
}


def fields_without(text: str) -> list[str]:
    """The labels of fields in forms of a kind that the other reads, where no nudge watches."""
    shared = False
    found = []
    for name, given in tags(text):
        if name == "sealed-field":
            if shared and not {"nudge", "readonly", "hidden"} & given.keys():
                found.append(given.get("label", ""))
        elif "kind" in given and name != "sealed-text":
            kind = given["kind"]
            shared = kind in SHARED | BECOMES_SHARED or kind.startswith(KNOWN_LATER)
    return found


def name_of(path: Path) -> str:
    return "/".join(path.parts[path.parts.index("templates") + 1 :])


def test_the_rule_sees_a_field_without() -> None:
    field = '<sealed-field data-field="t" label="Yours">'
    watched = '<sealed-field label="Yours"{% if kind == "said" %} nudge="{% wording %}"{% endif %}>'
    assert fields_without(f'<sealed-form kind="answer">{field}') == ["Yours"]
    assert fields_without(f'<sealed-form kind="{{{{ kind }}}}">{field}') == ["Yours"]
    assert fields_without(f'<sealed-form kind="answer">{watched}') == []
    assert fields_without(f'<sealed-form kind="answer"></sealed-form><own-form kind="journal">{field}') == []


def test_whoever_writes_to_the_other_has_it() -> None:
    bare = {name_of(path) for path in TEMPLATES if fields_without(path.read_text())}
    assert bare == set(WITHOUT), "a field for the other has no nudge, or one that is listed has it by now"
    forms = [path for path in PRODUCT.glob("*/templates/**/*.html") if "nudge=" in path.read_text()]
    assert len(forms) > 9
