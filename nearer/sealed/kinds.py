"""The constant table that decides which key a thing is sealed under. No page attribute can change it."""

from __future__ import annotations

SHARED = frozenset({"answer", "response", "reply", "question", "agreement", "renewal", "name", "said", "guess"})
PRIVATE = frozenset({"felt", "choice", "note", "draft", "pace", "aside", "nearness"})
