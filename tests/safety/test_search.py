"""The search that finds nothing elsewhere finds what is there."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from .search import files_below, find, forms, memory_of

WORD = "Zaunkönig-7391 & co"
KEEPS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "two bytes": lambda text: text.encode("utf-16-le"),
    "four bytes": lambda text: text.encode("utf-32-le"),
    "latin": lambda text: text.encode("latin-1"),
    "a form": lambda text: urlencode({"t": text}).encode(),
    "an address": lambda text: quote(text).encode(),
    "JSON": lambda text: json.dumps({"t": text}).encode(),
    "JSON in UTF-8": lambda text: json.dumps({"t": text}, ensure_ascii=False).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 of addresses": lambda text: base64.urlsafe_b64encode(text.encode()),
    "base64 of two bytes": lambda text: base64.b64encode(text.encode("utf-16-le")),
}


@pytest.mark.parametrize("keep", KEEPS)
@pytest.mark.parametrize("lead", ["", "x", "xy", "xyz"])
def test_a_word_is_found_in_whatever_form(keep: str, lead: str) -> None:
    assert find([WORD], "here", b"\x00\xff" + KEEPS[keep](lead + WORD + "tail") + b"\x00")
    assert not find([WORD], "here", b"\x00\xff" + KEEPS[keep](lead + "Zaunk-7391 & co" + "tail") + b"\x00")


def test_no_form_is_so_short_that_it_would_be_met_by_chance() -> None:
    assert min(map(len, forms("wren-58213"))) >= 10


def test_memory_and_files_are_searched(tmp_path: Path) -> None:
    secret = "wren" + os.urandom(8).hex()
    assert any(find([secret], "memory", region) for region in memory_of(os.getpid()))
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "file").write_text(f"before {secret} after")
    assert [name for name, data in files_below(tmp_path) if find([secret], name, data)] == ["below/file"]
