from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals.judges.fitted import load_judge, pack_fingerprints


@pytest.fixture
def file(tmp_path: Path) -> Path:
    data = {
        "about": {"it": "two"},
        "items": {"it": pack_fingerprints(["first", "second"])},
        "models": {"it": {"weights": {"a": 2.0, "b": -1.0}, "bias": 0.5}},
    }
    made = tmp_path / "fitted.json"
    made.write_text(json.dumps(data))
    return made


def test_a_likelihood_by_hand(file: Path) -> None:
    found = load_judge("it", ("b", "a"), file)(np.array([[1.0, 1.0], [0.5, 0.0]], np.float32))
    assert found == pytest.approx([1 / (1 + np.exp(-1.5)), 0.5], abs=1e-6)


def test_items_are_known_again(file: Path) -> None:
    judge = load_judge("it", ("a", "b"), file)
    assert [judge.knows(item) for item in ("first", "second", "third", "")] == [True, True, False, False]


def test_other_features_are_refused(file: Path) -> None:
    with pytest.raises(ValueError, match="was fitted on"):
        load_judge("it", ("a", "c"), file)
