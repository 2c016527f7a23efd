"""The words for feelings as browsers get them, where one names a feeling or sees or searches those that were given."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from nearer.catalogue import catalogue
from nearer.web.sheets import sheet_of


@sheet_of("feelings")
def feelings() -> dict[str, Any]:
    """{"families": [[id, name]], "feelings": [[id, word, family, pleasantness, energy, [near ids]]]}."""
    known = catalogue(get_language() or "en")
    return {
        "families": [[each.id, each.name] for each in known.feeling_families],
        "feelings": [
            [each.id, each.word, each.family, each.pleasantness, each.energy, each.near] for each in known.feelings
        ],
    }
