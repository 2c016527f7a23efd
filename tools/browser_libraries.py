"""Brings the browser's third-party files: npm installs the exact versions of package.json, each file we use is
checked against its SHA-256 in browser_libraries.txt and copied into the ignored vendor folder; the serif is cut
down to the letters we need.

    python tools/browser_libraries.py            what the product serves
    python tools/browser_libraries.py --tests    and what the tests inject
"""

from __future__ import annotations

import argparse
import hashlib
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "nearer" / "web" / "static" / "vendor"
LIST = Path(__file__).with_suffix(".txt")
FONT_LETTERS = (
    "U+0020-007E,U+00A0,U+00A3,U+00A9,U+00AB,U+00B0,U+00B7,U+00BB,U+00BF,U+00C0-00D6,U+00D8-00F6,U+00F8-00FF,"
    "U+0152-0153,U+2010-2014,U+2018-201A,U+201C-201E,U+2026,U+20AC"
)
FONT_BYTES = 14 * 1024


class Library(NamedTuple):
    """One file: its checksum, where npm puts it, and its name in the vendor folder ("tests" for one not served)."""

    sha256: str
    source: str
    target: str


def libraries() -> Iterator[Library]:
    """The rows of browser_libraries.txt."""
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            yield Library(*line.split())


def npm() -> str:
    """The npm to use: the system's, or else the one of a Python wheel, installed beside this Python."""
    found = shutil.which("npm")
    if found:
        return found
    beside = Path(sys.executable).parent / "npm"
    if not beside.exists():
        print("No npm on this machine: taking the one in a Python wheel.", flush=True)
        pins = str(ROOT / "requirements-node.txt")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
        subprocess.run([*pip, "-r", pins], check=True)
    return str(beside)


def install(tests: bool) -> None:
    """Lets npm fetch the exact versions, running none of their scripts."""
    quiet = "--ignore-scripts --no-package-lock --no-audit --no-fund --no-update-notifier --loglevel=error"
    subprocess.run([npm(), "install", *quiet.split(), *([] if tests else ["--omit=dev"])], cwd=ROOT, check=True)


def checked(library: Library) -> bytes:
    """The bytes of an installed file.

    raises: SystemExit where they are not the ones we know.
    """
    content = (MODULES / library.source).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != library.sha256:
        raise SystemExit(f"{library.source} is not the file we know ({found}). Nothing was copied; see {LIST.name}.")
    return content


def subset(font_file: Path) -> bytes:
    """The letters we need of a font, small enough for the first load."""
    from fontTools import subset as fonts

    options = fonts.Options(flavor="woff2", layout_features=["kern"], hinting=False, name_IDs=[1, 2])
    options.drop_tables += ["vhea", "vmtx"]  # for lines that run downwards
    font = fonts.load_font(str(font_file), options)
    cutter = fonts.Subsetter(options)
    cutter.populate(unicodes=fonts.parse_unicodes(FONT_LETTERS))
    cutter.subset(font)
    small = io.BytesIO()
    fonts.save_font(font, small, options)
    if len(small.getvalue()) > FONT_BYTES:
        raise SystemExit(f"{font_file.name} cut down has {len(small.getvalue())} bytes, more than {FONT_BYTES}.")
    return small.getvalue()


def main() -> None:
    """Installs, checks everything, then copies."""
    parser = argparse.ArgumentParser(description="Bring the browser's third-party files.")
    parser.add_argument("--tests", action="store_true", help="also what only the tests need")
    tests: bool = parser.parse_args().tests
    install(tests)
    wanted = [library for library in libraries() if tests or library.target != "tests"]
    contents = {library: checked(library) for library in wanted}
    served = {VENDOR / library.target: library for library in wanted if library.target != "tests"}
    for target, library in served.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        is_font = target.suffix == ".woff2"
        target.write_bytes(subset(MODULES / library.source) if is_font else contents[library])
    for left_over in set(VENDOR.rglob("*.*")) - set(served):
        left_over.unlink()


if __name__ == "__main__":
    main()
