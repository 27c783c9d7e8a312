"""Rows of a drawn table whose cells run over several lines: their lines are nearer to each other than rows are."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.table import is_number

# Distances of lines that count as the same, as a ratio, and how much further apart rows must be.
_SAME, _FURTHER = 1.04, 1.2
_MIN_GROUPS, _MIN_WRAPPED = 3, 2
_MAX_TRIES = 6


def group_lines(rows: Sequence[Sequence[str]], steps: Sequence[float]) -> list[list[Sequence[str]]] | None:
    """Return the lines of each row of a table; None if their distances do not show them.

    Some column has one short line in each row, as the cells beside a long one do; `steps` are the distances of lines.
    """
    usual = sorted(step for step in steps if step > 0)
    tried = 0.0
    for _ in range(_MAX_TRIES):
        nearest = next((step for step in usual if step > tried * _SAME), 0.0)
        if not nearest:
            break
        tried = nearest
        if not any(step > nearest * _FURTHER for step in steps):
            break
        groups: list[list[Sequence[str]]] = [[rows[0]]]
        for row, step in zip(rows[1:], steps, strict=True):
            if step <= nearest * _SAME:
                groups[-1].append(row)
            else:
                groups.append([row])
        if _are_rows(groups):
            return groups
    return None


def join_group(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return the cells of a row, each joined from its lines."""
    return [" ".join(filter(None, column)) for column in zip(*lines, strict=True)]


def _are_rows(groups: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Return whether groups of lines are rows: several of them wrap, some column has one line in each, none numbers."""
    body = groups[1:]
    columns = range(len(groups[0][0]))
    if len(groups) < _MIN_GROUPS or sum(len(group) > 1 for group in body) < _MIN_WRAPPED:
        return False
    for group in groups:
        filled = [[line[place] for line in group if line[place]] for place in columns]
        if sum(map(bool, filled)) < 2 or any(len(cells) > 1 and any(map(is_number, cells)) for cells in filled):
            return False
    return any(all(sum(bool(line[place]) for line in group) == 1 for group in body) for place in columns)
