"""What the pages of the two show, found with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from nearer.catalogue.schema import AgreementVersion

from .models import Membership, Renewal, Signature, Wording
from .models.agreement import SafePlace


def both_of(mine: Membership) -> dict[str, Membership]:
    """Everyone who is or was in the space, by member."""
    return {one.member_id: one for one in Membership.objects.filter(space=mine.space_id).order_by("seat")}


@dataclass
class UsPage:
    """`other` is there; `former` was there, and one of the two has left. Who left does not see what became of it."""

    mine: Membership
    other: Membership | None
    former: Membership | None
    agreed: bool
    renewal_due: bool

    @classmethod
    def of(cls, mine: Membership) -> UsPage:
        """The page as `mine` sees it. Nothing here depends on what the other keeps private."""
        them = next((one for member, one in both_of(mine).items() if member != mine.member_id), None)
        parted = them is not None and (them.left_on is not None or mine.left_on is not None)
        other = None if parted else them
        return cls(
            mine,
            other,
            them if parted else None,
            agreed=cls._agreed(mine, other),
            renewal_due=other is not None and Renewal.is_due(mine),
        )

    @staticmethod
    def _agreed(mine: Membership, other: Membership | None) -> bool:
        if mine.left_on is not None:  # as it was then, whatever the other signs afterwards
            place = SafePlace(mine.space, mine.of_my_time())
            return len(place.signed(place.text)) == 2
        return other is not None and mine.signed == other.signed != "" and mine.space.wording in {"", mine.signed}

    @property
    def seats(self) -> list[Membership]:
        """Those to show, by seat."""
        return sorted([one for one in (self.mine, self.other or self.former) if one], key=lambda one: one.seat)


@dataclass
class SignedText:
    """A text of the agreement: a wording of theirs, or a version of the catalogue, with who signed it when."""

    wording: Wording | None
    version: AgreementVersion | None
    author: Membership | None
    signatures: list[tuple[Membership, Signature]]


@dataclass
class AgreementPage:
    """The text that holds, and those before it, newest first."""

    place: SafePlace
    mine: Membership
    present: SignedText
    earlier: list[SignedText]

    @classmethod
    def of(cls, mine: Membership) -> AgreementPage:
        """The page as both see it."""
        place, both = SafePlace(mine.space, mine.of_my_time()), both_of(mine)

        def signed(text: str) -> list[tuple[Membership, Signature]]:
            return [(both[member], each) for member, each in place.signed(text).items() if member in both]

        texts = [SignedText(each, None, both.get(each.author_id), signed(each.pk)) for each in place.wordings]
        texts.append(SignedText(None, place.version, None, signed(place.version.id)))
        return cls(place, mine, texts[0], texts[1:])

    @property
    def is_mine(self) -> bool:
        """Whether I signed the text that holds."""
        return self.place.is_signed_by(self.mine)
