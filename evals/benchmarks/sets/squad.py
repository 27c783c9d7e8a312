"""SQuAD 1.1 and 2.0 (P. Rajpurkar et al., 2016 and 2018), and XQuAD's files, which have the same format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.reading import measure_reading
from evals.benchmarks.types import Benchmark, ReadingItem
from evals.files import find_files, read_json, require_items

SQUAD_URL = "https://rajpurkar.github.io/SQuAD-explorer/"
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
class SquadParagraph:
    """A text with its questions."""

    context: str
    qas: tuple[SquadQuestion, ...]


@dataclass(frozen=True, slots=True)
class SquadArticle:
    """The paragraphs of one page."""

    paragraphs: tuple[SquadParagraph, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class SquadFile:
    """A published file."""

    data: tuple[SquadArticle, ...]


@dataclass(frozen=True, slots=True)
class SquadQuery:
    """A question of a two-file sample."""

    id: str
    question: str
    context: str


@dataclass(frozen=True, slots=True)
class SquadQueries:
    """The questions of a two-file sample."""

    queries: tuple[SquadQuery, ...]


@dataclass(frozen=True, slots=True)
class SquadGroundTruth:
    """The ground truth of a question in a two-file sample."""

    answers: tuple[str, ...] = ()
    is_impossible: bool = False


def read_squad(path: Path) -> list[ReadingItem]:
    """Read a published file, or a folder with `queries.json` and `ground_truth.json`."""
    if (path / QUERIES).is_file() and (path / TRUTH).is_file():
        return require_items(path, list(_sample(path)))
    return require_items(
        path, [item for file in find_files(path, (".json",)) for item in _published(read_json(file, SquadFile))]
    )


def _published(file: SquadFile) -> Iterator[ReadingItem]:
    for article in file.data:
        for paragraph in article.paragraphs:
            for question in paragraph.qas:
                answers = () if question.is_impossible else tuple(span.text for span in question.answers)
                yield ReadingItem(question.id, question.question, paragraph.context, answers)


def _sample(folder: Path) -> Iterator[ReadingItem]:
    truth: dict[str, SquadGroundTruth] = read_json(folder / TRUTH, dict[str, SquadGroundTruth])
    for query in read_json(folder / QUERIES, SquadQueries).queries:
        known = truth.get(query.id, SquadGroundTruth())
        yield ReadingItem(query.id, query.question, query.context, () if known.is_impossible else known.answers)


SETS = (
    Benchmark(
        "squad",
        "questions about a paragraph, some of which it does not answer",
        "JSON of SQuAD 1.1 or 2.0 (dev-v1.1.json, dev-v2.0.json)",
        SQUAD_URL,
        read_squad,
        measure_reading,
    ),
)
