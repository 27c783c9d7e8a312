"""MMLU (D. Hendrycks et al., 2021): questions on 57 subjects with four options."""

from __future__ import annotations

from pathlib import Path

from evals.benchmarks.choices import measure_choices
from evals.benchmarks.types import Benchmark, MultipleChoice
from evals.files import find_files, read_delimited

MMLU_OPTIONS = ("A", "B", "C", "D")
COLUMNS = ("question", *MMLU_OPTIONS, "answer")


def read_mmlu(path: Path) -> list[MultipleChoice]:
    """Read one subject's CSV, which has no header, or a folder of them (its `test` folder if any)."""
    folder = path / "test" if (path / "test").is_dir() else path
    return [
        MultipleChoice(
            id=f"{subject}/{number}",
            question=row["question"],
            options=tuple(row[column] for column in MMLU_OPTIONS),
            right=row.one_of("answer", MMLU_OPTIONS),
            group=subject,
        )
        for file in find_files(folder, (".csv",))
        for subject in (file.stem.removesuffix("_test").removesuffix("_val").removesuffix("_dev"),)
        for number, row in enumerate(read_delimited(file, columns=COLUMNS))
    ]


SETS = (
    Benchmark(
        "mmlu",
        "exam questions of many subjects, four options",
        "SUBJECT_test.csv without header (question, A, B, C, D, answer), or the folder of them",
        "https://github.com/hendrycks/test",
        read_mmlu,
        measure_choices,
    ),
)
