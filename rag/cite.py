"""Ties what a model wrote to the passages it cites, and checks each tie.

Every marker such as [2] or [1, 3] is mapped to its passage, and the sentence of the passage that bears the claim best
becomes the quote. A claim that its passage does not bear is marked unverified.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graph.model import Passage
from graph.words import words
from rag.model import Citation, Hit
from rag.models.read.sentences import quotable
from rag.plain import plain_links
from rag.quote import verify

SUPPORT = 0.25
"""The share of a claim's words, by weight, that its passage must hold for the citation to count as verified.

Chosen on the even-numbered SciFact training claims. Words cannot tell a claim from its contradiction.
"""
STRONG = 0.6
"""The share from which a sentence without a marker is given one."""

_NUMBER = r"(?:passages?\s+|documents?\s+|sources?\s+)?\d{1,3}"
MARKER = re.compile(
    rf"[ \t]*(?:\[|【)\^?({_NUMBER}(?:\s*[,;–-]\s*\^?{_NUMBER})*)(?:†[^\]】]*)?(?:\]|】)", re.IGNORECASE
)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_SAID = re.compile(r"[\"“«]([^\"“”«»]{12,}?)[\"”»]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_END = re.compile(r"[.!?…。！？]*[\"'”’»)]*\s*$")
_EMPTY = frozenset({"yes", "true", "false", "correct", "indeed"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer at bare[start:end], and the numbers of the passages it cites."""

    text: str
    start: int
    end: int
    markers: tuple[int, ...]


def cited(text: str, hits: Sequence[Hit], question: str = "") -> tuple[str, tuple[Citation, ...]]:
    """The text with its markers in order and only to passages that exist, and a citation for each.

    Sentences of a text without any marker get one where a passage bears them strongly.
    """
    bare, marks = _bare(plain_links(text), len(hits))
    claims = _claims(bare, marks)
    bearing = _Bearing([hit.passage for hit in hits], question)
    if not marks and hits:
        claims = [_attributed(claim, bearing) for claim in claims]
    citations = [citation for claim in claims for citation in bearing.citations(claim)]
    return _marked(bare, marks or _new(claims)), tuple(dict.fromkeys(citations))


def _bare(text: str, hits: int) -> tuple[str, list[tuple[int, int]]]:
    """The text without markers, and for each marker its place there and its number."""
    kept: list[str] = []
    marks: list[tuple[int, int]] = []
    place = length = 0
    code = [match.span() for match in _CODE.finditer(text)]
    for match in MARKER.finditer(text):
        if any(start <= match.start() < end for start, end in code):
            continue
        kept.append(text[place : match.start()])
        length += len(kept[-1])
        place = match.end()
        marks.extend((length, number) for number in _numbers(match.group(1)) if 1 <= number <= hits)
    kept.append(text[place:])
    return "".join(kept), list(dict.fromkeys(marks))


def _numbers(inside: str) -> list[int]:
    """The numbers of a marker; a range of at most ten stands for all between."""
    found: list[int] = []
    for part in re.split(r"[,;]", inside):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        first, last = ends[0], ends[-1]
        found.extend(range(first, last + 1) if first <= last < first + 10 else ends)
    return found


def _claims(bare: str, marks: Sequence[tuple[int, int]]) -> list[Claim]:
    bounds = quotable(bare)
    found: list[list[int]] = [[] for _ in bounds]
    for place, number in marks:
        before = [i for i, (start, _) in enumerate(bounds) if start < place]
        if bounds:
            found[before[-1] if before else 0].append(number)
    return [
        Claim(bare[start:end], start, end, tuple(dict.fromkeys(numbers)))
        for (start, end), numbers in zip(bounds, found, strict=True)
    ]


def _attributed(claim: Claim, bearing: _Bearing) -> Claim:
    number = bearing.strongest(claim.text)
    return Claim(claim.text, claim.start, claim.end, (number,) if number else ())


def _new(claims: Iterable[Claim]) -> list[tuple[int, int]]:
    """Markers for claims that got one, before the punctuation at their end."""
    return [(claim.start + len(_END.sub("", claim.text)), number) for claim in claims for number in claim.markers]


def _marked(bare: str, marks: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    place = 0
    for at, number in marks:
        gap = " " if at > place or not parts else ""
        parts.append(f"{bare[place:at]}{gap if at else ''}[{number}]")
        place = at
    return ("".join(parts) + bare[place:]).strip()


class _Bearing:
    """How well stretches of the passages bear claims, by the weight of the words they share.

    A word's weight is ln(1 + n / df) over the n sentences of all passages; one that is in none of them has df 1/2.
    """

    def __init__(self, passages: Sequence[Passage], question: str) -> None:
        self._passages = passages
        self._asked = frozenset(words(question))
        self._question = question
        self._bounds = [quotable(passage.text) for passage in passages]
        self._words = [
            [frozenset(words(passage.text[start:end])) for start, end in bounds]
            for passage, bounds in zip(passages, self._bounds, strict=True)
        ]
        self._titles = [frozenset(words(passage.title)) for passage in passages]
        self._frequency = Counter(word for sentences in self._words for sentence in sentences for word in sentence)
        self._total = sum(map(len, self._words))

    def citations(self, claim: Claim) -> list[Citation]:
        """One citation a marker: the words the claim quotes, or the stretch of the passage that bears it best."""
        said = _SAID.findall(claim.text)
        figures = _figures(claim.text) - _figures(self._question)
        for number in claim.markers:
            passage = self._passages[number - 1]
            figures -= _figures(f"{passage.title} {passage.text}")
        return [self._citation(claim, number, said, not figures) for number in claim.markers]

    def _citation(self, claim: Claim, number: int, said: Sequence[str], sound: bool) -> Citation:
        passage = self._passages[number - 1]
        spoken = [verify(quote, passage, number) for quote in said]
        held = next((citation for citation in spoken if citation.verified), None)
        if held and sound:
            return held
        others = [self._passages[other - 1] for other in claim.markers if other != number]
        lost = [quote for quote in said if not any(verify(quote, other).verified for other in (passage, *others))]
        if lost:
            return Citation(number, passage.id, lost[0])
        start, end, share = self._best(claim.text, number - 1)
        if not sound or share < SUPPORT:
            return Citation(number, passage.id, claim.text)
        return Citation(number, passage.id, passage.text[start:end], start, end, verified=True)

    def strongest(self, text: str) -> int:
        """The number of the passage that bears a sentence strongly, figures included; 0 when none does."""
        shares = [
            (self._best(text, i)[2], -i)
            for i, passage in enumerate(self._passages)
            if not _figures(text) - _figures(f"{passage.title} {passage.text} {self._question}")
        ]
        share, place = max(shares, default=(0.0, 0))
        return 1 - place if share >= STRONG else 0

    def _best(self, text: str, place: int) -> tuple[int, int, float]:
        """The sentence, or two neighbouring ones, that bear the text best: start, end and share of its weight."""
        wanted = frozenset(words(text)) - _EMPTY or self._asked
        title = self._titles[place]
        bounds, sentences = self._bounds[place], self._words[place]
        best = (0, 0, 0.0)
        top = 0.0
        for size, price in ((1, 0.0), (2, 0.15)):
            for i in range(len(sentences) - size + 1):
                held = title.union(*sentences[i : i + size])
                share = self._share(wanted, held)
                score = share + 0.3 * self._share(self._asked, held) - price
                if score > top:
                    top, best = score, (bounds[i][0], bounds[i + size - 1][1], share)
        return best

    def _share(self, wanted: Collection[str], held: Collection[str]) -> float:
        total = sum(self._weight(word) for word in wanted)
        return sum(self._weight(word) for word in wanted if word in held) / total if total else 0.0

    def _weight(self, word: str) -> float:
        return math.log(1 + self._total / (self._frequency[word] or 0.5))


def _figures(text: str) -> set[str]:
    return {figure.replace(",", "") for figure in _FIGURE.findall(text)}
