"""Training of a tiny model: it learns, stops, freezes, and goes on after an interruption as if there had been none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.tuning.checkpoint import TrainingState
from evals.tuning.embedder_training import EmbedderTraining, Report, TrainingOptions, freeze_layers, ignore_report
from rag.embed.transformers import load_model
from tests.evals.tuning.tiny_model import town_triplets, write_tiny_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

OPTIONS = TrainingOptions(epochs=2, batch=8, rate=2e-3, tokens=32, look_every=2)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("tiny") / "model")


def prepared(tiny: Path, file: Path, options: TrainingOptions) -> tuple[SentenceTransformer, EmbedderTraining]:
    model, guide = load_model(str(tiny), "cpu"), load_model(str(tiny), "cpu")
    return model, EmbedderTraining(model, guide, town_triplets(), options, file)


def trained(
    tiny: Path, file: Path, options: TrainingOptions = OPTIONS, report: Report = ignore_report
) -> tuple[TrainingState, dict[str, Tensor]]:
    model, training = prepared(tiny, file, options)
    state = training.run(report)
    return state, model.state_dict()


class Killed(Exception):
    """Raised in place of a signal."""


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return all(bool((value == other[name]).all()) for name, value in one.items())


def test_an_interrupted_training_gives_the_weights_of_an_undisturbed_one(tiny: Path, tmp_path: Path) -> None:
    def kill(state: TrainingState, steps: int) -> None:
        if state.step == 5:
            raise Killed

    state, weights = trained(tiny, tmp_path / "whole")
    with pytest.raises(Killed):
        trained(tiny, tmp_path / "killed", report=kill)
    seen: list[int] = []
    again, resumed = trained(tiny, tmp_path / "killed", report=lambda reached, _: seen.append(reached.step))
    assert seen[0] == 5
    assert replace(again, seconds=0) == replace(state, seconds=0)
    assert same(resumed, weights)
    assert not same(trained(tiny, tmp_path / "other", replace(OPTIONS, seed=1))[1], weights)


def test_it_learns_and_a_forecast_changes_nothing(tiny: Path, tmp_path: Path) -> None:
    model, training = prepared(tiny, tmp_path / "file", OPTIONS)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    forecast = training.forecast()
    assert same(model.state_dict(), before)
    assert forecast.steps == training.steps >= 10
    assert forecast.trained == forecast.parameters > 900_000
    assert forecast.seconds > 0
    state = training.run()
    assert state.best is not None
    assert round(state.best, 6) == min(state.losses) < 0.9 * state.losses[0]


def test_it_stops_when_the_loss_no_longer_falls(tiny: Path, tmp_path: Path) -> None:
    options = replace(OPTIONS, epochs=10, rate=5.0, patience=2)
    state, weights = trained(tiny, tmp_path / "file", options)
    model, training = prepared(tiny, tmp_path / "other", options)
    assert state.step < training.steps / 2
    if state.best_step == 0:
        assert same(weights, model.state_dict())


def test_frozen_layers_stay_as_they_are(tiny: Path, tmp_path: Path) -> None:
    model, training = prepared(tiny, tmp_path / "file", replace(OPTIONS, epochs=1, layers=1))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    training.run()
    changed = {name for name, value in model.state_dict().items() if not bool((value == before[name]).all())}
    assert changed
    assert all("layer.1." in name for name in changed)
    freeze_layers(model, 0)
    assert all(value.requires_grad for value in model.parameters())


def test_without_questions_held_back_the_last_weights_are_kept(tiny: Path, tmp_path: Path) -> None:
    def kill(state: TrainingState, steps: int) -> None:
        if state.step == 4:
            raise Killed

    options = replace(OPTIONS, epochs=1, held_back=0.0)
    state, weights = trained(tiny, tmp_path / "whole", options)
    assert (state.best, state.losses, state.best_step) == (None, (), state.step)
    with pytest.raises(Killed):
        trained(tiny, tmp_path / "killed", options, kill)
    assert same(trained(tiny, tmp_path / "killed", options)[1], weights)
