"""A first run over the bundled sample documents: ingest, answer questions, evaluate, and suggest next steps."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.contents import describe_contents
from graph.text.counting import count_noun
from rag.types import Question
from ui import answers, terminal
from ui.evaluation import EvaluationPlan, start_run
from ui.progress import show_progress
from ui.samples.questions import SAMPLE_DOCUMENTS, sample_questions
from ui.stores import locate_store

if TYPE_CHECKING:
    from evals.types import Run
    from ingest.report import Report
    from rag.types import Answer
    from ui.workspace import Workspace

DEMO_CASE_COUNT = 12
DEMO_METRICS = (
    "answer_correctness",
    "faithfulness",
    "citation_validity",
    "retrieval_recall",
    "contextual_relevancy",
    "abstention",
    "latency",
)
DEMO_FOLDER = Path(".graphloop") / "demo"
DEMO_COLLECTION = "demo"
"""The collection for the samples in a store that may hold other documents."""


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """A question of the demo, its reference answer, and the answer given."""

    question: str
    expected: str
    answer: Answer


def demo(workspace: Workspace) -> None:
    """Run the demo and print its results; steps done in an earlier run are skipped."""
    began = time.perf_counter()
    report = _read(workspace)
    _print_reading(workspace, report)
    for asked in _ask(workspace):
        terminal.print_line(f"\nQ  {asked.question}")
        terminal.print_line(f"A  {asked.answer.text}")
        answers.print_evidence(asked.answer)
    _print_scores(_measure(workspace))
    _print_end(workspace, time.perf_counter() - began)


def _read(workspace: Workspace) -> Report:
    from ui.cli.ingest import show_ingest_progress

    with show_ingest_progress() as progress:
        return workspace.ingest([SAMPLE_DOCUMENTS], progress=progress)


def _ask(workspace: Workspace) -> list[DemoAnswer]:
    pairs = [(sample.question, sample.answer) for sample in sample_questions().demo()]
    return [DemoAnswer(question, expected, workspace.ask(Question(question))) for question, expected in pairs]


def _measure(workspace: Workspace) -> Run:
    """Return a run over generated cases; an earlier run is reused while documents and settings are unchanged."""
    from ui.evaluation import describe_settings

    plan = EvaluationPlan(name="demo", metrics=DEMO_METRICS)
    for known in workspace.archive.runs():
        if known.name == plan.name and known.finished and known.settings == describe_settings(workspace, plan):
            return workspace.archive.load(known.id)
    workspace.archive.remove(case.id for case in workspace.archive.cases())
    workspace.archive.add(workspace.generate(DEMO_CASE_COUNT, seed=0))
    with show_progress("measuring", "cases") as progress:
        return start_run(workspace, plan, progress.advance)


def _print_reading(workspace: Workspace, report: Report) -> None:
    about = workspace.store.about()
    counts = ", ".join(f"{count} {state}" for state, count in sorted(report.counts.items()))
    terminal.print_line(f"Read the sample documents of a fictional river trust: {counts}, in {report.seconds:.1f} s")
    terminal.print_line(
        f"{describe_contents(about)}, {count_noun(about.relations, 'relation')}; {_describe_setup(workspace)}"
    )
    for outcome in report.outcomes:
        if outcome.reason:
            terminal.print_line(f"  refused {outcome.source}: {outcome.reason}, {outcome.message}")


def _describe_setup(workspace: Workspace) -> str:
    model = "no model" if workspace.model() is None else f"answers by {workspace.settings.llm.model}"
    where = locate_store(workspace.settings)
    return f"{model}, no server, no network" if where.file else f"{model}; the graph is at {where}"


def _print_scores(run: Run) -> None:
    from evals.summary import summarise_run

    summary = summarise_run(run)
    terminal.print_line(f"\n{summary.cases} questions were generated from the documents, asked and scored:")
    known = {average.metric: average for average in summary.of("") if average.judge == "offline"}
    rows = []
    for average in (known[name] for name in DEMO_METRICS if name in known):
        mean = "–" if average.mean is None else f"{average.mean:.2f} {average.unit}".strip()
        rows.append((average.metric.replace("_", " "), mean, average.coverage))
    terminal.print_table(("metric", "mean", "over"), rows)


def _print_end(workspace: Workspace, seconds: float) -> None:
    program, folder = _program(), _shorten_path(workspace.settings.data_dir)
    chosen = workspace.settings.collection
    part = "" if chosen == "default" else f" --collection {chosen}"
    terminal.print_line(f"Done in {seconds:.1f} s; everything is in {folder}")
    terminal.print_line("Next steps:")
    backend = workspace.settings.store.backend
    keep = [(f"{program} config set store.backend {backend}", "use this store from now on")]
    ways = (
        *(keep if workspace.settings.origin("store.backend") in ("environment", ".env") else ()),
        (f"{program} --data-dir {folder}{part} ui", "chat with these documents in the browser"),
        (f"{program} ingest PATH", "read your own documents"),
        (f'{program} ask "…"', "ask them something"),
        (
            f"{program} config set llm.base_url http://127.0.0.1:11434/v1",
            "and llm.model: let a model write the answers",
        ),
        (f"{program} --help", "everything else"),
    )
    longest = max(len(command) for command, _ in ways)
    for command, what in ways:
        terminal.print_line(f"  {command:<{longest}}  {what}")


def _program() -> str:
    """Return the command that runs this program."""
    started = Path(sys.argv[0])
    installed = shutil.which("graphloop")
    if started.name != "graphloop" or (installed and Path(installed).resolve() == started.resolve()):
        return "graphloop"
    return _shorten_path(started.absolute())


def _shorten_path(path: Path) -> str:
    """Return the path relative to the current folder if it lies below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
