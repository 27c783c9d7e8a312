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
from ui.models import named_model, open_answerer
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.comparison.sweep import Point, Setup
    from evals.map_concurrent import Progress
    from evals.metric import Metric
    from evals.types import Case
    from ingest.types import LoadedFile


def sweep(workspace: Workspace, setups: Sequence[Setup], metric: str, progress: Progress) -> list[Point]:
    """Make a stored run for each setup, named after it; questions run one at a time so that latencies are comparable.

    Raises UsageError if there are no documents or cases, or no such metric or retriever.
    """
    from evals.comparison.sweep import pareto
    from evals.metrics import chosen
    from evals.review import usable

    workspace.need_documents()
    cases = usable(workspace.archive.cases())
    if not cases:
        raise UsageError("there are no cases to ask", "make some: graphloop eval generate")
    for setup in setups:
        workspace.retriever(setup.retriever)
        named_model(workspace.settings, setup.model)
    metrics = chosen(workspace.metrics, (metric,))
    points: list[Point] = []
    for size in dict.fromkeys(setup.size for setup in setups):
        with _split(workspace, size) as space:
            for setup in (one for one in setups if one.size == size):
                before = len(points) * len(cases)

                def told(done: int, _: int, before: int = before) -> None:
                    progress(before + done, len(setups) * len(cases))

                points.append(_measured(workspace, space, setup, cases, metrics, told))
    return pareto(points)


def _measured(
    workspace: Workspace,
    space: Workspace,
    setup: Setup,
    cases: Sequence[Case],
    metrics: tuple[Metric, ...],
    progress: Progress,
) -> Point:
    from evals.comparison.sweep import point
    from evals.runner import resume

    chosen, hidden = named_model(workspace.settings, setup.model), workspace.settings.answer.hidden
    answerer = open_answerer(chosen, space.embedder, space.cache, hidden)

    def ask(question: str, history: tuple[Turn, ...] = ()) -> Answer:
        asked, find = Question(question, history), space.retriever(setup.retriever)
        return answered(asked, find, answerer, setup.k, space.where, speller=space.speller())

    size = str(setup.size) if setup.size else "as stored"
    told = (
        ("retriever", setup.retriever),
        ("k", str(setup.k)),
        ("passage_size", size),
        ("answerer", setup.model or "of the settings"),
    )
    name = f"sweep {setup.retriever} k {setup.k}" + (f" size {setup.size}" if setup.size else "")
    name += f" {setup.model}" if setup.model else ""
    run = workspace.archive.create(name, cases, told)
    ask(cases[0].question)  # warm up: one-time loading does not count towards latency
    found = resume(workspace.archive, run.id, ask, metrics, 1, progress)
    return point(setup, found, metrics[0].name, space.store.about().passages)


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
            "store": settings.store.model_copy(update={"backend": "sqlite"}),
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
        raise UsageError(f"nothing could be split into passages of {size} characters", "choose another --size")


def _sources(workspace: Workspace) -> dict[str, LoadedFile]:
    """Return the texts of the stored documents by source file."""
    from ingest.types import Loaded, LoadedFile

    texts: dict[str, list[Loaded]] = {}
    for one in workspace.store.documents(workspace.where):
        texts.setdefault(one.source, []).append(Loaded(one.title, one.text, one.locator, pages=one.meta.pages))
    return {
        source: LoadedFile("text", digest("sweep", *(text.text for text in found)), tuple(found))
        for source, found in texts.items()
    }
