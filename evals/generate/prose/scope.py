"""Makes a question say enough: no other place of the corpus may answer it, if need be by naming its document."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from evals.generate.checks.filters import WordIndex
from evals.generate.corpus import Corpus
from graph.text.sentences import sentence_bounds
from graph.text.stemming import stems
from graph.types import Passage

OTHER_PASSAGES = 12
"""Passages beside the gold one that are looked at for another answer."""

MAX_COVERED = 0.72
"""Share of a question's words, by what they tell, that a sentence elsewhere may hold."""

MIN_CONTENT_WORDS = 3
MAX_TITLE_WORDS = 16

_PART = re.compile(r",? (?:\()?part \d+(?: of \d+)?\)?$|\s*\(\d+(?:/\d+)?\)$", re.IGNORECASE)
_ASKING = frozenset(stems("who what which when where why how many much long often old do does did can may must should"))
_NAMELESS = re.compile(
    r"^(?:(?:untitled|document|page|index|readme|notes?|overview|introduction|eligibility|conditions?|background|summary"
    r"|scope|purpose|general|contents?|appendix|abstract|methods?|results?|discussion|conclusions?|exceptions?|definitions?"
    r"|what you need|how to \w+|[a-z]+[ _-]?\d+|[\d\W_]*)$|.*[\\/]|\*|.*\b(?:last change|urgency=)"
    r"|(?:if|when|how|what|who|where|why|you|your|can|do|does|to) )",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?:\(?[\divxIVX]{1,4}[.)]|\d+(?:\.\d+)+)\s+|^#+\s*")


def document_name(title: str) -> str:
    """Return a document's title as people would name it; empty if it names nothing.

    What follows a dash is left out where it is a whole sentence or a section, as are the numbers of parts.
    """
    name = _PART.sub("", title.strip())
    head, dash, rest = name.partition(" – ")
    if dash and (
        len(rest.split()) > 8
        or rest.rstrip().endswith(("…", "...", ";", ":"))
        or re.match(r"[\d.]+ |\(|[A-Z ]{8,}", rest)
    ):
        name = head
    name = _NUMBER.sub("", name.replace("_", " ").strip(" .–-|"))
    if "-" in name and " " not in name:
        name = name.replace("-", " ")
    if _NAMELESS.match(name) or not 0 < len(name.split()) <= MAX_TITLE_WORDS:
        return ""
    return name


class Scope:
    """Finds whether a question could be answered elsewhere; word statistics are those of the whole corpus.

    `refused` counts the questions that stayed ambiguous, by document.
    """

    def __init__(self, corpus: Corpus, unique: WordIndex) -> None:
        self._unique = unique
        self._count = max(1, len(corpus.passages))
        self._frequency: Counter[str] = Counter()
        for passage in corpus.passages:
            self._frequency.update(set(stems(f"{passage.heading} {passage.text}")))
        self._several = len({document_name(document.title) for document in corpus.documents.values()}) > 1
        self.refused: Counter[str] = Counter()

    def scoped(
        self, question: str, passage: Passage, quote: str, always: bool = False, least: int = MIN_CONTENT_WORDS
    ) -> str:
        """Return the question, with its document named where that is needed; empty if it stays ambiguous.

        `always` names the document in any case, since the question has words that only it explains. A question of
        fewer than `least` content words does not say enough.
        """
        found = self._scoped(question, passage, quote, always, least)
        if not found:
            self.refused[passage.document_id] += 1
        return found

    def _scoped(self, question: str, passage: Passage, quote: str, always: bool, least: int) -> str:
        name = document_name(passage.title)
        asked = self._content(question)
        missing = set(stems(name)) - set(stems(question))
        explained = not always or bool(name and not missing)
        if explained and len(asked) >= least and not self._answered_elsewhere(asked, passage, quote, ""):
            return question
        if not name or (self._several and not missing):
            return ""
        if len(asked) < least - 1 or self._answered_elsewhere(asked, passage, quote, name):
            return ""
        if not self._several:
            return question
        return (
            f"According to “{_without_asked(name, question)}”, {question[:1].lower()}{question[1:]}"
            if _opens_small(question)
            else ""
        )

    def _content(self, question: str) -> frozenset[str]:
        return frozenset(stems(question)) - _ASKING

    def _weight(self, stem: str) -> float:
        return math.log(1 + self._count / (1 + self._frequency[stem]))

    def _answered_elsewhere(self, asked: frozenset[str], passage: Passage, quote: str, name: str) -> bool:
        """Return whether another sentence, in a document of that name if one is given, has the question's words."""
        whole = sum(map(self._weight, asked)) or 1.0
        others = self._unique.likest(" ".join(asked), (passage.id,), OTHER_PASSAGES)
        for other in (passage, *others):
            if name and document_name(other.title) != name:
                continue
            for held in _sentences(other.text):
                if other.id == passage.id and (held.text in quote or quote in held.text):
                    continue
                if sum(self._weight(stem) for stem in asked & held.stems) >= MAX_COVERED * whole:
                    return True
        return False


def _without_asked(name: str, question: str) -> str:
    """Return a document's name without the section in it that the question repeats."""
    head, dash, rest = name.partition(" – ")
    return head if dash and set(stems(rest)) <= set(stems(question)) else name


class _Sentence:
    __slots__ = ("stems", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.stems = frozenset(stems(text))


@lru_cache(maxsize=4_000)
def _sentences(text: str) -> Sequence[_Sentence]:
    return tuple(_Sentence(text[start:end]) for start, end in sentence_bounds(text))


def _opens_small(question: str) -> bool:
    return not re.match(r"[A-Z]{2}|[\"“]", question)
