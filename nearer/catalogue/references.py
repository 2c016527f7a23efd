"""What entries say of each other: every id they name is there, can be used, and says the same back."""

from __future__ import annotations

from collections.abc import Iterator

from nearer.catalogue.entry import BONDS, Listed
from nearer.catalogue.feelings import Feeling
from nearer.catalogue.ideas import Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.lookins import LookIn
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.questions import Guess, Question
from nearer.catalogue.sessions import Session
from nearer.catalogue.shelves import Catalogue
from nearer.catalogue.sources import Source, carries
from nearer.catalogue.wording import Nudge
from nearer.catalogue.words import Finding

Shapes = tuple[type[Listed], ...]
TO_TRY: Shapes = (Session, Question, Idea)
SUGGESTED: Shapes = (*TO_TRY, Lesson, Pathway)
ON_THE_WAY: Shapes = (*TO_TRY, Lesson, Guess, LookIn)


def of_references(entry: Listed, known: Catalogue) -> Iterator[Finding]:
    """What is wrong with what an entry names."""
    if entry.retired:
        return
    for name, id, shapes in _named(entry):
        yield from _of_one(name, id, shapes, known)
    match entry:
        case Session() | Lesson():
            sources = [source for id in entry.sources if (source := known.source(id))]
            if not carries(entry.evidence, sources):
                what = f"says {entry.evidence}, but no confirmed source of its own carries that"
                yield Finding("evidence", what, "name one that has read, or write a lower label")
        case Feeling():
            yield from _of_feeling(entry, known)
        case LookIn() if entry.scale and known.scale(entry.scale) is None:
            yield Finding("reference", f"scale {entry.scale} is not there", "correct it, or add it to scales")
        case Nudge() if all(family.id != entry.family for family in known.wording_families):
            yield Finding("reference", f"family {entry.family} is not there", "correct it, or add it to families")
    yield from _of_bonds(entry, known)
    if isinstance(entry, Session):
        yield from _of_plan(entry, known)


def _named(entry: Listed) -> Iterator[tuple[str, str, Shapes]]:
    match entry:
        case Session():
            yield from (("sources", id, (Source,)) for id in entry.sources)
            yield from (("session", step.session, (Session,)) for step in entry.steps() if step.session)
        case Lesson():
            yield from (("sources", id, (Source,)) for id in entry.sources)
            yield "try", entry.attempt, TO_TRY
        case Feeling():
            yield from (("near", id, (Feeling,)) for id in entry.near)
        case LookIn():
            yield "source", entry.source, (Source,)
            yield from (("suggests", id, SUGGESTED) for id in entry.suggests)
        case Pathway():
            yield from (("entry", step.entry, ON_THE_WAY) for step in entry.steps())


def _of_one(name: str, id: str, shapes: Shapes, known: Catalogue) -> Iterator[Finding]:
    named = known.entry(id)
    if named is None:
        yield Finding("reference", f"{name} names {id}, which is not there", "correct the id")
    elif not isinstance(named, shapes):
        wanted = ", ".join(shape.KIND for shape in shapes)
        yield Finding("reference", f"{name} names {id}, which is of the kind {named.KIND}", f"name one of: {wanted}")
    elif named.retired:
        yield Finding("retired", f"{name} names {id}, which is retired", "name another")


def _of_feeling(feeling: Feeling, known: Catalogue) -> Iterator[Finding]:
    if all(family.id != feeling.family for family in known.feeling_families):
        yield Finding("reference", f"family {feeling.family} is not there", "correct it, or add it to families")
    if feeling.id in feeling.near:
        yield Finding("near", "is near itself", "name others")
    for id in feeling.near:
        other = known.entry(id)
        if isinstance(other, Feeling) and feeling.id not in other.near:
            mend = f"add {feeling.id} there, or take {id} away"
            yield Finding("near", f"is near {id}, but {id} is not near it", mend)


def _of_bonds(entry: Listed, known: Catalogue) -> Iterator[Finding]:
    """What is named has to suit the bonds of the one who names it; of a sign's suggestions, one for each bond."""
    bonds = [bond for bond in BONDS if entry.suits(bond)]
    match entry:
        case LookIn(kind="sign"):
            suggested = [named for id in entry.suggests if (named := known.entry(id))]
            for bond in bonds:
                if suggested and not any(named.suits(bond) for named in suggested):
                    yield Finding("bond", f"suggests nothing that suits {bond}", "add something, or take the bond away")
        case Lesson() | Pathway() | Session():
            ids = {id: shapes for _, id, shapes in _named(entry) if shapes != (Source,)}
            for id in ids:
                named = known.entry(id)
                for bond in bonds:
                    if named is not None and not named.suits(bond):
                        yield Finding("bond", f"is for {bond}, but {id} is not", "name another, or take the bond away")


def _of_plan(plan: Session, known: Catalogue) -> Iterator[Finding]:
    for step in plan.steps():
        session = known.session(step.session) if step.session else None
        if session is not None and step.seconds < session.minutes * 60:
            what = f"step {step.heading!r} is shorter than {session.id} ({session.minutes} minutes)"
            yield Finding("sum", what, "give it more seconds")
