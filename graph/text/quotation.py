"""Detect whether a text quotes documents: by sentences, by word n-grams, or by names and values unique to them.

A *run* is eight consecutive words: shorter ones are shared by chance ("at the end of the year"). A whole *sentence*
counts from four words on. A *name or value* is a name of several words that the documents mention, a code with a digit
("GR-5521-K"), or a word of a name that is not an English word. Anything that another document contains too is ignored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from graph.store import GraphStore
from graph.text.words import WORD_PATTERN
from graph.types import Document, Filter, Subgraph

RUN_WORDS = 8
"""Consecutive words that make a quote rather than a coincidence."""

MIN_SENTENCE_WORDS = 4
"""Minimum words of a whole sentence that make a quote."""

MIN_WORD_CHARS, MIN_NUMBER_CHARS = 4, 5
"""Minimum characters of a distinctive word, and of a distinctive number without letters; years are shorter."""

YEAR_NUMBERS = range(1500, 2101)
"""Numbers that are not distinctive."""

CODE_PATTERN = re.compile(r"\w+(?:[-./:@_+#]\w+)+")
"""Words joined into a number, an address, a reference."""

EXTRA_PASSAGES = 20
"""Extra passages of other documents that are searched for a word."""

WordRun = tuple[str, ...]
QuoteReason = Literal["", "cited", "found", "sentence", "words", "name or value"]
RecordKind = Literal["conversation", "case", "version", "run", "feedback", "label", "vote"]


@dataclass(frozen=True, slots=True)
class QuotingRecord:
    """A stored record that quotes documents: its id, the name users know it by, and the reason."""

    kind: RecordKind
    id: str
    name: str
    reason: QuoteReason


@dataclass(frozen=True, slots=True)
class ErasableQuote:
    """A quote and the action that erases it; erasing twice is harmless."""

    quote: QuotingRecord
    erase: Callable[[], object]


@dataclass(frozen=True, slots=True, eq=False)
class QuoteDetector:
    """What texts are compared with: the ids of documents, their words, and what is unique to them."""

    documents: frozenset[str]
    passages: frozenset[str]
    sources: frozenset[str]
    runs: frozenset[WordRun]
    sentences: frozenset[WordRun]
    names: frozenset[WordRun]
    named: frozenset[str]
    words: frozenset[str]
    only_here: Callable[[str], bool]
    is_common: Callable[[str], bool]

    def cites(self, ids: Iterable[str]) -> bool:
        """Return whether one of the ids is one of the documents or their passages."""
        return any(one in self.passages or one in self.documents for one in ids)

    def are_from(self, sources: Iterable[str]) -> bool:
        """Return whether one of the sources is removed as a whole; a source that keeps other documents does not
        count."""
        return any(one in self.sources for one in sources)

    def reason(self, text: str, about_them: bool = False) -> QuoteReason:
        """Return why a text counts as a quote; empty if it does not.

        With `about_them` the text is known to concern the documents: then any word counts that is neither English nor
        in other documents.
        """
        spoken = folded_words(text)
        if self._any_only_here(run for run in _runs(spoken, RUN_WORDS) if run in self.runs):
            return "words"
        whole = (tuple(folded_words(one)) for one in _sentences(text))
        if self._any_only_here(sentence for sentence in whole if sentence in self.sentences):
            return "sentence"
        return "name or value" if self._names(spoken, about_them) else ""

    def repeats(self, texts: Iterable[str], about_them: bool = False) -> QuoteReason:
        """Return the first reason among several texts; empty if none quotes the documents."""
        return next((reason for text in texts if (reason := self.reason(text, about_them))), "")

    def _names(self, spoken: Sequence[str], about_them: bool) -> bool:
        sizes = {len(name) for name in self.names}
        if self._any_only_here(run for size in sizes for run in _runs(spoken, size) if run in self.names):
            return True
        return self._any_only_here((word,) for word in spoken if self._tells(word, about_them))

    def _any_only_here(self, found: Iterable[WordRun]) -> bool:
        return any(self.only_here(" ".join(run)) for run in dict.fromkeys(found))

    def _tells(self, word: str, about_them: bool) -> bool:
        """Return whether a word, if no other document has it, identifies the documents."""
        if word not in self.words:
            return False
        if word.isdecimal():
            return len(word) >= MIN_NUMBER_CHARS or (
                about_them and len(word) == MIN_NUMBER_CHARS - 1 and int(word) not in YEAR_NUMBERS
            )
        if any(letter.isdecimal() for letter in word):
            return len(word) >= MIN_WORD_CHARS or (about_them and len(word) == MIN_WORD_CHARS - 1)
        return len(word) >= MIN_WORD_CHARS and (about_them or word in self.named) and not self.is_common(word)


def build_quote_detector(
    store: GraphStore, document_ids: Sequence[str], where: Filter, is_common: Callable[[str], bool]
) -> QuoteDetector:
    """Collect what the documents say for comparison; `is_common` tells whether a lower-case word is English."""
    graph = store.read(document_ids, where)
    texts = [text for one in graph.documents for text in (one.text, one.title, _file(one.source))]
    surfaces = _surfaces(graph)
    signs = {match.group() for text in texts for match in CODE_PATTERN.finditer(text) if _is_sign(match.group())}
    names = frozenset(name for text in surfaces | signs if len(name := tuple(folded_words(text))) > 1)
    spoken = [folded_words(text) for text in texts]
    return QuoteDetector(
        documents=frozenset(document_ids),
        passages=frozenset(passage.id for passage in graph.passages),
        sources=frozenset(_whole_sources(store, graph.documents, where)),
        runs=frozenset(run for held in spoken for run in _runs(held, RUN_WORDS)),
        sentences=frozenset(_whole_sentences(graph)),
        names=names,
        named=frozenset(word for text in surfaces for word in folded_words(text)),
        words=frozenset(word for held in spoken for word in held),
        only_here=_only_here(store, graph, where),
        is_common=is_common,
    )


def _whole_sources(store: GraphStore, documents: Sequence[Document], where: Filter) -> set[str]:
    """Return the files of these documents of which no other document is kept."""
    gone = {one.id for one in documents}
    sources = {one.source for one in documents}
    kept = store.documents(replace(where, sources=tuple(sources)))
    return sources - {one.source for one in kept if one.id not in gone}


def folded_words(text: str) -> list[str]:
    """Return the case-folded words of a text in order, compatibility forms normalised."""
    return WORD_PATTERN.findall(unicodedata.normalize("NFKC", text).casefold())


def _runs(spoken: Sequence[str], size: int) -> Iterator[WordRun]:
    return (tuple(spoken[start : start + size]) for start in range(len(spoken) - size + 1))


_END = re.compile(r"(?<=[.!?。！？])\s+|\n+|[“”\"»«]")


def _sentences(text: str) -> list[str]:
    return [text, *_END.split(text)]


def _whole_sentences(graph: Subgraph) -> Iterator[WordRun]:
    passages = {passage.id: passage.text for passage in graph.passages}
    for sentence in graph.sentences:
        found = tuple(folded_words(passages[sentence.passage_id][sentence.start : sentence.end]))
        if len(found) >= MIN_SENTENCE_WORDS:
            yield found


def _surfaces(graph: Subgraph) -> set[str]:
    """Return the names as written in texts and titles."""
    passages = {passage.id: passage for passage in graph.passages}
    return {
        (passages[one.passage_id].title if one.in_title else passages[one.passage_id].text)[one.start : one.end]
        for one in graph.mentions
    }


def _is_sign(text: str) -> bool:
    return len(text) >= MIN_NUMBER_CHARS and any(letter.isdecimal() for letter in text)


def _file(source: str) -> str:
    return re.split(r"[/\\]", source)[-1]


def _only_here(store: GraphStore, graph: Subgraph, where: Filter) -> Callable[[str], bool]:
    """Return a test whether no other document contains a phrase; results are cached."""
    own = {passage.id for passage in graph.passages}
    known: dict[str, bool] = {}

    def only_here(phrase: str) -> bool:
        if phrase not in known:
            found = [
                name for name, _ in store.search(phrase, len(own) + EXTRA_PASSAGES, where=where) if name not in own
            ]
            wanted = f" {phrase} "
            held = (f" {' '.join(folded_words(f'{p.title} {p.text}'))} " for p in store.passages(found, where))
            known[phrase] = not any(wanted in text for text in held)
        return known[phrase]

    return only_here
