from __future__ import annotations

from pathlib import Path

import torch

from evals.tuning.checkpoint import Checkpoint, TrainingState, read_checkpoint, write_checkpoint


def test_a_checkpoint_comes_back_bit_by_bit(tmp_path: Path) -> None:
    state = TrainingState("a task", 7, 0.25, 5, (0.5, 0.25), 1.5)
    weights = torch.arange(6, dtype=torch.float32).reshape(2, 3) / 3
    file = tmp_path / "checkpoint"
    write_checkpoint(file, Checkpoint(state, {"model.a.b": weights, "best.a.b": weights.T}))
    found = read_checkpoint(file, "a task")
    assert found is not None
    assert found.state == state
    assert torch.equal(found.part("model")["a.b"], weights)
    assert torch.equal(found.part("best")["a.b"], weights.T)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


def test_what_is_no_checkpoint_of_the_task_is_none(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint"
    assert read_checkpoint(file, "a task") is None
    write_checkpoint(file, Checkpoint(TrainingState("another"), {"model.a": torch.zeros(1)}))
    assert read_checkpoint(file, "a task") is None
    file.write_bytes(file.read_bytes()[:20])
    assert read_checkpoint(file, "another") is None
