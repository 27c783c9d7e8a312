"""What is written in capitals and is no name: addresses, shouting, codes and places in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.text.words import STOP_WORDS

_CHUNK = re.compile(r"\S+")
_ADDRESS_STARTS = ("://", "www.", "](/", "](#")
_TEMPLATE_TAG = re.compile(r"\{[{%][^{}\n]{0,200}[%}]\}")
_LINE = re.compile(r"[^\n]+")
# Words in capitals, with the marks between them.
_CAPITALS = re.compile(r"\b[A-Z][A-Z'’&-]+\b(?:[ ,;/]+[A-Z][A-Z'’&-]*\b)*")
_LONGEST_ACRONYM = 5
# Colours, hashes and sizes.
_CODE = re.compile(r"(?=.*\d)(?:[\dA-F]{6}|[\da-fA-F]{7,}|\d+(?:[KMGT]i?B|[kMG]?Hz|[AP]M|kg|KG|[kc]?m|mm))")
_REFERENCES = frozenset(
    "annex appendix article articles box chapter clause clauses exhibit fig figs figure figures item line note page "
    "paragraph part parts section sections step table tables".split()
)
_NUMBER = re.compile(r"[\dIVXivx]+[a-z]?|[A-Z]")


def mark_addresses(text: str) -> bytearray:
    """Return for each character whether it stands in an address, a path or a tag of a template."""
    marks = bytearray(len(text))
    for match in _CHUNK.finditer(text):
        start = _address_start(match.group())
        if start is not None:
            marks[match.start() + start : match.end()] = b"\1" * (match.end() - match.start() - start)
    for match in _TEMPLATE_TAG.finditer(text):
        marks[match.start() : match.end()] = b"\1" * len(match.group())
    return marks


def _address_start(chunk: str) -> int | None:
    """Return where the address in something without blanks begins; None if there is none."""
    start = min((at for sign in _ADDRESS_STARTS if (at := chunk.find(sign)) >= 0), default=None)
    if start is not None:
        scheme = chunk[:start].rstrip("abcdefghijklmnopqrstuvwxyz") if chunk[start] == ":" else chunk[:start]
        return len(scheme)
    return 0 if "@" in chunk or chunk.count("/") > 2 or "%2" in chunk or "=" in chunk[1:-1] else None


def mark_shouting(text: str) -> bytearray:
    """Return for each character whether it stands in words that are in capitals for emphasis."""
    marks = bytearray(len(text))
    for start, end in _shouted(text):
        marks[start:end] = b"\1" * (end - start)
    return marks


def _shouted(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        is_heading = line.group().isupper()
        for match in _CAPITALS.finditer(text, line.start(), line.end()):
            words = match.group().split()
            if _is_prose(words) or (is_heading and len(words) == 1 and len(words[0]) > _LONGEST_ACRONYM):
                yield match.span()


def _is_prose(words: Sequence[str]) -> bool:
    """Return whether words in capitals are prose: some are small words, or are too long for acronyms."""
    small = any(word.strip(",;.").casefold() in STOP_WORDS for word in words)
    return len(words) > 1 and (small or any(len(word) > 2 * _LONGEST_ACRONYM for word in words))


def is_reference(words: Sequence[str]) -> bool:
    """Return whether the words are a place in a document, such as Section 10 or Fig. 7."""
    return words[0].casefold().rstrip(".") in _REFERENCES and all(map(_NUMBER.fullmatch, words[1:2]))


def is_code(words: Sequence[str]) -> bool:
    """Return whether the words are single letters, colours, hashes or sizes."""
    return all(len(word) == 1 or _CODE.fullmatch(word) for word in words)
