"""The short answers that a question may have, and the chance that each is right.

Candidates are the likeliest span of each of the best sentences and what the solver found. The bias is set so that, over
five sets each answered by weights fitted on the others, answers from .85 on are right that often
(`tests/tools/train_short_answers.py`); on a single set it may be less.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from graph.blocks import CELL_SEPARATOR
from graph.text.negation import hints_at_negation
from graph.text.stemming import stems
from graph.text.words import STOP_WORDS, words
from graph.types import Vector
from rag.answer.extractive.answer_type import NUMBER_WORD_PATTERN, asked_answer_type, has_answer_type
from rag.answer.extractive.conflicts import conflict_features
from rag.answer.extractive.definitions import asked_term, asks_for_definition, is_acronym
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.grounding import AnswerPlace, asks_who_is, ground_answer
from rag.answer.extractive.read_sentences import ReadSentence, place_sentences, rank_sentences
from rag.answer.extractive.reader import SpanPrediction
from rag.answer.extractive.scoring_model import sigmoid
from rag.answer.extractive.sentence_scoring import count_clauses, stem_names
from rag.answer.extractive.situation import AskedQuestion
from rag.answer.extractive.solve import Solution, current_short_answer
from rag.answer.extractive.surroundings import heading_above, names_of_columns
from rag.linear_model import LinearModel

SHORT_ANSWER_FILE = Path(__file__).with_name("short_answer.json")

MAX_READ_SPANS = 3
"""Sentences whose likeliest span is a candidate."""

MAX_SHORT_WORDS = 12
"""Words of a short answer; a longer one is read as evidence."""

SHORT_FEATURES = (
    "margin",
    "score",
    "lead",
    "fits",
    "any type",
    "solver agrees",
    "solver says otherwise",
    "solver confidence",
    "words",
    "empty words",
    "asked words",
    "situation",
    "row",
    "negated",
    "seen again",
    "from the solver",
    "covered",
    "names there",
    "number missing",
    "clauses",
    "bare number unasked",
)
_EMPTY = STOP_WORDS | frozenset(
    "everyone everybody anyone someone people person nothing anything all any yes no".split()
)
_ASKS_LIST = re.compile(r"^\s*(?:please\s+)?(?:list|name|enumerate|show|give|tell)\b.*\b(?:all|every)\b", re.IGNORECASE)
_BARE_NUMBER = re.compile(rf"[\d.,\s]+|(?:{NUMBER_WORD_PATTERN})", re.IGNORECASE)
_PERCENTAGE = re.compile(r"\b(?:what|which) (?:percentage|percent|share|proportion)\b|\bpercentage of\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper\s?cent|\bpercent|\bhalf\b|\bthird\b|\bquarter\b", re.IGNORECASE)
_MONEY = re.compile(r"\bhow much (?:money|does|do|did|will|would|is|are|can|should)\b", re.IGNORECASE)
_COST = re.compile(
    r"\bwhat (?:do|does|did|will|would) .*\bcosts?\b|\bwhat (?:is|was) the (?:price|cost)\b", re.IGNORECASE
)
_PRICE = re.compile(
    rf"\d|\b(?:{NUMBER_WORD_PATTERN})\b|(?<![\w-])(?:free|nothing|none|gratis|included)\b", re.IGNORECASE
)
_MEASURES = (
    "lit|met|kilo|centi|milli|mega|giga|mile|feet|foot|inch|yard|hour|minute|second|day|week|month|year|ton|gram|pound|"
    "ounce|gallon|point|percent|billion|acre|hectare|degree|watt|volt|amp|byte|euro|dollar"
)
_COUNT = re.compile(rf"\bhow many (?!(?:\w+\s)?(?:{_MEASURES}))", re.IGNORECASE)
"""Asks for a number of things, which is whole; that of units may have decimals."""

_POINTS_BELOW = re.compile(
    r"(?:(?:any|one|all|each|some)(?: or more)? of )?the following(?: \w+)?|as follows"
    r"|(?:as )?(?:set out |listed )?below",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"\d+\.\d{1,2}(?:\.\d+)*")
_MAX_LOGIT = 12.0


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """A short answer with the sentence that holds it, and the chance (0 to 1) that it is right."""

    text: str
    candidate: Candidate
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class ShortCandidate:
    """A candidate with its features."""

    text: str
    candidate: Candidate
    features: Vector


def find_candidates(
    question: AskedQuestion, sentences: Sequence[ReadSentence], solved: Solution
) -> list[ShortCandidate]:
    """Return the candidates with their features; none where the answer is a reason."""
    kind = asked_answer_type(question.asked)
    if kind == "reason" or not sentences:
        return []
    best = rank_sentences(sentences)[:MAX_READ_SPANS]
    read = [(current_short_answer(question.asked, s.candidate.text, _inside(s)), s) for s in best]
    by_place = place_sentences(sentences)
    found = [
        (close_brackets(grounded), s.candidate, s, 0.0)
        for text, s in read
        if text and (grounded := _ground(question, text, s.candidate, by_place))
    ]
    if solved.short and solved.quotes:
        quote = solved.quotes[solved.place]
        same = next((s for s in sentences if s.candidate.passage.id == quote.passage.id and _holds(s, quote)), best[0])
        if text := solved.short if solved.stepwise else _ground(question, solved.short, quote, by_place):
            found.append((text, quote, same, 1.0))
    texts = [text for text, *_ in found]
    return [
        ShortCandidate(text, candidate, _features(question, (text, s, solver), best, solved, texts))
        for text, candidate, s, solver in found
        if len(text.split()) <= MAX_SHORT_WORDS
        and may_answer(question.asked, text)
        and not is_beside_asked(question.asked, text, candidate.text)
        and not introduces(text, candidate.text)
    ]


def choose_answer(candidates: Sequence[ShortCandidate], model: LinearModel) -> ShortAnswer | None:
    """Return the likeliest candidate; None without one."""
    if not candidates:
        return None
    chances = [sigmoid(float(model.score(candidate.features[None])[0])) for candidate in candidates]
    best = int(np.argmax(chances))
    return ShortAnswer(candidates[best].text, candidates[best].candidate, chances[best])


def may_answer(asked: str, text: str) -> bool:
    """Whether a text has the form that is asked for, and says something that the question does not."""
    if not may_be_short(asked, text):
        return False
    if _PERCENTAGE.search(asked) and not _PERCENT.search(text):
        return False
    if _MONEY.search(asked) and not any(letter.isdigit() for letter in text):
        return False
    if _COST.search(asked) and not _PRICE.search(text):
        return False
    if _COUNT.search(asked) and _DECIMAL.fullmatch(text.strip()):
        return False
    said = words(text)
    return bool(said) and not set(said) <= set(words(asked))


def may_be_short(asked: str, text: str) -> bool:
    """Whether a few words answer a question, and these do more than point to what follows.

    What something is or who somebody is takes a sentence, and all of something a list.
    """
    if asks_for_definition(asked) or asks_for_all(asked) or asks_who_is(asked) or _POINTS_BELOW.fullmatch(text.strip()):
        return False
    term = asked_term(asked)
    return not is_acronym(term) or _explains(term, text)


def _explains(acronym: str, text: str) -> bool:
    """Whether a text may be what an acronym stands for, or its value."""
    initials = iter("".join(word[0] for word in re.findall(r"[^\W_]+", text)).upper())
    return any(map(str.isdigit, text)) or all(letter in initials for letter in acronym if letter.isalpha())


def asks_for_all(asked: str) -> bool:
    """Whether a question asks to list all of something."""
    return bool(_ASKS_LIST.search(asked))


def is_beside_asked(asked: str, text: str, sentence: str) -> bool:
    """Whether all that the sentence says of an answer is that it stands beside what is asked, as in "the Deputy and the
    Director" for who the director is."""
    own = set(stems(asked)) - set(stems(text))
    joined = rf"{re.escape(text)}\s+(?:and|or|&)\s+(?:the\s+|an?\s+)?([\w-]+)"
    places = list(re.finditer(rf"\b{re.escape(text)}\b", sentence))
    return bool(places) and all(
        (beside := re.compile(joined).match(sentence, place.start())) is not None and bool(own & set(stems(beside[1])))
        for place in places
    )


def introduces(text: str, sentence: str) -> bool:
    """Whether an answer is the end of a sentence that announces what follows it: "for two purposes:"."""
    return re.sub(r"[\s*_]+$", "", sentence).endswith(f"{text}:")


def close_brackets(text: str) -> str:
    """Cut a text before a bracket that it opens and does not close, or closes and does not open."""
    opened, closed = text.find("("), text.find(")")
    if opened >= 0 and closed < 0:
        return text[:opened].rstrip(" ,;")
    if closed >= 0 and not 0 <= opened < closed:
        return text[:closed].rstrip(" ,;")
    return text


@lru_cache(maxsize=1)
def load_short_model() -> LinearModel:
    """Return the shipped weights of the chance."""
    return LinearModel.load(SHORT_ANSWER_FILE, "short", SHORT_FEATURES)


def _ground(
    question: AskedQuestion, text: str, candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]
) -> str | None:
    """Return the short answer that the sentence gives to what is asked; None if it gives none."""
    start = candidate.text.find(text)
    if start < 0:
        return text
    columns = names_of_columns(candidate, by_place) if CELL_SEPARATOR in candidate.text else ""
    heading, around = heading_above(candidate, by_place), candidate.passage.text
    place = AnswerPlace(candidate.text, start, start + len(text), heading, columns, around, question.situation)
    return ground_answer(question.asked, place)


def _inside(sentence: ReadSentence) -> SpanPrediction:
    span, start = sentence.reading.span, sentence.candidate.start
    return replace(span, start=span.start - start, end=span.end - start)


def _holds(sentence: ReadSentence, quote: Candidate) -> bool:
    return sentence.candidate.start <= quote.start < sentence.candidate.end


def _features(
    question: AskedQuestion,
    item: tuple[str, ReadSentence, float],
    best: Sequence[ReadSentence],
    solved: Solution,
    texts: Sequence[str],
) -> Vector:
    text, sentence, solver = item
    kind = asked_answer_type(question.asked)
    said, asked = text.casefold().split(), set(stems(question.text))
    own = set(stems(text))
    others = [other.score for other in best if other is not sentence]
    agrees = bool(solved.short) and _alike(text, solved.short)
    body, passage = sentence.candidate.text, sentence.candidate.passage
    there = set(stems(f"{body} {passage.heading}"))
    names = stem_names(question.asked)
    values = {
        "margin": float(np.clip(sentence.reading.span.margin, -_MAX_LOGIT, _MAX_LOGIT)),
        "score": float(np.clip(sentence.score, -_MAX_LOGIT, _MAX_LOGIT)),
        "lead": float(np.clip(sentence.score - max(others), -6, 6)) if others else 6.0,
        "fits": float(kind != "any" and has_answer_type(kind, text)),
        "any type": float(kind == "any"),
        "solver agrees": float(agrees),
        "solver says otherwise": float(bool(solved.short) and not agrees),
        "solver confidence": solved.confidence,
        "words": float(np.log1p(len(said))),
        "empty words": sum(word.strip(".,") in _EMPTY for word in said) / max(1, len(said)),
        "asked words": len(own & asked) / max(1, len(own)),
        "situation": float(bool(question.situation)),
        "row": float(CELL_SEPARATOR in body),
        "negated": float(hints_at_negation(body) != hints_at_negation(question.asked)),
        "seen again": float(sum(_alike(text, other) for other in texts) > 1),
        "from the solver": solver,
        "covered": len(asked & there) / max(1, len(asked)),
        "names there": len(names & there) / len(names) if names else 1.0,
        "number missing": conflict_features(question.asked, body, passage)[1],
        "clauses": float(count_clauses(question.asked)),
        "bare number unasked": float(kind not in ("number", "time") and bool(_BARE_NUMBER.fullmatch(text))),
    }
    return np.array([values[name] for name in SHORT_FEATURES], np.float64)


def _alike(one: str, other: str) -> bool:
    """Whether two answers have the same words."""
    return words(one) == words(other) if words(one) else one.casefold() == other.casefold()
