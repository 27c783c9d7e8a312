"""Cuts an answer or a passage into sentences, to be judged one by one."""

from __future__ import annotations

import re

ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sr|jr|rev|gen|col|capt|lt|sgt|gov|sen|rep|no|vol|fig|eq|ch|pp|ed|eds|inc|ltd|co|"
    r"corp|dept|univ|vs|etc|ca|cf|al|approx|est|e\.g|i\.e|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[^\Wa-z_])|[。！？｡।]+[」』”]?|\n+")
MARKER = re.compile(r"\s*\[\d+(?:\s*[,;–-]\s*\d+)*\]")
BULLET = re.compile(r"^\s*(?:[-*•‣]|\(?\d{1,2}[.)])\s+")


def bounds(text: str) -> list[tuple[int, int]]:
    """Where the sentences lie in the text, without the white space around them."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in END.finditer(text):
        if match.group().startswith(".") and ABBREVIATION.search(text[start : match.start() + 1]):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    return [trimmed for low, high in found if (trimmed := _trim(text, low, high))[0] < trimmed[1]]


def _trim(text: str, low: int, high: int) -> tuple[int, int]:
    part = text[low:high]
    return low + len(part) - len(part.lstrip()), high - (len(part) - len(part.rstrip()))


def sentences(text: str) -> list[str]:
    """The sentences of a text in order."""
    return [text[low:high] for low, high in bounds(text)]


def claims(answer: str) -> list[str]:
    """What an answer says, sentence by sentence, without citation markers, bullets and lines that say nothing."""
    cleaned = (BULLET.sub("", sentence) for sentence in sentences(MARKER.sub("", answer)))
    return [claim for claim in cleaned if re.search(r"\w", claim)]


def wordings(answer: str) -> tuple[str, ...]:
    """The answer without citation markers: all of it and, where it begins with a short answer, that line alone."""
    whole = MARKER.sub("", answer).strip()
    return tuple(dict.fromkeys((whole, whole.partition("\n")[0].strip())))
