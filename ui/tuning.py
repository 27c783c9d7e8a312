"""Tunes the embedder on training data: trains it, embeds the documents anew beside the old vectors, and gates it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.store import GraphStore
from graph.text.counting import count_noun
from rag.embed.protocol import Embedder
from ui.backup_work_folder import work_folder
from ui.kept_graphs import clear_graph
from ui.models import open_embedder
from ui.progress import Watch
from ui.stores import locate_store, open_graph
from ui.tuned_language_models import TunedLanguageModels
from ui.tuned_models import CHECKPOINT_FILE, ORIGINAL, RECORD_FILE, TunedModels
from ui.tuned_rerankers import TunedRerankers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from evals.bootstrap import Values
    from evals.tuning.curve import CurvePoint, DoublingForecast
    from evals.tuning.embedder_training import EmbedderTraining, TrainingForecast, TrainingOptions
    from evals.tuning.gate import TuningVerdict
    from evals.tuning.record import TuningRecord
    from evals.tuning.rows import TripletRow
    from evals.types import Case
    from rag.llm.map_concurrent import Progress
    from rag.retrieve.spec import RetrieverParts
    from ui.workspace import Workspace

BUILT_IN = "minilm"
CARD_FILE = "README.md"
GATED = "dense"
"""The retriever that must not find less than before."""

MORE_CASES = "graphloop eval generate --count N makes more cases; graphloop tune data --held-out SHARE holds out more"


@dataclass(frozen=True, slots=True)
class TuningPlan:
    """What to tune: a new name, the folder of training data, how to train, and the margin of the gate.

    With `few_cases` a training is prepared although there are too few held-out cases for the gate to pass.
    """

    name: str
    data: Path
    options: TrainingOptions
    margin: float
    few_cases: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PreparedTuning:
    """A training that is ready to run, the model that it changes, and the cases that it is measured on."""

    plan: TuningPlan
    folder: Path
    model: SentenceTransformer
    tokens: int
    training: EmbedderTraining
    rows: int
    cases: Sequence[Case]


def prepare_tuning(workspace: Workspace, plan: TuningPlan) -> PreparedTuning:
    """Load data and model; an interrupted training of the same is gone on from. Raises UsageError, ModelError."""
    from evals.tuning.embedder_training import EmbedderTraining
    from evals.tuning.gate import MIN_CASES, too_few
    from rag.embed.transformers import load_model

    folder = TunedModels(workspace.settings).folder_of(plan.name)
    others = TunedRerankers(workspace.settings), TunedLanguageModels(workspace.settings)
    if (folder / RECORD_FILE).is_file() or any(kind.has(plan.name) for kind in others):
        raise UsageError(f"there is a tuned model {plan.name!r} already", "choose another name")
    workspace.need_documents()
    rows, cases = read_stored(workspace, plan.data)
    if len(cases) < MIN_CASES and not plan.few_cases:
        raise UsageError(f"{too_few(len(cases))}; only those count whose passages are in the collection", MORE_CASES)
    base = _base(workspace.settings.embedder.name)
    model, guide = load_model(base), load_model(base)
    tokens = int(model.max_seq_length or plan.options.tokens)
    training = EmbedderTraining(model, guide, rows, plan.options, folder / CHECKPOINT_FILE)
    return PreparedTuning(plan, folder, model, tokens, training, len(rows), cases)


def finish_tuning(
    workspace: Workspace, prepared: PreparedTuning, forecast: TrainingForecast, watch: Watch
) -> TuningRecord:
    """Train, export, embed the documents anew, and gate; the record is written last."""
    from evals.files import write_json
    from evals.tuning.export import export_embedder
    from evals.tuning.record import TuningRecord, render_model_card
    from graph.private_files import make_folder, write_file

    plan, folder, base = prepared.plan, prepared.folder, workspace.settings.embedder.name
    make_folder(folder)
    step = watch("training", "steps")
    state = prepared.training.run(lambda reached, steps: step(reached.step, steps))
    prepared.model.max_seq_length = prepared.tokens
    int8 = export_embedder(prepared.model, plan.name, folder, base == BUILT_IN)
    with closing(open_graph(workspace.settings, plan.name)) as store:
        embedder = open_embedder(workspace.settings, workspace.cache, plan.name)
        if store.about().embedder != embedder.name:  # left by an interrupted training under this name
            clear_graph(store)
        reembed_documents(workspace, workspace.store, store, embedder, watch("embedding", "documents"))
        verdict = gate(workspace, store, embedder, prepared, watch)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    record = TuningRecord(
        plan.name, created, base, str(plan.data), prepared.rows, plan.options, forecast, state, int8, verdict
    )
    write_file(folder / CARD_FILE, render_model_card(record).encode())
    write_json(folder / RECORD_FILE, record)
    (folder / CHECKPOINT_FILE).unlink(missing_ok=True)
    return record


def measure_curve(
    workspace: Workspace, plan: TuningPlan, watch: Watch
) -> tuple[tuple[CurvePoint, ...], DoublingForecast]:
    """Measure the untuned embedder, and those trained on a quarter, half and all of the data; nothing is kept."""
    from evals.tuning.curve import SHARES, CurvePoint, CurveWork, forecast_doubling, measure_recalls, measure_share

    workspace.need_documents()
    rows, cases = read_stored(workspace, plan.data)
    if not cases:
        raise UsageError(f"no held-out case in {plan.data} names a passage of the collection", MORE_CASES)
    base = _base(workspace.settings.embedder.name)
    passages = [passage for passage in workspace.store.passages(where=workspace.where) if not passage.hidden]
    work = CurveWork(base, rows, cases, passages, plan.options)
    untuned = CurvePoint(0, measure_recalls(open_embedder(workspace.settings, workspace.cache, ORIGINAL), work))

    def measure(share: float) -> CurvePoint:
        step = watch(f"training on {share:.0%}", "steps")
        with work_folder(workspace.settings.data_dir) as folder:
            return measure_share(work, share, folder, lambda state, steps: step(state.step, steps))

    points = [measure(share) for share in SHARES]
    return (untuned, *points), forecast_doubling(points)


def switch_to(workspace: Workspace, version: str, progress: Progress) -> int:
    """Bring the graph of a version to the state of the current one; return how many documents were embedded.

    UsageError if the current one was lost: the other graph would be emptied.
    """
    settings = workspace.settings
    if locate_store(settings, workspace.version).is_missing():
        raise _lost_graph(workspace)
    with closing(open_graph(settings, version)) as store:
        if not workspace.store.about().documents and store.about().documents:
            raise _lost_graph(workspace)
        embedder = open_embedder(settings, workspace.cache, version)
        return reembed_documents(workspace, workspace.store, store, embedder, progress)


def reembed_documents(
    workspace: Workspace, source: GraphStore, target: GraphStore, embedder: Embedder, progress: Progress
) -> int:
    """Bring a graph to the state of another with an embedder's vectors; return how many documents were embedded."""
    from ingest.prepare import pipeline_fingerprint
    from ui.reembedding import Reembedding

    size = workspace.settings.ingest.passage_size
    # By name: an embedder that is damaged can be left.
    names = source.about().embedder, embedder.name
    old, new = (pipeline_fingerprint(name, workspace.extractor, size) for name in names)
    return Reembedding(source, target, embedder, {old: new}).run(progress)


def gate(
    workspace: Workspace, store: GraphStore, embedder: Embedder, prepared: PreparedTuning, watch: Watch
) -> TuningVerdict:
    """Measure the held-out cases with the vectors in use and with the new ones."""
    from evals.tuning.gate import judge
    from rag.retrieve.spec import RetrieverParts

    before = workspace.retriever_parts
    after = RetrieverParts(store, embedder, workspace.tagger, workspace.cache)
    found = [_recalls(workspace, parts, prepared.cases, watch) for parts in (before, after)]
    return judge(found[0], found[1], prepared.plan.margin)


def read_data(folder: Path) -> tuple[list[TripletRow], list[Case]]:
    """Read the triplets to train on and the held-out cases that name passages; UsageError if there are too few."""
    from evals.casefile import read_cases
    from evals.files import read_lines
    from evals.tuning.dataset import CASES_FILE, HELD_OUT, TRAIN
    from evals.tuning.rows import TripletRow
    from evals.tuning.types import MIN_EXAMPLES

    hint = f"make the data: graphloop tune data --out {folder}"
    file = folder / TRAIN / "triplets.jsonl"
    if not file.is_file():
        raise UsageError(f"there is no training data in {folder}", hint)
    rows = read_lines(file, TripletRow)
    questions = len({row.anchor for row in rows})
    if questions < MIN_EXAMPLES:
        raise UsageError(f"{count_noun(questions, 'question')} in {file} are too few, {MIN_EXAMPLES} are needed", hint)
    return rows, [case for case in read_cases(folder / HELD_OUT / CASES_FILE) if case.gold]


def read_stored(workspace: Workspace, folder: Path) -> tuple[list[TripletRow], list[Case]]:
    """Read the data without the cases whose passages are not in the collection: no embedder could find those."""
    from evals.metrics.retrieval_recall import is_found
    from rag.types import Hit

    rows, cases = read_data(folder)
    names = list({gold.passage_id for case in cases for gold in case.gold})
    hits = [Hit(passage, 0.0) for passage in workspace.store.passages(names, workspace.where)]
    known = {hit.passage.id for hit in hits}
    if known < set(names):  # split anew since: a passage may have the quote
        hits += [Hit(passage, 0.0) for passage in workspace.store.passages(where=workspace.where)]
    return rows, [case for case in cases if all(gold.passage_id in known or is_found(gold, hits) for gold in case.gold)]


def _lost_graph(workspace: Workspace) -> UsageError:
    settings, version = workspace.settings, workspace.version
    hint = "bring it back: graphloop restore FILE --replace"
    if version != ORIGINAL:
        hint += f"; or delete {TunedModels(settings).use_file} to use the documents of before, which are kept"
    where = locate_store(settings, version)
    return UsageError(f"there are no documents in {where}, whose state is to be taken over", hint)


def _recalls(workspace: Workspace, parts: RetrieverParts, cases: Sequence[Case], watch: Watch) -> dict[str, Values]:
    from evals.tuning.gate import recalls
    from rag.retrieve import build_retriever

    names = dict.fromkeys((GATED, workspace.settings.retrieval.retriever))
    return {
        name: recalls(build_retriever(name, parts), cases, workspace.where, watch(f"measuring {name}", "cases"))
        for name in names
    }


def _base(name: str) -> str:
    """Return the folder or name of the model that an embedder of the settings is made from."""
    from rag.embed.embedders import embedder_specs
    from rag.embed.weights import weights_folder

    if name == BUILT_IN:
        return str(weights_folder())
    if name in embedder_specs():
        raise UsageError(
            f"the embedder {name} cannot be trained here", "graphloop config set embedder.name minilm, or a folder"
        )
    return name
