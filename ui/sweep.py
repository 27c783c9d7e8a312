"""Runs the stored cases on many setups of a workspace, with its documents split again for each passage size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.types import digest
from rag.answer.pipeline import ask as answered
from rag.types import Answer, Question, Turn
from ui.models import open_answerer, open_named_model
from ui.stores import EMBEDDED_STORE
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.comparison.sweep import SweepPoint, SweepSetup
    from evals.metric import Metric
    from evals.types import Case
    from ingest.types import LoadedFile
    from rag.llm.map_concurrent import Progress


def run_sweep(workspace: Workspace, setups: Sequence[SweepSetup], metric: str, progress: Progress) -> list[SweepPoint]:
    """Make a stored run for each setup, named after it; questions run one at a time so that latencies are comparable.

    Raises UsageError if there are no documents or cases, or no such metric or retriever.
    """
    from evals.comparison.sweep import mark_pareto_front
    from evals.metrics import select_metrics
    from evals.review import usable_cases

    workspace.need_documents()
    cases = usable_cases(workspace.archive.cases())
    if not cases:
        raise UsageError("there are no cases to ask", "make some first: graphloop eval generate")
    for setup in setups:
        workspace.retriever(setup.retriever)
        open_named_model(workspace.settings, setup.model)
    metrics = select_metrics(workspace.metrics, (metric,))
    points: list[SweepPoint] = []
    for size in dict.fromkeys(setup.size for setup in setups):
        with _split(workspace, size) as space:
            for setup in (candidate for candidate in setups if candidate.size == size):
                before = len(points) * len(cases)

                def report_done(done: int, _: int, before: int = before) -> None:
                    progress(before + done, len(setups) * len(cases))

                points.append(_measure_setup(workspace, space, setup, cases, metrics, report_done))
    return mark_pareto_front(points)


def _measure_setup(
    workspace: Workspace,
    space: Workspace,
    setup: SweepSetup,
    cases: Sequence[Case],
    metrics: tuple[Metric, ...],
    progress: Progress,
) -> SweepPoint:
    from evals.comparison.sweep import sweep_point
    from evals.runner import resume_run

    chosen = open_named_model(workspace.settings, setup.model)
    answerer = open_answerer(chosen, space.local_embedder, space.cache, workspace.settings)

    def ask(question: str, history: tuple[Turn, ...] = ()) -> Answer:
        asked, find = Question(question, history), space.retriever(setup.retriever)
        return answered(asked, find, answerer, setup.k, space.where, speller=space.speller())

    size = str(setup.size) if setup.size else "as stored"
    run_settings = (
        ("retriever", setup.retriever),
        ("k", str(setup.k)),
        ("passage_size", size),
        ("answerer", setup.model or "of the settings"),
    )
    name = f"sweep {setup.retriever} k {setup.k}" + (f" size {setup.size}" if setup.size else "")
    name += f" {setup.model}" if setup.model else ""
    run = workspace.archive.create(name, cases, run_settings)
    ask(cases[0].question)  # warm up: one-time loading does not count towards latency
    finished = resume_run(workspace.archive, run.id, ask, metrics, 1, progress)
    return sweep_point(setup, finished, metrics[0].name, space.store.about().passages)


@contextmanager
def _split(workspace: Workspace, size: int) -> Iterator[Workspace]:
    """Yield the workspace itself (size 0), or a temporary one with its documents split into passages of that size."""
    if not size:
        yield workspace
        return
    settings = workspace.settings
    with TemporaryDirectory(prefix="graphloop-sweep-") as folder:
        changed = {
            "data_dir": Path(folder),
            "ingest": settings.ingest.model_copy(update={"passage_size": size}),
            "store": settings.store.model_copy(update={"backend": EMBEDDED_STORE}),
        }
        with Workspace(settings.model_copy(update=changed)) as space:
            space.cache = workspace.cache
            _fill(space, workspace, size)
            yield space


def _fill(space: Workspace, workspace: Workspace, size: int) -> None:
    from ingest.pipeline import Choices, ingest_loaded

    choices = Choices(workspace.settings.collection, size=size)
    sources = _sources(workspace)
    report = ingest_loaded(sources, space.store, space.embedder, space.extractor, space.ledger, choices)
    if not report.documents:
        raise UsageError(f"no document could be split into passages of {size} characters", "choose another --size")


def _sources(workspace: Workspace) -> dict[str, LoadedFile]:
    """Return the texts of the stored documents by source file."""
    from ingest.types import LoadedFile, LoadedText

    texts: dict[str, list[LoadedText]] = {}
    for document in workspace.store.documents(workspace.where):
        texts.setdefault(document.source, []).append(
            LoadedText(document.title, document.text, document.locator, pages=document.meta.pages)
        )
    return {
        source: LoadedFile("text", digest("sweep", *(text.text for text in loaded)), tuple(loaded))
        for source, loaded in texts.items()
    }
