"""Read every sentence of the passages for a question, and rank them by how likely they answer it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.grounding import missing_codes
from rag.answer.extractive.passage_reader import PassageReader, ReadableText, SentenceReading
from rag.answer.extractive.reversals import Place, find_reversed
from rag.answer.extractive.sentences import LINK
from rag.answer.extractive.surroundings import headings_above, is_heading, is_section_heading, names_columns

MIN_EVIDENCE = -0.6
"""The log-odds of the best sentence below which nothing was found.

Of the even-numbered everyday questions whose gold is among the first five, one in fifty lies below.
"""

RANK_PENALTY = 0.6
"""How much the log-odds of a sentence fall with the logarithm of its passage's rank."""

CODE_PENALTY = 2.0
"""How much the log-odds of a sentence fall that has not, nor its heading, the years, numbers and codes of the question
that another one has which may answer it."""

REVERSED_PENALTY = 6.0
"""How much the log-odds of a sentence fall that a later document of its series takes back."""

MIN_SHOWN_WORDS = 3
"""Words from which a line without any mark is shown for itself."""

MAX_RUNNING_WORDS, MIN_RUNNING_PASSAGES = 14, 3
"""Words of a line that runs through the pages of a document, and passages found in which it makes it one."""

NOT_RENAMED: Mapping[str, str] = MappingProxyType({})

_KEYWORDS = re.compile(r"(?:key ?words?|tags|categor(?:y|ies)|topics|cspell(?:\.\w+)?)\s*:", re.IGNORECASE)
_LINK_ALONE = re.compile(rf"(?:[-*•]\s+)?{LINK.pattern}\W*")
_DIGITS = re.compile(r"\d+")
_PART_NUMBER = re.compile(r"[(\[]?(?:[a-z]|[ivxlc]{1,6}|\d{1,2}(?:\.\d{1,3})*)[.)\]:]*|[\W_]*", re.IGNORECASE)
OPEN_END = re.compile(r"[^.!?:;|。！？]\Z")


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with its reading, and its log-odds of answering with the rank of its passage considered."""

    candidate: Candidate
    reading: SentenceReading
    score: float


def read_evidence(
    question: str, passages: Sequence[Passage], reader: PassageReader, renamed: Mapping[str, str] = NOT_RENAMED
) -> list[ReadSentence]:
    """Return every sentence of the passages, in order, as read for the question; those of a document in `renamed` for
    the question in its words."""
    sentences = candidates(passages)
    grouped: list[list[Candidate]] = [[] for _ in passages]
    for sentence in sentences:
        grouped[sentence.rank].append(sentence)
    headed = [headings_above(group) for group in grouped]
    headings = [heading for group in headed for heading in group]
    wanted = set(stems(question))
    readings: list[SentenceReading] = []
    asked = [renamed.get(passage.document_id, question) for passage in passages]
    for text, pairs in groupby(zip(asked, grouped, headed, strict=True), key=lambda item: item[0]):
        texts = [section for _, group, above in pairs for section in _sections(group, above, wanted)]
        readings += [reading for read in reader.read(text, texts) for reading in read]
    lacking = [
        missing_codes(question, f"{heading} {sentence.text}", sentence.passage.text)
        for heading, sentence in zip(headings, sentences, strict=True)
    ]
    scores = [
        reading.relevance - RANK_PENALTY * math.log1p(sentence.rank)
        for sentence, reading in zip(sentences, readings, strict=True)
    ]
    _take_back(scores, sentences, find_reversed(question, sentences))
    named = any(score >= MIN_EVIDENCE and not lacks for score, lacks in zip(scores, lacking, strict=True))
    return [
        ReadSentence(sentence, reading, score - CODE_PENALTY * (named and lacks))
        for sentence, reading, score, lacks in zip(sentences, readings, scores, lacking, strict=True)
    ]


def _take_back(scores: list[float], sentences: Sequence[Candidate], reversed_by: Mapping[Place, Place]) -> None:
    """Give the sentence that takes another one back the score of that, which falls."""
    numbers = {(sentence.rank, sentence.place): number for number, sentence in enumerate(sentences)}
    for old, new in reversed_by.items():
        scores[numbers[new]] = max(scores[numbers[new]], scores[numbers[old]])
    for old in reversed_by:
        scores[numbers[old]] -= REVERSED_PENALTY


def _sections(sentences: Sequence[Candidate], headings: Sequence[str], wanted: set[str]) -> Iterator[ReadableText]:
    """Yield the sentences of a passage below each heading in it, to be read with it; all as one where no heading has a
    word of the question."""
    if not any(is_section_heading(sentence) and wanted & set(stems(sentence.text)) for sentence in sentences):
        headings = [sentence.passage.heading for sentence in sentences]
    headed = zip(headings, sentences, strict=True)
    for heading, group in groupby(headed, key=lambda pair: pair[0]):
        own = [sentence for _, sentence in group]
        yield ReadableText(heading, own[0].passage.text, tuple((sentence.start, sentence.end) for sentence in own))


def rank_sentences(sentences: Sequence[ReadSentence]) -> list[ReadSentence]:
    """Return the sentences by score, best first; headings, questions, bare numbers, names of columns and the running
    lines of pages stand behind all others."""
    return order_sentences(sentences, find_empty(sentences))


def order_sentences(sentences: Sequence[ReadSentence], empty: frozenset[Place]) -> list[ReadSentence]:
    """Return the sentences by score, best first, those at the empty places behind all others."""
    return sorted(sentences, key=lambda sentence: (place_of(sentence) in empty, -sentence.score))


def find_empty(sentences: Sequence[ReadSentence]) -> frozenset[Place]:
    """Return the sentences that say nothing by themselves."""
    running, by_place = _running_lines(sentences), place_sentences(sentences)
    return frozenset(
        place_of(sentence)
        for sentence in sentences
        if not says_something(sentence.candidate)
        or _DIGITS.sub("", sentence.candidate.text) in running
        or names_columns(sentence.candidate, by_place)
    )


def place_of(sentence: ReadSentence) -> Place:
    """Return the rank of the passage of a sentence, and its place in that."""
    return sentence.candidate.rank, sentence.candidate.place


def _running_lines(sentences: Sequence[ReadSentence]) -> frozenset[str]:
    """Return the short lines without a mark at their end, digits aside, that stand in several passages: the head and
    foot of pages."""
    texts = {(sentence.candidate.rank, _DIGITS.sub("", sentence.candidate.text)) for sentence in sentences}
    counts = Counter(text for _, text in texts if len(text.split()) <= MAX_RUNNING_WORDS and OPEN_END.search(text))
    return frozenset(text for text, count in counts.items() if count >= MIN_RUNNING_PASSAGES)


def says_something(candidate: Candidate) -> bool:
    """Whether a sentence is more than a heading, a question, a link or keywords, which name what others say, or the
    number of a part."""
    return not _names_something(candidate.text) and not is_heading(candidate)


def _names_something(text: str) -> bool:
    bare = len(text.split()) < MIN_SHOWN_WORDS and text.replace(" ", "").isalpha()
    only = _PART_NUMBER.fullmatch(text) or _LINK_ALONE.fullmatch(text) or _KEYWORDS.match(text)
    return bare or bool(only) or text.startswith("#") or text.rstrip().endswith(("?", "？"))


def place_sentences(sentences: Sequence[ReadSentence]) -> dict[Place, Candidate]:
    """Return the sentences by the rank of their passage and their place in it."""
    return {(sentence.candidate.rank, sentence.candidate.place): sentence.candidate for sentence in sentences}
