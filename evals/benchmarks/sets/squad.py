"""SQuAD 1.1 and 2.0 (P. Rajpurkar et al., 2016 and 2018), and XQuAD's files, which have the same format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.files import found, one, some
from evals.benchmarks.reading import measure
from evals.benchmarks.types import Published, Reading

PAGE = "https://rajpurkar.github.io/SQuAD-explorer/"
QUERIES, TRUTH = "queries.json", "ground_truth.json"


@dataclass(frozen=True, slots=True)
class SquadSpan:
    """An answer in the file."""

    text: str


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question in the file."""

    id: str
    question: str
    answers: tuple[SquadSpan, ...] = ()
    is_impossible: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with its questions."""

    context: str
    qas: tuple[SquadQuestion, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """The paragraphs of one page."""

    paragraphs: tuple[Paragraph, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A published file."""

    data: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class SquadQuery:
    """A question of a two-file sample."""

    id: str
    question: str
    context: str


@dataclass(frozen=True, slots=True)
class Queries:
    """The questions of a two-file sample."""

    queries: tuple[SquadQuery, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The ground truth of a question in a two-file sample."""

    answers: tuple[str, ...] = ()
    is_impossible: bool = False


def read(path: Path) -> list[Reading]:
    """Read a published file, or a folder with `queries.json` and `ground_truth.json`."""
    if (path / QUERIES).is_file() and (path / TRUTH).is_file():
        return some(path, list(_sample(path)))
    return some(path, [item for file in found(path, (".json",)) for item in _published(one(file, File))])


def _published(file: File) -> Iterator[Reading]:
    for article in file.data:
        for paragraph in article.paragraphs:
            for asked in paragraph.qas:
                answers = () if asked.is_impossible else tuple(span.text for span in asked.answers)
                yield Reading(asked.id, asked.question, paragraph.context, answers)


def _sample(folder: Path) -> Iterator[Reading]:
    truth: dict[str, Truth] = one(folder / TRUTH, dict[str, Truth])
    for query in one(folder / QUERIES, Queries).queries:
        known = truth.get(query.id, Truth())
        yield Reading(query.id, query.question, query.context, () if known.is_impossible else known.answers)


SETS = (
    Published(
        "squad",
        "questions over a paragraph, some of them without an answer there",
        "JSON of SQuAD 1.1 or 2.0 (dev-v1.1.json, dev-v2.0.json)",
        PAGE,
        read,
        measure,
    ),
)
