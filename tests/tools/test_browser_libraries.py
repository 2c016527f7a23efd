"""What others wrote for the browser is what we know, and no more than we need."""

from __future__ import annotations

from pathlib import Path

import browser_libraries
import pytest


def test_what_is_installed_is_what_we_know() -> None:
    for library in browser_libraries.libraries():
        assert browser_libraries.checked(library)


def test_a_file_that_was_changed_stops_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    library = next(browser_libraries.libraries())
    changed = tmp_path / library.source
    changed.parent.mkdir(parents=True)
    changed.write_bytes((browser_libraries.MODULES / library.source).read_bytes() + b" ")
    monkeypatch.setattr(browser_libraries, "MODULES", tmp_path)
    with pytest.raises(SystemExit, match="not the file we know"):
        browser_libraries.checked(library)


def test_served_is_what_the_list_names_and_nothing_else() -> None:
    named = {library.target for library in browser_libraries.libraries() if library.target != "tests"}
    vendor = browser_libraries.VENDOR
    assert {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()} == named


def test_versions_are_exact() -> None:
    package = (browser_libraries.ROOT / "package.json").read_text()
    assert "^" not in package
    assert "~" not in package


def test_the_serif_is_small_and_has_our_letters() -> None:
    from fontTools.ttLib import TTFont

    serif = browser_libraries.VENDOR / "literata.woff2"
    assert serif.stat().st_size <= browser_libraries.FONT_BYTES
    letters = set(TTFont(serif).getBestCmap())
    assert {ord(letter) for letter in "AaZz09äéñßœ“”—…?,."} | {0x2018, 0x2019, 0x2013} <= letters
