"""The body of a session's file: parts (`# `), steps (`## `), under each its values, an empty line, the words."""

from __future__ import annotations

import re
from typing import Any

from nearer.catalogue.files import parse
from nearer.catalogue.mistakes import ContentError, Mistake

_HEADING = re.compile(r"(#{1,6}) +(.+?) *$")
_VALUE = re.compile(r"[a-z_]+:(?: |$)")


def parts(body: str, file: str, first_line: int) -> list[dict[str, Any]]:
    """The parts with their steps, as plain values for `Session`. Raises ContentError for what is in the wrong place."""
    found: list[dict[str, Any]] = []
    mistakes: list[Mistake] = []
    for level, heading, line, text in _blocks(body, first_line):
        try:
            values, words = _values(text, file, line + 1)
        except ContentError as error:
            mistakes += [Mistake(file, heading, mistake.what, mistake.mend) for mistake in error.mistakes]
            continue
        if level == 1:
            if words:
                mistakes.append(Mistake(file, heading, "has words before its first step", "put them under a step (##)"))
            found.append({**values, "title": heading, "steps": []})
        elif level == 2 and found:
            found[-1]["steps"].append({**values, "heading": heading, **({"words": words} if words else {})})
        else:
            what, mend = _MISPLACED.get(level, (f"begins with {'#' * level}", "write # for a part and ## for a step"))
            mistakes.append(Mistake(file, heading or f"line {line}", what, mend))
    if mistakes:
        raise ContentError(mistakes)
    return found


_MISPLACED = {
    0: ("has words before the first part", "begin with a part, like # Arriving"),
    2: ("is a step without a part", "write a part above it, like # Arriving"),
}


def _blocks(body: str, first_line: int) -> list[tuple[int, str, int, str]]:
    """Level, heading, line and text of each piece; level 0 for what stands before any heading."""
    found: list[tuple[int, str, int, list[str]]] = [(0, "", first_line, [])]
    for number, line in enumerate(body.split("\n"), start=first_line):
        if heading := _HEADING.match(line):
            found.append((len(heading[1]), heading[2], number, []))
        else:
            found[-1][3].append(line)
    blocks = [(level, heading, line, "\n".join(lines)) for level, heading, line, lines in found]
    return [block for block in blocks if block[0] or block[3].strip()]


def _values(text: str, file: str, line: int) -> tuple[dict[str, Any], str]:
    """The `key: value` lines directly under a heading, and the words below them."""
    head, _, words = text.partition("\n\n")
    if not head.strip():
        return {}, text.strip()
    if not _VALUE.match(head):
        return {}, text.strip()
    values = parse(head, file, line)
    return (values if isinstance(values, dict) else {}), words.strip()
