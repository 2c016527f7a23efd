"""One thing that was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong, or only worth knowing, in a sentence; and in another what to do about it."""

    says: str
    mend: str
    wrong: bool = True
