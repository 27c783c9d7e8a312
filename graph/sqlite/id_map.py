"""Dense numbers for the rows of a table, given in order of first sight; numbers once given stay."""

from __future__ import annotations

import numpy as np

from graph.types import Integers


class Numbering:
    """Leads from a table's row numbers, which may have gaps, to places 0, 1, 2 … without any."""

    def __init__(self) -> None:
        self._places: Integers = np.full(0, -1)
        self.count = 0

    def add(self, numbers: Integers) -> None:
        """Give the next places to numbers that have none yet; each may occur once."""
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
        """The place of each number; -1 for one without."""
        if not len(self._places):
            return np.full(len(numbers), -1)
        inside = numbers < len(self._places)
        return np.where(inside, self._places[np.where(inside, numbers, 0)], -1)
