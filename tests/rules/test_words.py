"""Every sentence that a script asks for is there, and no sentence is kept that none asks for."""

from __future__ import annotations

import re
from pathlib import Path

NEARER = Path(__file__).resolve().parents[2] / "nearer"
ASKED = re.compile(r"""["'`]([a-z]+(?:-[a-z]+)*)["'`]""")
KEY = re.compile(r'^"([a-z-]+)":', re.MULTILINE)
CALLED = re.compile(r"""(?:word|SealError)\(\s*["']([a-z-]+)["']""")


def known() -> set[str]:
    return {key for path in NEARER.glob("*/templates/*/_*words.html") for key in KEY.findall(path.read_text())}


def scripts() -> str:
    return "\n".join(path.read_text() for path in (NEARER / "web/static/nearer").rglob("*.js"))


def test_what_scripts_say_is_written() -> None:
    assert set(CALLED.findall(scripts())) - known() == set()


def test_nothing_is_written_that_no_script_says() -> None:
    said = set(ASKED.findall(scripts()))
    put_together = ("kind-", "lock-", "group-", "field-")  # in the scripts
    unsaid = {key for key in known() - said if not key.startswith(put_together)}
    assert unsaid == set()
