"""Answer a question from the tables among passages."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.types import Matrix, Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.structured import LIKELY, POSSIBLE, StructuredAnswer
from rag.answer.extractive.tables.derivations import Derivation, derive_answers, read_columns
from rag.answer.extractive.tables.features import Describer
from rag.answer.extractive.tables.grid import Table, cell_stems, read_tables
from rag.answer.extractive.tables.model import TableModel
from rag.answer.extractive.tables.question import TableQuestion, read_question
from rag.answer.extractive.tables.wording import word_for_columns

EmbedTexts = Callable[[Sequence[str]], Matrix]

MIN_SHOWN_CHANCE = 0.5
"""The least chance at which the rows behind a computed answer are shown as evidence."""

MIN_LOOKED_UP_CHANCE = 0.2
"""The same of a looked-up cell: its row is more often right than the cell is."""

MAX_UNEXPLAINED = 0.4
"""The largest share of a question's words that a shown row need not explain."""

_EXTREMES = frozenset(("most", "least", "most of two", "least of two"))
_LOOK_UPS = frozenset(("cell", "cells", "next", "previous"))

MAX_RIVALS = 3
"""Tables of about the same fit that are read."""

MAX_QUOTED_ROWS = 8
"""Rows that are quoted of those from which an answer is derived."""

_FEW = ("0", "1")
"""Counts that are not given as an answer: who asks how many there are takes it that there are several."""

_COUNTS = frozenset(("count", "count distinct", "times"))
_NOBODY = re.compile(r"[\d@]|^[^\W_A-Z]|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:\w*day)?s?\b")
"""What is in no cell that names a person or an organisation."""

_NO_WORD = re.compile(r"[^\w.%]+")


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """The best derivation, its table, and the features of its chance of being right."""

    derivation: Derivation
    table: Table
    features: dict[str, float]

    def quote_rows(self) -> tuple[Candidate, ...]:
        """Return the lines from which the answer is derived; the rows that were counted if it is a count."""
        rows = self.derivation.rows[:MAX_QUOTED_ROWS] or tuple(range(min(2, len(self.table.rows))))
        return tuple(self.table.rows[row].candidate for row in rows)


def answer_from_tables(
    question: str, passages: Sequence[Passage], embed: EmbedTexts, min_chance: float
) -> StructuredAnswer | None:
    """Return the answer that a table gives, without a short one if its chance is below `min_chance`; None if none
    gives any that is likely enough to be shown."""
    model = TableModel.load()
    read = read_question(question)
    answer = find_table_answer(read, question, read_tables(passages), embed, model)
    if answer is None:
        return None
    chance = model.estimate_chance(answer.features)
    operation, explained = answer.derivation.operation, answer.features["all explained"] > 0
    is_look_up = operation in _LOOK_UPS and answer.features["unexplained"] <= MAX_UNEXPLAINED
    is_extreme = operation in _EXTREMES and explained
    if chance < (MIN_LOOKED_UP_CHANCE if is_look_up or is_extreme else MIN_SHOWN_CHANCE):
        return None
    complete = answer.table.whole or not answer.derivation.over_rows
    fits = _fits(read, answer)
    short = answer.derivation.text if chance >= min_chance and complete and fits else ""
    likely = LIKELY if is_extreme or not answer.features["foreign"] else POSSIBLE
    return StructuredAnswer(short, answer.quote_rows(), chance if short else max(chance, likely))


def _fits(asked: TableQuestion, answer: TableAnswer) -> bool:
    """Return whether an answer is a person where one is asked for, and counts several of what is counted."""
    if answer.derivation.operation in _COUNTS:
        return answer.derivation.text not in _FEW and not answer.features["focus is foreign"]
    return asked.kind != "person" or not any(_NOBODY.search(value) for value in answer.derivation.values)


def find_table_answer(
    asked: TableQuestion, question: str, tables: Sequence[Table], embed: EmbedTexts, model: TableModel
) -> TableAnswer | None:
    """Return the best answer over the tables that fit the question best; None without tables."""
    chosen = choose_tables(asked, tables)
    scored: list[tuple[float, Derivation, Table, dict[str, float]]] = []
    for table in chosen:
        columns = read_columns(table)
        worded = word_for_columns(question, table.columns)
        own = asked if worded == question else read_question(worded)
        vectors = embed([worded, *(name or " " for name in table.columns)])
        similarities = [float(vector @ vectors[0]) for vector in vectors[1:]]
        describer, fit = Describer(own, table, columns, similarities), describe_fit(own, table)
        for derivation in derive_answers(own, table, columns):
            features = describer.describe(derivation)
            scored.append((model.score(features), derivation, table, features | fit))
    if not scored:
        return None
    scores = np.array([score for score, *_ in scored])
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, (_, derivation, _, _) in enumerate(scored):
        groups[normalize_values(derivation.values)].append(number)
    totals = sorted(((float(shares[numbers].sum()), numbers) for numbers in groups.values()), reverse=True)
    (best, numbers), second = totals[0], totals[1][0] if len(totals) > 1 else 0.0
    top = max(numbers, key=lambda number: scores[number])
    score, derivation, table, features = scored[top]
    evidence = features | summarize_evidence(best, second, features) | {"score": score}
    return TableAnswer(derivation, table, evidence)


def normalize_values(values: Sequence[str]) -> tuple[str, ...]:
    """Return values such that those which read alike are equal."""
    return tuple(sorted(_NO_WORD.sub(" ", value.casefold()).strip() for value in values))


def choose_tables(asked: TableQuestion, tables: Sequence[Table]) -> list[Table]:
    """Return the tables that hold most of the question's words, all of about the same fit, best first."""
    wanted = asked.core | asked.scope
    fits = []
    for table in tables:
        title = cell_stems(table.title)
        covered = len(wanted & (_body_stems(table) | title)) / max(1, len(wanted))
        titled = len(asked.scope & title) / len(asked.scope) if asked.scope else 0.0
        fits.append((covered + titled + 0.1 / (1 + table.rank), table))
    fits.sort(key=lambda fit: -fit[0])
    return [table for fit, table in fits if fit >= fits[0][0] - 0.06][:MAX_RIVALS]


def _body_stems(table: Table) -> frozenset[str]:
    """Return the stems of all that stands in a table."""
    cells = (cell for row in table.rows for cell in (*row.cells, row.section))
    return frozenset().union(*map(cell_stems, (*table.columns, *cells)))


def describe_fit(asked: TableQuestion, table: Table) -> dict[str, float]:
    """Return what tells whether a question is about a table at all: the share of the question's words that stand
    nowhere in it, how much it holds."""
    known = _body_stems(table) | cell_stems(table.title)
    return {
        "foreign": len(asked.core - known) / max(1, len(asked.core)),
        "focus is foreign": float(bool(asked.focus) and asked.focus not in known),
        "rows": math.log(len(table.rows)),
        "one row": float(len(table.rows) == 1),
    }


def summarize_evidence(best: float, second: float, features: Mapping[str, float]) -> dict[str, float]:
    """Return the features of the chance of the best answer from its share, the second's, and its derivation's."""
    bounded = min(max(best, 1e-4), 1 - 1e-4)
    return {
        "evidence": math.log(bounded / (1 - bounded)),
        "lead": min(6.0, math.log((best + 1e-4) / (second + 1e-4))),
        "unexplained": features.get("unexplained", 0.0),
        "exact": features.get("exact", 0.0),
        "named": features.get("target named", 0.0),
        "in one cell": features.get("cell", 0.0),
        "computed": float(features.get("target named") is None and "target is first" not in features),
        "counted": max(features.get(name, 0.0) for name in ("count", "count distinct", "times")),
        "all explained": features.get("all explained", 0.0),
    }
