"""Profiles the program over its sample documents under load: `python -m tests.bench.load [SECONDS] [--json]`.

One, two, four and eight users ask the samples' questions at once, each for so many seconds (10).
Exit code 4 when a question got no answer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from evals.robustness.load import LoadReport, run_load
from rag.types import Answer, Question
from ui.samples.questions import SAMPLE_DOCUMENTS, sample_questions
from ui.settings import Settings
from ui.workspace import Workspace

USERS = (1, 2, 4, 8)
SECONDS = 10.0


def profiles(workspace: Workspace, seconds: float) -> list[LoadReport]:
    """One profile a number of users; the sample documents are already in the workspace."""

    def ask(question: str) -> Answer:
        return workspace.ask(Question(question), strict=True)

    questions = [item.question for item in sample_questions().answerable]
    return [run_load(ask, questions, users, seconds) for users in USERS]


def show(found: list[LoadReport], as_json: bool) -> None:
    """Print one line a profile, or one JSON object a line."""
    if as_json:
        for load in found:
            print(json.dumps(asdict(load)))
        return
    print(
        f"{'users':>5}{'answers/s':>11}{'p50 s':>8}{'p95 s':>8}{'p99 s':>8}{'faults':>8}{'peak MB':>9}{'grown MB':>10}"
    )
    for load in found:
        times = "".join(f"{value or 0:8.3f}" for value in (load.p50, load.p95, load.p99))
        print(f"{load.users:5}{load.throughput:11.2f}{times}{load.faults:8}{load.peak:9.0f}{load.grown:10.0f}")


def main(arguments: list[str]) -> int:
    """Ingest the samples into a folder of their own, profile, print, and return the exit code."""
    numbers = [float(one) for one in arguments if not one.startswith("--")]
    with tempfile.TemporaryDirectory() as folder, Workspace(Settings(data_dir=Path(folder))) as workspace:
        workspace.ingest([SAMPLE_DOCUMENTS])
        found = profiles(workspace, numbers[0] if numbers else SECONDS)
    show(found, "--json" in arguments)
    return 4 if any(load.faults for load in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
