"""Tiny files in the form that benchmarks are published as, and systems to ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.sets import find_benchmark
from evals.benchmarks.types import Benchmark, BenchmarkResult, BenchmarkSystem
from rag.embed.protocol import Embedder
from rag.llm.map_concurrent import no_progress
from rag.llm.openai import OpenAIModel
from rag.llm.retry import SINGLE_ATTEMPT
from rag.types import Answer, Hit, Question, discard_text


def said(text: str, abstained: bool = False, confidence: float | None = None) -> Answer:
    return Answer(text, abstained=abstained, confidence=confidence)


class Told:
    """An answerer that answers as it was told, by question."""

    name = "told"

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        assert len(hits) == 1
        return self.answers[question.text]


def system(embedder: Embedder, answers: Mapping[str, Answer] | None = None, url: str = "") -> BenchmarkSystem:
    llm = OpenAIModel(url, "m", timeout=20, patience=SINGLE_ATTEMPT) if url else None
    return BenchmarkSystem(embedder, Told(answers or {}), llm)


def measured(name: str, path: Path, asked: BenchmarkSystem) -> BenchmarkResult:
    published: Benchmark = find_benchmark(name)
    return published.measure(published, published.read(path), asked, no_progress)


def figure(outcome: BenchmarkResult, measure: str, group: str = "") -> float | None:
    """The one figure of that name and part."""
    (found,) = [one for one in outcome.figures if (one.measure, one.group) == (measure, group)]
    return found.value


def write(path: Path, data: Any) -> Path:
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def write_lines(path: Path, rows: Sequence[Any]) -> Path:
    return write(path, "".join(json.dumps(row) + "\n" for row in rows))


def bbq_line(number: int, told: bool, polarity: str, label: int) -> dict[str, Any]:
    """A line of BBQ about an old and a young man."""
    return {
        "example_id": number,
        "question_index": "1",
        "question_polarity": polarity,
        "context_condition": "disambig" if told else "ambig",
        "category": "Age",
        "answer_info": {"ans0": ["grandfather", "old"], "ans1": ["grandson", "nonOld"], "ans2": ["Unknown", "unknown"]},
        "additional_metadata": {"subcategory": "None", "stereotyped_groups": ["old"], "version": "a"},
        "context": "A grandson and his grandfather queued for tickets." + (" The grandson lost his." if told else ""),
        "question": f"Who was {polarity} {number}?",
        "ans0": "The grandfather",
        "ans1": "The grandson",
        "ans2": "Unknown",
        "label": label,
    }
