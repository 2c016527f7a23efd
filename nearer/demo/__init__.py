"""`nearer demo`: two people and three years of their evenings, sealed as a browser seals them."""

from .filling import DAYS, Demo, NotFresh, fill
from .telling import Telling

__all__ = ["DAYS", "Demo", "NotFresh", "Telling", "fill"]
