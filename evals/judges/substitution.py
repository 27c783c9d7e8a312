"""Find what an answer puts in the place of a value or a name of a long reference, in a sentence otherwise the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.judges.forms import form_similarity, forms, is_number
from evals.judges.sentences import sentences
from evals.judges.value_reading import read_values
from evals.judges.values import Value, comparable, same_value
from graph.text.names import INNER_LATIN_NAME

MIN_SHARED_WORDS = 0.65
"""Minimum share of the words of a reference's sentence in a sentence that says the same."""

SAME_WORD = 0.9
_NAME = re.compile(INNER_LATIN_NAME)


def find_substitution(question: str, reference: str, answer: str) -> str:
    """Return what the answer says instead of what, in words; empty if it replaces nothing.

    Only what is nowhere in the answer can be replaced, and only by what is nowhere in the reference or question.
    """
    answer_sentences = sentences(answer)
    if not answer_sentences:
        return ""
    given, known = read_values(answer), (*read_values(reference), *read_values(question))
    for sentence in sentences(reference):
        said = _same_sentence(sentence, answer_sentences)
        if said and (
            found := _replaced_value(sentence, said, given, known)
            or _replaced_name(sentence, said, reference, question, answer)
        ):
            return found
    return ""


def _same_sentence(sentence: str, others: Sequence[str]) -> str:
    """Return the sentence with most of another one's words; empty if none has enough."""
    wanted = frozenset(form for form in forms(sentence) if not is_number(form))
    best = max(others, key=lambda other: len(wanted & frozenset(forms(other))))
    return best if wanted and len(wanted & frozenset(forms(best))) >= MIN_SHARED_WORDS * len(wanted) else ""


def _replaced_value(sentence: str, said: str, given: Sequence[Value], known: Sequence[Value]) -> str:
    rivals = [value for value in read_values(said) if not _among(value, known)]
    for value in read_values(sentence):
        if any(same_value(value, other) for other in given):
            continue
        if rival := next((one for one in rivals if comparable(value, one)), None):
            return f"{said[rival.start : rival.end]}, not {sentence[value.start : value.end]}"
    return ""


def _among(value: Value, known: Sequence[Value]) -> bool:
    return any(same_value(value, other) or same_value(other, value) for other in known)


def _replaced_name(sentence: str, said: str, reference: str, question: str, answer: str) -> str:
    """Return a name of the sentence that another one replaces: at its place, between the same words."""
    known = (*forms(reference), *forms(question))
    own = [name for name in _names(said) if _is_new(name, known)]
    lost = [name for name in _names(sentence) if _is_new(name, forms(answer))]
    return f"{own[0]}, not {lost[0]}" if own and lost else ""


def _names(text: str) -> list[str]:
    return [match.group() for match in _NAME.finditer(text)]


def _is_new(name: str, known: Sequence[str]) -> bool:
    parts = forms(name)
    return bool(parts) and all(
        max((form_similarity(part, other) for other in known), default=0.0) < SAME_WORD for part in parts
    )
