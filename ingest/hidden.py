"""Text that a reader of a file does not see: kept at the end of what is seen, and told of in a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.text.clean import clean

# Reasons named in a note.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Hidden:
    """A piece of text that is not seen, and why: `white on white`, `display: none`."""

    text: str
    why: str


def with_hidden(seen: str, hidden: Iterable[Hidden]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The seen text, what is hidden below it, each piece once, and the stretch that this is."""
    below = clean("\n\n".join(dict.fromkeys(piece for one in hidden if (piece := clean(one.text)))))
    if not below:
        return seen, ()
    start = len(seen) + 2 if seen else 0
    return f"{seen}\n\n{below}" if seen else below, ((start, start + len(below)),)


def told(hidden: Sequence[Hidden]) -> tuple[str, ...]:
    """A note of how much is hidden and in which ways; none where nothing is."""
    pieces = [(one, length) for one in hidden if (length := len(clean(one.text)))]
    if not pieces:
        return ()
    total = sum(length for _, length in pieces)
    ways = [why for why, _ in Counter(one.why for one, _ in pieces).most_common()]
    more = f" and {len(ways) - _NAMED} more" if len(ways) > _NAMED else ""
    stretches = f"{len(pieces):,} stretch{'es' if len(pieces) > 1 else ''}"
    return (f"hidden text: {stretches}, {total:,} characters ({', '.join(ways[:_NAMED])}{more})",)
