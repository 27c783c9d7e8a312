"""Features of a derivation: signs of its operation, what of the question it explains, how its columns fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from rag.answer.extractive.tables.derivations import Columns, Derivation
from rag.answer.extractive.tables.grid import Table, cell_stems
from rag.answer.extractive.tables.question import TableQuestion
from rag.answer.extractive.tables.selection import Selection
from rag.answer.extractive.tables.values import read_number, read_order

Features = Mapping[str, float]

_COMPUTED = frozenset(
    ("count", "count distinct", "sum", "average", "range", "times", "count difference", "difference of rows", "change",
     "sum of two", "average of two", "percent change")
)  # fmt: skip
"""Operations whose answer stands in no cell."""


class Describer:
    """Describes the derivations of one table for one question; parts that derivations share are described once.

    `similarities` says how near the name of each column is to the question.
    """

    def __init__(
        self, question: TableQuestion, table: Table, columns: Columns, similarities: Sequence[float] = ()
    ) -> None:
        self._question = question
        self._table = table
        self._columns = columns
        self._similarities = similarities or [0.0] * len(table.columns)
        self._asked = frozenset(question.asked)
        self._core = question.core
        self._title = cell_stems(table.title)
        self._named = [cell_stems(name) for name in table.columns]
        self._focused = any(question.focus in name for name in self._named)
        self._most_shared = max((len(name & self._asked) for name in self._named), default=0)
        self.of_operation = cache(self._of_operation)
        self.of_selection = cache(self._of_selection)
        self.of_column = cache(self._of_column)

    def describe(self, derivation: Derivation) -> dict[str, float]:
        """Return the features of a derivation that are not 0."""
        found = dict(self.of_operation(derivation.operation))
        found.update(self.of_selection(derivation.selection))
        found.update(self._of_coverage(derivation))
        found.update(self._of_values(derivation))
        if derivation.target >= 0:
            role = "term" if derivation.operation in _COMPUTED else "target"
            found.update(self.of_column(derivation.target, role))
        if derivation.measure >= 0:
            found.update(self.of_column(derivation.measure, "measure"))
        return found

    def _of_operation(self, operation: str) -> Features:
        cues = {f"{operation} & {cue}": 1.0 for cue in self._question.cues}
        return {operation: 1.0, f"{operation} & asks {self._question.kind}": 1.0} | cues

    def _of_selection(self, selection: Selection) -> Features:
        rows, whole = len(selection.rows), len(self._table.rows)
        found = {
            f"selection {selection.kind}": 1.0,
            "exact": selection.exact,
            "wholly exact": float(selection.exact == 1.0 and selection.kind != "all"),
            "conditions": float(selection.conditions),
            "no rows": float(rows == 0),
            "every row": float(rows == whole and selection.kind != "all"),
            "bound unused": float(bool(self._question.bounds) and selection.kind != "bound"),
            "first column": float(0 in selection.columns),
            "selecting words": len(selection.words) / max(1, len(self._core)),
        }
        for column in selection.columns:
            named = self._named[column]
            found["selecting column named"] = max(found.get("selecting column named", 0.0), _share(named, self._asked))
        return {name: value for name, value in found.items() if value}

    def _of_column(self, column: int, role: str) -> Features:
        named = self._named[column]
        shared = named & self._asked
        found = {
            f"{role} named": _share(named, self._asked),
            f"{role} wholly named": float(bool(named) and named <= self._asked),
            f"{role} named best": float(bool(shared) and len(shared) == self._most_shared),
            f"{role} not named best": float(len(shared) < self._most_shared),
            f"{role} focus": float(self._question.focus in named),
            f"{role} not focus": float(self._focused and self._question.focus not in named),
            f"{role} similarity": self._similarities[column],
            f"{role} most similar": float(self._similarities[column] == max(self._similarities)),
            f"{role} is first": float(column == 0),
            f"{role} is second": float(column == 1),
            f"{role} is last": float(column == len(self._named) - 1),
            f"{role} numeric & asks {self._question.kind}": float(column in self._columns.numeric),
            f"{role} text & asks {self._question.kind}": float(column not in self._columns.ordered),
            f"{role} leading text": float(column == self._leading_text),
        }
        return {name: value for name, value in found.items() if value}

    @property
    def _leading_text(self) -> int:
        texts = (c for c in range(len(self._named)) if c not in self._columns.ordered)
        return next(texts, -1)

    def _of_coverage(self, derivation: Derivation) -> Features:
        selection = derivation.selection
        explained = selection.words | self._title
        for column in (derivation.target, derivation.measure):
            explained |= self._named[column] if column >= 0 else frozenset()
        for column in selection.columns:
            explained |= self._named[column]
        left = self._core - explained
        return {
            "unexplained": len(left) / max(1, len(self._core)),
            "unexplained words": min(4.0, len(left)),
            "all explained": float(not left),
            "unexplained figure": float(any(word[0].isdigit() for word in left)),
            "rows missing": float(derivation.over_rows and not self._table.whole),
        }

    def _of_values(self, derivation: Derivation) -> Features:
        values, kind = derivation.values, self._question.kind
        said = all(cell_stems(value) <= self._asked for value in values)
        found = {f"{_value_kind(values[0])} & asks {kind}": 1.0, "several values": float(len(values) > 1)}
        if derivation.operation not in _COMPUTED:
            found["said" if "of two" not in derivation.operation else "said of two"] = float(said)
            found["several & plural"] = float(len(values) > 1 and "plural" in self._question.cues)
            found["one & plural"] = float(len(values) == 1 and "plural" in self._question.cues)
            found["long value"] = float(len(derivation.text) > 60)
        return {name: value for name, value in found.items() if value}


def _share(named: frozenset[str], asked: frozenset[str]) -> float:
    return len(named & asked) / len(named) if named else 0.0


def _value_kind(value: str) -> str:
    if len(value) == 4 and value.isdigit() and value[:2] in ("18", "19", "20"):
        return "year"
    if read_number(value) is not None:
        return "number"
    return "date" if read_order(value) is not None else "text"
