"""What of everyday files is stored: `python -m tests.bench.stored [--half even|odd|all] [--missing N]`.

For each set with real files, the share of questions with a gold answer (or gold quotes) whose words stand in the stored
text of a gold file. For look-ups in tables, the share whose answer stands in one passage together with the name of its
row and of its column, which the passage's context may give. Cells are read here by the csv module and lxml alone.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import Refused
from graph.types import Document, Meta, Passage
from ingest.formats import read_texts
from ingest.split import split
from tests.support.shared import DATA

SETS = ("tables", "pdf_reports", "contracts")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a file: its text, the first cell of its row, and what stands above it among the names."""

    text: str
    row: str
    names: tuple[str, ...]


def folded(text: str) -> str:
    """Return the words of a text, parted and surrounded by single blanks."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


@cache
def passages_of(path: Path) -> tuple[Passage, ...]:
    """Return the passages of a file; none if it is refused."""
    try:
        kind, texts = read_texts(path.read_bytes(), path.stem, path.suffix)
    except Refused as refusal:
        print(f"refused: {path.name}: {refusal.message}")
        return ()
    made: list[Passage] = []
    for text in texts:
        meta = Meta(kind, text.language, text.pages, hidden=text.hidden, blocks=text.blocks)
        made += split(Document.make(str(path), text.title, text.text, text.locator, meta))
    return tuple(made)


def cells_of(path: Path) -> Iterator[Cell]:
    """Yield the cells below the names of a CSV or HTML table."""
    rows, names = _csv_rows(path) if path.suffix == ".csv" else _html_rows(path)
    for row in rows[names:]:
        for column, text in enumerate(row):
            above = tuple(line[column] for line in rows[:names] if column < len(line) and line[column].strip())
            yield Cell(text, row[0], above)


def _csv_rows(path: Path) -> tuple[list[list[str]], int]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file)), 1


def _html_rows(path: Path) -> tuple[list[list[str]], int]:
    from lxml import html

    rows: list[list[str]] = []
    names = 0
    for line in html.parse(str(path)).getroot().iter("tr"):
        cells = [(node, int(node.get("colspan") or 1)) for node in line if node.tag in ("td", "th")]
        rows.append([" ".join(node.text_content().split()) for node, span in cells for _ in range(span)])
        if names == len(rows) - 1 and all(node.tag == "th" for node, _ in cells):
            names += 1
    return rows, names


def is_stored(question: dict[str, Any], files: Sequence[Path]) -> bool | None:
    """Return whether the gold stands in a file's stored text; None if there is nothing to look for."""
    wanted = question["evidence"] or (
        [question["answer"], *question["answer_aliases"]] if question.get("answer_form", "span") == "span" else []
    )
    parts = [text for text in wanted if text and text.strip()]
    if not parts or question["kind"] in ("yes_no", "unanswerable", "number", "compare"):
        return None
    texts = [folded(" ".join(passage.text for passage in passages_of(file))) for file in files]
    found = (any(folded(part) in text for text in texts) for part in parts)
    return all(found) if question["evidence"] else any(found)


def is_readable(question: dict[str, Any], file: Path) -> bool | None:
    """Return whether a passage holds an answer's cell with the names of its row and column; None if no cell does."""
    answer = folded(question["answer"] or "")
    cells = [cell for cell in cells_of(file) if folded(cell.text) == answer and cell.names]
    if not cells or not answer.strip():
        return None
    return any(_reads(passage, cell) for cell in cells for passage in passages_of(file))


def _reads(passage: Passage, cell: Cell) -> bool:
    text, whole = folded(passage.text), folded(f"{passage.heading} {passage.text}")
    return folded(cell.text) in text and folded(cell.row) in text and all(folded(name) in whole for name in cell.names)


def main() -> None:
    """Print a row for each set and format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="odd")
    parser.add_argument("--missing", type=int, default=0, metavar="N", help="print the first N that are not stored")
    options = parser.parse_args()
    for name in SETS:
        counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
        folder = DATA / "everyday" / name / "open"
        for place, question in enumerate(json.loads((folder / "questions.json").read_text(encoding="utf-8"))):
            if options.half != "all" and place % 2 != (options.half == "odd"):
                continue
            for measure, suffix, good in _measured(question, folder / "documents"):
                counts[measure, suffix].append(good)
                if not good and options.missing > 0:
                    options.missing -= 1
                    print(f"  {measure}: {question['question'][:160]} = {question['answer']}")
        for (measure, suffix), found in sorted(counts.items()):
            print(f"{name:12} {suffix:6} {measure:20} {sum(found)}/{len(found)} = {sum(found) / len(found):.3f}")


def _measured(question: dict[str, Any], documents: Path) -> Iterator[tuple[str, str, bool]]:
    files = [documents / gold.partition("#")[0] for gold in question["gold_idx"] if isinstance(gold, str)]
    if not files:  # contracts name their records; their files are called as the question calls the contract
        asked = folded(question["question"])
        files = [file for file in sorted(documents.glob("*.pdf")) if folded(file.stem) in asked]
    if not files:
        return
    if (stored := is_stored(question, files)) is not None:
        yield "gold stored", files[0].suffix, stored
    if question["kind"] == "table" and (readable := is_readable(question, files[0])) is not None:
        yield "row and column", files[0].suffix, readable


if __name__ == "__main__":
    main()
