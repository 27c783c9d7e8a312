"""The grids that are ruled on a PDF page around the cells of tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.drawn.objects import Box, DrawnObject
from ingest.drawn.words import middle

_PATH = 2
# Points: how thick a ruled line may be, how far apart edges are one, how long a line must be.
_THICK, _SAME, _SHORT = 2.6, 3.0, 6.0
_MAX_LINES = 1_500


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a grid's columns from left to right, and of its rows from top to bottom."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    def holds(self, box: Box) -> bool:
        """Return whether the middle of a box is inside."""
        x = (box[0] + box[2]) / 2
        return self.columns[0] <= x <= self.columns[-1] and self.rows[-1] <= middle(box) <= self.rows[0]


def find_grids(objects: Sequence[DrawnObject]) -> list[Grid]:
    """Return the grids of at least two rows and columns, smallest first."""
    lines = _ruled_lines(objects)
    if not 4 <= len(lines) <= _MAX_LINES:
        return []
    grids = [grid for group in _touching(lines) if (grid := _grid(group)) is not None]
    return sorted(grids, key=lambda one: (one.columns[-1] - one.columns[0]) * (one.rows[0] - one.rows[-1]))


def _ruled_lines(objects: Sequence[DrawnObject]) -> list[Box]:
    """Return the ruled lines; a rectangle counts as its four sides."""
    lines: list[Box] = []
    for one in objects:
        if one.kind != _PATH:
            continue
        left, bottom, right, top = one.box
        if min(right - left, top - bottom) <= _THICK:
            if max(right - left, top - bottom) >= _SHORT:
                lines.append(one.box)
        elif right - left >= _SHORT and top - bottom >= _SHORT:
            lines += [(left, bottom, left, top), (right, bottom, right, top)]
            lines += [(left, bottom, right, bottom), (left, top, right, top)]
        if len(lines) > _MAX_LINES:
            break
    return lines


def _touching(lines: Sequence[Box]) -> list[list[Box]]:
    """Return the lines in groups that touch one another."""
    owner = list(range(len(lines)))

    def root(place: int) -> int:
        while owner[place] != place:
            owner[place] = owner[owner[place]]
            place = owner[place]
        return place

    active: list[int] = []
    for place in sorted(range(len(lines)), key=lambda at: lines[at][0]):
        left, bottom, _, top = lines[place]
        active = [at for at in active if lines[at][2] >= left - _SAME]
        for at in active:
            if lines[at][1] <= top + _SAME and bottom <= lines[at][3] + _SAME:
                owner[root(place)] = root(at)
        active.append(place)
    groups: dict[int, list[Box]] = {}
    for place, line in enumerate(lines):
        groups.setdefault(root(place), []).append(line)
    return list(groups.values())


def _grid(lines: Sequence[Box]) -> Grid | None:
    upright = [line for line in lines if line[2] - line[0] <= _THICK]
    level = [line for line in lines if line[3] - line[1] <= _THICK and line[2] - line[0] > _THICK]
    if len(upright) < 3 or len(level) < 3:
        return None
    height = max(line[3] for line in lines) - min(line[1] for line in lines)
    width = max(line[2] for line in lines) - min(line[0] for line in lines)
    xs = _edges([((line[0] + line[2]) / 2, line[3] - line[1]) for line in upright], height)
    ys = _edges([(middle(line), line[2] - line[0]) for line in level], width)
    return Grid(tuple(xs), tuple(reversed(ys))) if len(xs) > 2 and len(ys) > 2 else None


def _edges(lines: Iterable[tuple[float, float]], whole: float) -> list[float]:
    """Return the places where lines stand that together are at least a third as long as the grid."""
    groups: list[tuple[float, float]] = []
    for place, length in sorted(lines):
        if groups and place - groups[-1][0] <= _SAME:
            groups[-1] = (groups[-1][0], groups[-1][1] + length)
        else:
            groups.append((place, length))
    return [place for place, length in groups if 3 * length >= whole]
