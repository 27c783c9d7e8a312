"""Score the sentences of passages as answers to a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.types import Matrix, Passage, Vector
from rag.answer.extractive.answer_type import asked_kind, has_kind
from rag.answer.extractive.conflicts import CONFLICTS, conflicts
from rag.answer.extractive.evidence import FEATURES, Candidate, antecedent, candidates, focus, measure, stems
from rag.answer.extractive.links import LINKED, links
from rag.answer.extractive.reader import Reader, SpanPrediction
from rag.answer.extractive.scoring_model import SUMMARY, Judge, softmax
from rag.embed.protocol import Embedder

READ = 4
"""Sentences per question that are read for the answer span."""

FOLLOWERS = 2
"""The most follow-ups of the best sentence."""

NO_FOLLOWER = -10.0
"""The score used if there is no follow-up."""

MARGIN = 12.0
"""The reader's margins are clipped to this on either side."""

_CLAUSE = re.compile(
    r"(?<=\w)\W+(?:who|whose|whom|that|which|where|when)\b|\bof the \w+ (?:of|that|who)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<!^)\b[^\W\d_a-z][\w'’-]*|\b\w*\d\w*\b")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """All sentences of the passages with their features, one row each."""

    candidates: list[Candidate]
    rows: Matrix


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence, its share of the evidence (0 to 1), and the predicted answer span in it."""

    candidate: Candidate
    share: float
    reading: SpanPrediction


@dataclass(frozen=True, slots=True, eq=False)
class ScoredSentences:
    """The sentences that were read, best first, the rows of the best one's follow-ups, and the `SUMMARY` features."""

    weighed: list[ScoredSentence]
    followers: list[int]
    summary: Vector


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The sentences of some passages with their vectors; a passage's own vector follows those of its sentences."""

    candidates: list[Candidate]
    vectors: list[Matrix]


def prepare(passages: Sequence[Passage], embedder: Embedder) -> Prepared:
    """Embed passages once for any number of questions."""
    found = candidates(passages)
    spans = [[(c.start, c.end) for c in found if c.rank == rank] for rank in range(len(passages))]
    whole = [[*bounds, (0, len(passage.text))] for bounds, passage in zip(spans, passages, strict=True)]
    return Prepared(found, embedder.embed_spans([passage.text for passage in passages], whole))


def ask(question: str, prepared: Prepared, embedder: Embedder) -> Found:
    """Return the sentences with their features for one question."""
    asked = embedder.embed([question], "query")[0]
    alike = [matrix @ asked for matrix in prepared.vectors]
    likeness = [(value, values[-1]) for values in alike for value in values[:-1]]
    rows = measure(question, prepared.candidates, np.array(likeness, np.float32).reshape(-1, 2))
    return Found(prepared.candidates, rows)


def find(question: str, passages: Sequence[Passage], embedder: Embedder) -> Found:
    """Return the sentences of the passages with their features."""
    return ask(question, prepare(passages, embedder), embedder)


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """The rows of the sentences that were read, their predictions, and their features named in `scoring_model.READ`."""

    places: list[int]
    readings: list[SpanPrediction]
    rows: Matrix


def read(question: str, found: Found, scores: Vector, reader: Reader) -> Read:
    """Read the sentences with the best first scores."""
    places = [int(place) for place in np.argsort(-scores, kind="stable")[:READ]]
    readings = read_named(question, found.candidates, places, reader)
    margins = np.clip([reading.margin for reading in readings], -MARGIN, MARGIN)
    fits = [_fits(question, found.candidates[place], one) for place, one in zip(places, readings, strict=True)]
    return Read(places, readings, np.stack([scores[places], margins, fits], axis=1).astype(np.float32))


def _fits(question: str, candidate: Candidate, reading: SpanPrediction) -> bool:
    """Whether the predicted span has the answer type asked for; False if any type would do."""
    kind = asked_kind(question)
    return kind != "any" and has_kind(kind, candidate.text[reading.start : reading.end])


def read_named(
    question: str, every: Sequence[Candidate], places: Sequence[int], reader: Reader
) -> list[SpanPrediction]:
    """Predict the answer span in each sentence, read after the title of its passage and, if it begins with a pronoun,
    after the sentence that names its subject."""
    before = []
    for place in places:
        named = antecedent(every, place)
        before.append(titled(every[place]) + (f"{every[named].text} " if named != place else ""))
    return _read_behind(question, before, [every[place] for place in places], reader)


def read_after(
    question: str, ahead: Candidate, candidates: Sequence[Candidate], reader: Reader
) -> list[SpanPrediction]:
    """Predict the answer span in each sentence, read after the sentence it follows up."""
    return _read_behind(question, [f"{ahead.text} {titled(candidate)}" for candidate in candidates], candidates, reader)


def titled(candidate: Candidate) -> str:
    """Return the title of the sentence's passage as a prefix; empty if the sentence already contains its words."""
    title = " ".join(candidate.passage.title.split())
    return f"{title}. " if set(stems(title)) - set(stems(candidate.text)) else ""


def _read_behind(
    question: str, before: Sequence[str], candidates: Sequence[Candidate], reader: Reader
) -> list[SpanPrediction]:
    texts = [(ahead + candidate.text, len(ahead)) for ahead, candidate in zip(before, candidates, strict=True)]
    readings = reader.read(question, texts)
    return [
        SpanPrediction(r.start - start, r.end - start, r.margin) for r, (_, start) in zip(readings, texts, strict=True)
    ]


def followers(linked: Matrix, scores: Vector, best: int) -> list[int]:
    """Return the rows of the best two follow-up sentences; those sharing no name with the best sentence are skipped."""
    bridge = linked[:, LINKED.index("bridge")] + linked[:, LINKED.index("title")]
    order = np.argsort(-scores, kind="stable")
    return [int(place) for place in order if place != best and bridge[place] > 0][:FOLLOWERS]


def summary(
    question: str, found: Found, seen: Read, second: Vector, linked: Matrix, after: Sequence[tuple[int, float]]
) -> Vector:
    """Return the `SUMMARY` features; `second` scores the read sentences, `after` are the follow-ups' rows and
    scores."""
    top = int(np.argmax(second))
    best = seen.places[top]
    named = {stem for match in _NAME.finditer(question.strip()) for stem in stems(match.group())}
    passage = found.candidates[best].passage
    against = conflicts(question, found.candidates[best].text, passage)
    near = set(stems(f"{passage.title} {passage.text}"))
    there = near | {
        stem for candidate in found.candidates for stem in stems(f"{candidate.passage.title} {candidate.text}")
    }
    asked = set(stems(question))
    values = dict(zip(CONFLICTS, against, strict=True))
    values |= {name: float(found.rows[best, i]) for i, name in enumerate(FEATURES)} | {
        "score": float(second[top]),
        "lead": float(softmax(second)[top]),
        "margin": float(seen.rows[top, 1]),
        "names there": len(named & there) / len(named) if named else 1.0,
        "names in the passage": len(named & near) / len(named) if named else 1.0,
        "words there": len(asked & there) / len(asked) if asked else 1.0,
        "focus there": float(not (wanted := focus(question)) or wanted in there),
        "clauses": float(len(_CLAUSE.findall(question))),
        "follower": after[0][1] if after else NO_FOLLOWER,
        "follower's bridge": float(linked[after[0][0], LINKED.index("bridge")]) if after else 0.0,
        "follower's gain": float(linked[after[0][0], LINKED.index("gain")]) if after else 0.0,
        "follower's focus": float(linked[after[0][0], LINKED.index("focus")]) if after else 0.0,
    }
    return np.array([values[name] for name in SUMMARY], np.float32)


def weigh(question: str, found: Found, judge: Judge, reader: Reader) -> ScoredSentences:
    """Rank, read and link the sentences."""
    first = judge.sentence(found.rows)
    seen = read(question, found, first, reader)
    second = judge.read(seen.rows)
    order = [int(i) for i in np.argsort(-second, kind="stable")]
    best = seen.places[order[0]]
    linked = links(question, found.candidates, found.rows, first, best)
    scores = judge.linked(linked)
    after = followers(linked, scores, best)
    numbers = summary(question, found, seen, second, linked, [(place, float(scores[place])) for place in after])
    shares = softmax(second)
    weighed = [ScoredSentence(found.candidates[seen.places[i]], float(shares[i]), seen.readings[i]) for i in order]
    return ScoredSentences(weighed, after, numbers)
