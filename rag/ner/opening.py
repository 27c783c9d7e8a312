"""Where sentences and lines begin in a text, and words that are capitalized there and are no part of a name."""

from __future__ import annotations

import re

OPENING_WORDS = frozenset(
    "accept access accessing according add adding additional additionally afterwards alongside already although "
    "among another around ask based beginning besides born both call check choose click composed considered contact "
    "create created currently dear define described designed despite developed directed earlier early enable ensure "
    "eventually every everyone except famous finally first following formed former formerly founded further "
    "generally get getting hello however including inside install instead its known last lastly late later latest "
    "led like likewise located mainly many meanwhile meet moreover most much named near nearby nearly never "
    "nevertheless new next nobody note notwithstanding nowadays often old one originally other others otherwise "
    "overall owned part perhaps played please popular previously produced provided published pursuant recently "
    "regarding released replacing says second see select send set several similarly since situated some sometimes "
    "soon starring still subject subsequently tell thank thanks therefore third three thus today together tomorrow "
    "tonight two unlike unplug until upon use using usually various wait was well were what whatever whereas "
    "whether within without written yesterday yet".split()
)
"""Words that often open a sentence and are not part of a name that follows."""

_LINE_MARKS = r"(?:(?:[#>*•|-]+|\d{1,3}(?:\.\d{1,3})*(?:[.)]|(?=\s))|\(?[a-z\d]{1,2}\))\s*)*"
_LINE = rf"(?:^|\n)[ \t\u00a0\u200b]*{_LINE_MARKS}"
_SENTENCE_START = re.compile(
    rf"(?:[.!?:;\u2026–—](?:\s|[*_])*[\"'“‘(\[]*\s*|[“\"(\[]\s*|[*_]{{2,}}|{_LINE}[\"'“‘(\[*_]*)$"
)
_LINE_START = re.compile(rf"{_LINE}[*_]*$")
_LINE_END = re.compile(r"[ \t*_:]*(?:\n|$)")
_LOOK_BACK = 16


def opens_sentence(text: str, place: int) -> bool:
    """Return whether a sentence, a line, a bracket or a quotation begins here."""
    return place == 0 or bool(_SENTENCE_START.search(text, max(0, place - _LOOK_BACK), place))


def opens_line(text: str, place: int) -> bool:
    """Return whether a line begins here, apart from the mark of a list or a heading."""
    return bool(_LINE_START.search(text, max(0, place - _LOOK_BACK), place))


def is_line(text: str, start: int, end: int) -> bool:
    """Return whether a span is a whole line, apart from such marks."""
    return opens_line(text, start) and bool(_LINE_END.match(text, end))
