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
from rag.models.read.weigh import Evidence, Found, Weighed, find, read_after, weigh

ENOUGH = 0.8
"""Sentences are quoted until their shares of the evidence add up to this."""

WORTH_QUOTING = 0.1
"""The least likelihood, as a share of the evidence or as going on from the best, of a further quote."""

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
        passages: int = 8,
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
        found = find(question.text, [hit.passage for hit in hits[: self._passages]], self._embedder)
        confidence, text = 0.0, ABSTAIN
        citations: tuple[Citation, ...] = ()
        if found.candidates:
            evidence = weigh(question.text, found, self._judge, self._reader)
            confidence = sigmoid(float(self._judge.answered(evidence.summary[None])[0]))
            if confidence >= self._judge.threshold:
                quoted = quotes(evidence, found, self._judge)[: self._most]
                citations = tuple(cite(marker, candidate) for marker, candidate in enumerate(quoted, 1))
                text = compose(*self._short(question.text, evidence, quoted), citations)
        write(text)
        return Answer(
            text=text,
            citations=citations,
            hits=tuple(hits),
            abstained=not citations,
            model=self.name,
            seconds=time.perf_counter() - started,
            confidence=confidence,
        )

    def _short(self, question: str, evidence: Evidence, quoted: Sequence[Candidate]) -> tuple[str, int]:
        """The words that answer, and the marker of their quote."""
        best = evidence.weighed[0]
        if len(quoted) < 2 or hops(evidence, self._judge) < 0.5:
            return short_answer(best.candidate.text, best.reading), 1
        readings = read_after(question, best.candidate, quoted[1:], self._reader)
        place = max(range(len(readings)), key=lambda i: readings[i].margin)
        return short_answer(quoted[place + 1].text, readings[place]), place + 2


def hops(evidence: Evidence, judge: Judge) -> float:
    """How likely the answer stands in a sentence that goes on from the best one, and not in that."""
    return sigmoid(float(judge.hops(evidence.summary[None])[0])) if evidence.followers else 0.0


def quotes(evidence: Evidence, found: Found, judge: Judge) -> list[Candidate]:
    """The sentences to quote, best first: as many as it takes, and after the best those that may go on from it."""
    chosen: list[Weighed] = []
    for item in evidence.weighed:
        if chosen and (item.share < WORTH_QUOTING or sum(other.share for other in chosen) >= ENOUGH):
            break
        chosen.append(item)
    best, *others = [item.candidate for item in chosen]
    if hops(evidence, judge) < WORTH_QUOTING:
        return [best, *others]
    after, *more = [found.candidates[place] for place in evidence.followers]
    return list(dict.fromkeys((best, after, *others, *more)))


def short_answer(text: str, reading: Reading) -> str:
    """The words of the sentence that answer, none cut in two; empty when that is all of the sentence."""
    span = text[slice(*whole_words(text, reading))].strip()
    return " ".join(span.split()) if len(span) < len(text.rstrip(".!?")) else ""


def whole_words(text: str, reading: Reading) -> tuple[int, int]:
    """The reading's bounds, moved outwards so that they cut no word or number."""
    start, end = reading.start, reading.end
    left = _WORD_LEFT.search(text, 0, start) if text[start : start + 1].isalnum() else None
    right = _WORD_RIGHT.match(text, end) if text[end - 1 : end].isalnum() else None
    return left.start() if left else start, right.end() if right else end


def compose(short: str, marker: int, citations: Sequence[Citation]) -> str:
    """The short answer on a line of its own, then the quotes, each with its marker."""
    told = " ".join(f"{' '.join(citation.quote.split())} [{citation.marker}]" for citation in citations)
    return f"{short} [{marker}]\n\n{told}" if short else told


def cite(marker: int, candidate: Candidate) -> Citation:
    """The whole sentence as a citation, verified because it is a slice of the passage."""
    return Citation(marker, candidate.passage.id, candidate.text, candidate.start, candidate.end, verified=True)
