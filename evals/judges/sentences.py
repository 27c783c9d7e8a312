"""Splits an answer or a passage into sentences to be judged one by one."""

from __future__ import annotations

import re

from graph.text.citation_markers import strip_markers
from graph.text.sentences import sentence_bounds

BULLET = re.compile(r"^\s*(?:[-*•‣]|\(?\d{1,2}[.)])\s+")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text in order."""
    return [text[low:high] for low, high in sentence_bounds(text)]


def claims(answer: str) -> list[str]:
    """Split an answer into sentences without citation markers, bullets and lines without words."""
    cleaned = (BULLET.sub("", sentence) for sentence in sentences(strip_markers(answer)))
    return [claim for claim in cleaned if re.search(r"\w", claim)]


def wordings(answer: str) -> tuple[str, ...]:
    """Return the answer without citation markers: the whole and, if it differs, its first line alone."""
    whole = strip_markers(answer).strip()
    return tuple(dict.fromkeys((whole, whole.partition("\n")[0].strip())))
