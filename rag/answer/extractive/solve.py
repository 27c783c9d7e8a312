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
from rag.answer.extractive.decomposition import Description, find_descriptions, names
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
from rag.answer.extractive.superseded import current_bounds, current_value
from rag.embed.protocol import Embedder

ENOUGH_EVIDENCE_SHARE = 0.8
"""Sentences are quoted until their shares of the evidence add up to this."""

MIN_RECORD_SHARE = 0.5
"""The fraction of the best sentence's share from which a record counts as the one in question."""

MIN_QUOTED_SHARE = 0.1
"""The least share of the evidence at which a second or third sentence is quoted."""

MAX_DECOMPOSITION_DEPTH = 2
"""The greatest nesting of descriptions."""

MIN_STEP_LIKELIHOOD = 0.2
"""The least likelihood of a description's answer at which it is substituted into the question."""

MAX_EXTENDED_QUOTE_CHARS = 400
"""The most code points of a quote together with the sentence that names its subject."""

MAX_SUBQUESTIONS = 16
"""The most sub-questions of one question, to bound the time."""

MAX_CARRIER_SENTENCES = 3
"""The number of sentences in which names for a description are looked for."""

_LIFE = re.compile(r"\b(?:born|dies?|died)\b", re.IGNORECASE)
_END = re.compile(r"\b(?:dies?|died)\b", re.IGNORECASE)
_WORD_LEFT = re.compile(r"(?:\w|(?<=\d)[.,:](?=\d)|(?<=\w)['’-](?=\w))*\Z")
_WORD_RIGHT = re.compile(r"(?:\w|(?<=\d)[.,:](?=\d)|(?<=\w)['’-](?=\w))*")


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution: how likely it is right, the sentences to quote, the short answer and the index of its quote."""

    confidence: float = 0.0
    quotes: tuple[Candidate, ...] = ()
    short: str = ""
    place: int = 0


NO_SOLUTION = Solution()


class Solver:
    """Answers questions from the same passages, which are embedded once."""

    def __init__(self, embedder: Embedder, judge: ScoringModel, reader: Reader, passages: Sequence[Passage]) -> None:
        self._embedder = embedder
        self._judge = judge
        self._reader = reader
        self._prepared = embed_sentences(passages, embedder)
        self._known: dict[tuple[str, frozenset[Candidate]], Solution] = {}
        self._limit = MAX_SUBQUESTIONS

    def __call__(
        self, question: str, depth: int = MAX_DECOMPOSITION_DEPTH, without: frozenset[Candidate] = frozenset()
    ) -> Solution:
        """Return the likelier of the direct and the stepwise answer; the sentences of `without` are not used."""
        question = rewrite_question(question)
        compared = parse_comparison(question) if depth else None
        found = self._compared(compared, depth) if compared else NO_SOLUTION
        if found.quotes:
            return found
        asked = self._asked(question, depth, without)
        names = parse_options(question)
        if compared or (names and asks_degree(question)):
            return replace(asked, short="", place=0)
        return self._named(asked, names) if names and asked.quotes else asked

    def _named(self, solved: Solution, names: tuple[str, str]) -> Solution:
        """Use as the short answer the one of two names that the first quote mentions, if it mentions only one."""
        quote = solved.quotes[0]
        whom = self._prepared.candidates[
            find_antecedent(self._prepared.candidates, self._prepared.candidates.index(quote))
        ]
        told = [set(words(text)) for text in (quote.passage.title, whom.text, quote.text)]
        spoken = [name for name in names if any(set(words(name)) <= text for text in told)]
        return replace(solved, short=spoken[0] if len(spoken) == 1 else "", place=0)

    def _compared(self, compared: Comparison, depth: int) -> Solution:
        """Return the name whose date is the earlier or the later; nothing unless both dates are found."""
        sides = []
        for name, asked in zip(compared.names, compared.asked, strict=True):
            self._limit = len(self._known) + MAX_SUBQUESTIONS
            side = self._asked(asked, depth, frozenset())
            told = self._dated(side, name, compared) if side.confidence >= MIN_STEP_LIKELIHOOD else None
            if told is None:
                return NO_SOLUTION
            sides.append((side.confidence, *told))
        (sure, first, here), (as_sure, second, there) = sides
        place = compared.chosen(first, second)
        likely = (sure * as_sure) ** 0.5
        if place is None or likely < self._judge.threshold:
            return NO_SOLUTION
        quoted = (*there, *here) if place else (*here, *there)
        return Solution(likely, tuple(dict.fromkeys(quoted)), compared.names[place], 0)

    def _dated(self, side: Solution, name: str, compared: Comparison) -> tuple[Day, tuple[Candidate, ...]] | None:
        """Return the relevant date with the sentence that states it, and the one that links it to the name; None if no
        quote's passage contains the name."""
        best = side.quotes[side.place]
        whom = next((one for one in (best, *side.quotes) if _mentions_name(one.passage, name)), None)
        if whom is None:
            return None
        own = [one for one in self._prepared.candidates if one.passage.id == best.passage.id and one != best]
        for quote in (best, *own) if compared.of_a_life else (best,):
            day = compared.day(quote.text, side.short if quote == best else "")
            if day is not None:
                return day, (quote,) if whom.passage.id == quote.passage.id else (quote, whom)
        return None

    def _asked(self, question: str, depth: int, without: frozenset[Candidate]) -> Solution:
        at_once = self._at_once(question, without)
        if depth == 0 or not at_once.quotes or len(self._known) > self._limit:
            return at_once
        steps = [self._stepwise(question, one, depth, without) for one in find_descriptions(question)]
        best = max(steps, key=lambda solved: solved.confidence, default=NO_SOLUTION)
        # A direct answer from the sentence of the first step has answered only the description.
        partial = bool(best.quotes) and at_once.quotes[0] == best.quotes[-1]
        bar = self._judge.threshold if partial else max(self._judge.threshold, at_once.confidence)
        return best if best.quotes and best.confidence >= bar else at_once

    def select_sentences(self, solved: Solution, most: int) -> list[Candidate]:
        """Return at most `most` quotes, each extended to the preceding sentence that names its subject if that is
        near."""
        every = self._prepared.candidates
        whole = []
        for quote in solved.quotes[:most]:
            named = every[find_antecedent(every, every.index(quote))]
            near = quote.end - named.start <= MAX_EXTENDED_QUOTE_CHARS
            whole.append(replace(quote, start=named.start) if near else quote)
        return whole

    def _at_once(self, question: str, without: frozenset[Candidate]) -> Solution:
        known = self._known.get((question, without))
        if known is None:
            known = self._known[question, without] = self._solve(question, without)
        return known

    def _solve(self, question: str, without: frozenset[Candidate]) -> Solution:
        found = features_of_question(question, self._prepared, self._embedder)
        kept = [place for place, candidate in enumerate(found.candidates) if candidate not in without]
        if not kept:
            return NO_SOLUTION
        left = SentenceFeatures([found.candidates[place] for place in kept], found.rows[kept])
        evidence = score_sentences(question, left, self._judge, self._reader)
        field = asked_field(question)
        least = MIN_RECORD_SHARE * evidence.weighed[0].share
        best = [item.candidate.text for item in evidence.weighed if item.share >= least]
        if any(lacks_field(field, text, self._embedder) for text in best):
            # The record in question has no such field: only sentences that name the field may answer.
            kept = [place for place in kept if contains_field_words(field, found.candidates[place].text)]
            if not kept:
                return NO_SOLUTION
            left = SentenceFeatures([found.candidates[place] for place in kept], found.rows[kept])
            evidence = score_sentences(question, left, self._judge, self._reader)
        confidence = sigmoid(float(self._judge.answered.score(evidence.summary[None])[0]))
        quoted = quotes(evidence, left, self._judge)
        short, place = self._short(question, evidence, quoted)
        now = [current_value(question, short, [quote.text]) for quote in quoted]
        if changed := [other for other, value in enumerate(now) if value != short]:
            short, place = now[changed[0]], changed[0]
        return Solution(confidence, tuple(quoted), short, place)

    def _stepwise(self, question: str, described: Description, depth: int, without: frozenset[Candidate]) -> Solution:
        """Return the best answer after substituting a candidate name for the description."""
        inner = self(described.asked, depth - 1, without)
        best = NO_SOLUTION
        if inner.confidence < MIN_STEP_LIKELIHOOD:
            return best
        for carrier in inner.quotes[:MAX_CARRIER_SENTENCES]:
            for name in names(self._said(inner, carrier), question):
                if len(self._known) > self._limit:
                    return best
                outer = self(described.named(question, name), depth - 1, without | {carrier})
                likely = (inner.confidence * outer.confidence) ** 0.5
                if outer.quotes and likely > best.confidence:
                    joined = tuple(dict.fromkeys((outer.quotes[outer.place], carrier)))
                    best = Solution(likely, joined, outer.short, 0)
        return best

    def _said(self, inner: Solution, carrier: Candidate) -> list[str]:
        """Return the texts that may name what is described: the short answer, the sentence's subject, and the
        sentence."""
        every = self._prepared.candidates
        short = inner.short if carrier == inner.quotes[inner.place] else ""
        return [short, resolve_subject(every, every.index(carrier)), carrier.text]

    def _short(self, question: str, evidence: ScoredSentences, quoted: Sequence[Candidate]) -> tuple[str, int]:
        """Return the short answer, and the index of its quote."""
        best = evidence.weighed[0]
        if asked_answer_type(question) == "reason":  # a reason is seldom shorter than its sentence
            return "", 0
        if len(quoted) < 2 or follow_up_likelihood(evidence, self._judge) < 0.5:
            return current_short_answer(question, best.candidate.text, best.reading), 0
        readings = read_after(question, best.candidate, quoted[1:], self._reader)
        place = max(range(len(readings)), key=lambda i: readings[i].margin)
        text = quoted[place + 1].text
        return current_short_answer(question, text, readings[place]), place + 1


def _mentions_name(passage: Passage, name: str) -> bool:
    return set(words(name)) <= set(words(f"{passage.title} {passage.text}"))


def follow_up_likelihood(evidence: ScoredSentences, judge: ScoringModel) -> float:
    """Return the likelihood that the answer is in a follow-up of the best sentence, and not in the sentence itself."""
    return sigmoid(float(judge.hops.score(evidence.summary[None])[0])) if evidence.followers else 0.0


def quotes(evidence: ScoredSentences, found: SentenceFeatures, judge: ScoringModel) -> list[Candidate]:
    """Return the sentences to quote, best first: as many as needed, with likely follow-ups right after the best."""
    chosen: list[ScoredSentence] = []
    for item in evidence.weighed:
        if chosen and (item.share < MIN_QUOTED_SHARE or sum(other.share for other in chosen) >= ENOUGH_EVIDENCE_SHARE):
            break
        chosen.append(item)
    best, *others = [item.candidate for item in chosen]
    if follow_up_likelihood(evidence, judge) < MIN_QUOTED_SHARE:
        return [best, *others]
    after, *more = [found.candidates[place] for place in evidence.followers]
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
    read = [(start, end) for start, end in spans if start < reading.end and reading.start < end]
    if len(read) > 1 and _LIFE.search(question):
        start, end = read[-1] if _END.search(question) else read[0]
        return replace(reading, start=start, end=end)
    if read:
        return replace(reading, start=read[0][0], end=max(reading.end, read[-1][1]))
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
