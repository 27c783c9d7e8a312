"""Find what a request for a summary is about: documents or a section that it names, and the topic that is left."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import Generic, Protocol, TypeVar

from graph.text.languages.matching import HEAD, match_any
from graph.text.languages.spec import Language
from graph.text.words import words
from graph.types import Passage
from rag.summary.request import SummaryRequest, strip_place, topic_words

MAX_HEADING_EXTRA_WORDS = 4
"""Words of a heading that a request need not name to mean what stands under it."""

MAX_JOINTS = 8
"""Prepositions of a request, counted from its end, after which it may name documents."""

_GENERIC = frozenset(
    words(
        "document file text whole entire full complete all report paper book meeting minutes transcript content "
        "discussion page article section chapter conversation talk everything part say said pdf txt docx md html"
    )
)
_KINDS = _GENERIC.union(words("episode interview handbook manual guide lease contract agreement policy letter plan"))
_JOINT = re.compile(r"\s+(?:in|of|from|at|within|during|by|for|across|to)\s+", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:section|chapter|part|article|clause|annex|appendix)\s+((?:\d+|[ivxlc]+)(?:\.\d+)*)\b", re.I
)


class Titled(Protocol):
    """What a phrase may name: something with a title and the file that it came from."""

    @property
    def title(self) -> str: ...

    @property
    def source(self) -> str: ...


T = TypeVar("T", bound=Titled)


@dataclass(frozen=True, slots=True)
class SummaryScope(Generic[T]):
    """The documents that a request names (None: it names none), and the topic; empty for the whole of them.

    `name` says it to people. `section` is the number of the section that is asked for, if one is.
    """

    name: str
    documents: tuple[T, ...] | None = None
    topic: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class _Named(Generic[T]):
    """A document with the words of its title and of its file's name, and the pairs of them that follow each other."""

    document: T
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def find_scope(request: SummaryRequest, documents: Iterable[T]) -> SummaryScope[T]:
    """Return what a request is about; a phrase names documents whose titles or file names hold all its words."""
    known = [_read_name(document) for document in documents]
    for phrase, rest in _phrases(request):
        if named := _find_named(phrase, known, request.language):
            number = _NUMBERED.search(rest)
            topic = _topic(_NUMBERED.sub(" ", rest))
            return SummaryScope(_name(named, phrase, rest), named, topic, number[1] if number else "")
    whole = " ".join(filter(None, (request.target, request.place)))
    number, topic = _NUMBERED.search(whole), _topic(_NUMBERED.sub(" ", whole))
    name = topic or (number[0] if number else "all documents")
    return SummaryScope(name, None, topic, number[1] if number else "")


def select_section(scope: SummaryScope[T], passages: Iterable[Passage]) -> list[Passage]:
    """Return the passages under the heading that the scope names by its number or words; none if no heading does."""
    if not scope.section and (scope.documents is None or not scope.topic):
        return []
    return [passage for passage in passages if _stands_under(passage, scope.topic, scope.section)]


def _read_name(document: T) -> _Named[T]:
    read = words(f"{document.title} {PurePath(document.source).stem.replace('_', ' ')}")
    return _Named(document, frozenset(read), frozenset(pairwise(read)))


def _phrases(request: SummaryRequest) -> Iterator[tuple[str, str]]:
    """Yield the phrases that may name documents, each with the rest of the request."""
    if request.place:
        yield request.place, request.target
    if not request.sensemaking:
        yield request.target, ""
    for joint in deque(_JOINT.finditer(request.target), MAX_JOINTS):
        phrase = request.target[joint.end() :]
        if not request.sensemaking or _KINDS.intersection(words(phrase)):
            yield phrase, request.target[: joint.start()]


def _find_named(phrase: str, known: Sequence[_Named[T]], language: Language | None = None) -> tuple[T, ...]:
    """Return the documents that a phrase names: theirs are all its words, save those that name any document.

    A number belongs to the word before it: "meeting 14" does not name "meeting 24, part 14".
    """
    wanted = words(phrase)
    needed = frozenset(wanted) - _GENERIC
    if not needed:
        return ()
    numbered = {pair for pair in pairwise(wanted) if pair[1].isdigit()}
    fitting = [one for one in known if _has_words(one, needed, language) and numbered <= one.pairs]
    most = max((len(one.words.intersection(wanted)) for one in fitting), default=0)
    return tuple(one.document for one in fitting if len(one.words.intersection(wanted)) == most)


def _has_words(named: _Named[T], needed: Set[str], language: Language | None) -> bool:
    """Whether the name of a document has all words, in a language of compounds also as the end of one."""
    if language is None:
        return needed <= named.words
    return all(match_any(word, named.words, language) >= HEAD for word in needed)


def _name(named: Sequence[Titled], phrase: str, rest: str) -> str:
    """Return what people call the scope: the only title, or the phrase, after what is asked for within it."""
    whole = named[0].title if len({one.title for one in named}) == 1 and named[0].title else strip_place(phrase)
    return f"{_topic(rest) or rest}, {whole}" if topic_words(rest) or _NUMBERED.search(rest) else whole


def _topic(text: str) -> str:
    """Return a text if it is about something, without its empty words at both ends."""
    kept = topic_words(text)
    if not kept:
        return ""
    start, end = text.find(kept[0]), text.rfind(kept[-1]) + len(kept[-1])
    return text[start:end]


def _stands_under(passage: Passage, topic: str, number: str) -> bool:
    """Whether a heading above a passage has the number, or all words of the topic and few others."""
    headings = passage.context.splitlines()
    if number:
        numbered = re.compile(rf"\W*(?:\w+\s)?{re.escape(number)}(?!\w)(?!\.\d)", re.IGNORECASE)
        return any(numbered.match(heading) for heading in _titles(headings))
    wanted = frozenset(words(topic))
    return any(_is_named(wanted, frozenset(words(heading))) for heading in _titles(headings))


def _titles(headings: Iterable[str]) -> Iterator[str]:
    for heading in headings:
        yield from re.split(r"\s[>›/]\s", heading)


def _is_named(wanted: frozenset[str], heading: frozenset[str]) -> bool:
    return bool(wanted) and wanted <= heading and len(heading - wanted) <= MAX_HEADING_EXTRA_WORDS
