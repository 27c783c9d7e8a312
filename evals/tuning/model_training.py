"""Train a causal language model by the trainers of TRL; it can be interrupted and gives the same weights.

SFT learns the answers alone, DPO preferred ones (R. Rafailov et al., 2023), KTO rated ones (K. Ethayarajh et al.,
2024), ORPO preferred ones together with their words, held to no untuned model (J. Hong et al., 2024).
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.jsonl import to_json
from evals.tuning.base_model import BaseModel
from evals.tuning.checkpoint import TrainingState
from evals.tuning.embedder_training import Report, TrainingForecast, ignore_report
from evals.tuning.model_layers import adapted_parts, freeze_model
from evals.tuning.model_rows import PREFERENCE_METHODS, Method, ModelRow, fit_rows, hold_back
from evals.tuning.quiet_libraries import quiet_libraries
from graph.private_files import make_folder, write_file
from graph.types import digest

TASK_FILE = "task"
STATE_FILE = "trainer_state.json"
"""The last file of a checkpoint that is written."""
MICRO_BATCH = 4
"""Rows that are computed at once; a step adds up as many of these as make its batch."""


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How to train: LoRA of a rank, 0 for the weights themselves; `layers` is how many of the last layers learn, 0 for
    all; `beta` is how hard DPO and KTO hold to the untuned model, and what a preference weighs in ORPO. Rows of more
    than `tokens` are left out.

    The loss on a share of the questions, `held_back`, is looked at every `look_every` steps; training stops when it
    has not fallen for `patience` looks. With `half`, multiplications are in bfloat16.
    """

    method: Method
    epochs: int = 2
    batch: int = 8
    rate: float = 2e-4
    rank: int = 16
    layers: int = 0
    tokens: int = 1024
    seed: int = 0
    half: bool = False
    beta: float = 0.1
    held_back: float = 0.1
    look_every: int = 10
    patience: int = 4


class ModelTraining:
    """The training of a model, which is changed in place; its checkpoints lie in `folder`."""

    def __init__(self, base: BaseModel, rows: Sequence[ModelRow], options: ModelOptions, folder: Path) -> None:
        self._base, self._options, self._folder = base, options, folder
        self._rows = fit_rows(rows, self._count, options.tokens)
        self._train, self._held = hold_back(self._rows, options.held_back, options.seed)
        self.left_out = len(rows) - len(self._rows)
        self._task = digest("model", to_json(options), *map(to_json, self._rows), _identify(base))
        self._report: Report = ignore_report
        self._parameters = sum(value.numel() for value in base.model.parameters())
        self._trainer = self._build()

    @property
    def rows(self) -> int:
        """The rows that fit, with those to stop by."""
        return len(self._rows)

    @property
    def steps(self) -> int:
        """The most steps there may be."""
        return self._options.epochs * -(-len(self._train) // self._options.batch)

    def forecast(self) -> TrainingForecast:
        """Try one step, which changes nothing, and tell what all will take."""
        import psutil

        process = psutil.Process()
        before = process.memory_info().rss
        batches = [self._batch(place) for place in range(2)]
        self._try(batches[0])  # the first step of a process takes longer than all others
        started = time.perf_counter()
        self._try(batches[1])
        one = (time.perf_counter() - started) / min(MICRO_BATCH, len(self._train))
        model = self._trainer.model
        model.zero_grad()
        looks = len(self._held) / (3 * max(1, self._look_every) * self._options.batch)
        trained = sum(value.numel() for value in model.parameters() if value.requires_grad)
        megabytes = (max(0, process.memory_info().rss - before) + 8 * trained) // 1_000_000
        seconds = one * self._options.epochs * len(self._train) * (1 + looks)
        return TrainingForecast(self.steps, round(seconds, 1), megabytes, trained, self._parameters)

    def run(self, report: Report = ignore_report) -> TrainingState:
        """Train from the last checkpoint of the same task, or from the start; the model ends with its best weights."""
        self._report = report
        started = time.perf_counter()
        checkpoint = self._last_checkpoint()
        with quiet_libraries():
            from transformers import set_seed

            set_seed(self._options.seed)
            self._trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
        return self._state(time.perf_counter() - started)

    @property
    def model(self) -> Any:
        """The trained model: with adapters, if there is a rank."""
        return self._trainer.model

    @property
    def _look_every(self) -> int:
        return max(1, min(self._options.look_every, self.steps))

    def _build(self) -> Any:
        # a trainer makes its folder at once, and a forecast is to leave none
        with quiet_libraries(), TemporaryDirectory() as place:
            from peft import LoraConfig
            from transformers import EarlyStoppingCallback, PrinterCallback, set_seed

            options = self._options
            set_seed(options.seed)
            adapter = None
            if options.rank:
                adapter = LoraConfig(
                    r=options.rank,
                    lora_alpha=2 * options.rank,
                    target_modules=adapted_parts(self._base.model, options.layers),
                    task_type="CAUSAL_LM",
                )
            else:
                freeze_model(self._base.model, options.layers)
            trainer, arguments = _trainer_of(options.method)
            watching: list[Any] = [_watch(self)]
            if self._held:
                watching.append(EarlyStoppingCallback(early_stopping_patience=options.patience))
            built = trainer(
                model=self._base.model,
                args=arguments(output_dir=place, **self._arguments()),
                train_dataset=self._dataset(self._train),
                eval_dataset=self._dataset(self._held) if self._held else None,
                processing_class=self._base.tokenizer,
                peft_config=adapter,
                callbacks=watching,
            )
            built.remove_callback(PrinterCallback)
            built.args.output_dir = str(self._folder)
            return built

    def _arguments(self) -> dict[str, Any]:
        import torch

        options = self._options
        micro = min(MICRO_BATCH, options.batch)
        found: dict[str, Any] = {
            "num_train_epochs": options.epochs,
            "per_device_train_batch_size": micro,
            "per_device_eval_batch_size": micro,
            "gradient_accumulation_steps": max(1, options.batch // micro),
            "learning_rate": options.rate,
            "lr_scheduler_type": "linear",
            "warmup_steps": max(1, self.steps // 10),
            "seed": options.seed,
            "max_length": options.tokens,
            "bf16": options.half,
            "use_cpu": not torch.cuda.is_available(),
            "activation_checkpointing": False,
            "dataloader_pin_memory": False,
            "save_strategy": "steps",
            "save_steps": self._look_every,
            "save_total_limit": 2,
            "logging_strategy": "no",
            "report_to": [],
            "disable_tqdm": True,
        }
        if self._held:
            found |= {
                "eval_strategy": "steps",
                "eval_steps": self._look_every,
                "load_best_model_at_end": True,
                "metric_for_best_model": "eval_loss",
                "greater_is_better": False,
            }
        return found if options.method == "sft" else found | {"beta": options.beta}

    def _dataset(self, rows: Sequence[ModelRow]) -> Any:
        from datasets import Dataset

        return Dataset.from_list([self._columns(row) for row in rows])

    def _columns(self, row: ModelRow) -> dict[str, Any]:
        prompt: Any = self._base.prompt(row.messages)
        first, second = row.answer, row.rejected
        if self._base.tokenizer.chat_template:
            prompt = [{"role": message.role, "content": message.content} for message in row.messages]
            answers: list[Any] = [[{"role": "assistant", "content": text}] for text in (first, second)]
        else:
            answers = [first, second]
        if self._options.method in PREFERENCE_METHODS:
            return {"prompt": prompt, "chosen": answers[0], "rejected": answers[1]}
        columns = {"prompt": prompt, "completion": answers[0]}
        return columns | {"label": row.good} if self._options.method == "kto" else columns

    def _count(self, row: ModelRow) -> int:
        answers = (row.answer, row.rejected)
        return len(self._base.prompt_ids(row.messages)) + max(len(self._base.answer_ids(one)) for one in answers)

    def _batch(self, number: int) -> Any:
        for place, batch in enumerate(self._trainer.get_train_dataloader()):
            if place == number:
                return batch
        return batch

    def _try(self, batch: Any) -> None:
        with quiet_libraries():
            inputs = self._trainer._prepare_inputs(dict(batch))
            self._trainer.model.train()
            self._trainer.compute_loss(self._trainer.model, inputs).backward()

    def _last_checkpoint(self) -> Path | None:
        """Return the last whole checkpoint of this task; others are deleted."""
        task = self._folder / TASK_FILE
        if self._folder.is_dir() and (not task.is_file() or task.read_text() != self._task):
            shutil.rmtree(self._folder)
        make_folder(self._folder)
        write_file(task, self._task.encode())
        whole = []
        for folder in self._folder.glob("checkpoint-*/"):
            if _is_whole(folder / STATE_FILE):
                whole.append(folder)
            else:
                shutil.rmtree(folder)
        return max(whole, key=lambda folder: int(folder.name.rpartition("-")[2]), default=None)

    def _state(self, seconds: float = 0.0) -> TrainingState:
        state = self._trainer.state
        losses = tuple(round(entry["eval_loss"], 6) for entry in state.log_history if "eval_loss" in entry)
        best = state.best_metric
        return TrainingState(
            self._task, state.global_step, best, state.best_global_step or state.global_step, losses, seconds
        )

    def tell(self) -> None:
        """Report how far the training came."""
        self._report(self._state(), self.steps)


def _trainer_of(method: Method) -> tuple[Any, Any]:
    import trl

    if method == "orpo":
        from trl.experimental.orpo import ORPOConfig, ORPOTrainer

        return ORPOTrainer, ORPOConfig
    found: dict[Method, tuple[Any, Any]] = {
        "sft": (trl.SFTTrainer, trl.SFTConfig),
        "dpo": (trl.DPOTrainer, trl.DPOConfig),
        "kto": (trl.KTOTrainer, trl.KTOConfig),
    }
    return found[method]


def _watch(training: ModelTraining) -> Any:
    from transformers import TrainerCallback

    class Watching(TrainerCallback):  # type: ignore[misc]
        """Looks at the loss after the last step, too, and reports each step."""

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> Any:
            if state.global_step >= state.max_steps and args.eval_strategy != "no":
                control.should_evaluate = True
            training.tell()
            return control

    return Watching()


def _is_whole(file: Path) -> bool:
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def _identify(base: BaseModel) -> str:
    return digest(*(f"{name} {value.double().sum().item()!r}" for name, value in base.model.state_dict().items()))
