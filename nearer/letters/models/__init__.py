"""Letters with their envelopes, and the drawer of those that are not given yet."""

from .letter import Cover, Letter, Paper, When
from .sketch import Sketch

__all__ = ["Cover", "Letter", "Paper", "Sketch", "When"]
