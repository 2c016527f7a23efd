"""What is wrong with one entry, kind by kind, beyond its shape: its words, lengths, sums and labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nearer.catalogue.entry import BONDS, Listed, facts_of, words_of
from nearer.catalogue.ideas import Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.lookins import LookIn
from nearer.catalogue.questions import Guess, Question
from nearer.catalogue.reading import words
from nearer.catalogue.sessions import Session, Step
from nearer.catalogue.sources import Source
from nearer.catalogue.wording import Nudge, faults
from nearer.catalogue.words import LONGEST, Finding, of_asking, of_audience, of_fact, of_length, of_question, of_voice

OF_STEP = {"heading": 48, "words": 260, "apart": 260, "side": 260, "aloud": 260, "prompt": 80}
LONGEST_IDEA = 220
LONGEST_STEP = 900
WORDS_OF_LESSON = (260, 620)
SLOWEST, FASTEST = 120, 260  # words a minute; most people read about 180 with attention


def of_entry(entry: Listed) -> Iterator[Finding]:
    """Everything that can be found in an entry without looking at others."""
    if isinstance(entry, Question):
        yield from of_question(entry)
        return
    yield from _of_words(entry)
    match entry:
        case Guess():
            yield from _of_guess(entry)
        case Session():
            yield from _of_session(entry)
        case Lesson():
            yield from _of_lesson(entry)
        case Idea():
            yield from _of_idea(entry)
        case LookIn(closeness="sexual") if entry.bonds != ("partner",):
            yield Finding("romantic", "is about sexual closeness", "keep it for partners only")
        case Source() if entry.found and not entry.read and re.search(r"\d", entry.found):
            yield Finding("figure", "tells a figure that nobody confirmed", "add read and checked, or take it out")
        case Nudge():
            for fault in faults(entry.pattern):
                yield Finding("pattern", f"pattern {fault}", "write it in what Python and JavaScript share")


def _of_words(entry: Listed) -> Iterator[Finding]:
    texts = [*words_of(entry), *([entry.plain] if isinstance(entry, Lesson) else [])]
    bonds, needs = getattr(entry, "bonds", BONDS), getattr(entry, "needs", ())
    for text in texts:
        yield from of_voice(text)
        if hasattr(entry, "bonds"):
            yield from of_audience(text, bonds, needs)
    for text in facts_of(entry):
        yield from of_fact(text)


def _of_guess(guess: Guess) -> Iterator[Finding]:
    for name in ("text", "other"):
        text = getattr(guess, name)
        yield from of_length(text, name, LONGEST["text"])
        yield from of_asking(text)
    if guess.text == guess.other:
        yield Finding("same", "says the same in text and other", "in other, write they and them for the other one")


def _of_session(session: Session) -> Iterator[Finding]:
    for step in session.steps():
        for finding in _of_step(step, session):
            yield finding._replace(what=f"step {step.heading!r}: {finding.what}")
    if session.seconds != session.minutes * 60:
        wanted_seconds = session.minutes * 60
        what = f"its steps last {session.seconds} seconds as played, but {session.minutes} minutes are {wanted_seconds}"
        yield Finding("sum", what, "change a step or the minutes")
    for wanted in session.asks_consent_to():
        if not wanted & set(session.consent):
            what = f"asks no consent to {' or '.join(sorted(wanted))}, as its theme or depth needs"
            yield Finding("consent", what, "add it to consent")
    if session.theme == "desire" and session.bonds != ("partner",):
        yield Finding("romantic", "is about desire", "keep it for partners only")


def _of_step(step: Step, session: Session) -> Iterator[Finding]:
    for name, longest in OF_STEP.items():
        yield from of_length(getattr(step, name), name, longest)
    if step.seconds > LONGEST_STEP and not session.plan:
        yield Finding("step", f"lasts {step.seconds} seconds", f"make it {LONGEST_STEP} or less")
    if (step.write or step.draw == "guess") and step.ends != "tap":
        yield Finding("tap", "goes on by itself while somebody writes", "add ends: tap")
    if (step.depth or 0) > session.depth:
        yield Finding("depth", "draws a question deeper than the session", f"write depth: {session.depth} or less")
    if "desire" in step.fields and "desire" not in session.consent:
        yield Finding("consent", "draws questions on desire without a yes to it", "add desire to consent")


def _of_lesson(lesson: Lesson) -> Iterator[Finding]:
    shortest, longest = WORDS_OF_LESSON
    if not shortest <= (count := len(words(lesson.plain))) <= longest:
        yield Finding("length", f"has {count} words", f"write {shortest} to {longest}")
    if not SLOWEST <= count / lesson.minutes <= FASTEST:
        yield Finding("sum", f"has {count} words for {lesson.minutes} minutes", f"write minutes: {round(count / 180)}")
    lines = lesson.body.splitlines()
    if sum(line.startswith("## ") for line in lines) > 3:
        yield Finding("markup", "has more than three headings", "take one away")
    for line in lines:
        if found := _NOT_IN_LESSONS.search(line):
            yield Finding("markup", f"has {found[0]!r}", "use only ## headings, lists with - and *emphasis*")
    for id in dict.fromkeys([*lesson.cited(), *lesson.sources]):
        if id not in lesson.sources:
            yield Finding("cited", f"cites {id}, which is not in sources", "add it there")
        elif id not in lesson.cited():
            yield Finding("cited", f"lists {id} in sources, but cites it nowhere", f"write [{id}] behind what it found")


_NOT_IN_LESSONS = re.compile(r"^#(?!# )|^##(?! )|\*\*|__|`|https?://|<\w|^\s*\d+\. |^\s+- |^[*+] |\]\(")


def _of_idea(idea: Idea) -> Iterator[Finding]:
    yield from of_length(idea.text, "text", LONGEST_IDEA)
    yield from of_length(idea.begin_with, "begin_with", LONGEST["begin_with"])
    if (idea.touch or 0) > 2 and idea.bonds != ("partner",):
        yield Finding("romantic", "touches like lovers do", "keep it for partners only")
    if not idea.id.startswith(f"{idea.named_after}-"):
        yield Finding("named", f"is not called {idea.named_after}-...", f"call it like {idea.named_after}-001")
