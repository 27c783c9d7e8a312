"""Which of several sentences holds for the situation that a question tells, where their amounts, lengths or times
differ.

"I am still in the trial period. What is my notice?": of "During the trial period the notice is one week" and "After the
trial period the notice is two months" the first. A candidate is dropped if another sentence as close to the question
has another value and fits the situation better, or as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from graph.text.stemming import stems
from rag.answer.extractive.case_fit import CaseFit
from rag.answer.extractive.evidence import Candidate, word_rarity
from rag.answer.extractive.quantities import Quantity, find_quantities
from rag.answer.extractive.read_sentences import ReadSentence, rank_sentences
from rag.answer.extractive.short_answer import ShortCandidate
from rag.answer.extractive.situation import AskedQuestion, split_clause
from rag.answer.extractive.superseded import asks_past

MAX_RIVALS = 12
"""The best sentences that are compared."""

MIN_CLOSE = 0.8
"""The share of what a sentence covers of question and situation from which another one is as close."""

MIN_FIT = 0.4
"""The share of the situation that a sentence must have to be chosen by it."""

MAX_APART = 3
"""Sentences between two of a passage that speak of cases of one thing."""

PART_WEIGHT = 2.0
"""What all words of the part that a follow-up asks about count for the log-odds of answering."""

_DATED = re.compile(
    r"\b(?:until|formerly|previously|originally|used to|now|since|instead|was|were|had)\b", re.IGNORECASE
)


def favour_fitting(question: AskedQuestion, sentences: Sequence[ReadSentence], part: str = "") -> list[ReadSentence]:
    """Return the sentences with the scores of those raised that fit the situation by its events, ages or lengths, or
    that have the words of the part that a follow-up asks about."""
    fit, wanted = _fit(split_clause(question), sentences), set(stems(part))

    def favour(text: str) -> float:
        shared = len(wanted.intersection(stems(text))) / len(wanted) if wanted else 0.0
        return fit.favour(text) + PART_WEIGHT * shared

    return [replace(one, score=one.score + favour(one.candidate.text)) for one in sentences]


def keep_fitting(
    question: AskedQuestion, found: Sequence[ShortCandidate], sentences: Sequence[ReadSentence]
) -> list[ShortCandidate]:
    """Return the candidates that no other sentence gainsays with a value for another case."""
    if not found or asks_past(question.asked):
        return list(found)
    parted = split_clause(question)
    ranked = [one.candidate for one in rank_sentences(sentences)[:MAX_RIVALS]]
    fit = _fit(parted, sentences)
    return [one for one in found if not _is_gainsaid(bool(parted.situation), one, ranked, fit)]


def _fit(question: AskedQuestion, sentences: Sequence[ReadSentence]) -> CaseFit:
    said = [set(stems(sentence.candidate.text)) for sentence in sentences]
    return CaseFit(question, word_rarity(said), math.log1p(len(said)) + 1)


def _is_gainsaid(situated: bool, one: ShortCandidate, ranked: Sequence[Candidate], fit: CaseFit) -> bool:
    """Whether another sentence gives another value, for a case that is as likely the asker's."""
    own, text = _own_quantity(one), one.candidate.text
    if own is None or _DATED.search(text):
        return False
    rivals = [other for other in ranked if _is_rival(one, own, other)]
    asked, least = fit.asked(text), MIN_CLOSE * fit.weight(text)
    if not situated:
        near = [other for other in rivals if _is_near(one.candidate, other)]
        return any(asked and asked <= fit.asked(other.text) for other in near)
    close = [other for other in rivals if fit.weight(other.text) >= least or asked <= fit.asked(other.text)]
    share = fit.share(text)
    unfit = share < MIN_FIT and not fit.favour(text) > 0
    return bool(close) and (unfit or any(fit.share(other.text) >= share for other in close))


def _own_quantity(one: ShortCandidate) -> Quantity | None:
    """Return the quantity of its sentence that a candidate gives."""
    start = one.candidate.text.find(one.text)
    bounds = start, start + len(one.text)
    return next((found for found in find_quantities(one.candidate.text) if start >= 0 and found.meets(bounds)), None)


def _is_rival(one: ShortCandidate, own: Quantity, other: Candidate) -> bool:
    """Whether a sentence gives values of the same measure, and not this one."""
    text = one.candidate.text[own.start : own.end].casefold()
    found = [quantity for quantity in find_quantities(other.text) if quantity.measure == own.measure]
    values = [other.text[quantity.start : quantity.end].casefold() for quantity in found]
    return bool(values) and text not in values and not _DATED.search(other.text)


def _is_near(one: Candidate, other: Candidate) -> bool:
    return one.passage.id == other.passage.id and abs(one.place - other.place) <= MAX_APART
