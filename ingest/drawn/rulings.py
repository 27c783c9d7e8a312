"""The grids that are ruled on a PDF page around the cells of tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.drawn.objects import Box, DrawnObject
from ingest.drawn.words import middle

_PATH = 2
# Points: how thick a ruled line may be, how far apart edges are one, how long a line must be.
_THICK, _SAME, _SHORT = 2.6, 3.0, 6.0
_MAX_LINES = 1_500


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a grid's columns from left to right, and of its rows from top to bottom.

    `level` holds for each edge of a row the columns in which it is ruled, `upright` for each edge of a column the rows.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    level: tuple[frozenset[int], ...] = ()
    upright: tuple[frozenset[int], ...] = ()

    def spans(self, row: int, column: int) -> bool:
        """Return whether the cell is one with that below: no line parts them, as lines part most others, and at both
        sides lines go on."""
        if row + 2 >= len(self.rows):
            return False
        parted = self.level[row + 1]
        sides = (self.upright[column], self.upright[column + 1])
        mostly = 2 * len(parted) > len(self.columns) - 1
        return column not in parted and mostly and all({row, row + 1} <= side for side in sides)

    def spans_across(self, column: int) -> bool:
        """Return whether the cell in the first row is one with that to the right."""
        return column + 2 < len(self.columns) and 0 not in self.upright[column + 1]

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
    if len(xs) < 3 or len(ys) < 3:
        return None
    down = tuple(reversed(ys))
    across = _ruled(down, [(middle(line), line[0], line[2]) for line in level], xs)
    # From top to bottom, places grow as they do from left to right.
    sides = [((line[0] + line[2]) / 2, -line[3], -line[1]) for line in upright]
    return Grid(tuple(xs), down, across, _ruled(xs, sides, [-y for y in down]))


def _ruled(
    edges: Sequence[float], lines: Sequence[tuple[float, float, float]], cells: Sequence[float]
) -> tuple[frozenset[int], ...]:
    """Return for each edge the cells along it whose middle a line on it passes."""
    middles = [(one + other) / 2 for one, other in pairwise(cells)]
    found: list[set[int]] = [set() for _ in edges]
    for place, start, end in lines:
        passed = range(bisect_left(middles, start), bisect_right(middles, end))
        for edge, own in zip(edges, found, strict=True):
            if abs(edge - place) <= _SAME:
                own.update(passed)
    return tuple(map(frozenset, found))


def _edges(lines: Iterable[tuple[float, float]], whole: float) -> list[float]:
    """Return the places where lines stand that together are at least a third as long as the grid."""
    groups: list[tuple[float, float]] = []
    for place, length in sorted(lines):
        if groups and place - groups[-1][0] <= _SAME:
            groups[-1] = (groups[-1][0], groups[-1][1] + length)
        else:
            groups.append((place, length))
    return [place for place, length in groups if 3 * length >= whole]
