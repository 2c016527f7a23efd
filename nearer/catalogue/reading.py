"""How hard a text is to read: the Flesch-Kincaid grade.

Kincaid, Fishburne, Rogers and Chissom (1975), "Derivation of new readability formulas for Navy enlisted personnel",
Naval Technical Training Command, Research Branch Report 8-75:
grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
Syllables are counted by rule, so a single word may be one off; over a sentence it evens out.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]+(?:['\u2019][a-z]+)*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!:;]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
# Vowels side by side that are spoken apart, and where after all they are not.
_APART = re.compile(r"i[ao]|[^q]ua|eo|iu|creat|[aeiou]ing|ying|quiet|scien|poe|idea|area")
_TOGETHER = re.compile(r"[cstgx]io|[tc]ia|people|geo")
# Endings in e, ed and es that are spoken; all others are silent.
_SPOKEN_END = re.compile(r"(?:[aeiouy]|[^aeiouyl]l)e[ds]?$|[td]ed$|(?:[sxzcg]|sh|ch)es$")
_AS_SPOKEN = (("some", "sum"), ("every", "evry"), ("anyone", "anywun"))


def words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule; at least one."""
    word = re.sub(r"'\w*", "", word.lower())
    for written, spoken in _AS_SPOKEN:
        word = word.replace(written, spoken)
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word)) - len(_TOGETHER.findall(word))
    silent = re.search(r"e[ds]?$", word) and not _SPOKEN_END.search(word)
    return max(1, count - 1 if silent else count)


def grade(text: str) -> float:
    """The school year (American) in which a text is read with ease; 0 or less is very easy, 0 for an empty text."""
    spoken = words(text)
    if not spoken:
        return 0.0
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    return 0.39 * len(spoken) / sentences + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59
