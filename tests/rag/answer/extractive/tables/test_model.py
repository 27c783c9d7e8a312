from __future__ import annotations

from rag.answer.extractive.tables.model import CHANCE_FEATURES, TableModel


def test_the_chance_grows_with_the_evidence() -> None:
    model = TableModel.load()
    features = dict.fromkeys(CHANCE_FEATURES, 0.0)
    weak, strong = features | {"evidence": -2.0}, features | {"evidence": 4.0, "all explained": 1.0}
    assert 0 <= model.estimate_chance(weak) < model.estimate_chance(strong) <= 1


def test_unknown_features_weigh_nothing() -> None:
    assert TableModel.load().score({"no such feature": 5.0}) == 0
