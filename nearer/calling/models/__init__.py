"""What each chose, the ways to reach them, what happened, and the calls that are on their way."""

from .call import Call
from .occasion import Occasion
from .way import Way
from .wish import Wish

__all__ = ["Call", "Occasion", "Way", "Wish"]
