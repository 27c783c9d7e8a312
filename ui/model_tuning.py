"""Tunes a language model on training data: trains it, writes it out whole, and gates it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui.progress import Watch
from ui.tuned_language_models import TunedLanguageModels
from ui.tuned_models import RECORD_FILE, TunedModels
from ui.tuned_rerankers import TunedRerankers

if TYPE_CHECKING:
    from evals.tuning.base_model import BaseModel
    from evals.tuning.embedder_training import TrainingForecast
    from evals.tuning.model_record import ModelRecord
    from evals.tuning.model_rows import GatePair, GateQuestion
    from evals.tuning.model_training import ModelOptions, ModelTraining
    from ui.settings import Settings

CARD_FILE = "README.md"
CHECKPOINT_FOLDER = "checkpoints"
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """What to tune: a new name, the folder of training data, the model to begin with, how, and the gate's margin."""

    name: str
    data: Path
    base: Path
    options: ModelOptions
    margin: float


@dataclass(frozen=True, slots=True, eq=False)
class PreparedModel:
    """A training that is ready to run, and what it is measured on."""

    plan: ModelPlan
    folder: Path
    base: BaseModel
    training: ModelTraining
    questions: Sequence[GateQuestion]
    pairs: Sequence[GatePair]


def choose_base(settings: Settings, base: Path | None) -> Path:
    """Return the model to begin with: the given one, else the built-in one of the settings. UsageError without."""
    if base is not None:
        return base.absolute()
    tuned = {record.name: record.base for record in TunedLanguageModels(settings).records()}
    if current := TunedLanguageModels(settings).current():  # a training begins with what is not tuned
        return Path(tuned[current])
    if settings.llm.provider != LOCAL or not settings.llm.model:
        raise UsageError(
            "no built-in language model is in use that could be tuned",
            "give --base a GGUF file, or the folder of a transformers model; or graphloop model use NAME",
        )
    return Path(settings.llm.model)


def prepare_model(settings: Settings, plan: ModelPlan) -> PreparedModel:
    """Load data and model; an interrupted training of the same is gone on from. Raises UsageError, ModelError."""
    from evals.tuning.base_model import check_packages, load_base
    from evals.tuning.gate import MIN_CASES, too_few
    from evals.tuning.model_rows import read_pairs, read_questions, read_rows
    from evals.tuning.model_training import ModelTraining

    models = TunedLanguageModels(settings)
    folder = models.folder_of(plan.name)
    embedder = (TunedModels(settings).folder_of(plan.name) / RECORD_FILE).is_file()
    if models.has(plan.name) or embedder or TunedRerankers(settings).has(plan.name):
        raise UsageError(f"there is a tuned model {plan.name!r} already", "choose another name")
    method = plan.options.method
    if method in ("dpo", "kto") and not plan.options.rank:
        raise UsageError(f"{method} needs an adapter: the weights that it holds to are kept", "give --rank 1 or more")
    rows, questions = read_rows(plan.data, method), read_questions(plan.data)
    answered = sum(bool(question.reference) for question in questions)
    hint = "graphloop eval generate --count N makes more cases; graphloop tune data --held-out SHARE holds out more"
    if answered < MIN_CASES:
        raise UsageError(too_few(answered), hint)
    pairs = [] if method == "sft" else read_pairs(plan.data)
    if method != "sft" and len(pairs) < MIN_CASES:
        said = f"{count_noun(len(pairs), 'held-out preference')} cannot be judged by: at least {MIN_CASES} are needed"
        raise UsageError(said, "rate and correct more answers; graphloop tune data --held-out SHARE holds out more")
    check_packages()
    base = load_base(plan.base, plan.options.half and plan.options.rank > 0)
    training = ModelTraining(base, rows, plan.options, folder / CHECKPOINT_FOLDER)
    return PreparedModel(plan, folder, base, training, questions, pairs)


def finish_model(prepared: PreparedModel, forecast: TrainingForecast, watch: Watch) -> ModelRecord:
    """Measure the untuned model, train, write the model out, and gate it; the record is written last."""
    import shutil

    from evals.files import write_json
    from evals.tuning.base_model import load_base
    from evals.tuning.gguf_export import export_gguf
    from evals.tuning.model_export import MODEL_FOLDER, export_model
    from evals.tuning.model_gate import judge_model, measure_model
    from evals.tuning.model_record import ModelRecord, render_language_model_card
    from graph.private_files import make_folder, write_file

    plan, folder, training = prepared.plan, prepared.folder, prepared.training
    make_folder(folder)
    before = measure_model(prepared.base, prepared.questions, prepared.pairs, watch)
    step = watch("training", "steps")
    state = training.run(lambda reached, steps: step(reached.step, steps))
    whole = export_model(training.model, plan.base, folder)
    # the size in its name tells that it needs short prompts, as the name of the untuned model does
    file = folder / f"{plan.name}-{round(forecast.parameters / 1e6)}m.gguf"
    written = export_gguf(whole, plan.base, file)
    tuned = load_base(folder / MODEL_FOLDER, plan.options.half)
    after = measure_model(tuned, prepared.questions, prepared.pairs, watch)
    record = ModelRecord(
        plan.name,
        datetime.now(UTC).isoformat(timespec="seconds"),
        str(plan.base),
        str(plan.data),
        training.rows,
        training.left_out,
        plan.options,
        forecast,
        state,
        file.name if written else "",
        judge_model(before, after, plan.options.method, plan.margin),
    )
    write_file(folder / CARD_FILE, render_language_model_card(record).encode())
    write_json(folder / RECORD_FILE, record)
    shutil.rmtree(folder / CHECKPOINT_FOLDER)
    return record
