"""The extractive answerer, which needs no language model: it quotes sentences that answer, or abstains."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.answer.abstain import ABSTAIN
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.reader import Reader
from rag.answer.extractive.scoring_model import SCORING_MODEL_FILE, ScoringModel
from rag.answer.extractive.structured_solver import StructuredSolver
from rag.answer.hidden_text import split_hidden
from rag.embed.protocol import Embedder
from rag.followup import resolve_followup
from rag.types import Answer, Citation, Hit, Question, discard_text


class OfflineAnswerer:
    """Quotes at most `most` sentences from the best `passages` hits; abstains below a calibrated probability.

    Every word of an answer occurs in a cited passage, or in a question that offers a choice. Without a `reader`, one is
    assembled in memory at first use. Hidden passages are read only if `hidden`.
    """

    name = "offline extractive 1"

    def __init__(
        self,
        embedder: Embedder,
        reader: Reader | None = None,
        passages: int = 8,
        most: int = 3,
        file: Path = SCORING_MODEL_FILE,
        hidden: bool = False,
    ) -> None:
        self._embedder = embedder
        self._reader = reader or Reader()
        self._passages = passages
        self._most = most
        self._judge = ScoringModel.load(file)
        self._hidden = hidden

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        started = time.perf_counter()
        hits, hidden = split_hidden(hits, self._hidden)
        passages = [hit.passage for hit in hits[: self._passages]]
        solver = StructuredSolver(self._embedder, self._judge, self._reader, passages)
        solved = solver(resolve_followup(question).standalone)
        answered = bool(solved.quotes) and solved.confidence >= self._judge.threshold
        selected = solver.select_sentences(solved, self._most) if answered else []
        citations = [cite_sentence(marker, quote) for marker, quote in enumerate(selected, 1)]
        text = compose_answer(solved.short, solved.place + 1, citations) if answered else ABSTAIN
        write(text)
        return Answer(
            text=text,
            citations=tuple(citations),
            hits=tuple(hits),
            abstained=not answered,
            model=self.name,
            seconds=time.perf_counter() - started,
            confidence=solved.confidence,
            hidden=hidden,
        )


def compose_answer(short: str, marker: int, citations: Sequence[Citation]) -> str:
    """Return the short answer on a line of its own, then the quotes, each with its marker."""
    quoted = " ".join(f"{' '.join(citation.quote.split())} [{citation.marker}]" for citation in citations)
    return f"{short} [{marker}]\n\n{quoted}" if short else quoted


def cite_sentence(marker: int, candidate: Candidate) -> Citation:
    """Return the whole sentence as a citation, verified because it is a slice of the passage."""
    return Citation(marker, candidate.passage.id, candidate.text, candidate.start, candidate.end, verified=True)
