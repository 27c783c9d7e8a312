"""What is right for the cases of `cases/ask` about evaluations, and about commands that a user looks for."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence

from typer.main import get_command

from evals.metrics.answer_correctness import judge_correctness
from evals.types import CORRECT_FROM
from graph.errors import EmbedderMismatch
from graph.text.citation_markers import strip_markers
from rag.llm.map_concurrent import no_progress
from rag.types import Question
from tests.bench.ask_case import AskCase, CaseOutcome, CaseWorkspaces, describe
from tests.support.embedding_server import EMBEDDING_MODEL, embedding_server
from ui.cli.main import app
from ui.graph_reembedding import reembed_graph
from ui.health import run_checks
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings
from ui.workspace import Workspace

NOT_BUILT = "not built yet"

PAIRS = (
    ("What is the daily allowance?", "82 euros", "The current daily allowance is 75 euros."),
    ("When was the dividend approved?", "3 May 2023", "3 May 2022"),
    ("What is the fee?", "5%", "0.5%"),
    ("Who is the managing director?", "Oskar Lindqvist", "Helga Brandt, who was followed by Oskar"),
    ("How many projects does she lead?", "3", "7"),
)
"""Questions with their reference, and a wrong answer that resembles it."""

RESCUED = (
    (
        "What is the current daily allowance?",
        "82 euros",
        "75 euros [1]\n\nThe daily allowance is 75 euros. [1]\n\nThe daily allowance is 82 euros. [2]",
    ),
    (
        "who owns kestrel?",
        "team marsh",
        "maria [1]\n\nmaria: who owns kestrel? [1]\n\njonas: team marsh owns kestrel [1]",
    ),
    (
        "What is the latest version of the travel policy?",
        "version 3",
        "2 [1]\n\nTravel policy, version 2 (valid from 1 March 2023) [1]\n\nTravel policy, version 3 [2]",
    ),
)
"""The same, with a wrong first statement and the right one in a later quote."""

_SECOND_CLAUSE = re.compile(r"\band (?:takes|lives|holds|costs|speaks|joined|removed|was|is)\b")
SHARED_NAME = "Li Wei"
"""Borne by two people in the documents `names`."""


def check_evaluation(case: AskCase, workspaces: CaseWorkspaces) -> CaseOutcome:
    """Run the check of a case about evaluations or commands."""
    found = list(EVALUATIONS[case.id](case, workspaces))
    return CaseOutcome(case.id, tuple(fault for fault, _ in found if fault), tuple(shown for _, shown in found))


Checked = Iterator[tuple[str, str]]
"""A fault, or nothing, and what was shown."""


def _judged(pairs: Sequence[tuple[str, str, str]], workspaces: CaseWorkspaces) -> Checked:
    for question, reference, answer in pairs:
        value, reason = judge_correctness(question, strip_markers(answer), (reference,), workspaces.embedder)
        shown = f"{value:.2f} {reason}: {answer.splitlines()[0]} for {reference}"
        yield f"judged right: {answer.splitlines()[0]}" if value >= CORRECT_FROM else "", shown


def _pairs(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    return _judged(PAIRS, workspaces)


def _rescued(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    return _judged(RESCUED, workspaces)


def _clauses(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    with workspaces.open(case) as workspace:
        for made in workspace.generate(14):
            joined = made.kind != "comparison" and _SECOND_CLAUSE.search(made.question)
            yield f"a second clause: {made.question}" if joined else "", made.question


def _namesakes(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    with workspaces.open(case) as workspace:
        for made in workspace.generate(20):
            mixed = made.bridge == SHARED_NAME
            yield f"a bridge over namesakes: {made.question}" if mixed else "", made.question


def _commands(group: str, *names: str) -> Checked:
    there = getattr(getattr(get_command(app), "commands", {}).get(group), "commands", {})
    for name in names:
        yield "" if name in there else f"{NOT_BUILT}: graphloop {group} {name}", ", ".join(sorted(there))


def _another_embedder(case: AskCase, workspaces: CaseWorkspaces) -> Checked:
    """Switch to an embedder on a server: what is said of it, the way on, and words alone when the server is gone."""
    question = Question("Who appointed the chief financial officer of Harbour Steel?")
    with workspaces.open(case) as workspace:
        before = workspace.ask(question).state
    own = workspaces.folder / "another embedder"
    shutil.copytree(workspace.settings.data_dir, own)  # other cases ask the same documents
    with embedding_server() as server:
        embedder = EmbedderSettings(name="remote", base_url=server.url, model=EMBEDDING_MODEL)
        settings = workspace.settings.model_copy(update={"data_dir": own, "embedder": embedder})
        yield from _mismatch(settings, question)
        with Workspace(settings) as workspace:
            done = reembed_graph(workspace, lambda _what, _unit: no_progress)
            yield "" if done.state == "embedded" else "not embedded anew", f"{done.documents} with {done.embedder}"
        with Workspace(settings) as workspace:
            answer = workspace.ask(question)
            yield "" if answer.hits and before == answer.state else "another state than before", describe(answer)
    with Workspace(settings) as workspace:
        answer = workspace.ask(question, retriever="bm25")
        yield "" if answer.hits else "nothing found by words alone", describe(answer)


def _mismatch(settings: Settings, question: Question) -> Checked:
    """Check that a question and the doctor name the command."""
    hints = [found.hint for found in run_checks(settings) if found.state == "fault"]
    try:
        with Workspace(settings) as workspace:
            hints.append(describe(workspace.ask(question)))
    except EmbedderMismatch as error:
        hints.append(error.hint)
    for hint in hints:
        yield "" if "graphloop store reembed" in hint else f"does not lead on: {hint}", hint
    yield "" if len(hints) > 1 else "the doctor finds nothing", ""


EVALUATIONS: dict[str, Callable[[AskCase, CaseWorkspaces], Checked]] = {
    "e01": _pairs,
    "e02": _rescued,
    "e04": _clauses,
    "e05": _namesakes,
    "o11": lambda _case, _workspaces: _commands("graph", "merge", "split", "forget"),
    "o17": _another_embedder,
}
