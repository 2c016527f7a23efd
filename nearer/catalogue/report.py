"""`nearer content`: what there is, counted, and everything that is wrong with it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

from nearer.catalogue import meaning
from nearer.catalogue.alike import Pair, alike_by_meaning, alike_by_words, groups
from nearer.catalogue.checks import check
from nearer.catalogue.entry import BONDS, Listed
from nearer.catalogue.loading import CONTENT, load_what_can_be_read, own_folder
from nearer.catalogue.mistakes import ContentError
from nearer.catalogue.recorded import record as save
from nearer.catalogue.shelves import Catalogue
from nearer.catalogue.shelving import KINDS

# By what the entries of a kind are told apart in `by_kind`.
_TOLD_APART = {
    "guess": "about", "source": "kind", "session": "theme", "lesson": "theme", "idea": "kind", "feeling": "family",
    "look-in item": "kind", "desire": "theme", "nudge": "family",
}  # fmt: skip


def report(*, as_json: bool = False, record: bool = False, closest: int = 0) -> int:
    """Prints the counts, and what is wrong to stderr. Returns 0 if all is well, 1 if anything is to be mended.

    `as_json`: one JSON object in place of the table. `record`: first add new ids and steps to the lists in content.
    `closest`: also show so many pairs of texts that are most alike.
    """
    try:
        known, mistakes = load_what_can_be_read(CONTENT, own=own_folder())
        if known is None:
            raise ContentError(mistakes)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    if record:
        print(f"{save(known)} new ids recorded.", file=sys.stderr)
    mistakes += check(known)
    counts = count(known)
    print(json.dumps(counts, indent=2) if as_json else table(counts))
    for line in nearest(known, closest):
        print(line)
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    return 1 if mistakes else 0


def count(known: Catalogue) -> dict[str, dict[str, Any]]:
    """For each kind its `total` and, where it has them, `by_depth`, `by_field`, `by_bond`, `by_kind`."""
    return {
        **{shape.KIND: _count(known, shape) for shape in KINDS},
        "agreement": {"total": len(known.agreement.versions)},
        "asking": {"total": len(known.asking.messages), "by_bond": _messages(known)},
        "scaffold": {"total": len(known.scaffolds.scaffolds)},
        "alone": {"total": len(known.alone.steps), "by_kind": _counted(step.kind for step in known.alone.steps)},
        "renewal": {"total": len(known.renewal.prompts)},
        "beginning": {"total": len(known.beginning.prompts)},
        "help": {
            "total": len(known.help.lines),
            "by_kind": _counted(line.about for line in known.help.lines),
            "countries": len(known.help.countries()),
            "directories": len(known.help.directories),
        },
    }


def table(counts: dict[str, dict[str, Any]]) -> str:
    """The counts as lines to read."""
    lines = []
    for kind, counted in counts.items():
        lines.append(f"{kind:12}{counted['total']:6}")
        for name, parts in counted.items():
            if isinstance(parts, dict):
                lines.append(f"  {name:10}  " + ", ".join(f"{part} {number}" for part, number in parts.items()))
    return "\n".join(lines)


def _count(known: Catalogue, shape: type[Listed]) -> dict[str, Any]:
    live = known.live(shape)
    counted: dict[str, Any] = {"total": len(live)}
    for name, field in (("by_depth", "depth"), ("by_field", "field"), ("by_kind", _TOLD_APART.get(shape.KIND, ""))):
        if field in shape.model_fields:
            counted[name] = _counted(str(getattr(entry, field)) for entry in live)
    if "bonds" in shape.model_fields:
        counted["by_bond"] = {bond: sum(entry.suits(bond) for entry in live) for bond in BONDS}
    if own := len(known.own & {entry.id for entry in live}):
        counted["own"] = own
    if retired := len(known.all(shape)) - len(live):
        counted["retired"] = retired
    return counted


def nearest(known: Catalogue, number: int) -> list[str]:
    """So many pairs of texts of which some two may get both, most alike by words and then by meaning, to read."""
    texts = {id: text for group in groups(known) for id, text in group.items()}

    def lines(pairs: list[Pair]) -> list[str]:
        return [f"{likeness:.2f} {one}: {texts[one]}\n     {other}: {texts[other]}" for likeness, one, other in pairs]

    if not number:
        return []
    by_words = ["", "Most alike by words", *lines(alike_by_words(known, 0.05)[:number])]
    if meaning.folder() is None:
        return [*by_words, "", "Not sorted by meaning: the model is not installed. `make model` does it."]
    return [*by_words, "", "Nearest in meaning", *lines(alike_by_meaning(known, 0.5)[:number])]


def _messages(known: Catalogue) -> dict[str, int]:
    return {bond: len(known.asking.messages_for(bond)) for bond in BONDS}


def _counted(parts: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(parts).items()))
