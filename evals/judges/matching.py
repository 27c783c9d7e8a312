"""Lexical matching of an answer and a reference.

Normalisation, exact match and token F1 are SQuAD's (P. Rajpurkar et al., 2016, the official evaluation).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence, Set

from graph.text.combining_marks import limit_marks
from graph.text.negation import NOT_PATTERN
from graph.text.numbers import CARDINALS
from graph.text.words import words

ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)
NUMBERS = {name: str(value) for value, name in enumerate(CARDINALS[:13])}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def normalise_answer(text: str) -> str:
    """Lower-case the text, and remove punctuation, articles and extra white space."""
    return " ".join(ARTICLES.sub(" ", text.lower().translate(PUNCTUATION)).split())


def exact_match(answer: str, reference: str) -> float:
    """Return 1 if both are equal after normalisation, else 0."""
    return float(normalise_answer(answer) == normalise_answer(reference))


def token_f1(answer: str, reference: str) -> float:
    """Return the harmonic mean of token precision and recall; 1 if both texts are empty, 0 if only one is."""
    given, wanted = normalise_answer(answer).split(), normalise_answer(reference).split()
    if not given or not wanted:
        return float(given == wanted)
    shared = sum((Counter(given) & Counter(wanted)).values())
    return 2 * shared / (len(given) + len(wanted))


def coverage(needed: Sequence[str], given: Set[str]) -> float:
    """Return the share of the needed words that are given; 0 if none are needed."""
    return sum(word in given for word in needed) / len(needed) if needed else 0.0


def extract_numbers(text: str) -> set[str]:
    """Return the numbers of a text as digits without thousands separators: 1,200 and 1200 are the same."""
    plain = unicodedata.normalize("NFKC", limit_marks(text))
    found = {re.sub(r"[,](?=\d{3}\b)", "", number) for number in NUMBER.findall(plain)}
    return found | {NUMBERS[word] for word in re.findall(r"[a-z]+", plain.lower()) if word in NUMBERS}


def contains_phrase(answer: str, reference: str) -> bool:
    """Whether the answer contains the reference's words contiguously and in order."""
    wanted, given = _folded(reference), _folded(answer)
    if not wanted:
        return False
    return any(given[start : start + len(wanted)] == wanted for start in range(len(given) - len(wanted) + 1))


def denies_phrase(answer: str, reference: str) -> bool:
    """Whether every occurrence of the reference in the answer is closely preceded by "not" or a similar word."""
    held = re.escape(reference.strip().rstrip("."))
    denied = rf"{NOT_PATTERN}(?!\s+(?:only|just|until)\b)(?:\s+(?!until\b)[\w'’-]+){{0,2}}\s+{held}"
    found = len(re.findall(held, answer, re.IGNORECASE))
    return found > 0 and len(re.findall(denied, answer, re.IGNORECASE)) == found


def _folded(text: str) -> list[str]:
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return [NUMBERS.get(word, word) for word in words(plain)] or normalise_answer(plain).split()
