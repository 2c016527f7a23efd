"""A sitting and its moves, what is written in it, and the yes that some sessions need of each."""

from .consent import Yes
from .sitting import Move, Place, Sitting
from .words import Aside, Guess, Nearness, Said

__all__ = ["Aside", "Guess", "Move", "Nearness", "Place", "Said", "Sitting", "Yes"]
