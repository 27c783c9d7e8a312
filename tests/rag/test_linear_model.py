from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.linear_model import LinearModel, save_linear_models

MODEL = LinearModel(("long", "warm"), np.array([0.12344, -2.0]), 0.5)
ROWS = [[1.0, 0.0], [0.0, 1.0]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "weights.json"
    save_linear_models(made, {"first": MODEL, "plain": LinearModel(("long",), np.array([1.0]))}, {"made by": "hand"})
    return made


def test_what_was_written_is_read_in_the_order_asked_for(file: Path) -> None:
    found = LinearModel.load(file, "first", ("warm", "long"))
    assert (found.features, found.weights.tolist(), found.bias) == (("warm", "long"), [-2.0, 0.1234], 0.5)
    assert LinearModel.load(file, "plain", ("long",)).bias == 0.0
    assert '"made by": "hand"' in file.read_text()


@pytest.mark.parametrize("features", [("long",), ("long", "warm", "wide"), ("long", "wide")])
def test_other_features_are_refused(file: Path, features: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="first was fitted on"):
        LinearModel.load(file, "first", features)


def test_rows_are_scored_in_their_own_precision() -> None:
    exact = MODEL.score(np.array(ROWS))
    assert exact.dtype == np.float64
    assert exact.tolist() == [0.62344, -1.5]
    coarse = MODEL.score(np.array(ROWS, np.float32))
    assert coarse.dtype == np.float32
    assert coarse.tolist() == [np.float32(0.62344), -1.5]
