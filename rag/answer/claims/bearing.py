"""Find the span of a passage that supports a claim, by weighted word overlap, provided that nothing contradicts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from graph.idf import idf
from graph.text.words import words
from graph.types import Passage
from rag.answer.claims.doubt import ClaimEvidence, find_contradiction, find_denial, leading_reply
from rag.answer.claims.names import find_names
from rag.answer.extractive.sentences import quotable_bounds

MIN_SUPPORT_SHARE = 0.25
"""The weighted share of a claim's words its passage must contain for the citation to count as verified.

Chosen on the even-numbered SciFact training claims. Words cannot distinguish a claim from its contradiction, which is
checked separately.
"""
MIN_UNCASED_SUPPORT_SHARE = 0.5
"""The same share for scripts without capital letters, where names look like other words."""
STRONG_SUPPORT_SHARE = 0.6
"""The share from which a sentence without a marker is given one."""

MIN_RELATIVE_SHARE = 0.7
"""The fraction of the best span's share that another must have to be used instead."""
MAX_TRIED_SPANS = 4
"""Maximum spans of a passage that are tried."""
PRONOUN_WINDOW_CHARS = 60
"""Characters at the start of a span in which a pronoun is resolved to names in the sentences before it."""
MIN_CLAIM_WORDS = 3
"""Content words below which a claim is read together with the question it answers."""

_EMPTY = frozenset({"yes", "true", "false", "correct", "indeed"})
_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_CASED = re.compile(r"[A-Za-zÀ-ɏΑ-ωА-я]")


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """Sentences `first` to `last` of a passage, at text[start:end], with the share of a claim's weight they contain."""

    place: int
    first: int
    last: int
    start: int
    end: int
    share: float


class SupportScorer:
    """Scores how well spans of the passages support claims.

    A word's weight is ln(1 + n / df) over the n sentences of all passages; an unseen word has df 1/2.
    """

    def __init__(self, passages: Sequence[Passage], question: str) -> None:
        self._passages = passages
        self._asked = frozenset(words(question))
        self._question = question
        self._bounds = [quotable_bounds(passage.text) for passage in passages]
        self._words = [
            [frozenset(words(passage.text[start:end])) for start, end in bounds]
            for passage, bounds in zip(passages, self._bounds, strict=True)
        ]
        self._titles = [frozenset(words(passage.heading)) for passage in passages]
        counts = Counter(word for sentences in self._words for sentence in sentences for word in sentence)
        total = sum(map(len, self._words))
        self._weights: dict[str, float] = dict(zip(counts, idf(total, list(counts.values())).tolist(), strict=True))
        self._unseen_weight = float(idf(total, 0, least=0.5))

    def find_support(self, claim: str, index: int, other_indices: Collection[int] = ()) -> PassageSpan | None:
        """Return the span of a passage that supports the claim; None if none does.

        Names and figures may also occur in the passage's title, in nearby text, or in the best spans of the `others`.
        """
        spans = self.find_spans(claim, index)
        if not spans or spans[0].share < self._min_share(claim):
            return None
        beside = " ".join(self._beside(self.find_spans(claim, other)[:1]) for other in other_indices if other != index)
        for span in spans[:MAX_TRIED_SPANS]:
            if span.share < max(self._min_share(claim), MIN_RELATIVE_SHARE * spans[0].share):
                continue
            if not self._contradiction(claim, span, beside):
                return span
        return None

    def is_consistent(self, claim: str, index: int, start: int, end: int) -> bool:
        """Whether the sentences at text[start:end] of a passage do not contradict the claim."""
        bounds = self._bounds[index]
        inside = [i for i, (low, high) in enumerate(bounds) if low < end and start < high]
        if not inside:
            return False
        first, last = inside[0], inside[-1]
        return not self._contradiction(
            claim, PassageSpan(index, first, last, bounds[first][0], bounds[last][1], 1.0), ""
        )

    def find_strongest(self, text: str) -> int:
        """Return the number of the passage that strongly supports a sentence; 0 if none does."""
        shares = [(self._share_of(text, i), -i) for i in range(len(self._passages))]
        share, negated_index = max(shares, default=(0.0, 0))
        return 1 - negated_index if share >= STRONG_SUPPORT_SHARE else 0

    def is_supported(self, text: str) -> bool:
        """Whether any passage supports a sentence."""
        return any(self.find_support(text, index) is not None for index in range(len(self._passages)))

    def _share_of(self, text: str, index: int) -> float:
        span = self.find_support(text, index)
        return span.share if span else 0.0

    def _contradiction(self, claim: str, span: PassageSpan, beside: str) -> str:
        quote = self._passages[span.place].text[span.start : span.end]
        ground = self.gather_evidence(span, beside)
        reply = leading_reply(claim)
        if reply is not None and not (frozenset(words(claim)) - _EMPTY):
            contradiction = find_contradiction(self._question, ground)
            return contradiction if reply else "" if contradiction else "the passage says so"
        if len(words(claim)) < MIN_CLAIM_WORDS:
            return find_contradiction(claim, ground) or find_denial(self._question, quote)
        return find_contradiction(claim, ground)

    def gather_evidence(self, span: PassageSpan, beside: str = "") -> ClaimEvidence:
        """Return the span as evidence, with the passage's title and the names its pronouns may refer to."""
        passage = self._passages[span.place]
        before = self._before(span)
        opens_with_pronoun = _PRONOUN.match(passage.text, span.start)
        return ClaimEvidence(
            passage.text[span.start : span.end],
            f"{passage.heading}. {' '.join(before)} {beside}",
            passage.text,
            before[0] if opens_with_pronoun and before else "",
        )

    def _before(self, span: PassageSpan) -> list[str]:
        """Return the names in the two sentences before a span that has a pronoun near its start."""
        passage, bounds = self._passages[span.place], self._bounds[span.place]
        if not _PRONOUN.search(passage.text, span.start, min(span.end, span.start + PRONOUN_WINDOW_CHARS)):
            return []
        low = bounds[max(0, span.first - 2)][0]
        return [name.text for name in find_names(passage.text[low : span.start])]

    def _beside(self, spans: Sequence[PassageSpan]) -> str:
        """Return the text of the spans with the titles of their passages."""
        return " ".join(self.gather_evidence(span).near for span in spans)

    def _min_share(self, claim: str) -> float:
        return (
            MIN_SUPPORT_SHARE if _CASED.search(claim) or not re.search(r"[^\W\d]", claim) else MIN_UNCASED_SUPPORT_SHARE
        )

    def find_spans(self, text: str, index: int) -> list[PassageSpan]:
        """Return sentences and pairs of adjacent sentences that overlap with the text, best first."""
        return [span for _, span in sorted(self._scored(text, index), key=lambda scored: -scored[0])]

    def _scored(self, text: str, index: int) -> Iterator[tuple[float, PassageSpan]]:
        claim_words = frozenset(words(text)) - _EMPTY or self._asked
        plain_words = _common_words(text)
        title = self._titles[index]
        bounds, sentences = self._bounds[index], self._words[index]
        for size, penalty in ((1, 0.0), (2, 0.15)):
            for i in range(len(sentences) - size + 1):
                if size == 2 and not (
                    plain_words & (sentences[i] - sentences[i + 1]) and plain_words & (sentences[i + 1] - sentences[i])
                ):
                    continue
                span_words = title.union(*sentences[i : i + size])
                share = self._share(claim_words, span_words)
                score = share + 0.3 * self._share(self._asked, span_words) - penalty
                if score > 0:
                    yield score, PassageSpan(index, i, i + size - 1, bounds[i][0], bounds[i + size - 1][1], share)

    def _share(self, claim_words: Collection[str], span_words: Collection[str]) -> float:
        total = sum(self._weight(word) for word in claim_words)
        return sum(self._weight(word) for word in claim_words if word in span_words) / total if total else 0.0

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._unseen_weight)


def _common_words(text: str) -> frozenset[str]:
    """Return the words of a text other than names and figures; each sentence of a pair must contain some of its own."""
    return frozenset(
        words(" ".join(word for word in text.split() if not (word[0].isupper() or re.search(r"\d", word))))
    )
