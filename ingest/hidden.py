"""Text that a reader of a file does not see: kept below the visible text, and reported in a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.text.clean import clean

# Maximum number of reasons named in a note.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A piece of hidden text, and why: `white on white`, `display: none`."""

    text: str
    why: str


def append_hidden(seen: str, hidden: Iterable[HiddenText]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Append the distinct hidden pieces below the visible text; return both and the span of the hidden part."""
    below = clean("\n\n".join(dict.fromkeys(piece for one in hidden if (piece := clean(one.text)))))
    if not below:
        return seen, ()
    start = len(seen) + 2 if seen else 0
    return f"{seen}\n\n{below}" if seen else below, ((start, start + len(below)),)


def hidden_note(hidden: Sequence[HiddenText]) -> tuple[str, ...]:
    """Return a note on how much text is hidden and in which ways; nothing if none is."""
    pieces = [(one, length) for one in hidden if (length := len(clean(one.text)))]
    if not pieces:
        return ()
    total = sum(length for _, length in pieces)
    ways = [why for why, _ in Counter(one.why for one, _ in pieces).most_common()]
    more = f" and {len(ways) - _NAMED} more" if len(ways) > _NAMED else ""
    stretches = f"{len(pieces):,} stretch{'es' if len(pieces) > 1 else ''}"
    return (f"hidden text: {stretches}, {total:,} characters ({', '.join(ways[:_NAMED])}{more})",)
