"""What is measured before and after a training, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from evals.tuning.forgetting import Task, compare_answers, compare_texts, judge_forgetting, measure_embedders
from graph.sqlite.store import SqliteStore
from graph.types import Matrix
from rag.embed.protocol import Role
from tests.evals.tuning.parts import town_cases
from tests.support.hashed import Hashed


class Forgetful(Hashed):
    """An embedder that knows the words of passages, and has forgotten what questions mean."""

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        rows = super().embed(texts, role)
        return -rows if role == "query" else rows


def test_an_embedder_that_finds_less_has_forgotten(towns: SqliteStore) -> None:
    task = Task("towns", tuple(town_cases()), tuple(towns.passages()))
    same, worse = (measure_embedders(task, Hashed(), after) for after in (Hashed(), Forgetful()))
    assert same.items == 32
    assert same.before == same.after > worse.after
    assert judge_forgetting([same], 0.05).startswith("nothing forgotten")
    assert judge_forgetting([same, worse], 0.05) == "forgotten: worse beyond chance in recall@5 on towns"


def test_few_and_mixed_cases_are_not_certain() -> None:
    task = Task("notes", (), ())
    mixed = np.array([1.0, 0.0] * 10)
    row = compare_answers(task, mixed, 1 - mixed)
    assert judge_forgetting([row], 0.05).startswith("not certain: a loss of more than 0.05")
    same = compare_answers(task, mixed[:19], mixed[:19])
    assert judge_forgetting([same], 0.05).startswith("not certain: fewer than 20 items for token F1")
    assert judge_forgetting([same, same], 0.05).startswith("nothing forgotten")


def test_perplexity_is_that_of_a_token_and_better_when_lower() -> None:
    row = compare_texts(Task("notes", (), ()), np.log([0.25] * 4), np.log([0.5] * 4))
    assert row.before == pytest.approx(4.0)
    assert row.after == pytest.approx(2.0)
    assert row.interval.difference == pytest.approx(math.log(2))
    assert row.judge(0.0) == "nothing forgotten"
