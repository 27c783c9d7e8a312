"""Train a sentence-transformers model on triplets; it can be interrupted at any step and gives the same weights.

The loss is that of in-batch and mined negatives, guided by the untuned model: what it holds for closer to a question
than the right passage is not taken for wrong (A. V. Solatorio, "GISTEmbed", 2024).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.jsonl import to_json
from evals.tuning.batches import hold_out_rows, make_batches
from evals.tuning.checkpoint import Checkpoint, TrainingState, read_checkpoint, write_checkpoint
from evals.tuning.rows import TripletRow
from graph.types import digest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

LOOK_COST = 0.5
"""What computing the loss of a batch takes of the time of a training step."""

_LAYER = re.compile(r"\blayers?\.(\d+)\.")
_COLUMNS = ("anchor", "positive", "negative")


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How to train: `layers` is how many of the last layers learn, 0 for the whole model.

    The loss on a share of the questions, `held_back`, is looked at every `look_every` steps; training stops when it
    has not fallen for `patience` looks.
    """

    epochs: int = 2
    batch: int = 32
    rate: float = 2e-5
    warmup: float = 0.1
    layers: int = 0
    tokens: int = 256
    seed: int = 0
    held_back: float = 0.1
    look_every: int = 10
    patience: int = 4


@dataclass(frozen=True, slots=True)
class TrainingForecast:
    """What a training will take, by one trial step: steps, seconds, and megabytes beside what is used already."""

    steps: int
    seconds: float
    megabytes: int
    trained: int
    parameters: int


Report = Callable[[TrainingState, int], None]
"""Called after each step with the state and the number of all steps."""


def ignore_report(state: TrainingState, steps: int) -> None:
    """Take no note."""


class EmbedderTraining:
    """The training of a model, which is changed in place; its checkpoint lies in `file`."""

    def __init__(
        self,
        model: SentenceTransformer,
        guide: SentenceTransformer,
        rows: Sequence[TripletRow],
        options: TrainingOptions,
        file: Path,
    ) -> None:
        from sentence_transformers.sentence_transformer.losses import GISTEmbedLoss
        from torch.optim import AdamW

        self._model, self._options, self._file = model, options, file
        train, held = hold_out_rows(rows, options.held_back, options.seed)
        self._batches = [
            batch
            for epoch in range(options.epochs)
            for batch in make_batches(train, options.batch, options.seed + epoch)
        ]
        self._held = make_batches(held, options.batch, options.seed)
        model.max_seq_length = guide.max_seq_length = options.tokens
        self._task = _identify(model, rows, options)
        freeze_layers(model, options.layers)
        self._loss: Any = GISTEmbedLoss(model, guide, temperature=0.05)
        self._trained = [value for value in model.parameters() if value.requires_grad]
        self._optimizer = AdamW(self._trained, lr=options.rate, weight_decay=0.01)

    @property
    def steps(self) -> int:
        """The most steps there may be."""
        return len(self._batches)

    def forecast(self) -> TrainingForecast:
        """Try one step, which changes nothing, and tell what all will take."""
        import psutil

        process = psutil.Process()
        before = process.memory_info().rss
        largest = max(self._batches, key=len)
        self._backward(largest[:2], 0)  # the first step of a process takes longer than all others
        started = time.perf_counter()
        self._backward(largest, 0)
        self._optimizer.zero_grad()
        one = time.perf_counter() - started
        looks = 1 + LOOK_COST * len(self._held) / self._options.look_every
        moments = 8 * sum(value.numel() for value in self._trained)
        megabytes = (max(0, process.memory_info().rss - before) + moments) // 1_000_000
        parameters = sum(value.numel() for value in self._model.parameters())
        trained = sum(value.numel() for value in self._trained)
        return TrainingForecast(self.steps, round(one * self.steps * looks, 1), megabytes, trained, parameters)

    def run(self, report: Report = ignore_report) -> TrainingState:
        """Train from the last checkpoint of the same task, or from the start; the model ends with its best weights."""
        state, best = self._resume()
        while state.step < self.steps and not self._is_over(state):
            started = time.perf_counter()
            self._step(state.step)
            state = replace(state, step=state.step + 1)
            if state.step % self._options.look_every == 0 or state.step == self.steps:
                state, best = self._look(state, best)
                state = replace(state, seconds=state.seconds + time.perf_counter() - started)
                self._save(state, best)
            else:
                state = replace(state, seconds=state.seconds + time.perf_counter() - started)
            report(state, self.steps)
        self._model.load_state_dict(best)
        return state

    def _is_over(self, state: TrainingState) -> bool:
        waited = (state.step - state.best_step) // self._options.look_every
        return bool(self._held) and waited >= self._options.patience

    def _step(self, step: int) -> None:
        from torch.nn.utils import clip_grad_norm_

        warm = max(1, round(self._options.warmup * self.steps))
        share = (step + 1) / warm if step < warm else (self.steps - step) / max(1, self.steps - warm)
        for group in self._optimizer.param_groups:
            group["lr"] = self._options.rate * share
        self._backward(self._batches[step], step)
        clip_grad_norm_(self._trained, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()

    def _backward(self, batch: Sequence[TripletRow], step: int) -> None:
        """Compute the gradients; dropout is drawn by the step alone, so that a resumed training draws the same."""
        import torch

        torch.manual_seed(self._options.seed * 1_000_003 + step)
        self._model.train()
        self._loss(self._features(batch), None).backward()

    def _features(self, batch: Sequence[TripletRow]) -> list[dict[str, Tensor]]:
        from sentence_transformers.util import batch_to_device

        columns = ([getattr(row, name) for row in batch] for name in _COLUMNS)
        return [batch_to_device(self._model.preprocess(column), self._model.device) for column in columns]

    def _look(self, state: TrainingState, best: dict[str, Tensor]) -> tuple[TrainingState, dict[str, Tensor]]:
        """Look at the loss on the rows that are held back; without any, the latest weights are the best."""
        import torch

        if not self._held:
            return replace(state, best_step=state.step), self._weights()
        self._model.eval()
        with torch.no_grad():
            loss = sum(float(self._loss(self._features(batch), None)) * len(batch) for batch in self._held)
        loss /= sum(map(len, self._held))
        state = replace(state, losses=(*state.losses, round(loss, 6)))
        if state.best is None or loss < state.best:
            return replace(state, best=loss, best_step=state.step), self._weights()
        return state, best

    def _weights(self) -> dict[str, Tensor]:
        return {name: value.detach().clone() for name, value in self._model.state_dict().items()}

    def _save(self, state: TrainingState, best: dict[str, Tensor]) -> None:
        tensors = {f"model.{name}": value for name, value in self._model.state_dict().items()}
        tensors |= {f"best.{name}": value for name, value in best.items()}
        for number, moments in self._optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{name}": value for name, value in moments.items()}
        write_checkpoint(self._file, Checkpoint(state, tensors))

    def _resume(self) -> tuple[TrainingState, dict[str, Tensor]]:
        found = read_checkpoint(self._file, self._task)
        if found is None:
            return self._look(TrainingState(self._task), self._weights())
        self._model.load_state_dict(found.part("model"))
        moments: dict[int, dict[str, Tensor]] = {}
        for key, value in found.part("optimizer").items():
            number, _, name = key.partition(".")
            moments.setdefault(int(number), {})[name] = value
        self._optimizer.load_state_dict({**self._optimizer.state_dict(), "state": moments})
        return found.state, found.part("best")


def freeze_layers(model: SentenceTransformer, last: int) -> None:
    """Let only the last layers of a model learn; all of it if `last` is 0."""
    numbers = {int(found[1]) for name, _ in model.named_parameters() if (found := _LAYER.search(name))}
    first = len(numbers) - last if last and numbers else 0
    for name, value in model.named_parameters():
        found = _LAYER.search(name)
        value.requires_grad = not first or (found is not None and int(found[1]) >= first)


def _identify(model: SentenceTransformer, rows: Sequence[TripletRow], options: TrainingOptions) -> str:
    weights = [f"{name} {value.double().sum().item()!r}" for name, value in model.state_dict().items()]
    return digest("embedder", to_json(options), *map(to_json, rows), *weights)
