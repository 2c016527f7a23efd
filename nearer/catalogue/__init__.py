"""The words of Nearer: read once, checked, and the day's question chosen from them."""

from nearer.catalogue.choosing import NoQuestion, choose, depth_for
from nearer.catalogue.entry import BONDS, Bond
from nearer.catalogue.loading import catalogue
from nearer.catalogue.mistakes import ContentError
from nearer.catalogue.questions import Question
from nearer.catalogue.shelves import Catalogue

__all__ = ["BONDS", "Bond", "Catalogue", "ContentError", "NoQuestion", "Question", "catalogue", "choose", "depth_for"]
