"""The recipe for a container, read: it cannot be built where no engine runs, but what it names can be looked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECIPE = re.sub(r"\\\n", "", (ROOT / "Containerfile").read_text())
POSTGRESQL_OF = {"trixie": 17}
LINES = [line.split(maxsplit=1) for line in RECIPE.splitlines() if line and not line.startswith("#")]


def of(word: str) -> list[str]:
    return [rest for first, rest in LINES if first == word]


def test_it_runs_as_nobody_in_particular_with_one_place_for_what_is_kept() -> None:
    assert of("USER") == ["nearer"]
    last_root = max(number for number, (word, rest) in enumerate(LINES) if word == "RUN")
    assert last_root < next(number for number, (word, _rest) in enumerate(LINES) if word == "USER")
    assert of("VOLUME") == ["/data"]
    assert "NEARER_DATA=/data" in of("ENV")[0]


def test_it_gets_signals_itself_and_says_whether_it_is_alive() -> None:
    assert json.loads(of("ENTRYPOINT")[0]) == [".venv/bin/nearer"]
    assert json.loads(of("CMD")[0])[0] == "serve"
    assert "/healthz" in RECIPE.split("HEALTHCHECK")[1].splitlines()[0]


def test_all_that_it_copies_is_there_and_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for rest in of("COPY") if not rest.startswith("--from") for name in rest.split()[:-1]}
    assert copied == let_in
    for name in copied:
        assert (ROOT / name).exists(), name


def test_nothing_unpinned_is_installed() -> None:
    installs = re.findall(r"pip install [^&\n]*", RECIPE)
    assert len(installs) == 3
    assert all("--require-hashes" in each or "--no-index" in each for each in installs)
    assert re.findall(r"apt-get install ([^&]*) &&", RECIPE) == ["--yes --no-install-recommends postgresql-client"]
    assert RECIPE.count("apt") == RECIPE.count("apt-get") + RECIPE.count("/var/lib/apt/lists")
    assert RECIPE.count("apt-get") == 2, "its lists, and the one package"


def test_what_copies_postgresql_is_in_it_and_is_the_version_that_the_page_names() -> None:
    """`serve --migrate` makes a copy first, so without pg_dump an upgrade on PostgreSQL stops at each start."""
    last = RECIPE[RECIPE.rindex("FROM ") :]
    assert "postgresql-client" in last
    debian = set(re.findall(r"^FROM python:3\.\d+-slim-(\w+)", RECIPE, re.MULTILINE))
    assert debian == {"trixie"}, "each Debian has a PostgreSQL of its own"
    assert f"**PostgreSQL {POSTGRESQL_OF['trixie']}**" in (ROOT / "docs" / "small.md").read_text()
