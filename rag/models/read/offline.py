"""The answerer that needs no language model: it quotes the sentences that answer, or says that none does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.abstain import ABSTAIN
from rag.model import Answer, Citation, Hit, Question, ignore
from rag.models.embed.protocol import Embedder
from rag.models.read.evidence import Candidate
from rag.models.read.judge import FILE, Judge, sigmoid
from rag.models.read.reader import Reader, Reading
from rag.models.read.weigh import Weighed, find, weigh

ENOUGH = 0.8
"""Sentences are quoted until their shares of the evidence add up to this."""

WORTH_QUOTING = 0.1
"""The least share of the evidence for which a second or third sentence is quoted."""

_WORD_LEFT = re.compile(r"(?:\w|(?<=\d)[.,:](?=\d)|(?<=\w)['’-](?=\w))*\Z")
_WORD_RIGHT = re.compile(r"(?:\w|(?<=\d)[.,:](?=\d)|(?<=\w)['’-](?=\w))*")


class OfflineAnswerer:
    """Quotes at most `most` sentences out of the best `passages` hits; abstains below a calibrated likelihood.

    Every word of an answer stands in a cited passage. Without a `reader`, one is assembled in memory at first use.
    """

    name = "offline extractive 1"

    def __init__(
        self,
        embedder: Embedder,
        reader: Reader | None = None,
        passages: int = 5,
        most: int = 3,
        file: Path = FILE,
    ) -> None:
        self._embedder = embedder
        self._reader = reader or Reader()
        self._passages = passages
        self._most = most
        self._judge = Judge.load(file)

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = ignore) -> Answer:
        started = time.perf_counter()
        weighed, confidence = self._weigh(question.text, hits)
        chosen = choose(weighed, self._most) if confidence >= self._judge.threshold else []
        citations = tuple(cite(marker, candidate) for marker, candidate in enumerate(chosen, 1))
        text = compose(short_answer(weighed[0]), citations) if chosen else ABSTAIN
        write(text)
        return Answer(
            text=text,
            citations=citations,
            hits=tuple(hits),
            abstained=not chosen,
            model=self.name,
            seconds=time.perf_counter() - started,
            confidence=confidence,
        )

    def _weigh(self, question: str, hits: Sequence[Hit]) -> tuple[list[Weighed], float]:
        """The sentences, best first, and how likely they answer."""
        found = find(question, [hit.passage for hit in hits[: self._passages]], self._embedder)
        if not found.candidates:
            return [], 0.0
        weighed, summary = weigh(question, found, self._judge, self._reader)
        return weighed, sigmoid(float(self._judge.answered(summary[None])[0]))


def choose(weighed: Sequence[Weighed], most: int) -> list[Candidate]:
    """The sentences to quote, best first, the one that the best goes on from next to it."""
    best = weighed[0]
    chosen = [best.candidate, best.leader] if best.leader and most > 1 else [best.candidate]
    told = best.share
    for item in weighed[1:]:
        if len(chosen) >= most or item.share < WORTH_QUOTING or told >= ENOUGH:
            break
        told += item.share
        if item.candidate not in chosen:
            chosen.append(item.candidate)
    return chosen


def short_answer(item: Weighed) -> str:
    """The words of the sentence that answer, none cut in two; empty when that is all of the sentence."""
    text = item.candidate.text
    span = text[slice(*whole_words(text, item.reading))].strip()
    return " ".join(span.split()) if len(span) < len(text.rstrip(".!?")) else ""


def whole_words(text: str, reading: Reading) -> tuple[int, int]:
    """The reading's bounds, moved outwards so that they cut no word or number."""
    start, end = reading.start, reading.end
    left = _WORD_LEFT.search(text, 0, start) if text[start : start + 1].isalnum() else None
    right = _WORD_RIGHT.match(text, end) if text[end - 1 : end].isalnum() else None
    return left.start() if left else start, right.end() if right else end


def compose(short: str, citations: Sequence[Citation]) -> str:
    """The short answer on a line of its own, then the quotes, each with its marker."""
    quotes = " ".join(f"{' '.join(citation.quote.split())} [{citation.marker}]" for citation in citations)
    return f"{short} [{citations[0].marker}]\n\n{quotes}" if short else quotes


def cite(marker: int, candidate: Candidate) -> Citation:
    """The whole sentence as a citation, verified because it is a slice of the passage."""
    return Citation(marker, candidate.passage.id, candidate.text, candidate.start, candidate.end, verified=True)
