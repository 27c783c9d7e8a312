"""Find, by rules for English, the phrases of a question that describe an entity instead of naming it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.text.words import QUESTION_WORDS, STOP_WORDS
from rag.answer.extractive.decomposition import find_descriptions
from rag.answer.extractive.rewrite import MAX_PARSED_CHARS

MAX_PHRASES = 5
MIN_PHRASE_WORDS = 3
"""The fewest words in a phrase."""

AUXILIARY_VERBS = frozenset("is was are were did does do has had have will would can could".split())
ARTICLES = frozenset("the a an".split())
NAME_JOINERS = frozenset("the a an of in on at by for from to with and or as that into".split())
"""Words that may occur inside a name."""

_WORD = re.compile(r"\w[\w'’\-.]*\w|\w|[^\w\s]")
_OWNER = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The sub-question that asks what a phrase describes, and the text of the whole question before and after the
    phrase."""

    asked: str
    before: str
    after: str

    def named(self, name: str) -> str:
        """Return the whole question with a name in place of the phrase."""
        return f"{self.before}{name}{self.after}"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


def find_phrases(question: str, holding: str = "") -> list[Phrase]:
    """Return the first few phrases, those with a clause or a possessive first; only ones that contain `holding`, if
    given.

    A phrase contains a name or a number to search by, and leaves enough of the question to ask about.
    """
    if len(question) > MAX_PARSED_CHARS or not (QUESTION_WORDS | AUXILIARY_VERBS) & set(
        re.findall(r"\w+", question.lower())
    ):
        return []
    found: dict[str, Phrase] = {}
    for phrase in (*_described(question), *_bounded(question)):
        found.setdefault(phrase.named("\0"), phrase)
    wanted = holding.casefold()
    return [phrase for phrase in found.values() if wanted in phrase.asked.casefold()][:MAX_PHRASES]


def _described(question: str) -> Iterator[Phrase]:
    for one in find_descriptions(question):
        hanging = question[one.head : one.clause].rstrip()
        yield Phrase(one.asked, question[: one.start], f"{hanging}{question[one.end :]}")


def _bounded(question: str) -> Iterator[Phrase]:
    """Yield phrases from an article or a possessive to each possible end."""
    question = question.strip().rstrip("?").strip()
    all_words = [_Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(question)]
    names = {place for place, word in enumerate(all_words) if _is_name(word, place)}
    for first, last in dict.fromkeys((*_from_articles(all_words, names), *_from_owners(all_words, names))):
        inside, around = all_words[first:last], all_words[:first] + all_words[last:]
        if sum(word.low not in STOP_WORDS for word in inside) < 2 or all(_says_nothing(word) for word in around):
            continue
        start, end = inside[0].start, inside[-1].end
        phrase = question[start:end]
        yield Phrase(f"{phrase[0].upper()}{phrase[1:]}?", question[:start], f"{question[end:]}?")


def _is_name(word: _Word, place: int) -> bool:
    first = word.text[0]
    return first.isdigit() or (first.isupper() and not (place == 0 and word.low in STOP_WORDS | AUXILIARY_VERBS))


def _says_nothing(word: _Word) -> bool:
    return word.low in STOP_WORDS | AUXILIARY_VERBS or not word.text[0].isalnum()


def _from_articles(all_words: list[_Word], names: set[int]) -> Iterator[tuple[int, int]]:
    """Yield spans from an article to the end, to a verb or comma after a name, and to the end of a name."""
    size = len(all_words)
    ends = [size] + [place for place, word in enumerate(all_words) if word.low in AUXILIARY_VERBS or word.text in ",;"]
    verbs = [place for place, word in enumerate(all_words) if word.low in AUXILIARY_VERBS]
    for first, word in enumerate(all_words):
        if word.low not in ARTICLES:
            continue
        for end in ends:
            if end - first >= MIN_PHRASE_WORDS and any(first < place < end for place in names):
                yield first, end
        for place in sorted(names):
            alone = place + 1 not in names and not any(first <= verb < place for verb in verbs)
            if place > first + 1 and alone:
                yield first, place + 1


def _from_owners(all_words: list[_Word], names: set[int]) -> Iterator[tuple[int, int]]:
    """Yield spans from a possessive name to one or two words after it."""
    for place in sorted(names):
        if not _OWNER.search(all_words[place].text):
            continue
        first = place
        while first - 1 in names or (first - 2 in names and all_words[first - 1].low in NAME_JOINERS):
            first -= 1
        for end in (place + 2, place + 3):
            owned = all_words[place + 1 : end]
            if end <= len(all_words) and not any(_says_nothing(word) for word in owned):
                yield first, end
