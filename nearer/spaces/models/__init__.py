"""Us: a space of two (or one, at first), how one joins it, what the two agreed on, and the time alone before."""

from .agreement import Renewal, Signature, Wording
from .alone import Choice, Note
from .invitation import Invitation
from .membership import Membership
from .space import Bond, Rhythm, Space

__all__ = [
    "Bond",
    "Choice",
    "Invitation",
    "Membership",
    "Note",
    "Renewal",
    "Rhythm",
    "Signature",
    "Space",
    "Wording",
]
