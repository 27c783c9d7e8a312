"""Hyphens at the ends of lines: kept in compounds, numbers, codes and addresses, removed where a word was parted."""

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
# What stands before a hyphen on its line, and on lines before that end in the middle of it.
_TOKEN = re.compile(rf"(?:[^\s]+[-\u2010{PARTED}/]{PAGE_END}?{LINE_END})*[^\s]*\Z")
_ADDRESS = re.compile(r"://|\bwww\.|@|\w\.\w{2,}/|\\|_")
# An address, or a code or a name of a file that begins with letters.
_AFTER = re.compile(r"[^\s.]*(?:@|://|_|\d[A-Za-z])|[\w-]+\.(?:[a-z][a-z0-9]{1,4}|[A-Z]{3,4})(?!\w)")
_MAX_TOKEN_CHARS = 300
# First parts after which a hyphen is nearly always a part of the word.
_FIRST_PARTS = frozenset(
    "well self non co ex anti semi quasi long short high low full half cross one two three four five six first second "
    "third part all post pre multi mid far near hard soft left right old new open state e x t".split()
)

_SUSPENDING = frozenset("und oder and or et ou och eller og".split())


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
        if is_suspended(before, after, words):
            return f"{before}-{end}{LINE_END}"
        token = _TOKEN.search(match.string[max(0, match.start() - _MAX_TOKEN_CHARS) : match.end(1)])
        kept = _is_address(token.group() if token else before, after) or keeps_hyphen(before, mark, after, words)
        return f"{before}{'-' if kept else ''}{end}"

    text = _AT_LINE_END.sub(joined, text.replace(PAGE_END, PAGE_END + LINE_END)).replace(PARTED, "-")
    return _NO_BLANK.sub("", text).replace(LINE_END, " ")


def _is_address(before: str, after: str) -> bool:
    """Return whether a hyphen is inside an address, the name of a file, or a code with digits."""
    return bool(_ADDRESS.search(before) or _AFTER.match(after)) or any(map(str.isdigit, before))


def is_suspended(before: str, after: str, words: Container[str]) -> bool:
    """Return whether a hyphen stands for the rest of a compound, with a blank behind it: Vor- und Nachteile."""
    whole = (_EDGES.sub("", before) + after).lower()
    return after in _SUSPENDING and before[-1].isalpha() and not (whole in words or whole in known_words())


def keeps_hyphen(before: str, mark: str, after: str, words: Container[str]) -> bool:
    """Return whether a hyphen at the end of a line belongs to the word; `words` are those of the document."""
    if mark == "\xad":
        return False
    first, second = _EDGES.sub("", before).lower(), _EDGES.sub("", after.split(PARTED, maxsplit=1)[0]).lower()
    if not after[0].isalpha() or not before[-1].isalpha() or "-" in before:
        return True
    if before[-1].isupper() and after[0].islower():
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
