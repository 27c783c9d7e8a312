"""Map the citation markers of a model's answer to passages, and verify each citation.

Every marker such as [2] or [1, 3] is mapped to its passage, and the sentence of the passage that supports the claim
best becomes the quote. A claim is marked unverified if its passage does not support it: its words are missing, or the
passage gives other figures or names, or states the opposite.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.text.citation_markers import find_markers, marker_numbers, normalize_citations
from graph.types import Passage
from rag.answer.claims.bearing import SupportScorer
from rag.answer.extractive.sentences import quotable_bounds
from rag.answer.quotes import verify_quote
from rag.answer.sanitize import remove_links
from rag.types import Citation, Hit

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_QUOTED = re.compile(r"[\"“«]([^\"“”«»]{12,}?)[\"”»]")
# Far above any sensible reply: claims beyond this are not checked and count as unsupported.
MAX_CHECKED_CLAIMS = 400
_STOPS, _CLOSERS = ".!?…。！？", "\"'”’»)"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer at bare[start:end], and the numbers of the passages it cites."""

    text: str
    start: int
    end: int
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with its markers in order, a citation for each, and the sentences that no passage supports."""

    text: str
    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...]


def cite_passages(text: str, hits: Sequence[Hit], question: str = "") -> tuple[str, tuple[Citation, ...]]:
    """Return the text with normalized markers, only to existing passages, and a citation for each.

    If a text has no marker, each sentence that a passage strongly supports gets one.
    """
    checked = check_citations(text, hits, question)
    return checked.text, checked.citations


def check_citations(text: str, hits: Sequence[Hit], question: str = "") -> CheckedText:
    """Return the text with normalized markers and citations, and its unsupported sentences.

    A sentence with markers must be supported by a passage it cites, one without by any passage.
    """
    bare, marks = _bare(remove_links(normalize_citations(text, len(hits))), len(hits))
    claims = _claims(bare, marks)
    passages = [hit.passage for hit in hits]
    bearing = SupportScorer(passages, question)
    checked, unchecked = claims[:MAX_CHECKED_CLAIMS], claims[MAX_CHECKED_CLAIMS:]
    if not marks and hits:
        checked = [_attributed(claim, bearing) for claim in checked]
    citations: list[Citation] = []
    unsupported: list[str] = []
    for claim in checked:
        claim_citations = _citations(claim, bearing, passages)
        citations.extend(claim_citations)
        supported = (
            any(citation.verified for citation in claim_citations)
            if claim_citations
            else bearing.is_supported(claim.text)
        )
        if not supported and _is_claim(claim.text):
            unsupported.append(claim.text)
    for claim in unchecked:
        citations.extend(Citation(number, passages[number - 1].id, claim.text) for number in claim.markers)
        unsupported.append(claim.text)
    return CheckedText(_marked(bare, marks or _new(checked)), tuple(dict.fromkeys(citations)), tuple(unsupported))


def _bare(text: str, hits: int) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without markers, and each marker's offset in it and number."""
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    copied = length = 0
    code = [match.span() for match in _CODE.finditer(text)]
    code_starts = [start for start, _ in code]
    for match in find_markers(text):
        code_index = bisect_right(code_starts, match.start()) - 1
        if code_index >= 0 and match.start() < code[code_index][1]:
            continue
        parts.append(text[copied : match.start()].rstrip(" \t"))
        length += len(parts[-1])
        copied = match.end()
        marks.extend((length, number) for number in marker_numbers(match) if 1 <= number <= hits)
    parts.append(text[copied:])
    return "".join(parts), list(dict.fromkeys(marks))


def _claims(bare: str, marks: Sequence[tuple[int, int]]) -> list[Claim]:
    bounds = quotable_bounds(bare)
    starts = [start for start, _ in bounds]
    numbers_by_claim: list[list[int]] = [[] for _ in bounds]
    for offset, number in marks if bounds else ():
        numbers_by_claim[max(bisect_left(starts, offset) - 1, 0)].append(number)
    return [
        Claim(bare[start:end], start, end, tuple(dict.fromkeys(numbers)))
        for (start, end), numbers in zip(bounds, numbers_by_claim, strict=True)
    ]


def _attributed(claim: Claim, bearing: SupportScorer) -> Claim:
    number = bearing.find_strongest(claim.text)
    return Claim(claim.text, claim.start, claim.end, (number,) if number else ())


def _new(claims: Iterable[Claim]) -> list[tuple[int, int]]:
    """Return the markers of claims that were attributed, placed before their final punctuation."""
    return [(claim.start + _words_end(claim.text), number) for claim in claims for number in claim.markers]


def _words_end(sentence: str) -> int:
    """Return where the last word ends, before stops, closing quotes or brackets, and spaces."""
    return len(sentence.rstrip().rstrip(_CLOSERS).rstrip(_STOPS))


def _marked(bare: str, marks: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    copied = 0
    for offset, number in marks:
        gap = " " if offset > copied or not parts else ""
        parts.append(f"{bare[copied:offset]}{gap if offset else ''}[{number}]")
        copied = offset
    return ("".join(parts) + bare[copied:]).strip()


def _citations(claim: Claim, bearing: SupportScorer, passages: Sequence[Passage]) -> list[Citation]:
    """Return one citation per marker: the words the claim quotes, or the span of the passage that supports it best."""
    quotes = _QUOTED.findall(claim.text)
    return [_citation(claim, number, quotes, bearing, passages) for number in claim.markers]


def _citation(
    claim: Claim, number: int, quotes: Sequence[str], bearing: SupportScorer, passages: Sequence[Passage]
) -> Citation:
    passage = passages[number - 1]
    candidates = [verify_quote(quote, passage, number) for quote in quotes]
    verified = next((citation for citation in candidates if citation.verified), None)
    if verified:
        unquoted = _QUOTED.sub(" ", claim.text)
        return replace(verified, verified=bearing.is_consistent(unquoted, number - 1, verified.start, verified.end))
    others = [other - 1 for other in claim.markers if other != number]
    unfound = [quote for quote in quotes if not any(verify_quote(quote, passages[other]).verified for other in others)]
    if unfound:
        return Citation(number, passage.id, unfound[0])
    span = bearing.find_support(claim.text, number - 1, others)
    if span is None:
        return Citation(number, passage.id, claim.text)
    return Citation(number, passage.id, passage.text[span.start : span.end], span.start, span.end, verified=True)


def _is_claim(text: str) -> bool:
    """Whether a sentence makes a statement: it is not a heading, a question, or a mere mark."""
    plain = text.strip().strip("*#_-> ")
    return bool(re.search(r"\w", plain)) and plain[-1:] not in ":?：？"
