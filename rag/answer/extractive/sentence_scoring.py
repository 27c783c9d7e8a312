"""Score the sentences of passages as answers to a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.text.names import NAME_WORD, WORD_WITH_DIGIT
from graph.text.stemming import stems
from graph.types import Matrix, Passage, Vector
from rag.answer.extractive.answer_type import asked_answer_type, has_answer_type
from rag.answer.extractive.conflicts import CONFLICT_FEATURES, conflict_features
from rag.answer.extractive.evidence import (
    SENTENCE_FEATURES,
    Candidate,
    candidates,
    find_antecedent,
    focus_stem,
    measure_features,
)
from rag.answer.extractive.links import FOLLOW_UP_FEATURES, follow_up_features
from rag.answer.extractive.reader import Reader, SpanPrediction
from rag.answer.extractive.scoring_model import SUMMARY_FEATURES, ScoringModel, softmax
from rag.embed.protocol import Embedder

MAX_READ_SENTENCES = 4
"""Sentences per question that are read for the answer span."""

MAX_FOLLOW_UPS = 2
"""Maximum follow-ups of the best sentence."""

NO_FOLLOW_UP_SCORE = -10.0
"""The score used if there is no follow-up."""

MAX_MARGIN = 12.0
"""The reader's margins are clipped to this on either side."""

_CLAUSE = re.compile(
    r"(?<=\w)\W+(?:who|whose|whom|that|which|where|when)\b|\bof the \w+ (?:of|that|who)\b", re.IGNORECASE
)
_NAME = re.compile(rf"(?<!^)\b{NAME_WORD}|{WORD_WITH_DIGIT}")


def stem_names(question: str) -> set[str]:
    """Return the stems of the names and numbers in a question, its first word aside."""
    return {stem for match in _NAME.finditer(question) for stem in stems(match.group())}


def count_clauses(question: str) -> int:
    """Return how many clauses describe something in a question."""
    return len(_CLAUSE.findall(question))


@dataclass(frozen=True, slots=True, eq=False)
class SentenceFeatures:
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
    """The sentences that were read, best first, the rows of the best one's follow-ups, and the summary features."""

    weighed: list[ScoredSentence]
    followers: list[int]
    summary: Vector


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedSentences:
    """The sentences of some passages with their vectors; a passage's own vector follows those of its sentences."""

    candidates: list[Candidate]
    vectors: list[Matrix]


def embed_sentences(passages: Sequence[Passage], embedder: Embedder) -> EmbeddedSentences:
    """Embed passages once for any number of questions."""
    sentences = candidates(passages)
    spans = [
        [(sentence.start, sentence.end) for sentence in sentences if sentence.rank == rank]
        for rank in range(len(passages))
    ]
    spans_with_passage = [[*bounds, (0, len(passage.text))] for bounds, passage in zip(spans, passages, strict=True)]
    return EmbeddedSentences(
        sentences, embedder.embed_spans([passage.text for passage in passages], spans_with_passage)
    )


def features_of_question(question: str, prepared: EmbeddedSentences, embedder: Embedder) -> SentenceFeatures:
    """Return the sentences with their features for one question."""
    question_vector = embedder.embed([question], "query")[0]
    similarities = [matrix @ question_vector for matrix in prepared.vectors]
    pairs = [(value, values[-1]) for values in similarities for value in values[:-1]]
    rows = measure_features(question, prepared.candidates, np.array(pairs, np.float32).reshape(-1, 2))
    return SentenceFeatures(prepared.candidates, rows)


def sentence_similarities(
    question: str, renamed: Mapping[str, str], prepared: EmbeddedSentences, embedder: Embedder
) -> Vector:
    """Return the cosine with every sentence, in order, of the question as `renamed` words it for its document."""
    texts = list(dict.fromkeys((question, *renamed.values())))
    vectors = dict(zip(texts, embedder.embed(texts, "query"), strict=True))
    asked = [renamed.get(candidate.passage.document_id, question) for candidate in prepared.candidates]
    rows = [row for matrix in prepared.vectors for row in matrix[:-1]]
    return np.array([row @ vectors[text] for row, text in zip(rows, asked, strict=True)], np.float32)


def features_of_passages(question: str, passages: Sequence[Passage], embedder: Embedder) -> SentenceFeatures:
    """Return the sentences of the passages with their features."""
    return features_of_question(question, embed_sentences(passages, embedder), embedder)


@dataclass(frozen=True, slots=True, eq=False)
class ReadSentences:
    """The rows of the sentences that were read, their predictions, and their features."""

    places: list[int]
    readings: list[SpanPrediction]
    rows: Matrix


def read_sentences(question: str, features: SentenceFeatures, scores: Vector, reader: Reader) -> ReadSentences:
    """Read the sentences with the best first scores."""
    rows = [int(row) for row in np.argsort(-scores, kind="stable")[:MAX_READ_SENTENCES]]
    readings = read_with_context(question, features.candidates, rows, reader)
    margins = np.clip([reading.margin for reading in readings], -MAX_MARGIN, MAX_MARGIN)
    fits = [_fits(question, features.candidates[row], reading) for row, reading in zip(rows, readings, strict=True)]
    return ReadSentences(rows, readings, np.stack([scores[rows], margins, fits], axis=1).astype(np.float32))


def _fits(question: str, candidate: Candidate, reading: SpanPrediction) -> bool:
    """Whether the predicted span has the answer type asked for; False if any type would do."""
    kind = asked_answer_type(question)
    return kind != "any" and has_answer_type(kind, candidate.text[reading.start : reading.end])


def read_with_context(
    question: str, candidates: Sequence[Candidate], rows: Sequence[int], reader: Reader
) -> list[SpanPrediction]:
    """Predict the answer span in each sentence, read after the title of its passage and, if it begins with a pronoun,
    after the sentence that names its subject."""
    contexts = []
    for row in rows:
        antecedent = find_antecedent(candidates, row)
        contexts.append(
            title_prefix(candidates[row]) + (f"{candidates[antecedent].text} " if antecedent != row else "")
        )
    return _read_behind(question, contexts, [candidates[row] for row in rows], reader)


def read_after(
    question: str, leading: Candidate, candidates: Sequence[Candidate], reader: Reader
) -> list[SpanPrediction]:
    """Predict the answer span in each sentence, read after the sentence it follows up."""
    return _read_behind(
        question, [f"{leading.text} {title_prefix(candidate)}" for candidate in candidates], candidates, reader
    )


def title_prefix(candidate: Candidate) -> str:
    """Return the heading of the sentence's passage as a prefix; empty if the sentence already contains its words."""
    title = " ".join(candidate.passage.heading.split())
    return f"{title}. " if set(stems(title)) - set(stems(candidate.text)) else ""


def _read_behind(
    question: str, contexts: Sequence[str], candidates: Sequence[Candidate], reader: Reader
) -> list[SpanPrediction]:
    texts = [(context + candidate.text, len(context)) for context, candidate in zip(contexts, candidates, strict=True)]
    readings = reader.read(question, texts)
    return [
        SpanPrediction(reading.start - start, reading.end - start, reading.margin)
        for reading, (_, start) in zip(readings, texts, strict=True)
    ]


def select_follow_ups(linked: Matrix, scores: Vector, best: int) -> list[int]:
    """Return the rows of the best two follow-up sentences; those sharing no name with the best sentence are skipped."""
    bridge = linked[:, FOLLOW_UP_FEATURES.index("bridge")] + linked[:, FOLLOW_UP_FEATURES.index("title")]
    order = np.argsort(-scores, kind="stable")
    return [int(row) for row in order if row != best and bridge[row] > 0][:MAX_FOLLOW_UPS]


def measure_summary(
    question: str,
    features: SentenceFeatures,
    read_results: ReadSentences,
    second: Vector,
    linked: Matrix,
    after: Sequence[tuple[int, float]],
) -> Vector:
    """Return the summary features; `second` scores the read sentences, `after` are the follow-ups' rows and scores."""
    top = int(np.argmax(second))
    best = read_results.places[top]
    question_names = stem_names(question.strip())
    passage = features.candidates[best].passage
    conflicts = conflict_features(question, features.candidates[best].text, passage)
    passage_stems = set(stems(f"{passage.heading} {passage.text}"))
    retrieved_stems = passage_stems | {
        stem for candidate in features.candidates for stem in stems(f"{candidate.passage.heading} {candidate.text}")
    }
    question_stems = set(stems(question))
    values = dict(zip(CONFLICT_FEATURES, conflicts, strict=True))
    values |= {name: float(features.rows[best, i]) for i, name in enumerate(SENTENCE_FEATURES)} | {
        "score": float(second[top]),
        "lead": float(softmax(second)[top]),
        "margin": float(read_results.rows[top, 1]),
        "names there": len(question_names & retrieved_stems) / len(question_names) if question_names else 1.0,
        "names in the passage": len(question_names & passage_stems) / len(question_names) if question_names else 1.0,
        "words there": len(question_stems & retrieved_stems) / len(question_stems) if question_stems else 1.0,
        "focus there": float(not (focus := focus_stem(question)) or focus in retrieved_stems),
        "clauses": float(count_clauses(question)),
        "follower": after[0][1] if after else NO_FOLLOW_UP_SCORE,
        "follower's bridge": float(linked[after[0][0], FOLLOW_UP_FEATURES.index("bridge")]) if after else 0.0,
        "follower's gain": float(linked[after[0][0], FOLLOW_UP_FEATURES.index("gain")]) if after else 0.0,
        "follower's focus": float(linked[after[0][0], FOLLOW_UP_FEATURES.index("focus")]) if after else 0.0,
    }
    return np.array([values[name] for name in SUMMARY_FEATURES], np.float32)


def score_sentences(question: str, features: SentenceFeatures, judge: ScoringModel, reader: Reader) -> ScoredSentences:
    """Rank, read and link the sentences."""
    first = judge.sentence.score(features.rows)
    read_results = read_sentences(question, features, first, reader)
    second = judge.read.score(read_results.rows)
    order = [int(i) for i in np.argsort(-second, kind="stable")]
    best = read_results.places[order[0]]
    linked = follow_up_features(question, features.candidates, features.rows, first, best)
    scores = judge.linked.score(linked)
    after = select_follow_ups(linked, scores, best)
    numbers = measure_summary(
        question, features, read_results, second, linked, [(row, float(scores[row])) for row in after]
    )
    shares = softmax(second)
    weighed = [
        ScoredSentence(features.candidates[read_results.places[i]], float(shares[i]), read_results.readings[i])
        for i in order
    ]
    return ScoredSentences(weighed, after, numbers)
