"""Who: a member, the boxed keys, the PIN of a device."""

from .keys import Attic, Keys
from .member import Member
from .pin import PinSecret

__all__ = ["Attic", "Keys", "Member", "PinSecret"]
