"""Locate the evidence of a case: in the current documents and among an answer's hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from evals.judges.forms import forms
from evals.metrics.retrieval_recall import is_found
from evals.types import Case, Gold
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Passage
from rag.types import Hit

EvidenceState = Literal["there", "changed", "absent", "unknown"]
"""In the documents; document present but evidence gone; absent; or no documents to search."""

MIN_REFERENCE_OVERLAP, MIN_SHARED_QUESTION_WORDS = 0.8, 2
"""The share of the reference's words, and the number of the question's, that a passage must hold to be evidence."""
MAX_EVIDENCE_PASSAGES, MAX_RARE_PASSAGES = 8, 3


@dataclass(frozen=True, slots=True)
class LocatedEvidence:
    """A gold passage, its text as far as known, and whether it is in the documents.

    `rank` is its rank among the hits, from 1; 0 if it is not there.
    """

    gold: Gold
    text: str
    state: EvidenceState
    rank: int


class DocumentLibrary:
    """The current documents, searchable by content; without a store nothing is known about them."""

    def __init__(self, store: GraphStore | None, where: Filter = EVERYTHING) -> None:
        self._store, self._where = store, where

    @property
    def known(self) -> bool:
        return self._store is not None

    def text(self, gold: Gold) -> str:
        """Return title and text of the passage with that id, or else of the first holding its quote; empty if none."""
        if not self._store:
            return ""
        passage = next(iter(self._store.passages([gold.passage_id], self._where)), None)
        quote = folded_line(gold.quote)
        if passage is None and quote:
            passage = next((candidate for candidate, text in self._texts if quote in text), None)
        return titled_text(passage) if passage else ""

    def state(self, gold: Gold) -> EvidenceState:
        """Return whether the documents still contain the passage, or its quote in any passage."""
        if not self.known:
            return "unknown"
        if self.text(gold):
            return "there"
        quote = folded_line(gold.quote)
        if quote and any(quote in text for _, text in self._documents):
            return "there"
        return "changed" if gold.source and any(source == gold.source for source, _ in self._documents) else "absent"

    def holding(self, case: Case) -> tuple[Gold, ...]:
        """Return the likely evidence of a case that names none, by its reference and question, best first."""
        question_forms = set(forms(case.question))
        wordings = (case.reference, *case.aliases)
        candidates = [
            (len(question_forms & passage_forms), passage)
            for passage, passage_forms in self._passages
            if any(word_share(wording, passage_forms) >= MIN_REFERENCE_OVERLAP for wording in wordings)
        ]
        # If few passages hold the reference, they all count: a bridge question shares few words with its last passage.
        likely = (
            candidates
            if len(candidates) <= MAX_RARE_PASSAGES
            else [
                candidate
                for candidate in candidates
                if candidate[0] >= min(MIN_SHARED_QUESTION_WORDS, len(question_forms))
            ]
        )
        likely.sort(key=lambda candidate: (-candidate[0], candidate[1].id))
        return tuple(Gold(passage.id, passage.text, passage.source) for _, passage in likely[:MAX_EVIDENCE_PASSAGES])

    @cached_property
    def _documents(self) -> list[tuple[str, str]]:
        assert self._store
        return [
            (document.source, folded_line(f"{document.title} {document.text}"))
            for document in self._store.documents(self._where)
        ]

    @cached_property
    def _texts(self) -> list[tuple[Passage, str]]:
        return [(passage, folded_line(passage.text)) for passage, _ in self._passages]

    @cached_property
    def _passages(self) -> list[tuple[Passage, frozenset[str]]]:
        assert self._store
        return [
            (passage, frozenset(forms(titled_text(passage)))) for passage in self._store.passages(None, self._where)
        ]


def locate_evidence(case: Case, hits: Sequence[Hit], library: DocumentLibrary) -> tuple[LocatedEvidence, ...]:
    """Locate the gold passages of a case; empty if it names none."""
    return tuple(_locate_gold(gold, hits, library) for gold in case.gold)


def rank_of(gold: Gold, hits: Sequence[Hit]) -> int:
    """Return the first rank, from 1, at which the gold passage or its quote occurs; 0 if none."""
    return next((rank for rank, hit in enumerate(hits, 1) if is_found(gold, [hit])), 0)


def word_share(text: str, known: frozenset[str] | set[str]) -> float:
    """Return the share of the text's words that are known; 0 for a text without words."""
    text_forms = set(forms(text))
    return len(text_forms & known) / len(text_forms) if text_forms else 0.0


def titled_text(passage: Passage) -> str:
    """Return a passage's text below its title."""
    return f"{passage.heading}\n{passage.text}".strip()


def folded_line(text: str) -> str:
    """Return the text case-folded, on one line."""
    return " ".join(text.casefold().split())


def _locate_gold(gold: Gold, hits: Sequence[Hit], library: DocumentLibrary) -> LocatedEvidence:
    rank = rank_of(gold, hits)
    if rank:
        return LocatedEvidence(gold, titled_text(hits[rank - 1].passage), "there", rank)
    return LocatedEvidence(gold, library.text(gold) or gold.quote, library.state(gold), 0)
