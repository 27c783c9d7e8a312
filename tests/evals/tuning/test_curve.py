from __future__ import annotations

from pathlib import Path

import numpy as np

from evals.tuning.curve import CurvePoint, CurveWork, forecast_doubling, measure_recalls, measure_share, take_share
from evals.tuning.embedder_training import TrainingOptions, ignore_report
from rag.embed.protocol import Embedder
from tests.evals.tuning.parts import TOWNS, town_cases, town_passage
from tests.evals.tuning.tiny_model import town_triplets, write_tiny_model

PASSAGES = [town_passage(name) for name in TOWNS]


def test_a_smaller_share_is_part_of_a_larger_one() -> None:
    rows = town_triplets()
    quarter, half, whole = (take_share(rows, share, seed=0) for share in (0.25, 0.5, 1.0))
    assert set(quarter) < set(half) < set(whole) == set(rows)
    assert len(quarter) == 12


def test_a_share_is_trained_on_and_measured(tmp_path: Path, minilm: Embedder) -> None:
    base = str(write_tiny_model(tmp_path / "tiny"))
    options = TrainingOptions(epochs=1, batch=8, rate=2e-3, tokens=32, look_every=4)
    work = CurveWork(base, town_triplets(), town_cases(), PASSAGES, options)
    point = measure_share(work, 0.5, tmp_path, ignore_report)
    assert point.questions == 24
    assert point.recalls.shape == (32,)
    assert 0 < point.recalls.mean() < 1
    assert measure_recalls(minilm, work).mean() > 0.9


def test_the_slope_is_what_a_doubling_gives() -> None:
    generator = np.random.default_rng(0)
    noise = generator.normal(0, 0.01, 400)
    points = [CurvePoint(n, 0.5 + 0.03 * np.log2(n) + noise * np.log2(n)) for n in (50, 100, 200)]
    found = forecast_doubling(points)
    assert found.low < 0.03 < found.high
    assert abs(found.gain - 0.03) < 0.002
    flat = forecast_doubling([CurvePoint(n, np.full(9, 0.5)) for n in (50, 100, 200)])
    assert np.allclose((flat.gain, flat.low, flat.high), 0)
