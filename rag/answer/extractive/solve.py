"""Answer a question from passages: directly, or by first answering what it only describes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.text.dates import Day
from graph.text.words import words
from graph.types import Passage
from rag.answer.extractive.answer_type import answer_spans, asked_answer_type
from rag.answer.extractive.compare import Comparison, asks_degree, parse_comparison, parse_options
from rag.answer.extractive.decomposition import Description, find_candidate_names, find_descriptions
from rag.answer.extractive.evidence import Candidate, find_antecedent, resolve_subject
from rag.answer.extractive.fields import asked_field, contains_field_words, lacks_field
from rag.answer.extractive.reader import Reader, SpanPrediction
from rag.answer.extractive.rewrite import rewrite_question
from rag.answer.extractive.scoring_model import ScoringModel, sigmoid
from rag.answer.extractive.sentence_scoring import (
    ScoredSentence,
    ScoredSentences,
    SentenceFeatures,
    embed_sentences,
    features_of_question,
    read_after,
    score_sentences,
)
from rag.answer.extractive.structure import only_repeats
from rag.answer.extractive.superseded import current_bounds, current_value
from rag.embed.protocol import Embedder

ENOUGH_EVIDENCE_SHARE = 0.8
"""Sentences are quoted until their shares of the evidence add up to this."""

MIN_RECORD_SHARE = 0.5
"""The fraction of the best sentence's share from which a record counts as the one in question."""

MIN_QUOTED_SHARE = 0.1
"""Minimum share of the evidence at which a second or third sentence is quoted."""

MAX_DECOMPOSITION_DEPTH = 2
"""Maximum nesting of descriptions."""

MIN_STEP_LIKELIHOOD = 0.2
"""Minimum likelihood of a description's answer at which it is substituted into the question."""

MAX_EXTENDED_QUOTE_CHARS = 400
"""Maximum code points of a quote together with the sentence that names its subject."""

MAX_SUBQUESTIONS = 16
"""Maximum sub-questions of one question, to bound the time."""

MAX_CARRIER_SENTENCES = 3
"""The number of sentences in which names for a description are looked for."""

_LIFE = re.compile(r"\b(?:born|dies?|died)\b", re.IGNORECASE)
_END = re.compile(r"\b(?:dies?|died)\b", re.IGNORECASE)
_WORD_LEFT = re.compile(r"(?:\w|(?<=\d)[.,:](?=\d)|(?<=\w)['’-](?=\w))*\Z")
_WORD_RIGHT = re.compile(r"(?:\w|(?<=\d)[.,:](?=\d)|(?<=\w)['’-](?=\w))*")


@dataclass(frozen=True, slots=True)
class Solution:
    """How likely a solution is right, the sentences to quote, the short answer, its quote, and if it takes steps."""

    confidence: float = 0.0
    quotes: tuple[Candidate, ...] = ()
    short: str = ""
    place: int = 0
    stepwise: bool = False


NO_SOLUTION = Solution()


class Solver:
    """Answers questions from the same passages, which are embedded once."""

    def __init__(self, embedder: Embedder, judge: ScoringModel, reader: Reader, passages: Sequence[Passage]) -> None:
        self._embedder = embedder
        self._judge = judge
        self._reader = reader
        self.prepared = embed_sentences(passages, embedder)
        self._known: dict[tuple[str, frozenset[Candidate]], Solution] = {}
        self._limit = MAX_SUBQUESTIONS

    def __call__(
        self, question: str, depth: int = MAX_DECOMPOSITION_DEPTH, without: frozenset[Candidate] = frozenset()
    ) -> Solution:
        """Return the more likely of the direct and the stepwise answer; the sentences of `without` are not used."""
        question = rewrite_question(question)
        comparison = parse_comparison(question) if depth else None
        comparison_solution = self._compared(comparison, depth) if comparison else NO_SOLUTION
        if comparison_solution.quotes:
            return comparison_solution
        answered = self._asked(question, depth, without)
        names = parse_options(question)
        if comparison or (names and asks_degree(question)):
            return replace(answered, short="", place=0)
        return self._named(answered, names) if names and answered.quotes else answered

    def _named(self, solved: Solution, names: tuple[str, str]) -> Solution:
        """Use as the short answer the one of two names that the first quote mentions, if it mentions only one."""
        quote = solved.quotes[0]
        candidates = self.prepared.candidates
        antecedent = candidates[find_antecedent(candidates, candidates.index(quote))]
        texts = [set(words(text)) for text in (quote.passage.heading, antecedent.text, quote.text)]
        mentioned = [name for name in names if any(set(words(name)) <= text for text in texts)]
        return replace(solved, short=mentioned[0] if len(mentioned) == 1 else "", place=0, stepwise=True)

    def _compared(self, comparison: Comparison, depth: int) -> Solution:
        """Return the name whose date is the earlier or the later; nothing unless both dates are found."""
        dated_solutions = []
        for name, question in zip(comparison.names, comparison.asked, strict=True):
            self._limit = len(self._known) + MAX_SUBQUESTIONS
            solution = self._asked(question, depth, frozenset())
            dated = self._dated(solution, name, comparison) if solution.confidence >= MIN_STEP_LIKELIHOOD else None
            if dated is None:
                return NO_SOLUTION
            dated_solutions.append((solution.confidence, *dated))
        (first_confidence, first, first_quotes), (second_confidence, second, second_quotes) = dated_solutions
        index = comparison.chosen(first, second)
        confidence = (first_confidence * second_confidence) ** 0.5
        if index is None or confidence < self._judge.threshold:
            return NO_SOLUTION
        quoted = (*second_quotes, *first_quotes) if index else (*first_quotes, *second_quotes)
        return Solution(confidence, tuple(dict.fromkeys(quoted)), comparison.names[index], 0, stepwise=True)

    def _dated(self, solution: Solution, name: str, comparison: Comparison) -> tuple[Day, tuple[Candidate, ...]] | None:
        """Return the relevant date with the sentence that states it, and the one that links it to the name; None if no
        quote's passage contains the name."""
        best = solution.quotes[solution.place]
        linking = next(
            (candidate for candidate in (best, *solution.quotes) if _mentions_name(candidate.passage, name)), None
        )
        if linking is None:
            return None
        same_passage = [
            candidate
            for candidate in self.prepared.candidates
            if candidate.passage.id == best.passage.id and candidate != best
        ]
        for quote in (best, *same_passage) if comparison.of_a_life else (best,):
            day = comparison.day(quote.text, solution.short if quote == best else "")
            if day is not None:
                return day, (quote,) if linking.passage.id == quote.passage.id else (quote, linking)
        return None

    def _asked(self, question: str, depth: int, without: frozenset[Candidate]) -> Solution:
        direct = self._at_once(question, without)
        if depth == 0 or not direct.quotes or len(self._known) > self._limit:
            return direct
        steps = [self._stepwise(question, description, depth, without) for description in find_descriptions(question)]
        best = max(steps, key=lambda solved: solved.confidence, default=NO_SOLUTION)
        # A direct answer from the sentence of the first step has answered only the description.
        partial = bool(best.quotes) and direct.quotes[0] == best.quotes[-1]
        threshold = self._judge.threshold if partial else max(self._judge.threshold, direct.confidence)
        return best if best.quotes and best.confidence >= threshold else direct

    def select_sentences(self, solved: Solution, most: int) -> list[Candidate]:
        """Return at most `most` quotes, each extended to the preceding sentence that names its subject if that is
        near."""
        candidates = self.prepared.candidates
        extended = []
        for quote in solved.quotes[:most]:
            antecedent = candidates[find_antecedent(candidates, candidates.index(quote))]
            near = quote.end - antecedent.start <= MAX_EXTENDED_QUOTE_CHARS
            extended.append(replace(quote, start=antecedent.start) if near else quote)
        return extended

    def _at_once(self, question: str, without: frozenset[Candidate]) -> Solution:
        solution = self._known.get((question, without))
        if solution is None:
            solution = self._known[question, without] = self._solve(question, without)
        return solution

    def _solve(self, question: str, without: frozenset[Candidate]) -> Solution:
        features = features_of_question(question, self.prepared, self._embedder)
        rows = [row for row, candidate in enumerate(features.candidates) if candidate not in without]
        rows = [row for row in rows if not only_repeats(question, features.candidates[row])] or rows
        if not rows:
            return NO_SOLUTION
        usable = SentenceFeatures([features.candidates[row] for row in rows], features.rows[rows])
        evidence = score_sentences(question, usable, self._judge, self._reader)
        field = asked_field(question)
        min_share = MIN_RECORD_SHARE * evidence.weighed[0].share
        best = [item.candidate.text for item in evidence.weighed if item.share >= min_share]
        if any(lacks_field(field, text, self._embedder) for text in best):
            # The record in question has no such field: only sentences that name the field may answer.
            rows = [row for row in rows if contains_field_words(field, features.candidates[row].text)]
            if not rows:
                return NO_SOLUTION
            usable = SentenceFeatures([features.candidates[row] for row in rows], features.rows[rows])
            evidence = score_sentences(question, usable, self._judge, self._reader)
        confidence = sigmoid(float(self._judge.answered.score(evidence.summary[None])[0]))
        quoted = select_quotes(evidence, usable, self._judge)
        short, row = self._short(question, evidence, quoted)
        current_values = [current_value(question, short, [quote.text]) for quote in quoted]
        if changed := [other for other, value in enumerate(current_values) if value != short]:
            short, row = current_values[changed[0]], changed[0]
        return Solution(confidence, tuple(quoted), short, row)

    def _stepwise(self, question: str, described: Description, depth: int, without: frozenset[Candidate]) -> Solution:
        """Return the best answer after substituting a candidate name for the description."""
        inner = self(described.asked, depth - 1, without)
        best = NO_SOLUTION
        if inner.confidence < MIN_STEP_LIKELIHOOD:
            return best
        for carrier in inner.quotes[:MAX_CARRIER_SENTENCES]:
            for name in find_candidate_names(self._descriptive_texts(inner, carrier), question):
                if len(self._known) > self._limit:
                    return best
                outer = self(described.named(question, name), depth - 1, without | {carrier})
                confidence = (inner.confidence * outer.confidence) ** 0.5
                if outer.quotes and confidence > best.confidence:
                    joined = tuple(dict.fromkeys((outer.quotes[outer.place], carrier)))
                    best = Solution(confidence, joined, outer.short, 0, stepwise=True)
        return best

    def _descriptive_texts(self, inner: Solution, carrier: Candidate) -> list[str]:
        """Return the texts that may name what is described: the short answer, the sentence's subject, and the
        sentence."""
        candidates = self.prepared.candidates
        short = inner.short if carrier == inner.quotes[inner.place] else ""
        return [short, resolve_subject(candidates, candidates.index(carrier)), carrier.text]

    def _short(self, question: str, evidence: ScoredSentences, quoted: Sequence[Candidate]) -> tuple[str, int]:
        """Return the short answer, and the index of its quote."""
        best = evidence.weighed[0]
        if asked_answer_type(question) == "reason":  # a reason is seldom shorter than its sentence
            return "", 0
        if len(quoted) < 2 or follow_up_likelihood(evidence, self._judge) < 0.5:
            return current_short_answer(question, best.candidate.text, best.reading), 0
        readings = read_after(question, best.candidate, quoted[1:], self._reader)
        index = max(range(len(readings)), key=lambda i: readings[i].margin)
        text = quoted[index + 1].text
        return current_short_answer(question, text, readings[index]), index + 1


def _mentions_name(passage: Passage, name: str) -> bool:
    return set(words(name)) <= set(words(f"{passage.heading} {passage.text}"))


def follow_up_likelihood(evidence: ScoredSentences, judge: ScoringModel) -> float:
    """Return the likelihood that the answer is in a follow-up of the best sentence, and not in the sentence itself."""
    return sigmoid(float(judge.hops.score(evidence.summary[None])[0])) if evidence.followers else 0.0


def select_quotes(evidence: ScoredSentences, features: SentenceFeatures, judge: ScoringModel) -> list[Candidate]:
    """Return the sentences to quote, best first: as many as needed, with likely follow-ups right after the best."""
    chosen: list[ScoredSentence] = []
    for item in evidence.weighed:
        if chosen and (item.share < MIN_QUOTED_SHARE or sum(other.share for other in chosen) >= ENOUGH_EVIDENCE_SHARE):
            break
        chosen.append(item)
    best, *others = [item.candidate for item in chosen]
    if follow_up_likelihood(evidence, judge) < MIN_QUOTED_SHARE:
        return [best, *others]
    after, *more = [features.candidates[row] for row in evidence.followers]
    return list(dict.fromkeys((best, after, *others, *more)))


def current_short_answer(question: str, text: str, reading: SpanPrediction) -> str:
    """Return the short answer in a sentence; the current value if the sentence replaces one."""
    fits = fit_answer_type(question, text, reading)
    start, end = current_bounds(question, text, (fits.start, fits.end))
    return short_answer(text, replace(fits, start=start, end=end))


def fit_answer_type(question: str, text: str, reading: SpanPrediction) -> SpanPrediction:
    """Return the prediction adjusted to the time or number asked for; an empty span if it covers none and there are
    several."""
    kind = asked_answer_type(question)
    if kind not in ("time", "number"):
        return reading
    spans = answer_spans(kind, text)
    overlapping = [(start, end) for start, end in spans if start < reading.end and reading.start < end]
    if len(overlapping) > 1 and _LIFE.search(question):
        start, end = overlapping[-1] if _END.search(question) else overlapping[0]
        return replace(reading, start=start, end=end)
    if overlapping:
        return replace(reading, start=overlapping[0][0], end=max(reading.end, overlapping[-1][1]))
    if len(spans) == 1:
        return replace(reading, start=spans[0][0], end=spans[0][1])
    return replace(reading, start=0, end=0)


def short_answer(text: str, reading: SpanPrediction) -> str:
    """Return the words of the predicted span, on word boundaries; empty if it is the whole sentence or nothing."""
    span = text[slice(*widen_to_words(text, reading))].strip()
    return " ".join(span.split()) if len(span) < len(text.rstrip(".!?")) else ""


def widen_to_words(text: str, reading: SpanPrediction) -> tuple[int, int]:
    """Return the span widened to word and number boundaries."""
    start, end = reading.start, reading.end
    left = _WORD_LEFT.search(text, 0, start) if text[start : start + 1].isalnum() else None
    right = _WORD_RIGHT.match(text, end) if text[end - 1 : end].isalnum() else None
    return left.start() if left else start, right.end() if right else end
