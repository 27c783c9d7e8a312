"""Cut passages down to the sentences, rows and list items that matter for a question: small models read no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.blocks import CELL_SEPARATOR
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.passage_evidence import MAX_BEHIND, join_neighbours
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.extractive.read_sentences import MIN_EVIDENCE, ReadSentence, rank_sentences, read_evidence
from rag.answer.extractive.sentences import LIST_ITEM
from rag.answer.prompt import tokens
from rag.summary.sentences import select_sentences, summary_candidates
from rag.types import Hit, Question

MAX_EVIDENCE_TOKENS = 400
"""Tokens of the evidence that a small model reads."""
MAX_LIST_LINES = 12
"""Items or rows shown with what introduces them."""
TOKENS_PER_WORD = 2
"""Tokens of a word of what is condensed, heads of passages included, as a safe estimate."""
STRONG_RELEVANCE = 1.0
"""The log-odds of the best sentence from which a refusal is doubted."""


@dataclass(frozen=True, slots=True)
class ReadHits:
    """Hits with their sentences as the offline reader reads them."""

    hits: tuple[Hit, ...]
    sentences: tuple[ReadSentence, ...]

    @property
    def best(self) -> float:
        """The log-odds that the best sentence answers."""
        ranked = rank_sentences(self.sentences)
        return ranked[0].score if ranked else MIN_EVIDENCE - 1

    def condense(self, room: int) -> list[Hit]:
        """Return every hit at its place, its text cut to what matters within so many tokens, empty where nothing does.

        The hits stay whole if nothing stands out.
        """
        if self.best < MIN_EVIDENCE:
            return list(self.hits)
        by_place = {(each.candidate.rank, each.candidate.place): each.candidate for each in self.sentences}
        chosen = self._choose(by_place, room)
        kept = sorted(join_neighbours(sorted(chosen, key=_place), by_place), key=_place)
        texts = ["\n".join(one.text for one in kept if one.rank == rank) for rank in range(len(self.hits))]
        return [
            replace(hit, passage=replace(hit.passage, text=text)) for hit, text in zip(self.hits, texts, strict=True)
        ]

    def _choose(self, by_place: dict[tuple[int, int], Candidate], room: int) -> list[Candidate]:
        """Return the best sentences with what belongs to each, as many as there is room for."""
        chosen: dict[tuple[int, int], Candidate] = {}
        ranked = rank_sentences(self.sentences)
        for sentence in ranked:
            if sentence.score < ranked[0].score - MAX_BEHIND:
                break
            added = [one for one in _block(sentence.candidate, by_place) if _place(one) not in chosen]
            cost = sum(tokens(one.text) for one in added)
            if cost <= room or not chosen:
                chosen |= {_place(one): one for one in added}
                room -= cost
        return list(chosen.values())


def read_hits(question: Question, hits: Sequence[Hit], reader: PassageReader) -> ReadHits:
    """Read the hits for a question. Raises ModelError."""
    asked = question.standalone or question.text
    return ReadHits(tuple(hits), tuple(read_evidence(asked, [hit.passage for hit in hits], reader)))


def is_overview(hits: Sequence[Hit]) -> bool:
    """Whether hits were gathered to stand for the whole of something rather than to answer a question."""
    return any(seed.ranker == "summary" for hit in hits for seed in hit.trail.seeds)


def condense_overview(hits: Sequence[Hit], room: int) -> list[Hit]:
    """Return every hit at its place, its text cut to the sentences that stand for all within so many tokens."""
    passages = [hit.passage for hit in hits]
    if sum(tokens(passage.text) for passage in passages) <= room:
        return list(hits)
    chosen = select_sentences(summary_candidates(passages), passages, room // TOKENS_PER_WORD)
    texts = ["\n".join(one.text for one in sorted(chosen, key=_place) if one.rank == rank) for rank in range(len(hits))]
    return [replace(hit, passage=replace(hit.passage, text=text)) for hit, text in zip(hits, texts, strict=True)]


def _place(candidate: Candidate) -> tuple[int, int]:
    return candidate.rank, candidate.place


def _block(candidate: Candidate, by_place: dict[tuple[int, int], Candidate]) -> Iterator[Candidate]:
    """Yield a sentence, with the first row of its table, the lead-in of its list, or what it introduces."""
    rank, place = candidate.rank, candidate.place
    if CELL_SEPARATOR in candidate.text:
        first = place
        while (before := by_place.get((rank, first - 1))) and CELL_SEPARATOR in before.text:
            first -= 1
        yield by_place[rank, first]
    else:
        first = place
        while LIST_ITEM.match(by_place[rank, first].text) and (rank, first - 1) in by_place:
            first -= 1
        before = by_place.get((rank, first if first < place else place - 1))
        if before and _introduces(before.text):
            yield before
    yield candidate
    if _introduces(candidate.text):
        for number in range(place + 1, place + 1 + MAX_LIST_LINES):
            after = by_place.get((rank, number))
            if after is None or (number > place + 1 and not _is_line(after.text)):
                break
            yield after


def _introduces(text: str) -> bool:
    return text.rstrip().endswith((":", "："))


def _is_line(text: str) -> bool:
    return CELL_SEPARATOR in text or bool(LIST_ITEM.match(text))
