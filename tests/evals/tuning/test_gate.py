from __future__ import annotations

from dataclasses import replace

import numpy as np

from evals.tuning.gate import judge, recalls, recalls_at
from graph.sqlite.store import SqliteStore
from graph.types import Filter
from rag.embed.protocol import Embedder
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from tests.evals.tuning.parts import town_cases

HALF = np.array([1.0, 0.0] * 50)
GOOD = np.ones(100)


def test_better_or_equal_passes() -> None:
    verdict = judge({"dense": HALF, "graph": HALF}, {"dense": GOOD, "graph": HALF}, 0.05)
    assert verdict.passed
    assert verdict.cases == 100
    assert [(row.before, row.after) for row in verdict.rows] == [(0.5, 1.0), (0.5, 0.5)]
    assert verdict.rows[0].interval.low > 0.3
    assert judge({"dense": HALF}, {"dense": HALF}, 0.0).passed


def test_any_retriever_that_may_be_worse_fails() -> None:
    verdict = judge({"dense": HALF, "graph": GOOD}, {"dense": GOOD, "graph": HALF}, 0.05)
    assert not verdict.passed
    assert verdict.reason == "graph may be worse by more than 0.05"


def test_a_small_loss_within_the_margin_still_fails_the_first() -> None:
    worse = HALF.copy()
    worse[0] = 0.0
    verdict = judge({"dense": HALF}, {"dense": worse}, 0.05)
    assert verdict.rows[0].passed
    assert not verdict.passed
    assert judge({"dense": HALF, "graph": HALF}, {"dense": HALF, "graph": worse}, 0.05).passed


def test_few_cases_are_no_evidence() -> None:
    verdict = judge({"dense": HALF[:19]}, {"dense": GOOD[:19]}, 0.05)
    assert not verdict.passed
    assert verdict.reason.startswith("19 held-out cases cannot be judged by")
    for found in ({}, {"dense": HALF[:0], "graph": HALF[:0]}):
        verdict = judge(found, found, 0.05)
        assert (verdict.passed, verdict.cases, verdict.rows) == (False, 0, ())


def test_recall_is_the_share_of_gold_among_five(towns: SqliteStore, minilm: Embedder) -> None:
    retrieve = build_retriever("dense", RetrieverParts(towns, minilm, RuleTagger()))
    found = recalls(retrieve, town_cases(), Filter())
    assert found.shape == (32,)
    assert found.mean() > 0.9
    assert recalls(retrieve, town_cases()[:1], Filter(collection="another")).tolist() == [0.0]


def test_recall_grows_with_the_hits_that_are_looked_at(towns: SqliteStore, minilm: Embedder) -> None:
    retrieve = build_retriever("dense", RetrieverParts(towns, minilm, RuleTagger()))
    case = replace(town_cases()[0], gold=tuple(one.gold[0] for one in town_cases()[:8:2]))
    found = recalls_at((1, 2, 16), retrieve, [case], Filter())
    assert [found[depth].tolist() for depth in (1, 2, 16)] == [[0.25], [found[2][0]], [1.0]]
    assert 0.25 <= found[2][0] <= 0.5
