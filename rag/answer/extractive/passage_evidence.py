"""Choose the evidence to show: the stretches of the passages that answer best, within so many words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from graph.text.stemming import stems
from graph.text.words import words
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.grounding import missing_codes
from rag.answer.extractive.passage_reader import PassageReader, ReadableText, SentenceReading
from rag.answer.extractive.sentences import LINK, LIST_ITEM
from rag.answer.extractive.surroundings import (
    column_names,
    headings_above,
    is_heading,
    is_row,
    is_section_heading,
    neighbour,
)

MAX_SHOWN_WORDS = 110
"""Words of the evidence; a reader takes in no more at once."""

MIN_EVIDENCE = -0.6
"""The log-odds of the best sentence below which nothing was found.

Of the even-numbered everyday questions whose gold is among the first five, one in fifty lies below.
"""

RANK_PENALTY = 0.6
"""How much the log-odds of a sentence fall with the logarithm of its passage's rank."""

CODE_PENALTY = 2.0
"""How much the log-odds of a sentence fall that has not, nor its heading, the years, numbers and codes of the question
that another one has which may answer it."""

MIN_SHOWN_WORDS = 3
"""Words from which a line without any mark is shown for itself."""

MAX_RUNNING_WORDS, MIN_RUNNING_PASSAGES = 14, 3
"""Words of a line that runs through the pages of a document, and passages found in which it makes it one."""

MAX_ROW_BEHIND, MAX_BEHIND = 3.0, 1.5
"""How far, in log-odds, a row of a table and a sentence of prose may be behind the best sentence to be shown.

Set on even-numbered everyday questions: prose that is further behind adds many words and few gold texts.
"""

MIN_MORE_WORDS, MAX_SENTENCES = 5, 4
"""Words from which a line without a mark at its end is shown after the best sentence, and sentences of prose shown."""

MAX_PARTS = 5
"""Lines over which a sentence is followed that they break off."""

MAX_ITEMS, MAX_LIST_WORDS = 8, 60
"""Items and words of a list that is shown whole."""

_KEYWORDS = re.compile(r"(?:key ?words?|tags|categor(?:y|ies)|topics|cspell(?:\.\w+)?)\s*:", re.IGNORECASE)
_OPEN_END = re.compile(r"[^.!?:;|。！？]\Z")
_ITEM_LETTER = re.compile(r"[a-z][.)]\s")
_LINK_ALONE = re.compile(rf"(?:[-*•]\s+)?{LINK.pattern}\W*")
_DIGITS = re.compile(r"\d+")
_PART_NUMBER = re.compile(r"[(\[]?(?:[a-z]|[ivxlc]{1,6}|\d{1,2}(?:\.\d{1,3})*)[.)\]:]*|[\W_]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with its reading, and its log-odds of answering with the rank of its passage considered."""

    candidate: Candidate
    reading: SentenceReading
    score: float


def read_evidence(question: str, passages: Sequence[Passage], reader: PassageReader) -> list[ReadSentence]:
    """Return every sentence of the passages, in order, as read for the question."""
    sentences = candidates(passages)
    grouped: list[list[Candidate]] = [[] for _ in passages]
    for sentence in sentences:
        grouped[sentence.rank].append(sentence)
    headed = [headings_above(group) for group in grouped]
    headings = [heading for group in headed for heading in group]
    wanted = set(stems(question))
    texts = [section for pair in zip(grouped, headed, strict=True) for section in _sections(*pair, wanted)]
    readings = [reading for read in reader.read(question, texts) for reading in read]
    lacking = [
        missing_codes(question, f"{heading} {sentence.text}", sentence.passage.text)
        for heading, sentence in zip(headings, sentences, strict=True)
    ]
    scores = [
        reading.relevance - RANK_PENALTY * math.log1p(sentence.rank)
        for sentence, reading in zip(sentences, readings, strict=True)
    ]
    named = any(score >= MIN_EVIDENCE and not lacks for score, lacks in zip(scores, lacking, strict=True))
    return [
        ReadSentence(sentence, reading, score - CODE_PENALTY * (named and lacks))
        for sentence, reading, score, lacks in zip(sentences, readings, scores, lacking, strict=True)
    ]


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
    """Return the sentences by score, best first; headings, questions, bare numbers and the running lines of pages stand
    behind all others."""
    return _rank(sentences, _running_lines(sentences))


def _rank(sentences: Sequence[ReadSentence], running: frozenset[str]) -> list[ReadSentence]:
    return sorted(sentences, key=lambda sentence: (_is_empty(sentence.candidate, running), -sentence.score))


def _running_lines(sentences: Sequence[ReadSentence]) -> frozenset[str]:
    """Return the short lines without a mark at their end, digits aside, that stand in several passages: the head and
    foot of pages."""
    texts = {(sentence.candidate.rank, _DIGITS.sub("", sentence.candidate.text)) for sentence in sentences}
    counts = Counter(text for _, text in texts if len(text.split()) <= MAX_RUNNING_WORDS and _OPEN_END.search(text))
    return frozenset(text for text, count in counts.items() if count >= MIN_RUNNING_PASSAGES)


def _is_empty(candidate: Candidate, running: frozenset[str]) -> bool:
    return not says_something(candidate) or _DIGITS.sub("", candidate.text) in running


def says_something(candidate: Candidate) -> bool:
    """Whether a sentence is more than a heading, a question, a link or keywords, which name what others say, or the
    number of a part."""
    return not _names_something(candidate.text) and not is_heading(candidate)


def select_evidence(
    sentences: Sequence[ReadSentence], first: Sequence[Candidate] = (), most: int = MAX_SHOWN_WORDS
) -> list[Candidate]:
    """Return the stretches to show: those given, then the best others within so many words, neighbours joined.

    What introduces a list is shown with its items.
    """
    chosen: list[Candidate] = []
    left = most - sum(_count_words(candidate) for candidate in first)
    running = _running_lines(sentences)
    ranked = _rank(sentences, running)
    by_place = place_sentences(sentences)
    said = {_spoken(candidate.text) for candidate in first}
    prose = len(first)
    for sentence in ranked:
        if (chosen or first) and _is_empty(sentence.candidate, running):
            break
        if (chosen or first) and not _adds(sentence, ranked[0], prose):
            continue
        group = [
            candidate
            for candidate in _with_lead_in(sentence.candidate, by_place)
            if not any(overlap(candidate, other) for other in (*first, *chosen))
        ]
        size = sum(map(_count_words, group))
        repeated = any(_spoken(sentence.candidate.text) in text for text in said)
        if not repeated and (size <= left or not (chosen or first)):
            chosen += group
            prose += not is_row(sentence.candidate)
            said |= {_spoken(candidate.text) for candidate in group}
            left -= size
    return [*first, *_group_by_passage(join_neighbours(chosen, by_place))]


def _adds(sentence: ReadSentence, best: ReadSentence, prose: int) -> bool:
    """Whether a sentence is close to the best one, and more than a fragment, to be shown after `prose` others."""
    if is_row(sentence.candidate):
        return sentence.score >= best.score - MAX_ROW_BEHIND
    whole = _count_words(sentence.candidate) >= MIN_MORE_WORDS or not _OPEN_END.search(sentence.candidate.text)
    return whole and prose < MAX_SENTENCES and sentence.score >= best.score - MAX_BEHIND


def _group_by_passage(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return stretches such that those of a passage follow each other as they do there, the passage of the best one
    first."""
    order = {rank: number for number, rank in enumerate(dict.fromkeys(candidate.rank for candidate in chosen))}
    return sorted(chosen, key=lambda candidate: (order[candidate.rank], candidate.start))


def overlap(one: Candidate, other: Candidate) -> bool:
    """Whether two stretches of a passage share any of it."""
    return one.passage.id == other.passage.id and one.start < other.end and other.start < one.end


def _with_lead_in(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> Iterator[Candidate]:
    """Yield a sentence with the rest of it where lines break it off, and before it the one that introduces it or the
    names of its columns, after it what it introduces."""
    parts = [candidate]
    while len(parts) < MAX_PARTS and (before := neighbour(parts[0], by_place, -1)) and _goes_on(before, parts[0]):
        parts.insert(0, before)
    while len(parts) < MAX_PARTS and (after := neighbour(parts[-1], by_place, 1)) and _goes_on(parts[-1], after):
        parts.append(after)
    before, after = neighbour(parts[0], by_place, -1), neighbour(parts[-1], by_place, 1)
    if len(parts) == 1 and (whole := _whole_list(candidate, by_place)):
        parts = whole
        before, after = neighbour(parts[0], by_place, -1), None
    if before and before.text.endswith(":"):
        yield before
    if (header := column_names(candidate, by_place)) is not None:
        yield header
    yield from parts
    if parts[-1].text.endswith(":") and after:
        yield after


def place_sentences(sentences: Sequence[ReadSentence]) -> dict[tuple[int, int], Candidate]:
    """Return the sentences by the rank of their passage and their place in it."""
    return {(sentence.candidate.rank, sentence.candidate.place): sentence.candidate for sentence in sentences}


def _whole_list(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> list[Candidate]:
    """Return the items of the list that a sentence is an item of, if it is short; else nothing."""
    items = [candidate]
    for step in (-1, 1):
        item = candidate
        while (beside := neighbour(item, by_place, step)) and _kind_of_item(beside) == _kind_of_item(candidate):
            item = beside
            items.append(item)
    short = len(items) <= MAX_ITEMS and sum(map(_count_words, items)) <= MAX_LIST_WORDS
    return sorted(items, key=lambda item: item.place) if _kind_of_item(candidate) and short else []


def _kind_of_item(candidate: Candidate) -> str:
    """Return the mark of an item, any figure or letter as one kind; empty for what is no item."""
    mark = LIST_ITEM.match(candidate.text)
    return re.sub(r"\w+", "1", mark[0].strip()) if mark else ""


def _goes_on(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence goes on in the next one, on the next line."""
    between = one.passage.text[one.end : other.start]
    goes_on = other.text[0] in ",;)" or (other.text[0].islower() and not _ITEM_LETTER.match(other.text))
    return between.count("\n") == 1 and goes_on and bool(_OPEN_END.search(one.text))


def _spoken(text: str) -> str:
    """Return the words of a text, to see what was said already."""
    return f" {' '.join(words(text))} "


def join_neighbours(chosen: Sequence[Candidate], by_place: dict[tuple[int, int], Candidate]) -> list[Candidate]:
    """Join chosen sentences that follow each other in a passage; what is joined stands where its first one did."""
    kept = {(candidate.rank, candidate.place) for candidate in chosen}
    joined: list[Candidate] = []
    taken: set[tuple[int, int]] = set()
    for candidate in chosen:
        rank, place = candidate.rank, candidate.place
        if (rank, place) in taken:
            continue
        start = end = place
        while (rank, start - 1) in kept and (rank, start - 1) not in taken and (rank, start - 1) in by_place:
            start -= 1
        while (rank, end + 1) in kept and (rank, end + 1) not in taken and (rank, end + 1) in by_place:
            end += 1
        taken |= {(rank, number) for number in range(start, end + 1)}
        joined.append(replace(candidate, start=by_place[rank, start].start, end=by_place[rank, end].end))
    return joined


def _names_something(text: str) -> bool:
    bare = len(text.split()) < MIN_SHOWN_WORDS and text.replace(" ", "").isalpha()
    only = _PART_NUMBER.fullmatch(text) or _LINK_ALONE.fullmatch(text) or _KEYWORDS.match(text)
    return bare or bool(only) or text.startswith("#") or text.rstrip().endswith(("?", "？"))


def _count_words(candidate: Candidate) -> int:
    return len(candidate.text.split())
