"""What is measured before and after a training, and the verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest

from evals.tuning.forgetting import Task, compare_answers, compare_texts, judge_forgetting, measure_embedders
from graph.sqlite.store import SqliteStore
from rag.embed.protocol import Embedder
from tests.evals.tuning.parts import town_cases

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Forgetful:
    """An embedder that has forgotten what questions mean."""

    known: Embedder
    name: str = "forgetful"

    @property
    def dimensions(self) -> int:
        return self.known.dimensions

    def embed(self, texts: list[str], kind: Literal["passage", "query"] = "passage") -> npt.NDArray[np.float32]:
        rows = self.known.embed(texts, kind)
        return -rows if kind == "query" else rows


def test_an_embedder_that_finds_less_has_forgotten(towns: SqliteStore, minilm: Embedder) -> None:
    task = Task("towns", tuple(town_cases()), tuple(towns.passages()))
    same, worse = measure_embedders(task, minilm, minilm), measure_embedders(task, minilm, Forgetful(minilm))
    assert (same.items, same.before, same.after) == (32, 1.0, 1.0)
    assert worse.after < worse.before
    assert judge_forgetting([same], 0.05).startswith("nothing forgotten")
    assert judge_forgetting([same, worse], 0.05) == "forgotten: worse beyond chance in recall@5 on towns"


def test_few_and_mixed_cases_are_not_certain() -> None:
    task = Task("notes", (), ())
    row = compare_answers(task, np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert judge_forgetting([row], 0.05).startswith("not certain: a loss of more than 0.05")


def test_perplexity_is_that_of_a_token_and_better_when_lower() -> None:
    row = compare_texts(Task("notes", (), ()), np.log([0.25] * 4), np.log([0.5] * 4))
    assert (row.before, row.after) == (pytest.approx(4.0), pytest.approx(2.0))
    assert row.interval.difference == pytest.approx(math.log(2))
    assert row.judge(0.0) == "nothing forgotten"
