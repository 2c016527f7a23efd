"""The constant table that decides which key a thing is sealed under. No page attribute can change it."""

from __future__ import annotations

_SHARED = """
    answer response reply question agreement renewal name
    said guess
    gift met letter cover photo
"""
_PRIVATE = """
    felt choice note draft pace
    aside nearness
    journal aim plan sketch snapshot
"""

SHARED = frozenset(_SHARED.split())
PRIVATE = frozenset(_PRIVATE.split())
