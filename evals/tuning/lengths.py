"""Count the tokens of data rows, and how many would be truncated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from evals.tuning.rows import ChatRow, DataFile, Row

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Lengths:
    """The tokens of the rows of a file: median, 95th percentile and longest; `truncated` rows exceed the limit."""

    name: str
    rows: int
    median: int
    high: int
    longest: int
    limit: int
    truncated: int


def measure_lengths(file: DataFile, count: CountTokens, limit: int) -> Lengths:
    """Measure a file; a row for an embedder is as long as its longest text, another one as all its texts together."""
    join = max if file.embedding else sum
    lengths = sorted(join([count(text) for text in _texts(row)]) for row in file.rows)
    if not lengths:
        return Lengths(file.name, 0, 0, 0, 0, limit, 0)
    return Lengths(
        file.name,
        len(lengths),
        _quantile(lengths, 0.5),
        _quantile(lengths, 0.95),
        lengths[-1],
        limit,
        sum(length > limit for length in lengths),
    )


def _quantile(lengths: Sequence[int], share: float) -> int:
    return lengths[min(len(lengths) - 1, int(share * len(lengths)))]


def _texts(row: Row) -> list[str]:
    if isinstance(row, ChatRow):
        return [message.content for message in row.messages]
    values = (getattr(row, field.name) for field in fields(row))
    return [value for value in values if isinstance(value, str)]
