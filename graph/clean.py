"""Text as it is stored: NFC, one kind of line end, and nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control, zero-width, bidirectional and tag characters, fillers and noncharacters: words hide in them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]+"
)
# Joiners mean something between letters of joining scripts and between emoji, and nothing elsewhere.
_IDLE_JOINER = re.compile("(?<![\u0590-\U0010ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0590-\U0010ffff])")
_SURROGATE = re.compile("[\ud800-\udfff]")
# The Stream-Safe Text Format of Unicode Annex 15 allows 30 marks on one letter; more only cost time.
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = re.compile(f"([{_MARK}]{{30}})[{_MARK}]+")
_LINE_TAIL = re.compile(r"[^\S\n]+\n")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text without unseen characters, in NFC, with blank lines at most one in a row and none at the ends."""
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _UNSEEN.sub("", text)
    text = _IDLE_JOINER.sub("", text)
    text = unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", text))
    return _BLANK_LINES.sub("\n\n", _LINE_TAIL.sub("\n", text)).strip("\n").rstrip()


def clean_line(text: str, longest: int = 300) -> str:
    """A title: one line, cut at a length."""
    return " ".join(clean(text).split())[:longest].rstrip()
