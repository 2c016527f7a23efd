"""A letter that is not given yet. Nobody but its writer hears of it."""

from __future__ import annotations

from typing import ClassVar

from nearer.spaces.models.alone import PrivateItem


class Sketch(PrivateItem):
    """One letter in the drawer, with all that was chosen for it."""

    KIND: ClassVar[str] = "sketch"
