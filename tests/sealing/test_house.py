"""Rules of the sealing modules themselves: one table of kinds, a sentence for every refusal, few and plain modules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from nearer.sealed import format as nr1
from nearer.sealed import keys
from nearer.sealed.kinds import PRIVATE, SHARED
from tests.sealing.conftest import SENTENCES, STATIC

MODULES = sorted((STATIC / "nearer" / "seal").glob("*.js"))
FIRST = "index.js"
IMPORT = re.compile(r"^(?:import|export) [^;]*?from \"(\.[^\"]+)\";", re.MULTILINE)


def first_loaded(module: Path) -> set[Path]:
    """A module and all that it imports without being asked."""
    inner = {(module.parent / name).resolve() for name in IMPORT.findall(module.read_text())}
    return {module.resolve()}.union(*(first_loaded(one) for one in inner))


def test_both_tables_of_kinds_are_the_same(page: Page) -> None:
    shared, private = page.evaluate("() => [it.kinds.SHARED, it.kinds.PRIVATE]")
    assert (frozenset(shared), frozenset(private)) == (SHARED, PRIVATE)
    assert not SHARED & PRIVATE


@pytest.mark.parametrize("kind", ["", "Answer", "answers", "__proto__"])
def test_no_other_kind_has_a_key(page: Page, kind: str) -> None:
    with pytest.raises(nr1.SealError, match="seal-unknown-kind"):
        keys.scope_of(kind)
    assert page.evaluate("(k) => it.outcome(async () => it.kinds.scopeOf(k))", kind)["key"] == "seal-unknown-kind"


def test_every_refusal_has_its_sentence() -> None:
    families = "seal|keys|kdf|password|code|pin|passkey|lock|invitation"
    thrown = {key for module in MODULES for key in re.findall(rf'"((?:{families})-[a-z-]+)"', module.read_text())}
    thrown -= {"pin-proof", "pin-part"}  # labels of keys
    assert len(thrown) > 20
    assert thrown - set(SENTENCES) == set()


def test_a_signed_in_page_loads_six_small_modules_of_these() -> None:
    loaded = {module for module in first_loaded(STATIC / "nearer" / "seal" / FIRST) if module.parent.name == "seal"}
    names = {"index.js", "format.js", "kinds.js", "keys.js", "store.js", "vault.js"}
    assert {module.name for module in loaded} == names
    assert all(len(module.read_text().splitlines()) <= 250 for module in MODULES if module.name != "phrase-words.js")


def test_modules_import_in_one_direction() -> None:
    """Also counting what is loaded later: a circle would have no hashed names."""
    later = re.compile(r"import\(\"\./([\w-]+\.js)\"\)")
    inner = {
        module.name: {Path(name).name for name in IMPORT.findall(module.read_text()) if name.startswith("./")}
        | set(later.findall(module.read_text()))
        for module in MODULES
    }
    while inner:
        leaves = {name for name, imports in inner.items() if not imports & inner.keys()}
        assert leaves, f"these import each other: {sorted(inner)}"
        inner = {name: imports for name, imports in inner.items() if name not in leaves}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_no_page_and_no_other_store_is_touched(module: Path) -> None:
    forbidden = r"innerHTML|insertAdjacent|\beval\(|localStorage|sessionStorage|document\.|Math\.random|console\."
    assert re.findall(forbidden, module.read_text()) == []
