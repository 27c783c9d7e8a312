"""Locate a quote in a text, ignoring case, spacing, quotation marks, dashes and soft hyphens."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from graph.text.combining_marks import limit_marks
from graph.text.words import UNSPACED_SCRIPTS
from graph.types import Passage
from rag.types import Citation

_MARKS = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼ", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
)
_SILENT = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\ufe00-\ufe0f]")
_AROUND = " \t\r\n\"'…."


def locate_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Return the offsets (code points) of the first occurrence of the quote as whole words; None if there is none."""
    folded_quote = _fold_text(unicodedata.normalize("NFC", limit_marks(quote)))[0].strip(_AROUND)
    if not folded_quote:
        return None
    folded, offsets = _fold_text(text)
    start = folded.find(folded_quote)
    while start >= 0:
        end = start + len(folded_quote)
        if _on_word_boundaries(folded, start, end) and _on_characters(offsets, start, end):
            return offsets[start], _after(text, offsets[end - 1])
        start = folded.find(folded_quote, start + 1)
    return None


def verify_quote(quote: str, passage: Passage, marker: int = 1) -> Citation:
    """Return the citation of a quote, with its exact text and offsets in the passage; unverified if it does not
    occur."""
    bounds = locate_quote(quote, passage.text)
    if bounds is None:
        return Citation(marker, passage.id, quote)
    start, end = bounds
    return Citation(marker, passage.id, passage.text[start:end], start, end, verified=True)


def _fold_text(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the normalized text, and for each of its characters the offset in the text it comes from."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for folded in _fold(character):
            if folded == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(folded)
            offsets.append(offset)
    return _without_inner_spaces("".join(characters), tuple(offsets))


@lru_cache(maxsize=20_000)
def _fold(character: str) -> str:
    if character.isspace():
        return " "
    if _SILENT.match(character):
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character.translate(_MARKS)).casefold())
    return "".join(" " if part.isspace() else part for part in plain.translate(_MARKS))


def _without_inner_spaces(folded: str, offsets: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """Remove spaces next to a script written without them, where a line break has no meaning."""
    if not UNSPACED_SCRIPTS.search(folded):
        return folded, offsets
    is_unspaced = [bool(UNSPACED_SCRIPTS.match(character)) for character in folded]
    kept_indices = [
        i
        for i, character in enumerate(folded)
        if character != " " or not (is_unspaced[i - 1 : i] == [True] or is_unspaced[i + 1 : i + 2] == [True])
    ]
    return "".join(folded[i] for i in kept_indices), tuple(offsets[i] for i in kept_indices)


def _on_word_boundaries(folded: str, start: int, end: int) -> bool:
    """Whether both ends are word and number boundaries."""
    return not (_joined(folded, start) or _joined(folded, end))


def _joined(folded: str, at: int) -> bool:
    left, right = folded[at - 1 : at], folded[at : at + 1]
    if not left or not right or UNSPACED_SCRIPTS.match(left) or UNSPACED_SCRIPTS.match(right):
        return False
    if left.isalnum() and (right.isalnum() or unicodedata.combining(right)):
        return True
    if left in ".," and right.isdigit():
        return folded[at - 2 : at - 1].isdigit()
    return left.isdigit() and right in ".," and folded[at + 1 : at + 2].isdigit()


def _on_characters(offsets: tuple[int, ...], start: int, end: int) -> bool:
    """Whether both ends lie between characters of the text, not within one that folds to several."""
    return (start == 0 or offsets[start - 1] != offsets[start]) and (
        end == len(offsets) or offsets[end - 1] != offsets[end]
    )


def _after(text: str, last: int) -> int:
    """Return the end of a span whose last character is at `last`, including its combining marks."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
