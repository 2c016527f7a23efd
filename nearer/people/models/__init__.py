"""Who: a member, the boxed keys, access given back, the PIN of a device."""

from .keys import Attic, Keys
from .member import Member
from .pin import PinSecret
from .regain import Regain

__all__ = ["Attic", "Keys", "Member", "PinSecret", "Regain"]
