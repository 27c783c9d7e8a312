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

Chosen on the even-numbered SciFact training claims. Words cannot tell a claim from its contradiction, which is checked
separately.
"""
MIN_UNCASED_SUPPORT_SHARE = 0.5
"""The same share for scripts without capital letters, where names cannot be told from other words."""
STRONG_SUPPORT_SHARE = 0.6
"""The share from which a sentence without a marker is given one."""

MIN_RELATIVE_SHARE = 0.7
"""The fraction of the best span's share that another must have to be used instead."""
MAX_TRIED_SPANS = 4
"""Spans of a passage that are tried."""
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
        self._titles = [frozenset(words(passage.title)) for passage in passages]
        counts = Counter(word for sentences in self._words for sentence in sentences for word in sentence)
        total = sum(map(len, self._words))
        self._weights: dict[str, float] = dict(zip(counts, idf(total, list(counts.values())).tolist(), strict=True))
        self._unseen_weight = float(idf(total, 0, least=0.5))

    def borne(self, claim: str, place: int, others: Collection[int] = ()) -> PassageSpan | None:
        """Return the span of a passage that supports the claim; None if none does.

        Names and figures may also occur in the passage's title, in nearby text, or in the best spans of the `others`.
        """
        found = self.stretches(claim, place)
        if not found or found[0].share < self._least(claim):
            return None
        beside = " ".join(self._beside(self.stretches(claim, other)[:1]) for other in others if other != place)
        for stretch in found[:MAX_TRIED_SPANS]:
            if stretch.share < max(self._least(claim), MIN_RELATIVE_SHARE * found[0].share):
                continue
            if not self._doubted(claim, stretch, beside):
                return stretch
        return None

    def bears(self, claim: str, place: int, start: int, end: int) -> bool:
        """Whether the sentences at text[start:end] of a passage do not contradict the claim."""
        bounds = self._bounds[place]
        inside = [i for i, (low, high) in enumerate(bounds) if low < end and start < high]
        if not inside:
            return False
        first, last = inside[0], inside[-1]
        return not self._doubted(claim, PassageSpan(place, first, last, bounds[first][0], bounds[last][1], 1.0), "")

    def strongest(self, text: str) -> int:
        """Return the number of the passage that strongly supports a sentence; 0 if none does."""
        shares = [(self._share_of(text, i), -i) for i in range(len(self._passages))]
        share, place = max(shares, default=(0.0, 0))
        return 1 - place if share >= STRONG_SUPPORT_SHARE else 0

    def anywhere(self, text: str) -> bool:
        """Whether any passage supports a sentence."""
        return any(self.borne(text, place) is not None for place in range(len(self._passages)))

    def _share_of(self, text: str, place: int) -> float:
        found = self.borne(text, place)
        return found.share if found else 0.0

    def _doubted(self, claim: str, stretch: PassageSpan, beside: str) -> str:
        quote = self._passages[stretch.place].text[stretch.start : stretch.end]
        ground = self.ground(stretch, beside)
        said = leading_reply(claim)
        if said is not None and not (frozenset(words(claim)) - _EMPTY):
            asked = find_contradiction(self._question, ground)
            return asked if said else "" if asked else "the passage says so"
        if len(words(claim)) < MIN_CLAIM_WORDS:
            return find_contradiction(claim, ground) or find_denial(self._question, quote)
        return find_contradiction(claim, ground)

    def ground(self, stretch: PassageSpan, beside: str = "") -> ClaimEvidence:
        """Return the span as evidence, with the passage's title and the names its pronouns may refer to."""
        passage = self._passages[stretch.place]
        before = self._before(stretch)
        begins = _PRONOUN.match(passage.text, stretch.start)
        return ClaimEvidence(
            passage.text[stretch.start : stretch.end],
            f"{passage.title}. {' '.join(before)} {beside}",
            passage.text,
            before[0] if begins and before else "",
        )

    def _before(self, stretch: PassageSpan) -> list[str]:
        """Return the names in the two sentences before a span that has a pronoun near its start."""
        passage, bounds = self._passages[stretch.place], self._bounds[stretch.place]
        if not _PRONOUN.search(passage.text, stretch.start, min(stretch.end, stretch.start + PRONOUN_WINDOW_CHARS)):
            return []
        low = bounds[max(0, stretch.first - 2)][0]
        return [name.text for name in find_names(passage.text[low : stretch.start])]

    def _beside(self, stretches: Sequence[PassageSpan]) -> str:
        """Return the text of the spans with the titles of their passages."""
        return " ".join(self.ground(stretch).near for stretch in stretches)

    def _least(self, claim: str) -> float:
        return (
            MIN_SUPPORT_SHARE if _CASED.search(claim) or not re.search(r"[^\W\d]", claim) else MIN_UNCASED_SUPPORT_SHARE
        )

    def stretches(self, text: str, place: int) -> list[PassageSpan]:
        """Return sentences and pairs of adjacent sentences that overlap with the text, best first."""
        return [stretch for _, stretch in sorted(self._scored(text, place), key=lambda one: -one[0])]

    def _scored(self, text: str, place: int) -> Iterator[tuple[float, PassageSpan]]:
        wanted = frozenset(words(text)) - _EMPTY or self._asked
        plain = _plain(text)
        title = self._titles[place]
        bounds, sentences = self._bounds[place], self._words[place]
        for size, price in ((1, 0.0), (2, 0.15)):
            for i in range(len(sentences) - size + 1):
                if size == 2 and not (
                    plain & (sentences[i] - sentences[i + 1]) and plain & (sentences[i + 1] - sentences[i])
                ):
                    continue
                held = title.union(*sentences[i : i + size])
                share = self._share(wanted, held)
                score = share + 0.3 * self._share(self._asked, held) - price
                if score > 0:
                    yield score, PassageSpan(place, i, i + size - 1, bounds[i][0], bounds[i + size - 1][1], share)

    def _share(self, wanted: Collection[str], held: Collection[str]) -> float:
        total = sum(self._weight(word) for word in wanted)
        return sum(self._weight(word) for word in wanted if word in held) / total if total else 0.0

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._unseen_weight)


def _plain(text: str) -> frozenset[str]:
    """Return the words of a text other than names and figures; each sentence of a pair must contain some of its own."""
    return frozenset(
        words(" ".join(word for word in text.split() if not (word[0].isupper() or re.search(r"\d", word))))
    )
