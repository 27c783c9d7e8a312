"""Where names of rows occur in the corpus, so that a question about a cell has one answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from evals.generate.checks.filters import WordIndex
from evals.generate.corpus import Corpus
from evals.generate.tables.heading import Heading
from evals.generate.tables.sheet import Sheet
from graph.blocks import CELL_SEPARATOR
from graph.text.names import name_key
from graph.text.sentences import sentence_bounds
from graph.text.words import words
from graph.types import Passage
from rag.answer.extractive.tables.grid import split_cells


class CellPlaces:
    """Finds what else the corpus says of a row's name: the rows, sentences and lines that hold it."""

    def __init__(self, corpus: Corpus, unique: WordIndex, sheets: Sequence[Sheet]) -> None:
        self._corpus = corpus
        self._unique = unique
        self._titles = Counter(name_key(sheet.title) for sheet in sheets)
        self._asked = Counter(
            (sheet.noun.casefold(), column.heading.label.casefold())
            for sheet in sheets
            for column in sheet.columns
            if column.heading
        )

    @cached_property
    def _rows(self) -> dict[str, list[tuple[Passage, tuple[str, ...]]]]:
        """The rows by the key of every cell, wherever in the corpus they stand."""
        found: dict[str, list[tuple[Passage, tuple[str, ...]]]] = {}
        for passage in self._corpus.passages:
            for line in passage.text.splitlines():
                if CELL_SEPARATOR in f" {line} ":
                    cells = split_cells(line)
                    for key in {name_key(cell) for cell in cells}:
                        found.setdefault(key, []).append((passage, cells))
        return found

    def is_elsewhere(self, name: str, value: str, sheet: Sheet) -> bool:
        """Whether a passage outside the sheet holds all words of a row's name, but not its value."""
        others = self._unique.passages_mentioning(name)
        return any(value not in passage.text for passage in others if passage.id not in sheet.passages)

    def is_titled(self, sheet: Sheet) -> bool:
        """Whether a sheet has a title that no other one has."""
        return bool(sheet.title) and self._titles[name_key(sheet.title)] == 1

    def is_only(self, sheet: Sheet, heading: Heading) -> bool:
        """Whether no other sheet names its rows by the same noun and has a column of the name."""
        return self._asked[sheet.noun.casefold(), heading.label.casefold()] == 1

    def is_contradicted(self, sheet: Sheet, name: str, label: str, value: str, titled: bool) -> bool:
        """Whether another row, or a sentence, may give another value of a row; within what the title names if titled.

        `label` is the name of the column.
        """
        for passage, cells in self._rows.get(name_key(name), ()):
            own = passage.id in sheet.passages
            if titled and not own and not self._in_title(passage, sheet):
                continue
            if value not in cells and (own or self._is_about(passage, label)):
                return True
        wanted = {*words(name), *words(label)}
        return any(
            wanted <= set(words(said)) and value not in said
            for passage in self._unique.passages_having(wanted)
            if passage.id not in sheet.passages and not (titled and not self._in_title(passage, sheet))
            for said in _sentences(passage)
        )

    def _is_about(self, passage: Passage, label: str) -> bool:
        """Whether a passage or what stands above it holds the name of a column; a year is such a name."""
        return set(words(label)) <= {*words(passage.text), *words(passage.heading)}

    def _in_title(self, passage: Passage, sheet: Sheet) -> bool:
        """Whether a passage may be meant by the sheet's title."""
        same = passage.document_id == sheet.document.id
        return same or set(words(sheet.title)) <= set(words(passage.heading))


def _sentences(passage: Passage) -> Iterator[str]:
    """Yield the sentences of a passage without lines of cells."""
    for start, end in sentence_bounds(passage.text):
        said = passage.text[start:end]
        if CELL_SEPARATOR not in f" {said} ":
            yield said
