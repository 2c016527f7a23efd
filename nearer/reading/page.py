"""What the pages to read show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nearer.catalogue import catalogue
from nearer.catalogue.entry import Listed
from nearer.catalogue.ideas import ONLY_WORDS, Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.pathways import PathStep, Pathway
from nearer.catalogue.questions import Guess, Question
from nearer.catalogue.sessions import Session
from nearer.catalogue.sources import Source
from nearer.spaces.models import Membership
from nearer.spaces.paces import Paces
from nearer.web.evidence import NAMES, TAUGHT

from .prose import rendered

THEMES = {
    "meaning": _("What closeness is"),
    "kinds": _("Its kinds"),
    "parts": _("What it is made of"),
    "benefits": _("What it does for the two of you"),
    "building": _("How it grows"),
    "change": _("How it changes"),
    "differences": _("Where two people differ"),
    "obstacles": _("What stands in the way"),
    "lack": _("When it is missing"),
    "asked": _("What people ask"),
}
LABELS = {
    "trial": (NAMES["trial"], _("What it tells of was tried with couples, chosen by lot.")),
    "studies": (NAMES["studies"], _("Studies speak for it. They tell of many people, not of you two.")),
    "tradition": (NAMES["tradition"], TAUGHT),
}
assert set(THEMES) == set(get_args(Lesson.model_fields["theme"].annotation))


@dataclass
class Shelf:
    """All there is to read: (theme, its lessons), and the pathways."""

    themes: list[tuple[Any, list[Lesson]]]
    pathways: list[Pathway]

    @classmethod
    def of(cls, mine: Membership) -> Shelf:
        """What comes up for these two."""
        paces, bond = Paces.of(mine), mine.space.bond
        lessons = [lesson for lesson in catalogue().lessons(bond) if paces.allow(lesson)]
        pathways = [pathway for pathway in catalogue().pathways(bond) if paces.allow(pathway)]
        by_theme = [(words, [one for one in lessons if one.theme == theme]) for theme, words in THEMES.items()]
        return cls([(words, found) for words, found in by_theme if found], pathways)


@dataclass
class Named:
    """An entry that a lesson or a pathway leads to: what kind of thing, and its words. `why` it stands there."""

    entry: Listed
    why: str

    @classmethod
    def of(cls, id: str, why: str) -> Named:
        """The entry with this id, which the checks of the catalogue know to be there."""
        return cls(catalogue().entries[id], why)

    @property
    def place(self) -> str:
        """The noun of its address; empty where it is shown as text."""
        return {Session: "sessions", Lesson: "lessons"}.get(type(self.entry), "")

    @property
    def kind(self) -> str | Promise:
        """What kind of thing it is, for the line above it."""
        match self.entry:
            case Session(plan=True):
                return _("A day or two together")
            case Session(minutes=minutes, place=("alone",)):
                return ngettext("Alone, %d minute", "Alone, %d minutes", minutes) % minutes
            case Session(minutes=minutes):
                return ngettext("Together, %d minute", "Together, %d minutes", minutes) % minutes
            case Lesson(minutes=minutes):
                return ngettext("To read, %d minute", "To read, %d minutes", minutes) % minutes
            case Idea(kind="talk"):
                return _("To talk about")
            case Idea(kind=kind) if kind in ONLY_WORDS:
                return _("To say or to write")
            case Idea():
                return _("To do")
        return _("To ask each other")

    @property
    def words(self) -> str:
        """Its title, or the whole of it where it is short."""
        match self.entry:
            case Session(title=words) | Lesson(title=words) | Question(text=words) | Guess(other=words):
                return words
            case Idea(text=words):
                return words
        raise ValueError(f"{self.entry.id} has no words to read")


@dataclass
class LessonPage:
    """A lesson with its sources in the order in which the text cites them."""

    lesson: Lesson
    body: SafeString
    attempt: Named
    sources: list[Source]

    @classmethod
    def of(cls, lesson: Lesson) -> LessonPage:
        """The same for all who may read it."""
        sources = [source for id in lesson.cited() if (source := catalogue().source(id))]
        return cls(lesson, rendered(lesson), Named.of(lesson.attempt, lesson.try_words), sources)

    @property
    def label(self) -> Any:
        """(short, long) words for what it rests on."""
        return LABELS[self.lesson.evidence]


@dataclass
class PathwayPage:
    """A pathway with the weeks and steps that come up: (title, steps)."""

    pathway: Pathway
    weeks: list[tuple[str, list[Named]]]

    @classmethod
    def of(cls, pathway: Pathway, mine: Membership) -> PathwayPage:
        """As both of the two see it."""
        weeks = Paces.of(mine).weeks(pathway)
        return cls(pathway, [(week.title, [_named(step) for step in week.steps]) for week in weeks])


def _named(step: PathStep) -> Named:
    return Named.of(step.entry, step.why)
