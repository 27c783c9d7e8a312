"""Answer a yes-or-no question: yes, no, or that it depends, from the sentence that comes closest.

Only two forms are sure enough. The sentence says what is asked or its negation, without a condition but an age that the
asker tells; or it says under what condition, and the asker has not told whether that is fulfilled. A small reader
cannot tell whether a situation fulfils a rule: of what it says of the even-numbered questions on rules, half is right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from pathlib import PurePath

from graph.text.negation import hints_at_negation
from graph.text.stemming import stems
from rag.answer.extractive.age_limits import compare_ages
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.obligations import asks_obligation
from rag.answer.extractive.plain_verdict import read_plain_verdict, refuses, shared_words
from rag.answer.extractive.read_sentences import ReadSentence, place_sentences, rank_sentences
from rag.answer.extractive.reversals import Place
from rag.answer.extractive.sentences import LIST_ITEM
from rag.answer.extractive.short_answer import ShortAnswer
from rag.answer.extractive.situation import AskedQuestion
from rag.answer.extractive.surroundings import heading_above

MIN_DEPENDS_COVERED = 0.5
"""The share of them that a condition must have to be one of what is asked."""

MOST_READ = 5
"""The best sentences among which one that sets no condition keeps the verdict open."""

MIN_SCORE = 1.0
"""The log-odds of answering from which a sentence may decide."""

PLAIN_CHANCE, DEPENDS_CHANCE = 0.87, 0.86
"""The chance of each form, set by hand: too few questions of the everyday sets have them for a fit."""

MIN_PLAIN_SCORE, MAX_BEHIND, MOST_DECIDING = -1.5, 2.5, 3
"""The log-odds from which a sentence may say yes or no, how far it may be behind the best, and how many may."""

_CIRCUMSTANCE = re.compile(r"\b(?:if|when|while|during|before|after|without)\b|\d", re.IGNORECASE)
_IF_WORDS = "if|unless|only|provided|except|depend(?:s|ing)?|in some|must be|as long as|subject to"
_IF = re.compile(rf"\b(?:{_IF_WORDS})\b", re.IGNORECASE)
_CONDITION = re.compile(
    rf"\b(?:{_IF_WORDS}|when|where|may be able|at least|either|one of|usually|might)\b|:\s*$", re.IGNORECASE
)
_ENTITLEMENT = re.compile(
    r"\b(?:can|could|may|must|do|should|will|would|am|are|is|does|need)\s+(?:i|we|my\s+\w+|our\s+\w+)\b", re.IGNORECASE
)


def choose_verdict(question: AskedQuestion, sentences: Sequence[ReadSentence]) -> ShortAnswer | None:
    """Return the verdict with the sentence that decides, and its chance of being right; None where none is sure."""
    ranked = rank_sentences(sentences)
    if not ranked or question.situation or hints_at_negation(question.asked):
        return None
    by_place = place_sentences(sentences)
    placed = [(one, _above(one.candidate, by_place)) for one in ranked[:MOST_READ]]
    depends = _depends(question.asked, placed) if ranked[0].score >= MIN_SCORE else None
    return depends or _choose_plain(question.asked, placed)


def _choose_plain(asked: str, placed: Sequence[tuple[ReadSentence, str]]) -> ShortAnswer | None:
    """Return what the first sentence says that says yes or no, if no other one says the opposite."""
    ranks = [one for one, _ in placed]
    said = [(_read(asked, one.candidate, heading), one) for one, heading in placed]
    deciding = next(((text, one) for text, one in said[:MOST_DECIDING] if text), None)
    if deciding is None or any(other and other != deciding[0] for other, _ in said):
        return None
    text, one = deciding
    before = [other.candidate.text for other, _ in placed[: ranks.index(one)]]
    if any(_sets_condition(asked, other) for other in before):
        return None
    several = len(shared_words(asked, one.candidate.text)) > 1
    least = max(MIN_PLAIN_SCORE if several else MIN_SCORE, placed[0][0].score - MAX_BEHIND)
    return ShortAnswer(text, one.candidate, PLAIN_CHANCE) if one.score >= least else None


def _read(asked: str, sentence: Candidate, heading: str) -> str:
    """Return what a sentence says to somebody of the age told; an item is read with a heading that denies all of it."""
    denying = [line for line in heading.splitlines() if refuses(asked, line)]
    if denying and not LIST_ITEM.match(sentence.text):
        return ""
    text = f"{denying[-1]}: {sentence.text}" if denying else sentence.text
    compared = compare_ages(asked, text)
    if compared is None:
        return read_plain_verdict(asked, text, heading)
    said = read_plain_verdict(compared.asked, compared.sentence, heading)
    if compared.within:
        return said
    return "No" if said == "Yes" and compared.least and not asks_obligation(asked) else ""


def _above(sentence: Candidate, by_place: Mapping[Place, Candidate]) -> str:
    """Return what stands above a sentence, with the name of its file."""
    return f"{PurePath(sentence.passage.source).stem}\n{heading_above(sentence, by_place)}"


def _depends(asked: str, placed: Sequence[tuple[ReadSentence, str]]) -> ShortAnswer | None:
    """Return that it depends, where the best sentence sets a condition that the asker has not told of."""
    best = placed[0][0].candidate
    wanted = set(stems(asked))
    covered = _share_covered(wanted, best.text)
    condition = _IF.search(best.text)
    if not condition or not _ENTITLEMENT.search(asked) or covered < MIN_DEPENDS_COVERED or refuses(asked, best.text):
        return None
    if asks_obligation(asked) and condition[0].casefold() == "must be":
        return None
    if _tells_circumstance(wanted, best.text, condition.start()) or _CIRCUMSTANCE.search(asked):
        return None
    plain = any(_sets_no_condition(wanted, covered, one.candidate.text) for one, _ in placed[1:])
    return None if plain else ShortAnswer("It depends", best, DEPENDS_CHANCE)


def _tells_circumstance(wanted: Set[str], text: str, start: int) -> bool:
    """Whether a condition that opens behind the statement has a word of the question that the statement has not."""
    said = set(stems(text[:start]))
    return bool(wanted & said) and bool(wanted & (set(stems(text[start:])) - said))


def _share_covered(asked: Set[str], text: str) -> float:
    return len(asked & set(stems(text))) / max(1, len(asked))


def _sets_condition(asked: str, text: str) -> bool:
    """Whether a sentence says much of what is asked, and under a condition."""
    return bool(_CONDITION.search(text)) and _share_covered(set(stems(asked)), text) >= MIN_DEPENDS_COVERED


def _sets_no_condition(asked: Set[str], covered: float, text: str) -> bool:
    """Whether a sentence says as much of what is asked, and under no condition."""
    return not _CONDITION.search(text) and _share_covered(asked, text) >= covered
