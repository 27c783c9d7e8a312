"""Text as it is stored: NFC, one kind of line end, and nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

from graph.text.combining_marks import without_piles

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control, zero-width, bidirectional and tag characters, fillers and noncharacters: words hide in them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]+"
)
# Joiners mean something between letters of joining scripts and between emoji, and nothing elsewhere.
_JOINERS = re.compile("[\u200c\u200d]+")
_FIRST_JOINED = "\u0590"
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text without unseen characters, in NFC, with blank lines at most one in a row and none at the ends."""
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _UNSEEN.sub("", text)
    text = _JOINERS.sub(_joining, text)
    text = unicodedata.normalize("NFC", without_piles(text))
    # A pattern for the blanks before a line end would read a long run of blanks again from each of them.
    text = "\n".join([line.rstrip() for line in text.split("\n")])
    return _BLANK_LINES.sub("\n\n", text).strip("\n")


def _joining(run: re.Match[str]) -> str:
    """A run of joiners where it stands between characters that may be joined, else nothing."""
    text, start, end = run.string, *run.span()
    joined = start > 0 and end < len(text) and text[start - 1] >= _FIRST_JOINED and text[end] >= _FIRST_JOINED
    return run.group() if joined else ""


def clean_line(text: str, longest: int = 300) -> str:
    """A title: one line, cut at a length."""
    return " ".join(clean(text).split())[:longest].rstrip()
