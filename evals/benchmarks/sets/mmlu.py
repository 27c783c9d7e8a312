"""MMLU (D. Hendrycks et al., 2021): questions on 57 subjects with four options."""

from __future__ import annotations

from pathlib import Path

from evals.benchmarks.choices import measure
from evals.benchmarks.files import found, rows
from evals.benchmarks.types import MultipleChoice, Published

OPTIONS = ("A", "B", "C", "D")
COLUMNS = ("question", *OPTIONS, "answer")


def read(path: Path) -> list[MultipleChoice]:
    """Read one subject's CSV, which has no header, or a folder of them (its `test` folder if any)."""
    folder = path / "test" if (path / "test").is_dir() else path
    return [
        MultipleChoice(
            id=f"{subject}/{number}",
            question=row["question"],
            options=tuple(row[column] for column in OPTIONS),
            right=row.one_of("answer", OPTIONS),
            group=subject,
        )
        for file in found(folder, (".csv",))
        for subject in (file.stem.removesuffix("_test").removesuffix("_val").removesuffix("_dev"),)
        for number, row in enumerate(rows(file, columns=COLUMNS))
    ]


SETS = (
    Published(
        "mmlu",
        "exam questions of many subjects, four options",
        "SUBJECT_test.csv without header (question, A, B, C, D, answer), or the folder of them",
        "https://github.com/hendrycks/test",
        read,
        measure,
    ),
)
