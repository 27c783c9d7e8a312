"""From a question and passages to the sentences that may answer, weighed against one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.model import Matrix, Passage, Vector
from rag.models.embed.protocol import Embedder
from rag.models.read.evidence import FEATURES, Candidate, candidates, measure, stems
from rag.models.read.judge import SUMMARY, Judge, softmax
from rag.models.read.links import Links, links
from rag.models.read.reader import Reader, Reading

READ = 6
"""Sentences a question that are read for the words that answer."""

MARGIN = 12.0
"""The reader's margins are cut to this on either side."""

_NAME = re.compile(r"(?<!^)\b[^\W\d_a-z][\w'’-]*|\b\w*\d\w*\b")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """All sentences of the passages with their features, one row each."""

    candidates: list[Candidate]
    rows: Matrix


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that was read, its share of the evidence (0 to 1), and where in it the answer may stand.

    `leader` is the sentence that it goes on from, if any.
    """

    candidate: Candidate
    share: float
    reading: Reading
    leader: Candidate | None = None


def find(question: str, passages: Sequence[Passage], embedder: Embedder) -> Found:
    """The sentences of the passages with their features."""
    found = candidates(passages)
    spans = [[(c.start, c.end) for c in found if c.rank == rank] for rank in range(len(passages))]
    whole = [[*bounds, (0, len(passage.text))] for bounds, passage in zip(spans, passages, strict=True)]
    asked = embedder.embed([question], "query")[0]
    alike = [matrix @ asked for matrix in embedder.embed_spans([passage.text for passage in passages], whole)]
    likeness = [(value, values[-1]) for values in alike for value in values[:-1]]
    return Found(found, measure(question, found, np.array(likeness, np.float32).reshape(-1, 2)))


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """The places of the sentences that were read, their readings, and their features named in `judge.READ`."""

    places: list[int]
    readings: list[Reading]
    rows: Matrix


def read(question: str, found: Found, linked: Links, scores: Vector, reader: Reader) -> Read:
    """Read the sentences with the best scores, each after the one that it goes on from."""
    places = [int(place) for place in np.argsort(-scores, kind="stable")[:READ]]
    texts = []
    for place in places:
        leader = int(linked.leader[place])
        before = f"{found.candidates[leader].text} " if leader >= 0 else ""
        texts.append((before, before + found.candidates[place].text))
    readings = [
        Reading(reading.start - len(before), reading.end - len(before), reading.margin)
        for (before, _), reading in zip(texts, reader.read(question, [(t, len(b)) for b, t in texts]), strict=True)
    ]
    margins = np.clip([reading.margin for reading in readings], -MARGIN, MARGIN)
    return Read(places, readings, np.stack([scores[places], margins], axis=1).astype(np.float32))


def summary(question: str, found: Found, best: int, second: Vector, margin: float) -> Vector:
    """The numbers named in `SUMMARY`; `best` is the best sentence's place, `second` the scores of those read."""
    named = {stem for match in _NAME.finditer(question.strip()) for stem in stems(match.group())}
    passage = found.candidates[best].passage
    near = set(stems(f"{passage.title} {passage.text}"))
    there = near | {stem for candidate in found.candidates for stem in stems(candidate.text)}
    values = {name: float(found.rows[best, i]) for i, name in enumerate(FEATURES)} | {
        "score": float(second.max()),
        "lead": float(softmax(second).max()),
        "margin": margin,
        "names there": len(named & there) / len(named) if named else 1.0,
        "names in the passage": len(named & near) / len(named) if named else 1.0,
    }
    return np.array([values[name] for name in SUMMARY], np.float32)


def weigh(question: str, found: Found, judge: Judge, reader: Reader) -> tuple[list[Weighed], Vector]:
    """The sentences that were read, best first, and the summary of the evidence."""
    first = judge.sentence(found.rows)
    linked = links(question, found.candidates, found.rows, first)
    seen = read(question, found, linked, judge.linked(linked.rows), reader)
    second = judge.read(seen.rows)
    shares = softmax(second)
    order = [int(i) for i in np.argsort(-second, kind="stable")]
    weighed = []
    for i in order:
        place = seen.places[i]
        leader = int(linked.leader[place])
        before = found.candidates[leader] if leader >= 0 else None
        weighed.append(Weighed(found.candidates[place], float(shares[i]), seen.readings[i], before))
    return weighed, summary(question, found, seen.places[order[0]], second, float(seen.rows[order[0], 1]))
