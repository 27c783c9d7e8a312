"""What is right for the cases of `cases/ask` about evaluations, and about commands that a user looks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from typer.main import get_command

from evals.metrics.answer_correctness import judge_correctness
from evals.types import CORRECT_FROM
from graph.text.citation_markers import strip_markers
from tests.bench.ask_case import AskCase, CaseOutcome, CaseWorkspaces
from ui.cli.main import app

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


EVALUATIONS: dict[str, Callable[[AskCase, CaseWorkspaces], Checked]] = {
    "e01": _pairs,
    "e02": _rescued,
    "e04": _clauses,
    "e05": _namesakes,
    "o11": lambda _case, _workspaces: _commands("graph", "merge", "split", "forget"),
    "o17": lambda _case, _workspaces: _commands("store", "reembed"),
}
