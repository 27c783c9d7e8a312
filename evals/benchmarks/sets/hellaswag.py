"""HellaSwag (R. Zellers et al., 2019): how a scene continues."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.choices import measure_choices
from evals.benchmarks.types import Benchmark, MultipleChoice
from evals.files import read_jsonl
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class HellaSwagRecord:
    """A line of the file; the test split has no label."""

    ctx: str
    endings: tuple[str, ...]
    label: int | None = None
    ind: int | None = None
    activity_label: str = ""


def read_hellaswag(path: Path) -> list[MultipleChoice]:
    """Read the scenes of a labelled split."""
    return [_choice(path, number, line) for number, line in enumerate(read_jsonl(path, HellaSwagRecord), 1)]


def _choice(path: Path, number: int, line: HellaSwagRecord) -> MultipleChoice:
    if line.label is None or not 0 <= line.label < len(line.endings):
        raise UsageError(f"{path}, item {number} has no usable label", "use a labelled split: hellaswag_val.jsonl")
    name = str(number if line.ind is None else line.ind)
    return MultipleChoice(name, line.ctx, line.endings, line.label, joins=True)


SETS = (
    Benchmark(
        "hellaswag",
        "the ending of a scene, four options",
        "hellaswag_val.jsonl",
        "https://github.com/rowanz/hellaswag",
        read_hellaswag,
        measure_choices,
    ),
)
