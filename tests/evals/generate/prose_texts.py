"""Questions that the kinds over prose ask of a few texts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from evals.generate import GenerationConfig, generate_checked_cases
from evals.generate.kind_mix import parse_shares
from evals.types import Case
from tests.evals.generate.films import filled


def cases_of(kind: str, records: dict[str, str]) -> tuple[Case, ...]:
    """Return all cases of one kind over records, texts by title."""
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder) / "graph.db", records)
        cases = generate_checked_cases(store, GenerationConfig(50, 0, parse_shares([kind]))).cases
        store.close()
    return cases


def asked_of(kind: str, *sentences: str) -> dict[str, str]:
    """Return the references by question for sentences of one document."""
    return {case.question: case.reference for case in cases_of(kind, {"Harbour handbook": " ".join(sentences)})}
