"""The pages of one person: coming in, keys, Me."""

from .entry import welcome

__all__ = ["welcome"]
