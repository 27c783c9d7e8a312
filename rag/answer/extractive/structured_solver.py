"""Answer from tables, fields, definitions, lists and headings where they answer, else from sentences."""

from __future__ import annotations

from collections.abc import Sequence

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.reader import Reader
from rag.answer.extractive.scoring_model import ScoringModel
from rag.answer.extractive.solve import MAX_DECOMPOSITION_DEPTH, Solution, Solver
from rag.answer.extractive.structure import answer_from_structure
from rag.embed.protocol import Embedder

MIN_SURE_CHANCE = 0.85
"""The chance from which an answer of the structure needs no comparison with the best sentence."""


class StructuredSolver(Solver):
    """Answers whole questions from the structure of the passages first; steps of questions from their sentences."""

    def __init__(self, embedder: Embedder, judge: ScoringModel, reader: Reader, passages: Sequence[Passage]) -> None:
        super().__init__(embedder, judge, reader, passages)
        self._passages = passages

    def __call__(
        self, question: str, depth: int = MAX_DECOMPOSITION_DEPTH, without: frozenset[Candidate] = frozenset()
    ) -> Solution:
        """Return the likelier of what the structure and the sentences answer."""
        step = depth < MAX_DECOMPOSITION_DEPTH or without
        found = None if step else answer_from_structure(question, self._passages, self._embedder)
        if found is None:
            return super().__call__(question, depth, without)
        structured = Solution(found.chance, found.quotes, found.short)
        if found.chance >= MIN_SURE_CHANCE:
            return structured
        other = super().__call__(question, depth, without)
        weak = other.confidence < self._judge.threshold
        return structured if weak or (found.short and other.confidence < found.chance) else other

    def select_sentences(self, solved: Solution, most: int) -> list[Candidate]:
        """Return at most `most` quotes; lines of a document's structure as they are."""
        sentences = set(self._prepared.candidates)
        if any(quote not in sentences for quote in solved.quotes):
            return list(solved.quotes[:most])
        return super().select_sentences(solved, most)
