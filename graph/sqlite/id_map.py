"""Map row numbers of a table to dense indices, in order of first appearance; assigned indices never change."""

from __future__ import annotations

import numpy as np

from graph.types import Integers


class IdMap:
    """Maps a table's row numbers, which may have gaps, to indices 0, 1, 2 … without gaps."""

    def __init__(self) -> None:
        self._places: Integers = np.full(0, -1)
        self.count = 0

    def add(self, numbers: Integers) -> None:
        """Assign the next indices to numbers that have none yet; each number may occur once."""
        if not len(numbers):
            return
        size = int(numbers.max()) + 1
        if size > len(self._places):
            grown = np.full(max(size, 2 * len(self._places)), -1)
            grown[: len(self._places)] = self._places
            self._places = grown
        self._places[numbers] = np.arange(self.count, self.count + len(numbers))
        self.count += len(numbers)

    def of(self, numbers: Integers) -> Integers:
        """Return the index of each number; -1 for an unknown one."""
        if not len(self._places):
            return np.full(len(numbers), -1)
        inside = numbers < len(self._places)
        return np.where(inside, self._places[np.where(inside, numbers, 0)], -1)
