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
_MAX_EARLY_FORMS = 6


def short_answer_features(question: str, answer: str, references: Sequence[str], embedder: Embedder) -> Matrix:
    """Return a matrix with one row per reference and one column per name of `FEATURES`."""
    answer_forms = forms(answer)
    question_forms = set(forms(question))
    parts = _parts(answer, references)
    vectors = embedder.embed(parts)
    reference_vectors = embedder.embed([*references, *(f"{question} {reference}" for reference in references)])
    rows = np.zeros((len(references), len(FEATURES)), np.float32)
    for index, reference in enumerate(references):
        cosines = (
            float((vectors @ reference_vectors[index]).max()),
            float((vectors @ reference_vectors[index + len(references)]).max()),
        )
        rows[index] = _row(question, answer, reference, answer_forms, question_forms, cosines)
    return rows


def _parts(answer: str, references: Sequence[str]) -> list[str]:
    """Return the first sentence and the one with most of the references' words; embedding all would add little."""
    sentences = [answer[low:high] for low, high in sentence_bounds(answer)] or [answer]
    reference_forms = {form for reference in references for form in forms(reference)}
    return list(
        dict.fromkeys((sentences[0], max(sentences, key=lambda sentence: len(reference_forms & set(forms(sentence))))))
    )


def _name_forms(text: str) -> set[str]:
    return {form for match in _NAME.finditer(text) for form in forms(match.group()) if not is_number(form)}


def _first_of(answer_forms: tuple[str, ...], wanted: set[str]) -> int:
    """Return the index of the first wanted form in the answer; its length if there is none."""
    return next((index for index, form in enumerate(answer_forms) if form in wanted), len(answer_forms))


def _row(
    question: str,
    answer: str,
    reference: str,
    answer_forms: tuple[str, ...],
    question_forms: set[str],
    cosines: tuple[float, float],
) -> Vector:
    reference_forms = forms(reference) or tuple(normalise_answer(reference).split())
    similarities = best_similarities(reference_forms, answer_forms)
    found = list(zip(reference_forms, similarities, strict=True))
    new = [value for form, value in found if form not in question_forms]
    numeric = [value for form, value in found if is_number(form)]
    names = _name_forms(reference)
    named = [value for form, value in found if form in names]
    asked_type = asked_answer_type(question)
    new_forms = [form for form in answer_forms if form not in question_forms]
    first = _first_of(answer_forms, set(reference_forms) - question_forms)
    contained = normalise_answer(reference) in normalise_answer(answer)
    values = {
        "held": contained,
        "held folded": contains_phrase(answer, reference),
        "held as text": _contains_run(reference_forms, answer_forms),
        "found": _mean(similarities),
        "found not asked": _mean(new or similarities),
        "last word found": similarities[-1] if similarities else 0.0,
        "first word found": similarities[0] if similarities else 0.0,
        "side by side": _together(reference_forms, answer_forms),
        "least found": min(similarities, default=0.0),
        "numbers found": _mean(numeric) if numeric else 0.0,
        "numbers missing": min(numeric) < 1 if numeric else 0.0,
        "names missing": max(named) < 0.9 if named else 0.0,
        "answer within": _mean(best_similarities(new_forms, reference_forms)),
        "answer is short": len(answer_forms) <= len(reference_forms) + 1,
        "token f1": token_f1(answer, reference),
        "likeness": cosines[0],
        "likeness with question": cosines[1],
        "answers with another": not contained and _has_other_candidate(asked_type, answer, question, reference_forms),
        "refused": bool(_REFUSAL.search(answer)),
        "reference words": np.log1p(len(reference_forms)),
        "answer words": np.log1p(len(answer_forms)),
        "acronym": _acronym(reference, answer),
        "found early": first < _MAX_EARLY_FORMS,
    }
    values |= {f"asks for a {kind}": asked_type == kind for kind in ("person", "time", "number", "place")}
    return np.array([values[name] for name in FEATURES], np.float32)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _contains_run(reference_forms: Sequence[str], answer_forms: Sequence[str]) -> bool:
    size = len(reference_forms)
    return any(
        tuple(answer_forms[start : start + size]) == tuple(reference_forms)
        for start in range(len(answer_forms) - size + 1)
    )


def _together(reference_forms: Sequence[str], answer_forms: Sequence[str]) -> float:
    """Return the largest share of the wanted forms within a window one and a half times as long."""
    size = max(2, round(1.5 * len(reference_forms)))
    matches = [
        max(
            (index for index, form in enumerate(reference_forms) if form_similarity(form, answer_form) >= 0.9),
            default=-1,
        )
        for answer_form in answer_forms
    ]
    best = 0
    for start in range(len(matches)):
        best = max(best, len(set(matches[start : start + size]) - {-1}))
    return best / len(reference_forms) if reference_forms else 0.0


def _has_other_candidate(kind: str, answer: str, question: str, reference_forms: Sequence[str]) -> bool:
    """Whether the answer has a span of the expected type that is neither in the question nor in the reference."""
    known = set(reference_forms) | set(forms(question))
    if kind not in ("time", "number", "person", "place"):
        return False
    spans = answer_spans(kind, answer)  # type: ignore[arg-type]
    return any(not set(forms(answer[low:high])) & known for low, high in spans)


def _acronym(reference: str, answer: str) -> bool:
    """Whether one contains the initials of the other: "FBR" and "Friedman Billings Ramsey"."""
    pairs = ((reference, answer), (answer, reference))
    return any(_initials(phrase) & set(re.findall(r"\b[A-Z]{2,6}\b", short)) for phrase, short in pairs)


def _initials(text: str) -> set[str]:
    runs = re.findall(r"(?:\b[A-Z][\w'’-]*\s+(?:of\s+|the\s+|and\s+|for\s+)?){1,6}[A-Z][\w'’-]*", text)
    return {"".join(word[0] for word in run.split() if word[0].isupper()) for run in runs}


def short_answer_judge() -> FittedJudge:
    """Load the fitted judge of short answers."""
    return load_judge("short_answers", FEATURES)


def correctness_likelihoods(
    question: str, answer: str, references: Sequence[str], embedder: Embedder
) -> tuple[float, ...]:
    """Return the probability that people call the answer right, 0..1, by each of the references."""
    rows = short_answer_features(question, answer, references, embedder)
    return tuple(float(likelihood) for likelihood in short_answer_judge()(rows))
