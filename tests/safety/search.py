"""Looking for planted words in bytes: files, memory, recordings; in every form in which programs keep text."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus


def forms(word: str) -> set[bytes]:
    """The bytes that a word leaves, alone or in the middle of other text."""
    plain = word.encode()
    found = {
        plain,
        plain.hex().encode(),
        *(word.encode(code) for code in ("utf-16-le", "utf-16-be", "utf-32-le")),
        *(quoted.encode() for quoted in (quote(word), quote_plus(word), quote(word).lower(), quote_plus(word).lower())),
        json.dumps(word)[1:-1].encode(),
        json.dumps(word, ensure_ascii=False)[1:-1].encode(),
    }
    if word.isascii() is False:
        found |= {word.encode(code) for code in ("latin-1", "cp1252") if _fits(word, code)}
    for inside in (plain, word.encode("utf-16-le")):
        found |= set(_in_base64(inside))
    return found


def forms_of_bytes(secret: bytes) -> set[bytes]:
    """The forms in which programs keep bytes that are no text."""
    texts = {secret.hex().encode(), *_in_base64(secret)}
    return {secret, *texts, *(text.decode().encode("utf-16-le") for text in texts)}


def _fits(word: str, code: str) -> bool:
    try:
        word.encode(code)
    except UnicodeEncodeError:
        return False
    return True


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """What is the same whatever stands around: the word may begin at any of three places of a group of bytes."""
    for lead in range(3):
        first, last = -(-8 * lead // 6), (lead + len(plain)) * 8 // 6
        text = base64.b64encode(b"\0" * lead + plain + b"\0\0")[first:last]
        yield text
        yield text.translate(bytes.maketrans(b"+/", b"-_"))


def find(words: Iterable[str], place: str, data: bytes) -> list[str]:
    """Where any of the words is, in any form, with what stands around it."""
    found = []
    for word in words:
        for form in forms(word):
            at = data.find(form)
            if at >= 0:
                around = data[max(0, at - 40) : at + len(form) + 40]
                found.append(f"{word} in {place}: …{around!r}…")
    return found


def memory_of(pid: int) -> Iterator[bytes]:
    """All that a process may write to and we may read, region by region."""
    wanted = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw\S* \S+ \S+ \S+ *(.*)")
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for region in filter(None, map(wanted.match, maps)):
            start, end = int(region[1], 16), int(region[2], 16)
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                continue  # gone meanwhile, or not for reading


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder."""
    for root, _folders, names in os.walk(folder):
        for name in names:
            path = Path(root) / name
            if path.is_file():
                yield str(path.relative_to(folder)), path.read_bytes()
