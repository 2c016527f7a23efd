"""What is given, how it is met, what one keeps of it, and what one would rather leave today."""

from .alone import Kept, LeftAlone
from .gift import Gift, Met, What

__all__ = ["Gift", "Kept", "LeftAlone", "Met", "What"]
