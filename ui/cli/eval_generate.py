"""`graphloop eval generate`: test questions from the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_review import format_question

if TYPE_CHECKING:
    from evals.generate import GenerationResult

SHOWN_REASONS = 3
"""Reasons shown why drafts were rejected; `--why` shows all."""


def generate_cases(
    context: typer.Context,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many cases to generate.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed over the same documents gives the same cases.")] = 0,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind, or KIND=SHARE of the cases; may be repeated.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check/--no-check", help="Check that each draft is answered by its evidence and not by other passages."
        ),
    ] = True,
    by_model: Annotated[
        bool, typer.Option("--by-model", help="Let the configured language model write the questions.")
    ] = False,
    why: Annotated[bool, typer.Option("--why", help="Also show why drafts were rejected.")] = False,
    json: Json = False,
) -> None:
    """Generate questions from the documents' passages, and store them as cases to review."""
    from evals.generate.kind_mix import parse_shares
    from evals.review import store_drafts
    from ui.generation import make_cases

    shares = parse_shares(kind or ())
    with open_workspace(context) as opened:
        made = make_cases(opened, count, seed, shares, check=check, by_model=by_model)
        new = store_drafts(opened.archive, made.cases)
    if json and not why:
        terminal.print_json(made.cases)
        return
    if json:
        terminal.print_json(
            {
                "cases": made.cases,
                "rejected": dict(made.rejected),
                "checked": _shares(made),
                "coverage": made.coverage,
            }
        )
        return
    _print_cases(made, why)
    _print_outcome(made, count, new)


def _print_cases(made: GenerationResult, why: bool) -> None:
    rows = ((case.kind, case.difficulty, format_question(case), case.reference) for case in made.cases)
    terminal.print_table(("kind", "difficulty", "question", "answer"), rows)
    if why:
        terminal.print_table(("rejected because", "drafts"), made.rejected)
        silent = ((document.title, document.source, document.reason) for document in made.coverage.silent)
        terminal.print_table(("no question about", "file", "why"), silent)
    for name, (passed, total) in _shares(made).items():
        terminal.print_line(f"{name}: {passed} of {total}")


def _print_outcome(made: GenerationResult, count: int, new: int) -> None:
    """Say what the set covers, why it is smaller than asked for, and what to do next."""
    from ui.generation import describe_silence

    coverage = made.coverage
    terminal.print_line(
        f"asks about {coverage.covered} of {count_noun(coverage.documents, 'document')} and "
        f"{coverage.covered_sections} of {count_noun(coverage.sections, 'section')}"
    )
    if coverage.reasons:
        terminal.print_line(f"no question about {describe_silence(coverage)}")
    if len(made.cases) < count:
        reasons = "; ".join(f"{number} drafts: {reason}" for reason, number in made.rejected[:SHOWN_REASONS])
        more = f" ({reasons})" if reasons else ""
        terminal.print_line(f"{len(made.cases)} of the {count} asked for: the documents yield no more{more}; see --why")
    if made.cases:
        terminal.print_line(
            f"{count_noun(len(made.cases), 'case')}, {new} new; next: graphloop eval review, or graphloop eval run"
        )
    else:
        terminal.print_line("no case could be made; write some: graphloop eval cases --import FILE")


def _shares(made: GenerationResult) -> dict[str, tuple[int, int]]:
    """Count the cases that passed each check of the round trip, and the cases checked."""
    asked = [checked.answerable for checked in made.checked if checked.answerable is not None]
    several = [checked.needs_all for checked in made.checked if checked.needs_all is not None]
    checks = {"answerable from their evidence": asked, "need all their passages": several}
    return {name: (sum(values), len(values)) for name, values in checks.items() if values}
