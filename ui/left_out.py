"""What an ingest left out, in a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.text.counting import count_noun

if TYPE_CHECKING:
    from ingest.report import LeftOut


def describe_left_out(left_out: Iterable[LeftOut]) -> str:
    """Return a line on what was not read, and how it can be."""
    counts = (count_noun(some.count, f"{some.kind} {'folder' if some.folders else 'file'}") for some in left_out)
    return f"left out: {', '.join(counts)} (to read some: --include PATTERN, or name the file)"
