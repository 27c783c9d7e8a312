"""Normalise text for storage: NFC, uniform line ends, no invisible characters."""

from __future__ import annotations

import re
import unicodedata

from graph.text.combining_marks import limit_marks

# Colours and other commands to a terminal; what follows their first character would look like text.
_TERMINAL = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\\\)|[()][0-2AB]|[=>78DEHM])")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control, zero-width, bidirectional and tag characters, fillers and noncharacters: text can be hidden in them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]+"
)
# Joiners are meaningful only between letters of joining scripts and between emoji.
_JOINERS = re.compile("[\u200c\u200d]+")
_FIRST_JOINED = "\u0590"
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Return the text in NFC without invisible characters, with at most one blank line in a row and none at the
    ends."""
    text = _LINE_ENDS.sub("\n", text)
    text = _TERMINAL.sub("", text) if "\x1b" in text else text
    text = _SURROGATE.sub("\ufffd", text)
    text = _UNSEEN.sub("", text)
    text = _JOINERS.sub(_joining, text)
    text = unicodedata.normalize("NFC", limit_marks(text))
    # A regex for trailing blanks would be quadratic in the length of a run of blanks.
    text = "\n".join([line.rstrip() for line in text.split("\n")])
    return _BLANK_LINES.sub("\n\n", text).strip("\n")


def _joining(run: re.Match[str]) -> str:
    """Keep a run of joiners between characters that can be joined, else drop it."""
    text, start, end = run.string, *run.span()
    joined = start > 0 and end < len(text) and text[start - 1] >= _FIRST_JOINED and text[end] >= _FIRST_JOINED
    return run.group() if joined else ""


def clean_line(text: str, longest: int = 300) -> str:
    """Clean a title: one line, cut at a maximum length."""
    return " ".join(clean(text).split())[:longest].rstrip()
