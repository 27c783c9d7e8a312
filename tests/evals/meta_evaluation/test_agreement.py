from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr, spearmanr

from evals.meta_evaluation.agreement import accuracy, auroc, balanced_accuracy, measure_agreement, pearson, spearman

ITEMS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.25, 0.5, 1.0])), min_size=2, max_size=30)


@given(ITEMS)
def test_auroc_is_the_share_of_pairs_in_order(items: list[tuple[bool, float]]) -> None:
    gold, scores = np.array([float(yes) for yes, _ in items]), np.array([score for _, score in items])
    high, low = scores[gold > 0], scores[gold == 0]
    found = auroc(gold, scores)
    if not len(high) or not len(low):
        assert found is None
        return
    pairs = [(a > b) + (a == b) / 2 for a, b in itertools.product(high, low)]
    assert found == pytest.approx(sum(pairs) / len(pairs))
    assert auroc(gold, -scores) == pytest.approx(1 - sum(pairs) / len(pairs))


def test_accuracies_by_hand() -> None:
    gold, said = np.array([1.0, 1.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0])
    assert accuracy(gold, said) == 0.75
    assert balanced_accuracy(gold, said) == pytest.approx((2 / 3 + 1) / 2)
    assert balanced_accuracy(np.ones(4), said) is None
    assert accuracy(np.array([]), np.array([])) is None


def test_pearson_is_scipys() -> None:
    generator = np.random.default_rng(0)
    gold, scores = generator.normal(size=(2, 50))
    assert pearson(gold, scores) == pytest.approx(pearsonr(gold, scores)[0])
    assert pearson(gold, np.ones(50)) is None


def test_spearman_is_scipys_and_shares_ranks_of_ties() -> None:
    generator = np.random.default_rng(0)
    gold, scores = generator.integers(0, 5, 50).astype(float), generator.normal(size=50)
    assert spearman(gold, scores) == pytest.approx(spearmanr(gold, scores)[0])
    assert spearman(np.array([0.0, 0.5, 0.5, 1.0]), np.array([1.0, 5.0, 5.0, 900.0])) == pytest.approx(1.0)
    assert spearman(np.ones(3), np.arange(3.0)) is None


def test_the_interval_holds_the_value_and_widens_with_the_size_of_groups() -> None:
    generator = np.random.default_rng(1)
    gold = np.repeat(generator.integers(0, 2, 60), 5).astype(float)
    scores = gold + np.repeat(generator.normal(size=60), 5)
    alone = measure_agreement("auroc", gold, scores, np.arange(300))
    grouped = measure_agreement("auroc", gold, scores, np.repeat(np.arange(60), 5))
    assert alone is not None
    assert grouped is not None
    assert grouped.low < grouped.value < grouped.high
    assert grouped.high - grouped.low > 1.5 * (alone.high - alone.low)


def test_one_class_has_no_agreement() -> None:
    assert measure_agreement("auroc", np.ones(4), np.arange(4.0), np.arange(4)) is None
