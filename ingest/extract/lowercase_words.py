"""Words that a document also writes small: no name on their own."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SMALL = re.compile(r"(?<![\w.'’-])[^\W\d_A-Z][^\W\d_]+")


def small_words(texts: Iterable[str]) -> set[str]:
    """The words of texts that begin with no capital of the Latin alphabet."""
    return {word for text in texts for word in _SMALL.findall(text)}
