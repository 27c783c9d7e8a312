"""Label sheets: answers exported to JSON Lines or a spreadsheet table, filled in and read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from evals.files import read_lines
from evals.human.annotations import Annotation, AspectGrade
from evals.human.rubric import ASPECTS, parse_aspect, parse_grade
from evals.human.sample import SampledAnswer
from evals.jsonl import write_lines
from evals.table import read_rows, write_rows
from graph.errors import UsageError
from graph.text.excerpt import excerpt
from rag.types import Answer

SUFFIXES = (".csv", ".jsonl")
MAX_SHOWN_PASSAGES, MAX_PASSAGE_CHARS = 4, 700
"""The number of passages shown as evidence, and the maximum characters of each."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One answer to label, without the system that gave it; the grades are empty until filled in."""

    id: str
    question: str = ""
    expected: str = ""
    answer: str = ""
    evidence: str = ""
    correct: str = ""
    complete: str = ""
    helpful: str = ""
    honest: str = ""
    harmless: str = ""
    comment: str = ""
    rater: str = ""


COLUMNS = tuple(field.name for field in fields(SheetLine))


def evidence(answer: Answer) -> tuple[str, ...]:
    """Return the evidence shown to a rater: cited passages first, then the next best, each truncated."""
    cited = [citation.passage_id for citation in answer.citations]
    hits = sorted(answer.hits, key=lambda hit: hit.passage.id not in cited)
    texts = (f"{hit.passage.heading}: {hit.passage.text}" if hit.passage.heading else hit.passage.text for hit in hits)
    return tuple(excerpt(text, MAX_PASSAGE_CHARS) for text in list(texts)[:MAX_SHOWN_PASSAGES])


def write_sheet(path: Path, answers: Iterable[SampledAnswer], marks: Iterable[Annotation], rater: str) -> int:
    """Write the answers with this rater's marks so far to .csv or .jsonl, and return how many."""
    marked = {mark.asked_id: mark for mark in marks if mark.rater == rater}
    lines = [_line(answer, marked.get(answer.id), rater) for answer in answers]
    if _suffix(path) == ".jsonl":
        return write_lines(path, lines)
    write_rows(path, COLUMNS, ([str(cell) for cell in asdict(line).values()] for line in lines))
    return len(lines)


def read_sheet(path: Path, rater: str) -> list[Annotation]:
    """Read the marks of a filled-in sheet, skipping lines without a grade. `rater` applies if a line names none.

    UsageError names the invalid line.
    """
    lines = read_lines(path, SheetLine) if _suffix(path) == ".jsonl" else _table(path)
    marks = [_mark(line, rater, f"{path}, answer {number}") for number, line in enumerate(lines, 1)]
    graded = [mark for mark in marks if mark]
    if not graded:
        raise UsageError(f"{path} has no grade", f"fill in {', '.join(ASPECTS)}: yes, partly or no")
    return graded


def _line(sampled: SampledAnswer, mark: Annotation | None, rater: str) -> SheetLine:
    answer, case = sampled.result.answer, sampled.result.case
    grades_given = {graded.aspect: graded.grade for graded in mark.grades} if mark else {}
    grades = {name: grades_given.get(name, "") for name in ASPECTS}
    shown = "\n\n".join(evidence(answer)) if answer else ""
    expected = case.reference or "(the documents do not answer it)"
    comment = mark.comment if mark else ""
    return SheetLine(
        sampled.id,
        case.question,
        expected,
        answer.text if answer else "",
        shown,
        **grades,
        comment=comment,
        rater=rater,
    )


def _mark(line: SheetLine, rater: str, location: str) -> Annotation | None:
    cells = [(name, str(getattr(line, name)).strip()) for name in ASPECTS]
    try:
        grades = [AspectGrade(parse_aspect(name), parse_grade(text)) for name, text in cells if text]
        return Annotation.make(line.id.strip(), line.rater or rater, grades, line.comment) if grades else None
    except UsageError as error:
        raise UsageError(f"{location}: {error.message}", error.hint)


def _table(path: Path) -> Sequence[SheetLine]:
    rows = read_rows(path, "id", "fill in a sheet written by eval label --export")
    return [SheetLine(**{name: row.get(name, "") for name in COLUMNS}) for _, row in rows]


def _suffix(path: Path) -> str:
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"the format of {path} is unknown", f"name a file that ends in {' or '.join(SUFFIXES)}")
    return path.suffix.lower()
