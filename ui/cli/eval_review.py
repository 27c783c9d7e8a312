"""`graphloop eval review`: accept, reject or edit draft cases."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.types import Case
    from ui.workspace import Workspace

CaseIds = list[str] | None


def review_cases(
    context: typer.Context,
    accept: Annotated[
        CaseIds, typer.Option(help="Accept the case with this id or the start of it; may be repeated.")
    ] = None,
    reject: Annotated[
        CaseIds, typer.Option(help="Reject the case with this id or the start of it; may be repeated.")
    ] = None,
    edit: Annotated[str, typer.Option(help="Reword the case with this id or the start of it, and accept it.")] = "",
    question: Annotated[str, typer.Option(help="The new question of the edited case.")] = "",
    answer: Annotated[str | None, typer.Option(help="Its new answer; empty if the documents do not answer it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also list cases that are already reviewed.")] = False,
    json: Json = False,
) -> None:
    """Review draft cases one by one on a terminal, or by their ids. Rejected cases are not run."""
    from evals import review

    if bool(edit) != bool(question or answer is not None):
        raise UsageError(
            "an edit needs a case and a new question or answer", 'for example --edit 1f3a --question "Who wrote it?"'
        )
    with open_workspace(context) as opened:
        if accept or reject or edit:
            for case in review.set_status(opened.archive, accept or (), "accepted"):
                terminal.print_note(f"accepted {case.id[:8]} {terminal.one_line(case.question)}")
            for case in review.set_status(opened.archive, reject or (), "rejected"):
                terminal.print_note(f"rejected {case.id[:8]} {terminal.one_line(case.question)}")
            if edit:
                edited = review.edit_case(opened.archive, edit, question, answer)
                terminal.print_note(f"edited, now {edited.id[:8]} {terminal.one_line(edited.question)}")
            return
        waiting = [case for case in opened.archive.cases() if everything or case.status == "unreviewed"]
        if json:
            terminal.print_json(waiting)
        elif waiting and sys.stdin.isatty() and sys.stdout.isatty():
            _review_each(opened, waiting)
        else:
            rows = (
                (case.id[:8], case.status, case.kind, case.difficulty, format_question(case), case.reference)
                for case in waiting
            )
            terminal.print_table(("id", "status", "kind", "difficulty", "question", "answer"), rows)
            terminal.print_note(f"{count_noun(len(waiting), 'case')}{'' if everything else ' to review'}")


def format_question(case: Case) -> str:
    """Return the question, preceded by its conversation history."""
    return " / ".join([*(turn.text for turn in case.history), case.question])


def _review_each(opened: Workspace, waiting: list[Case]) -> None:
    """Show each case with its evidence and ask whether to accept, reject or edit it."""
    from evals import review

    for number, case in enumerate(waiting, 1):
        terminal.print_line(
            f"\n{number}/{len(waiting)}  {case.kind}, {case.difficulty or 'not graded'}\n  {format_question(case)}"
        )
        terminal.print_line(f"  = {case.reference or '(no answer)'}")
        for gold in case.gold:
            terminal.print_line(f"    “{terminal.one_line(gold.quote)}” {gold.source}")
        reply = typer.prompt("accept, reject, edit, skip or quit [a/r/e/s/q]", default="s").strip().lower()[:1]
        if reply == "q":
            return
        if reply in ("a", "r"):
            review.set_status(opened.archive, [case.id], "accepted" if reply == "a" else "rejected")
        elif reply == "e":
            question = typer.prompt("question", default=case.question)
            answer = typer.prompt("answer", default=case.reference, show_default=True)
            review.edit_case(opened.archive, case.id, question, answer if answer != case.reference else None)
