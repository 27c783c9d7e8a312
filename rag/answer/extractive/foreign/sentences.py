"""How far the sentences of passages say the words of a question in a declared language."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath

from graph.idf import idf
from graph.text.languages.matching import (
    ASKED_HEAD,
    HEAD,
    MIN_PART_CHARS,
    MODIFIER,
    SAME,
    content_words,
    match_any,
    match_words,
)
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.answer.extractive.foreign.values import find_values
from rag.answer.extractive.passage_reader import SentenceReading
from rag.answer.extractive.read_sentences import ReadSentence
from rag.answer.extractive.reader import SpanPrediction
from rag.answer.extractive.surroundings import headings_above, is_heading, is_row, names_of_columns

ABOVE, BEFORE = 0.75, 0.55
"""What a word of the question counts that stands in a heading above a sentence, and in the sentence before it."""

MIN_SAID = 0.5
"""How far a word must match to be said at all."""

SCORE_SPREAD, MIDDLE = 9.0, 0.55
"""How much the score of a sentence rises with the share of the question that it says, and the share that scores 0."""

VALUE_BONUS, DEFINITION_BONUS, HEADING_PENALTY = 1.0, 3.0, 2.7
"""What a sentence gains that holds what is asked for, and what a heading loses."""

RANK_PENALTY = 0.3
"""How much the score falls with the logarithm of the passage's rank."""

MAX_BESIDE_TERM = 1
"""Words that say something beside the term of a definition before its verb."""


@dataclass(frozen=True, slots=True)
class ForeignSentence:
    """A sentence with what it says of each word of a question, from 0 to 1: itself, and with what stands around it."""

    candidate: Candidate
    own: tuple[float, ...]
    shares: tuple[float, ...]
    covered: float
    score: float

    @property
    def says_all(self) -> bool:
        """Whether every word of the question is said here or above, and one at least here."""
        return self.is_covered and max(self.own) >= MIN_SAID

    @property
    def is_covered(self) -> bool:
        """Whether every word of the question is said here or above."""
        return bool(self.shares) and min(self.shares) >= MIN_SAID

    @property
    def is_headed(self) -> bool:
        """Whether what stands above the sentence says the whole question, and the sentence nothing of it."""
        return bool(self.shares) and min(self.shares) >= ABOVE * SAME and max(self.own) < MIN_SAID

    @property
    def own_covered(self) -> float:
        """The mean share of the question's words that the sentence says itself."""
        return sum(self.own) / max(1, len(self.own))

    @property
    def read(self) -> ReadSentence:
        """The sentence as evidence is chosen from it."""
        nothing = SpanPrediction(self.candidate.start, self.candidate.start, -math.inf)
        return ReadSentence(self.candidate, SentenceReading(self.score, nothing), self.score)


def read_foreign_sentences(question: ForeignQuestion, passages: Sequence[Passage]) -> list[ForeignSentence]:
    """Return every sentence of the passages, in order, as read for the question."""
    every = candidates(passages)
    by_place = {(one.rank, one.place): one for one in every}
    found = [
        (candidate, *_read_shares(question, _with_columns(candidate, by_place), above, before))
        for _, group in groupby(every, key=lambda one: one.rank)
        for candidate, above, before in _with_surroundings(list(group))
    ]
    holding = [sum(own[place] >= MIN_SAID for _, own, _ in found) for place in range(len(question.words))]
    rarity = idf(max(1, len(found)), holding, least=0.5).tolist() if holding else []
    sentences: list[ForeignSentence] = []
    for candidate, own, shares in found:
        covered = sum(map(math.prod, zip(rarity, shares, strict=True))) / max(1e-9, sum(rarity))
        sentences.append(ForeignSentence(candidate, own, shares, covered, _score(question, candidate, covered)))
    return sentences


def _with_columns(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> str:
    """Return a sentence, a row with the names of its columns."""
    return f"{candidate.text}\n{names_of_columns(candidate, by_place)}" if is_row(candidate) else candidate.text


def _with_surroundings(group: list[Candidate]) -> list[tuple[Candidate, str, str]]:
    """Return the sentences of a passage, each with what stands above it and with the sentence before it."""
    headed = headings_above(group)
    name = PurePath(group[0].passage.source).stem.replace("_", " ")
    texts = ["", *(candidate.text for candidate in group)]
    return [
        (candidate, f"{name}\n{above}", before) for candidate, above, before in zip(group, headed, texts, strict=False)
    ]


def _read_shares(
    question: ForeignQuestion, text: str, above: str, before: str
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return what a sentence says of each word of the question, itself and with what stands around it."""
    language = question.language
    said, headed = content_words(text, language), content_words(above, language)
    spoken = content_words(before, language)
    own, shares = [], []
    for word in question.words:
        here, heading = _say(word, said, question), match_any(word, headed, language)
        if 0 < here < MIN_SAID and heading >= HEAD:
            here = HEAD  # "Ruhe" below the heading "Ruhezeiten"
        apart = _say_apart(word, said, headed, question) if here == ASKED_HEAD else 0.0
        own.append(here)
        shares.append(max(here, apart, ABOVE * heading, BEFORE * match_any(word, spoken, language)))
    return tuple(own), tuple(shares)


def _say(word: str, said: Sequence[str], question: ForeignQuestion) -> float:
    """Return how far words say one of the question; one that begins a compound of what is asked is said wholly, as the
    admission in an "Aufnahmegebühr" is where a price is asked."""
    share = match_any(word, said, question.language)
    if share != MODIFIER:
        return share
    inflection = question.language.inflection
    begun = [one for one in said if match_words(word, one, inflection) == MODIFIER]
    asked = any(match_words(implied, one, inflection) == HEAD for one in begun for implied in question.implied)
    return SAME if asked else share


def _say_apart(word: str, said: Sequence[str], headed: Sequence[str], question: ForeignQuestion) -> float:
    """Return how far a compound is said whose last part stands in the sentence, where a word above it begins as it
    does: "Kaution" below "Mietvertrag" for "Mietkaution"."""
    first = word[:MIN_PART_CHARS]
    begun = [first] if any(other.startswith(first) for other in headed) else []
    return match_any(word, [*said, *begun], question.language)


def _score(question: ForeignQuestion, candidate: Candidate, covered: float) -> float:
    score = SCORE_SPREAD * (covered - MIDDLE) - RANK_PENALTY * math.log1p(candidate.rank)
    if find_values(question, candidate.text):
        score += VALUE_BONUS
    if question.kind == "definition" and defines(question, candidate.text):
        score += DEFINITION_BONUS
    return score - HEADING_PENALTY * is_heading(candidate)


def defines(question: ForeignQuestion, text: str) -> bool:
    """Whether a sentence says what the term of a question is: it stands almost alone before the verb that defines."""
    match = re.search(rf"\b{question.language.rules.defines}\b", text, re.IGNORECASE)
    if match is None or not question.words:
        return False
    before = content_words(text[: match.start()], question.language)
    said = all(match_any(word, before, question.language) >= SAME for word in question.words)
    return said and len(before) <= len(question.words) + MAX_BESIDE_TERM
