"""Letters with their envelopes, and the drawer of those that are not given yet."""

from .letter import Cover, Letter
from .sketch import Sketch
from .when import Paper, When

__all__ = ["Cover", "Letter", "Paper", "Sketch", "When"]
