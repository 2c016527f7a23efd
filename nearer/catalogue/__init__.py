"""The words of Nearer: read once, checked, and the day's question chosen from them."""

from nearer.catalogue.choosing import NoQuestion, choose, depth_for
from nearer.catalogue.loading import Catalogue, catalogue
from nearer.catalogue.mistakes import ContentError
from nearer.catalogue.schema import BONDS, Bond, Question

__all__ = ["BONDS", "Bond", "Catalogue", "ContentError", "NoQuestion", "Question", "catalogue", "choose", "depth_for"]
