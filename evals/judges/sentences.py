"""Cuts an answer or a passage into sentences, to be judged one by one."""

from __future__ import annotations

import re

from graph.text.sentences import sentence_bounds

MARKER = re.compile(r"(?<!\s)\s*+\[\d+(?:\s*[,;–-]\s*\d+)*\]")
BULLET = re.compile(r"^\s*(?:[-*•‣]|\(?\d{1,2}[.)])\s+")


def sentences(text: str) -> list[str]:
    """The sentences of a text in order."""
    return [text[low:high] for low, high in sentence_bounds(text)]


def claims(answer: str) -> list[str]:
    """What an answer says, sentence by sentence, without citation markers, bullets and lines that say nothing."""
    cleaned = (BULLET.sub("", sentence) for sentence in sentences(MARKER.sub("", answer)))
    return [claim for claim in cleaned if re.search(r"\w", claim)]


def wordings(answer: str) -> tuple[str, ...]:
    """The answer without citation markers: all of it and, where it begins with a short answer, that line alone."""
    whole = MARKER.sub("", answer).strip()
    return tuple(dict.fromkeys((whole, whole.partition("\n")[0].strip())))
