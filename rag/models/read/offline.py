"""The answerer that needs no language model: it quotes the sentences that answer, or says that none does."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from graph.model import Matrix, Passage, Vector
from graph.words import STOP_WORDS, WORD, words
from rag.model import Answer, Citation, Hit, Question, ignore
from rag.models.embed.protocol import Embedder
from rag.models.read.evidence import FEATURES, Candidate, candidates, measure, stems
from rag.models.read.judge import FILE, load, sigmoid, softmax
from rag.models.read.kinds import asked_kind, spans_of

ABSTAINED = "The documents that were found do not answer this question."
SUMMARY = (
    "score",
    "lead",
    "covered with neighbours",
    "covered by the passage",
    "likeness",
    "kind is there",
    "names there",
    "names in the passage",
)
"""What the likelihood of an answer is told from: numbers of the best sentence and of all that was found."""

ENOUGH = 0.8
"""Sentences are quoted until their shares of the evidence add up to this."""

WORTH_QUOTING = 0.1
"""The least share of the evidence for which a second or third sentence is quoted."""

_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z][\w'’-]+|\b\w*\d\w*\b")


class OfflineAnswerer:
    """Quotes at most `most` sentences out of the best `passages` hits; abstains below a calibrated likelihood.

    Every word of an answer stands in a cited passage. The weights of `file` are made by `tests/tools/train_judge.py`.
    """

    name = "offline extractive 1"

    def __init__(self, embedder: Embedder, passages: int = 5, most: int = 3, file: Path = FILE) -> None:
        self._embedder = embedder
        self._passages = passages
        self._most = most
        self._judge = load(file, FEATURES, SUMMARY)

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = ignore) -> Answer:
        started = time.perf_counter()
        passages = [hit.passage for hit in hits[: self._passages]]
        found, rows = evidence(question.text, passages, self._embedder)
        if not found:
            return self._answer(ABSTAINED, (), hits, 0.0, started, write)
        scores = self._judge.sentence(rows)
        confidence = sigmoid(float(self._judge.answered(summary(question.text, found, rows, scores)[None])[0]))
        if confidence < self._judge.threshold:
            return self._answer(ABSTAINED, (), hits, confidence, started, write)
        chosen = [found[i] for i in choose(scores, self._most)]
        citations = tuple(_cite(marker, candidate) for marker, candidate in enumerate(chosen, 1))
        text = compose(short_answer(question.text, chosen[0]), citations)
        return self._answer(text, citations, hits, confidence, started, write)

    def _answer(
        self,
        text: str,
        citations: tuple[Citation, ...],
        hits: Sequence[Hit],
        confidence: float,
        started: float,
        write: Callable[[str], None],
    ) -> Answer:
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


def evidence(question: str, passages: Sequence[Passage], embedder: Embedder) -> tuple[list[Candidate], Matrix]:
    """The sentences of the passages with their features, one row each."""
    found = candidates(passages)
    spans = [[(c.start, c.end) for c in found if c.rank == rank] for rank in range(len(passages))]
    whole = [[*bounds, (0, len(passage.text))] for bounds, passage in zip(spans, passages, strict=True)]
    asked = embedder.embed([question], "query")[0]
    matrices = embedder.embed_spans([passage.text for passage in passages], whole)
    likeness = [(alike, like[-1]) for matrix in matrices for like in [matrix @ asked] for alike in like[:-1]]
    return found, measure(question, found, np.array(likeness, np.float32).reshape(-1, 2))


def summary(question: str, found: Sequence[Candidate], rows: Matrix, scores: Vector) -> Vector:
    """The numbers named in `SUMMARY`."""
    best = int(np.argmax(scores))
    named = {stem for match in _NAME.finditer(question.strip()) for stem in stems(match.group())}
    near = set(stems(f"{found[best].passage.title} {found[best].passage.text}"))
    there = near | {stem for candidate in found for stem in stems(candidate.text)}
    column = {name: float(rows[best, i]) for i, name in enumerate(FEATURES)}
    column["score"] = float(scores[best])
    column["lead"] = float(softmax(scores)[best])
    column["names there"] = len(named & there) / len(named) if named else 1.0
    column["names in the passage"] = len(named & near) / len(named) if named else 1.0
    return np.array([column[name] for name in SUMMARY], np.float32)


def choose(scores: Vector, most: int) -> list[int]:
    """The places of the sentences to quote, best first."""
    share = softmax(scores)
    chosen: list[int] = []
    for place in np.argsort(-share, kind="stable")[:most]:
        if chosen and (share[place] < WORTH_QUOTING or float(share[chosen].sum()) >= ENOUGH):
            break
        chosen.append(int(place))
    return chosen


def short_answer(question: str, candidate: Candidate) -> str:
    """The words of the sentence that are of the kind asked for and not in the question; empty when none are."""
    asked = set(words(question))
    for start, end in spans_of(asked_kind(question), candidate.text):
        span = candidate.text[start:end]
        said = {word.casefold() for word in WORD.findall(span)} - STOP_WORDS
        if said and not asked & set(words(span)):
            return span
    return ""


def compose(short: str, citations: Sequence[Citation]) -> str:
    """The short answer on a line of its own, then the quotes, each with its marker."""
    quotes = " ".join(f"{' '.join(citation.quote.split())} [{citation.marker}]" for citation in citations)
    return f"{short} [{citations[0].marker}]\n\n{quotes}" if short else quotes


def _cite(marker: int, candidate: Candidate) -> Citation:
    return Citation(marker, candidate.passage.id, candidate.text, candidate.start, candidate.end, verified=True)
