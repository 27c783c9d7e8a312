"""The state of a training in one file, written atomically: weights, optimizer, and how far it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from evals.jsonl import from_json, to_json

if TYPE_CHECKING:
    from torch import Tensor

_STATE = "state"


@dataclass(frozen=True, slots=True)
class TrainingState:
    """How far a training came: the steps done, the lowest loss on held-back rows if there are any, and when it was.

    `task` identifies data, options and starting weights; `losses` holds the loss on held-back rows at each look.
    """

    task: str
    step: int = 0
    best: float | None = None
    best_step: int = 0
    losses: tuple[float, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The state with the tensors of the model (`model.…`), of the optimizer, and of the best model (`best.…`)."""

    state: TrainingState
    tensors: Mapping[str, Tensor]

    def part(self, name: str) -> dict[str, Tensor]:
        """Return the tensors of a part by their names within it."""
        prefix = f"{name}."
        return {key.removeprefix(prefix): value for key, value in self.tensors.items() if key.startswith(prefix)}


def write_checkpoint(file: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint in place of an earlier one. Raises OSError."""
    from safetensors.torch import save_file

    part = file.with_name(file.name + ".part")
    tensors = {name: value.detach().clone().contiguous() for name, value in checkpoint.tensors.items()}
    save_file(tensors, part, metadata={_STATE: to_json(checkpoint.state)})
    part.replace(file)


def read_checkpoint(file: Path, task: str) -> Checkpoint | None:
    """Read the checkpoint of a task; None if there is none, or it is of another task."""
    from safetensors import SafetensorError, safe_open

    if not file.is_file():
        return None
    try:
        with safe_open(file, "pt") as stream:
            state = from_json(TrainingState, (stream.metadata() or {}).get(_STATE, ""))
            if state.task != task:
                return None
            return Checkpoint(state, {name: stream.get_tensor(name) for name in stream.keys()})  # noqa: SIM118
    except (SafetensorError, ValidationError):
        return None
