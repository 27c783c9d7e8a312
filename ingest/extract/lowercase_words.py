"""Words that a document also writes in lower case, which are no names on their own."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SMALL = re.compile(r"(?<![\w.'’-])[^\W\d_A-Z][^\W\d_]+")


def find_lowercase_words(texts: Iterable[str]) -> set[str]:
    """Return the words of texts that do not begin with a Latin capital."""
    return {word for text in texts for word in _SMALL.findall(text)}
