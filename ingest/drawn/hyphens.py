"""Hyphens at the ends of lines: kept in compounds, numbers and codes, removed where a word was parted."""

from __future__ import annotations

import re
from collections.abc import Container

from ingest.drawn.words import PARTED
from ingest.vocabulary import known_words

LINE_END, PAGE_END = "\x1f", "\x1e"
"""Where a line, or a page, of a paragraph ends."""
_AT_LINE_END = re.compile(
    rf"([^\s{LINE_END}{PAGE_END}]*?)([{PARTED}\xad\u2010-])({PAGE_END}?){LINE_END}(?=([^\s{LINE_END}]*))"
)
_CHINESE = "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]"
_NO_BLANK = re.compile(rf"(?<={_CHINESE}){LINE_END}(?={_CHINESE})")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_EDGES = re.compile(r"^\W+|\W+$")
# First parts after which a hyphen is nearly always a part of the word.
_FIRST_PARTS = frozenset(
    "well self non co ex anti semi quasi long short high low full half cross one two three four five six first second "
    "third part all post pre multi mid far near hard soft left right old new open state e x t".split()
)


def collect_words(text: str) -> set[str]:
    """Return the words and compounds of a text in lower case; those at line ends are left out."""
    ends = {match.end() for match in _WORD.finditer(text) if text[match.end() : match.end() + 1] in ("-", PARTED)}
    return {match.group().lower() for match in _WORD.finditer(text) if match.end() not in ends}


def join_lines(text: str, words: Container[str]) -> str:
    """Return a paragraph with its lines joined; the ends of pages stay marked. `words` are those of the document."""

    def joined(match: re.Match[str]) -> str:
        before, mark, end, after = match.groups()
        if not before or not after:
            return f"{before}{'-' if mark == PARTED else mark}{end}{LINE_END}"
        return f"{before}{'-' if _keeps_hyphen(before, mark, after, words) else ''}{end}"

    text = _AT_LINE_END.sub(joined, text.replace(PAGE_END, PAGE_END + LINE_END)).replace(PARTED, "-")
    return _NO_BLANK.sub("", text).replace(LINE_END, " ")


def _keeps_hyphen(before: str, mark: str, after: str, words: Container[str]) -> bool:
    if mark == "\xad":
        return False
    first, second = _EDGES.sub("", before).lower(), _EDGES.sub("", after.split(PARTED, maxsplit=1)[0]).lower()
    if not after[0].isalpha() or not before[-1].isalpha() or "-" in before:
        return True
    if first + second in words:
        return False
    if f"{first}-{second}" in words:
        return True
    if after[0].isupper():
        return not (before.isupper() and after.isupper() and first + second in known_words())
    if first + second.split("-")[0] in known_words():
        return False
    whole = len(first) > 2 and len(second) > 2 and first in known_words() and second in known_words()
    return first in _FIRST_PARTS or "-" in second or whole
