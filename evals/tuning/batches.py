"""Batches of triplets in which no text is both right for one question and wrong for another."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from evals.tuning.rows import TripletRow


def make_batches(rows: Sequence[TripletRow], size: int, seed: int) -> list[list[TripletRow]]:
    """Return the rows in random batches of `size`; in each, every question and every right passage is once.

    Rows that fill no batch by a quarter, being on passages that many questions have, are left out, unless all are.
    """
    waiting = list(rows)
    random.Random(seed).shuffle(waiting)  # noqa: S311 a draw that can be repeated
    batches: list[list[TripletRow]] = []
    while waiting:
        batch, waiting = _fill(waiting, size)
        batches.append(batch)
    return [batch for batch in batches if 4 * len(batch) >= size] or batches


def hold_out_rows(rows: Sequence[TripletRow], share: float, seed: int) -> tuple[list[TripletRow], list[TripletRow]]:
    """Split rows by question into those to train on and a share to stop by."""
    anchors = sorted({row.anchor for row in rows})
    random.Random(seed).shuffle(anchors)  # noqa: S311
    held = set(anchors[: round(share * len(anchors))])
    return [row for row in rows if row.anchor not in held], [row for row in rows if row.anchor in held]


def _fill(waiting: Sequence[TripletRow], size: int) -> tuple[list[TripletRow], list[TripletRow]]:
    batch: list[TripletRow] = []
    later: list[TripletRow] = []
    anchors: set[str] = set()
    right: set[str] = set()
    wrong: set[str] = set()
    for row in _until_full(waiting, batch, size, later):
        if row.anchor in anchors or row.positive in right | wrong or row.negative in right:
            later.append(row)
            continue
        batch.append(row)
        anchors.add(row.anchor)
        right.add(row.positive)
        wrong.add(row.negative)
    return batch, later


def _until_full(
    waiting: Sequence[TripletRow], batch: Sequence[TripletRow], size: int, later: list[TripletRow]
) -> Iterator[TripletRow]:
    for place, row in enumerate(waiting):
        if len(batch) == size:
            later.extend(waiting[place:])
            return
        yield row
