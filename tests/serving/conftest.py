"""A Nearer in which somebody has written, a copy of it, and a place where nothing is yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.places import FILL, Place, place


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A Nearer in which somebody has written; tests leave it as it is."""
    with place(tmp_path_factory.mktemp("here")) as here:
        here.did("migrate")
        here.python(FILL)
        yield here


@pytest.fixture(scope="module")
def made(here: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is here."""
    made = tmp_path_factory.mktemp("made") / "copy.tar"
    here.did("backup", made)
    return made


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """The copy, for one test alone."""
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    """Where nothing is yet."""
    with place(tmp_path) as there:
        yield there
