"""What the voice rules out, and what a question must be, each with how to mend it (docs/content.md says why)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nearer.catalogue.entry import Bond, Need
from nearer.catalogue.questions import Question
from nearer.catalogue.reading import grade

LONGEST = {"text": 200, "follow_up": 140, "begin_with": 70}
HARDEST = 8.0
_ASK_OPENLY = "begin with what, which, how, where, who"


class Finding(NamedTuple):
    """What a check found: its name (allowances speak of it), what is wrong, and the mend."""

    check: str
    what: str
    mend: str


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_FORBIDDEN = _any(
    "tasks?", "homework", "challeng(?:e|es|ed|ing)", "streaks?", "levels?", "fix(?:es|ed|ing)?", "heal(?:s|ed|ing)?",
    "unlock(?:s|ed|ing)?", "journeys?", "toxic", "narcissis\\w+", "should", "shouldn't",
)  # fmt: skip
_ASSUMED = {
    "gender": _any(
        "s?he", "his", "him(?:self)?", "hers?", "herself", "husbands?", "wife", "wives", "(?:boy|girl)friends?",
    ),
    "who raised someone": _any("mothers?", "fathers?", "mum", "mom", "dad", "mummy", "daddy"),
    "marriage": _any("marr(?:y|ied|iage|iages)", "weddings?", "spouses?", "honeymoon", "divorced?", "in-laws"),
    "faith": _any(
        "gods?", "pray(?:s|ed|ing|ers?)?", "church", "mosque", "temple", "synagogue", "bible", "qur'?an", "scripture",
        "heaven", "sins?", "worship", "christmas", "easter", "ramadan", "diwali", "hanukkah",
    ),
    "a country": _any("thanksgiving", "dollars?", "pounds", "euros?", "prom"),
    "wealth": _any("(?:your|our) (?:cleaner|gardener|nanny|holiday home|second home)"),
}  # fmt: skip
_CHILDREN = _any(
    "(?:your|our) (?:own )?(?:children|kids?|child|sons?|daughters?|bab(?:y|ies))", "parenting", "pregnan\\w+",
    "(?:bring(?:ing)?|brought) up children", "rais(?:e|ed|ing) children", "grandchild\\w*",
)  # fmt: skip
_ROMANTIC = _any("kiss\\w*", "sex\\w*", "lovers?", "in love", "flirt\\w*", "naked", "romanc\\w*", "romantic")
_PARTNER = _any("(?:your|our) partners?")

_CLAUSE = re.compile(r"[,:;]\s+|\s+[\u2013\u2014-]\s+")
_AUXILIARY = (
    "(?:do|does|did|is|are|was|were|am|have|has|had|can|could|will|would|may|might|must|shall|don't|didn't|isn't|aren't|"
    "wasn't|haven't|wouldn't|couldn't)"
)
_CLOSED = re.compile(rf"{_AUXILIARY}\b", re.IGNORECASE)
# "When did you" asks; "when you were ten" does not.
_OPEN = re.compile(
    rf"(?:[\w']+ ){{0,3}}?(?:(?:what|which|how|who|whom|whose|where|why)\b|when {_AUXILIARY}\b)", re.IGNORECASE
)
_COUNTED = re.compile(r"how (?:many|old|often|long)\b", re.IGNORECASE)


def of_voice(text: str) -> Iterator[Finding]:
    """What no text of ours may hold, whatever its kind."""
    yield from of_fact(text)
    for assumed, words in _ASSUMED.items():
        if found := words.search(text):
            yield Finding("assumes", f'assumes {assumed} ("{found[0]}")', "say it so that it fits any two people")


def of_fact(text: str) -> Iterator[Finding]:
    """What not even a sentence on who took part in a study may hold."""
    if found := _FORBIDDEN.search(text):
        yield Finding("word", f'says "{found[0]}"', "use another word")
    if "!" in text:
        yield Finding("exclamation", "has an exclamation mark", "end it with a full stop")


def of_audience(text: str, bonds: tuple[Bond, ...], needs: tuple[Need, ...] = ()) -> Iterator[Finding]:
    """What does not suit the two who may get it: children that may not be there, romance between friends."""
    if "children" not in needs and _CHILDREN.search(text):
        yield Finding("assumes", "assumes children", "add needs: [children], or say it without them")
    if bonds != ("partner",) and (found := _PARTNER.search(text)):
        yield Finding("assumes", f'says "{found[0]}"', "say the other, or keep it for partners only")
    if bonds != ("partner",) and (found := _ROMANTIC.search(text)):
        yield Finding("romantic", f'is romantic ("{found[0]}")', "keep it for partners only")


def of_length(text: str | None, name: str, longest: int) -> Iterator[Finding]:
    """A text that is too long for its place."""
    if text and len(text) > longest:
        yield Finding("length", f"{name} has {len(text)} characters", f"say it in {longest}")


def of_question(question: Question) -> Iterator[Finding]:
    """What is wrong with one question."""
    for name, longest in LONGEST.items():
        text = getattr(question, name) or ""
        yield from of_voice(text)
        yield from of_length(text, name, longest)
        yield from of_audience(text, question.bonds, question.needs)
    if question.field == "desire" and question.bonds != ("partner",):
        yield Finding("romantic", "is of the field desire", "keep it for partners only")
    yield from of_asking(question.text)
    if question.follow_up and not is_open(question.follow_up):
        yield Finding("closed", "follow_up can be answered with yes or no", _ASK_OPENLY)
    if _COUNTED.match(question.text):
        yield Finding("closed", "can be answered with a number", "ask for what lies behind the number")


def of_asking(text: str) -> Iterator[Finding]:
    """What is wrong with the way something is asked: not one thing, a closed question, hard words."""
    if text.count("?") != 1:
        yield Finding("one", f"has {text.count('?')} question marks", "ask exactly one thing")
    if not is_open(text):
        yield Finding("closed", "text can be answered with yes or no", _ASK_OPENLY)
    if (hard := grade(text)) > HARDEST:
        mend = f"use shorter sentences or words, to {HARDEST:.0f} or less"
        yield Finding("grade", f"reads at grade {hard:.1f}", mend)


def is_open(text: str) -> bool:
    """Whether the sentence with the question mark asks for more than yes or no; True where nothing is asked."""
    asked = next((part for part in re.split(r"(?<=[.?!])\s+", text) if part.rstrip("\"'\u201d").endswith("?")), None)
    if asked is None:
        return True
    clauses = _CLAUSE.split(asked)
    return any(_OPEN.match(clause) and not _CLOSED.match(clause) for clause in clauses)
