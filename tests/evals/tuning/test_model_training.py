"""Training of a tiny llama by each method: it learns, and goes on after an interruption as if there had been none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from evals.tuning.base_model import BaseModel, load_base
from evals.tuning.checkpoint import TrainingState
from evals.tuning.embedder_training import Report, ignore_report
from evals.tuning.gguf_export import export_gguf
from evals.tuning.model_export import MODEL_FOLDER, export_model
from evals.tuning.model_gate import ModelMeasures, judge_model, measure_model
from evals.tuning.model_measures import pair_margins
from evals.tuning.model_rows import GatePair, GateQuestion, Method, fit_rows
from evals.tuning.model_training import ModelOptions, ModelTraining
from graph.errors import ModelError, UsageError
from rag.llm.map_concurrent import Progress, no_progress
from tests.evals.tuning.tiny_language_model import town_rows, write_tiny_language_model

if TYPE_CHECKING:
    from torch import Tensor

OPTIONS = ModelOptions("sft", epochs=4, batch=4, rate=5e-3, tokens=64, look_every=2, held_back=0.15)
QUESTIONS = [GateQuestion(row.messages, row.answer) for row in town_rows("sft")] * 2
PAIRS = [GatePair(row, replace(row, answer=row.rejected)) for row in town_rows("dpo")] * 2


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_language_model(tmp_path_factory.mktemp("tiny") / "model")


def trained(
    tiny: Path, folder: Path, options: ModelOptions = OPTIONS, report: Report = ignore_report
) -> tuple[TrainingState, ModelTraining]:
    training = ModelTraining(load_base(tiny), town_rows(options.method), options, folder)
    return training.run(report), training


def weights(training: ModelTraining) -> dict[str, Tensor]:
    found: dict[str, Tensor] = training.model.state_dict()
    return found


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return all(bool((value == other[name]).all()) for name, value in one.items())


def watch(_what: str, _unit: str) -> Progress:
    return no_progress


class Killed(Exception):
    """Raised in place of a signal."""


def test_an_interrupted_training_gives_the_weights_of_an_undisturbed_one(tiny: Path, tmp_path: Path) -> None:
    def kill(state: TrainingState, steps: int) -> None:
        if state.step == 5:
            raise Killed

    state, whole = trained(tiny, tmp_path / "whole")
    with pytest.raises(Killed):
        trained(tiny, tmp_path / "killed", report=kill)
    (tmp_path / "killed" / "checkpoint-6").mkdir()  # one that was being written
    seen: list[int] = []
    again, resumed = trained(tiny, tmp_path / "killed", report=lambda reached, _: seen.append(reached.step))
    assert seen[0] == 5
    assert replace(again, seconds=0) == replace(state, seconds=0)
    assert same(weights(resumed), weights(whole))
    _, other = trained(tiny, tmp_path / "killed", replace(OPTIONS, seed=1))
    assert not same(weights(other), weights(whole))


@pytest.mark.parametrize("method", ["sft", "dpo", "kto", "orpo"])
def test_each_method_teaches_what_it_should(tiny: Path, tmp_path: Path, method: Method) -> None:
    options = replace(OPTIONS, method=method)
    base = load_base(tiny)
    before = measure_model(base, QUESTIONS, PAIRS, watch)
    training = ModelTraining(base, town_rows(method), options, tmp_path / "run")
    untouched = {name: value.clone() for name, value in weights(training).items()}
    forecast = training.forecast()
    assert same(weights(training), untouched)
    assert forecast.steps == training.steps == 16
    assert 0 < forecast.trained < forecast.parameters
    state = training.run()
    assert min(state.losses) < state.losses[0]
    whole = export_model(training.model, tiny, tmp_path)
    after = measure_model(whole, QUESTIONS, PAIRS, watch)
    assert (after.margins > before.margins).mean() > 0.9
    if method == "sft":
        assert after.rights.mean() > before.rights.mean() + 0.3
    assert np.allclose(pair_margins(load_base(tmp_path / MODEL_FOLDER), PAIRS[:4]), after.margins[:4])
    assert not export_gguf(whole, tiny, tmp_path / "none.gguf")


def test_without_an_adapter_only_the_last_layers_learn(tiny: Path, tmp_path: Path) -> None:
    base = load_base(tiny)
    before = {name: value.clone() for name, value in base.model.state_dict().items()}
    training = ModelTraining(base, town_rows("sft"), replace(OPTIONS, epochs=1, rank=0, layers=1), tmp_path / "run")
    training.run()
    changed = {name for name, value in base.model.state_dict().items() if not bool((value == before[name]).all())}
    assert changed
    assert all(".layers.1." in name for name in changed)
    adapted = ModelTraining(load_base(tiny), town_rows("sft"), replace(OPTIONS, layers=1), tmp_path / "other")
    learning: list[str] = [name for name, value in adapted.model.named_parameters() if value.requires_grad]
    assert learning
    assert all(".layers.1." in name for name in learning)


def test_a_model_without_a_chat_form_learns_texts(tiny: Path, tmp_path: Path) -> None:
    base: Any = load_base(tiny)
    base.tokenizer.chat_template = None
    state = ModelTraining(base, town_rows("sft"), replace(OPTIONS, epochs=1), tmp_path / "run").run()
    assert state.step == 4


def test_rows_that_are_too_long_are_left_out(tiny: Path, tmp_path: Path) -> None:
    rows = town_rows("sft")
    assert fit_rows(rows, lambda row: 65 if row is rows[0] else 9, 64) == rows[1:]
    with pytest.raises(UsageError, match="0 rows of 16 fit into 4 tokens"):
        ModelTraining(load_base(tiny), rows, replace(OPTIONS, tokens=4), tmp_path)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no language model in"):
        load_base(tmp_path)
    (tmp_path / "page.gguf").write_text("<html>")
    with pytest.raises(ModelError, match="cannot be trained"):
        load_base(tmp_path / "page.gguf")


def measures(rights: float, abstained: float, margins: float, count: int = 20) -> ModelMeasures:
    return ModelMeasures(*(np.full(count, value) for value in (rights, abstained, margins)))


def test_the_gate_passes_what_is_no_worse_and_learned() -> None:
    before = measures(0.4, 0.5, 0.0)
    assert judge_model(before, measures(0.4, 0.5, -1.0), "sft", 0.05).passed
    assert judge_model(before, measures(0.4, 0.5, 1.0), "dpo", 0.05).passed
    unlearned = judge_model(before, measures(0.4, 0.5, -1.0), "kto", 1.0)
    assert unlearned.reason == "0.00 of the held-out preferences are learned, less than 0.65"
    assert judge_model(before, measures(0.39, 0.5, 1.0), "dpo", 0.05).reason == "token F1 is lower than before"
    assert "abstention" in judge_model(before, measures(0.6, 0.4, 1.0), "sft", 0.05).reason
    few = measures(0.4, 0.5, 1.0, 19)
    assert not judge_model(few, few, "sft", 0.05).passed
    pairs = ModelMeasures(before.rights, before.abstained, few.margins)
    assert "too few" in judge_model(pairs, pairs, "dpo", 0.05).reason


def test_answers_are_measured_by_the_product_of_their_tokens(tiny: Path) -> None:
    import torch

    base = load_base(tiny)
    row = town_rows("sft")[0]
    (margin,) = pair_margins(base, [GatePair(row, replace(row, answer=""))])
    prompt, answer = base.prompt_ids(row.messages), base.answer_ids(row.answer)
    ids = torch.tensor([prompt + answer])
    with torch.no_grad():
        logs = torch.log_softmax(base.model(input_ids=ids).logits[0], -1)
    wanted = sum(float(logs[len(prompt) + place - 1, token]) for place, token in enumerate(answer))
    wanted -= float(logs[len(prompt) - 1, base.tokenizer.eos_token_id])
    assert margin == pytest.approx(wanted, abs=1e-4)
    assert isinstance(base, BaseModel)
