"""Find what an answer puts in the place of a value or a name of a long reference, in a sentence otherwise the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.judges.forms import LEADING_PATTERN, form_similarity, forms, is_number
from evals.judges.name_agreement import is_name
from evals.judges.sentences import sentences
from evals.judges.value_reading import read_values
from evals.judges.values import Value, comparable, same_value
from graph.text.names import INNER_LATIN_NAME
from rag.embed.protocol import Embedder

MIN_SHARED_WORDS = 0.65
"""Minimum share of the words of a reference's sentence in a sentence that says the same."""

SAME_WORD = 0.9
_COMPARING = frozenset(
    "less fewer lower under below more greater higher over above about around least most "
    "called named known titled".split()
)
"""Words whose sense is that of the number after them, and those that bring in a name."""
_MARKS = ".,;:!?()\"'“”‘’"
MAX_PHRASE_WORDS = 6
"""The most words of a reference that is compared word by word."""
SAME_MEANING = 0.8
"""Cosine of two words that mean nearly the same: lawyer and attorney, doctor and physician."""
MIN_LOST_WORDS = 2
"""Words of a reference that a claim lacks from which others stand in their place; one may be said in another word."""
_NAME = re.compile(INNER_LATIN_NAME)
_EXCEPTION = re.compile(
    r"\b(?:except(?:ing)?(?:\s+for)?|excluding|excluded|other\s+than|apart\s+from|but\s+not|unless)\b\s*([^.,;]*)",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"[^\W\d_]+")


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


def find_other_words(question: str, reference: str, claim: str) -> str:
    """Return what a short claim says in the place of the words around a value: cash, where a transfer is right.

    Empty unless several words of the reference are missing and there are others.
    """
    known = forms(question)
    values = [form for form in forms(reference) if is_number(form)]
    lost = [form for form in forms(reference) if not is_number(form) and _is_new(form, (*forms(claim), *known))]
    own = [form for form in forms(claim) if not is_number(form) and _is_new(form, (*forms(reference), *known))]
    return " ".join(own) if values and len(lost) >= MIN_LOST_WORDS and own else ""


def find_replaced_word(question: str, reference: str, claim: str, embedder: Embedder) -> str:
    """Return the words of a claim that are those of a short reference but for one, which means something else.

    "The audit committee" is not the finance committee, and "autumn 1987" not spring 1987. Names are not compared here.
    """
    wanted = LEADING_PATTERN.sub("", reference).split()
    if not 2 <= len(wanted) <= MAX_PHRASE_WORDS or is_name(reference):
        return ""
    wanted, said = _without_articles(wanted), _without_articles(claim.split())
    for start in range(len(said) - len(wanted) + 1):
        window = said[start : start + len(wanted)]
        other = [(one, own) for one, own in zip(wanted, window, strict=True) if one.casefold() != own.casefold()]
        if len(other) == 1 and _is_other(*other[0], question, reference, claim):
            one, own = embedder.embed([word.casefold() for word in other[0]])
            if float(one @ own) < SAME_MEANING:
                return " ".join(window)
    return ""


def _without_articles(tokens: Sequence[str]) -> list[str]:
    plain = (token.strip(_MARKS) for token in tokens)
    return [token for token in plain if token and token not in ("a", "an", "the")]


def _is_other(one: str, own: str, question: str, reference: str, claim: str) -> bool:
    """Whether a word of the reference is nowhere in the claim, and the one in its place is new; numbers are values."""
    if {one.casefold(), own.casefold()} & _COMPARING or one.startswith(own[:3]) or own.startswith(one[:3]):
        return False
    plain = _PLAIN_WORD.fullmatch(one) and _PLAIN_WORD.fullmatch(own) and forms(one) and forms(own)
    if not plain or is_number(forms(one)[0]) or is_number(forms(own)[0]):
        return False
    rest = [form for form in forms(reference) if form not in forms(one)]
    shared = any(form in forms(claim) for form in rest)
    return (
        shared
        and _is_new(one, (*forms(claim), *forms(question)))
        and _is_new(own, (*forms(reference), *forms(question)))
    )


def find_lost_exception(reference: str, claim: str) -> str:
    """Return what a reference excepts and a claim neither names nor excepts: on all items, where books are not."""
    match = _EXCEPTION.search(reference)
    if match is None or _EXCEPTION.search(claim) or not forms(match[1]):
        return ""
    return match.group().strip() if all(_is_new(form, forms(claim)) for form in forms(match[1])) else ""
