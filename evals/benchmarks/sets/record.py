"""ReCoRD (S. Zhang et al., 2018) in SuperGLUE: which entity of a news text fills a sentence's gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from evals.benchmarks.choices import choice_notes, choose_answers
from evals.benchmarks.choosing import LETTERS
from evals.benchmarks.reading import best_score, calibration_figures, measure_proportion
from evals.benchmarks.sets.superglue import SUPERGLUE_FILE, SUPERGLUE_URL
from evals.benchmarks.types import (
    AnswerMethod,
    Benchmark,
    BenchmarkReply,
    BenchmarkResult,
    BenchmarkSystem,
    Measurement,
    MultipleChoice,
)
from evals.files import read_jsonl, require_items
from evals.judges.matching import exact_match, token_f1
from graph.errors import UsageError
from rag.llm.map_concurrent import Progress

PLACEHOLDER, GAP, HIGHLIGHT = "@placeholder", "____", "@highlight"
SENTENCE_ENDS = (".", "!", "?", "…", '"', "”", "'", "’")


@dataclass(frozen=True, slots=True)
class ReCoRDEntity:
    """The span of a name in the passage, including its last character."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReCoRDText:
    """A text and its marked names."""

    text: str
    entities: Annotated[tuple[ReCoRDEntity, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class ReCoRDSpan:
    """An answer in the file."""

    text: str


@dataclass(frozen=True, slots=True)
class ReCoRDQuery:
    """A sentence with a gap."""

    query: str
    answers: Annotated[tuple[ReCoRDSpan, ...], Field(min_length=1)]
    idx: int


@dataclass(frozen=True, slots=True)
class ReCoRDRecord:
    """A line of the file."""

    passage: ReCoRDText
    qas: tuple[ReCoRDQuery, ...]
    idx: int


@dataclass(frozen=True, slots=True)
class ReCoRDItem:
    """A gap with the passage's names as options, and every right text.

    The choice's own `right` is the first right option, or the first of all if no option is right: `answers` decides.
    """

    choice: MultipleChoice
    answers: tuple[str, ...]

    def worth(self, reply: str) -> float:
        """Return 1 for a right answer after normalisation, else 0."""
        return best_score(exact_match, reply, self.answers)


def read_record(path: Path) -> list[ReCoRDItem]:
    """Read the gaps of a labelled split."""
    return require_items(path, [item for line in read_jsonl(path, ReCoRDRecord) for item in _items(path, line)])


def _items(path: Path, line: ReCoRDRecord) -> Iterator[ReCoRDItem]:
    names = tuple(dict.fromkeys(_name(path, line, entity) for entity in line.passage.entities))
    context = split_highlights(line.passage.text)
    for query in line.qas:
        if PLACEHOLDER not in query.query:
            raise _fault(path, line, f"query {query.idx} has no {PLACEHOLDER}")
        answers = tuple(dict.fromkeys(span.text for span in query.answers))
        right = next((index for index, name in enumerate(names) if best_score(exact_match, name, answers)), 0)
        question = f"Which name belongs in the gap?\n{query.query.strip().replace(PLACEHOLDER, GAP)}"
        yield ReCoRDItem(MultipleChoice(f"{line.idx}/{query.idx}", question, names, right, context), answers)


def _name(path: Path, line: ReCoRDRecord, entity: ReCoRDEntity) -> str:
    text = line.passage.text
    name = text[entity.start : entity.end + 1].strip() if 0 <= entity.start <= entity.end < len(text) else ""
    if not name:
        raise _fault(path, line, f"there is no name at {entity.start} to {entity.end}")
    return name


def _fault(path: Path, line: ReCoRDRecord, what: str) -> UsageError:
    return UsageError(f"{path}, passage {line.idx}: {what}", "give the file as it is published")


def split_highlights(text: str) -> str:
    """Return the passage with its marked highlights as separate sentences."""
    parts = (part.strip() for part in text.split(HIGHLIGHT))
    return "\n".join(part if part.endswith(SENTENCE_ENDS) else f"{part}." for part in parts if part)


def measure_record(
    published: Benchmark, items: Sequence[ReCoRDItem], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure exact match and token F1 against the best right answer, as in the official evaluation."""
    choices = [item.choice for item in items]
    how, chosen, _ = choose_answers(choices, system, progress)
    replies = tuple(_score_reply(item, reply) for item, reply in zip(items, chosen, strict=True))
    return BenchmarkResult(
        published.name, system.name, how, tuple(_figures(items, replies)), replies, _notes(how, items, replies)
    )


def _score_reply(item: ReCoRDItem, reply: BenchmarkReply) -> BenchmarkReply:
    expected = " / ".join(item.answers)
    if reply.fault:
        return replace(reply, expected=expected)
    named = reply.said in item.choice.options
    return replace(reply, expected=expected, right=item.worth(reply.said) if named else 0.0)


def _figures(items: Sequence[ReCoRDItem], replies: Sequence[BenchmarkReply]) -> list[Measurement]:
    scored = [(item, reply) for item, reply in zip(items, replies, strict=True) if not reply.fault]
    count = len(scored)
    f1 = sum(
        best_score(token_f1, reply.said, item.answers) for item, reply in scored if reply.said in item.choice.options
    )
    guess = sum(sum(map(item.worth, item.choice.options)) / len(item.choice.options) for item, _ in scored)
    return [
        measure_proportion("exact match", sum(reply.right or 0.0 for _, reply in scored), count),
        Measurement("F1", f1 / count if count else None, count),
        Measurement("guessing", guess / count if count else None, count),
        *calibration_figures([reply for _, reply in scored]),
    ]


def _notes(how: AnswerMethod, items: Sequence[ReCoRDItem], replies: Sequence[BenchmarkReply]) -> tuple[str, ...]:
    missing = sum(not any(map(item.worth, item.choice.options)) for item in items)
    too_many = sum(len(item.choice.options) > len(LETTERS) for item in items)
    notes = [f"gaps with no right answer among the passage's names, counted as wrong: {missing}"] if missing else []
    if too_many and how in ("letter", "letter by log-probability"):
        notes.append(
            f"gaps with more than {len(LETTERS)} names, of which the first {len(LETTERS)} were offered: {too_many}"
        )
    return choice_notes(how, [item.choice for item in items], replies, *notes)


SETS = (
    Benchmark(
        "record",
        "SuperGLUE: which name of a news text fills a gap",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_record,
        measure_record,
    ),
)
