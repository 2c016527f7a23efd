"""A letter that is not given yet. Nobody but its writer hears of it."""

from __future__ import annotations

from typing import ClassVar

from nearer.sealed.models import Withdrawn
from nearer.spaces.models import Membership
from nearer.spaces.models.alone import PrivateItem


class Sketch(PrivateItem):
    """One letter in the drawer, with all that was chosen for it."""

    KIND: ClassVar[str] = "sketch"

    @classmethod
    def become_letter(cls, author: Membership, sketch_id: str) -> None:
        """Empty the drawer of it: it is given. A version that is still on its way is refused from now on."""
        cls.remove(author, sketch_id)
        gone = Withdrawn(id=sketch_id, space_id=author.space_id, kind=cls.KIND)
        Withdrawn.objects.bulk_create([gone], ignore_conflicts=True)
