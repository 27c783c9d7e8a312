"""Features for the agreement of an answer with a short reference (a name, date, number or phrase), and their judge."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evals.judges.fitted import FittedJudge, load_judge
from evals.judges.forms import best_similarities, form_similarity, forms, is_number
from evals.judges.matching import contains_phrase, normalise_answer, token_f1
from graph.text.names import NAME_WORD
from graph.text.sentences import sentence_bounds
from graph.types import Matrix, Vector
from rag.answer.extractive.answer_type import answer_spans, asked_answer_type
from rag.embed.protocol import Embedder

FEATURES = (
    "held",
    "held folded",
    "held as text",
    "found",
    "found not asked",
    "last word found",
    "first word found",
    "side by side",
    "least found",
    "numbers found",
    "numbers missing",
    "names missing",
    "answer within",
    "answer is short",
    "token f1",
    "likeness",
    "likeness with question",
    "answers with another",
    "refused",
    "reference words",
    "answer words",
    "acronym",
    "asks for a person",
    "asks for a time",
    "asks for a number",
    "asks for a place",
    "found early",
)

_REFUSAL = re.compile(
    r"\bas an ai\b|\bi (?:do not|don't|cannot|can't|am not|am unable)\b|\b(?:unclear|not clear|unknown)\b"
    r"|\b(?:there (?:is|are|was|were) no)\b|\bnot (?:specified|available|mentioned|sure|enough)\b|\bsorry\b",
    re.IGNORECASE,
)
_NAME = re.compile(NAME_WORD)
_FEW = 6


def short_answer_features(question: str, said: str, references: Sequence[str], embedder: Embedder) -> Matrix:
    """Return a matrix with one row per reference and one column per name of `FEATURES`."""
    given = forms(said)
    asked = set(forms(question))
    parts = _parts(said, references)
    vectors = embedder.embed(parts)
    wanted = embedder.embed([*references, *(f"{question} {reference}" for reference in references)])
    rows = np.zeros((len(references), len(FEATURES)), np.float32)
    for place, reference in enumerate(references):
        near = float((vectors @ wanted[place]).max()), float((vectors @ wanted[place + len(references)]).max())
        rows[place] = _row(question, said, reference, given, asked, near)
    return rows


def _parts(said: str, references: Sequence[str]) -> list[str]:
    """Return the first sentence and the one with most of the references' words; embedding all would add little."""
    sentences = [said[low:high] for low, high in sentence_bounds(said)] or [said]
    wanted = {form for reference in references for form in forms(reference)}
    return list(dict.fromkeys((sentences[0], max(sentences, key=lambda one: len(wanted & set(forms(one)))))))


def _row(
    question: str, said: str, reference: str, given: tuple[str, ...], asked: set[str], near: tuple[float, float]
) -> Vector:
    wanted = forms(reference) or tuple(normalise_answer(reference).split())
    found = best_similarities(wanted, given)
    new = [value for form, value in zip(wanted, found, strict=True) if form not in asked]
    numeric = [value for form, value in zip(wanted, found, strict=True) if is_number(form)]
    names = {form for match in _NAME.finditer(reference) for form in forms(match.group()) if not is_number(form)}
    named = [value for form, value in zip(wanted, found, strict=True) if form in names]
    kind = asked_answer_type(question)
    said_new = [form for form in given if form not in asked]
    first = next((place for place, form in enumerate(given) if form in wanted and form not in asked), len(given))
    held = normalise_answer(reference) in normalise_answer(said)
    values = {
        "held": held,
        "held folded": contains_phrase(said, reference),
        "held as text": _run(wanted, given),
        "found": _mean(found),
        "found not asked": _mean(new or found),
        "last word found": found[-1] if found else 0.0,
        "first word found": found[0] if found else 0.0,
        "side by side": _together(wanted, given),
        "least found": min(found, default=0.0),
        "numbers found": _mean(numeric) if numeric else 0.0,
        "numbers missing": min(numeric) < 1 if numeric else 0.0,
        "names missing": max(named) < 0.9 if named else 0.0,
        "answer within": _mean(best_similarities(said_new, wanted)),
        "answer is short": len(given) <= len(wanted) + 1,
        "token f1": token_f1(said, reference),
        "likeness": near[0],
        "likeness with question": near[1],
        "answers with another": not held and _other(kind, said, question, wanted),
        "refused": bool(_REFUSAL.search(said)),
        "reference words": np.log1p(len(wanted)),
        "answer words": np.log1p(len(given)),
        "acronym": _acronym(reference, said),
        "found early": first < _FEW,
    }
    values |= {f"asks for a {one}": kind == one for one in ("person", "time", "number", "place")}
    return np.array([values[name] for name in FEATURES], np.float32)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _run(wanted: Sequence[str], given: Sequence[str]) -> bool:
    size = len(wanted)
    return any(tuple(given[start : start + size]) == tuple(wanted) for start in range(len(given) - size + 1))


def _together(wanted: Sequence[str], given: Sequence[str]) -> float:
    """Return the largest share of the wanted forms within a window one and a half times as long."""
    size = max(2, round(1.5 * len(wanted)))
    there = [
        max((place for place, form in enumerate(wanted) if form_similarity(form, one) >= 0.9), default=-1)
        for one in given
    ]
    best = 0
    for start in range(len(there)):
        best = max(best, len(set(there[start : start + size]) - {-1}))
    return best / len(wanted) if wanted else 0.0


def _other(kind: str, said: str, question: str, wanted: Sequence[str]) -> bool:
    """Whether the answer has a span of the expected type that is neither in the question nor in the reference."""
    known = set(wanted) | set(forms(question))
    if kind not in ("time", "number", "person", "place"):
        return False
    spans = answer_spans(kind, said)  # type: ignore[arg-type]
    return any(not set(forms(said[low:high])) & known for low, high in spans)


def _acronym(reference: str, said: str) -> bool:
    """Whether one contains the initials of the other: "FBR" and "Friedman Billings Ramsey"."""
    pairs = ((reference, said), (said, reference))
    return any(_initials(whole) & set(re.findall(r"\b[A-Z]{2,6}\b", short)) for whole, short in pairs)


def _initials(text: str) -> set[str]:
    runs = re.findall(r"(?:\b[A-Z][\w'’-]*\s+(?:of\s+|the\s+|and\s+|for\s+)?){1,6}[A-Z][\w'’-]*", text)
    return {"".join(word[0] for word in run.split() if word[0].isupper()) for run in runs}


def short_answer_judge() -> FittedJudge:
    """Load the fitted judge of short answers."""
    return load_judge("short_answers", FEATURES)


def correctness_likelihood(question: str, said: str, references: Sequence[str], embedder: Embedder) -> float:
    """Return the probability that people call the answer right, 0..1: the maximum over the references."""
    return float(short_answer_judge()(short_answer_features(question, said, references, embedder)).max())
