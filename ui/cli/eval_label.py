"""`graphloop eval label`: blind human labelling of answers, and the agreement of judges with the labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.human.annotations import AspectGrade
    from evals.human.inter_annotator import RaterAgreement
    from evals.human.judge_agreement import LabelStatistic, LocalAgreement
    from evals.human.rubric import Aspect
    from evals.human.sample import SampledAnswer
    from ui.labels import LabellingTask
    from ui.workspace import Workspace

RUNS_HELP = "Runs to draw the answers from; without one the sample begun last goes on, else the latest run is taken."
MODEL_HELP = "Also ask the language model's judges of every labelled answer; eval metrics says what that takes."


def label(
    context: typer.Context,
    runs: Annotated[list[str] | None, typer.Argument(help=RUNS_HELP)] = None,
    rater: Annotated[str, typer.Option(help="Who judges; several people may judge the same sample.")] = "",
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many answers to draw.")] = 60,
    seed: Annotated[int, typer.Option(help="The same runs, count and seed give the same sample.")] = 0,
    aspect: Annotated[
        list[str] | None, typer.Option(help="Ask only this question of the rubric; may be repeated.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write the sample to a .csv or .jsonl file to fill in instead.")
    ] = None,
    take: Annotated[
        list[Path] | None, typer.Option("--import", help="Read the grades of a filled-in file; may be repeated.")
    ] = None,
    by_model: Annotated[bool, typer.Option("--by-model", help=MODEL_HELP)] = False,
    json: Json = False,
) -> None:
    """Judge a blind sample of answers by a rubric; how far raters and judges agree goes onto the metrics' cards."""
    with open_workspace(context) as opened:
        if export is not None:
            _export(opened, list(runs or []), count, seed, rater, export)
            return
        if take:
            _import(opened, take, rater)
        elif rater or not opened.labels.marks():
            _ask(opened, list(runs or []), count, seed, rater, list(aspect or []), json)
        _print_agreement(opened, by_model, json)


def _export(opened: Workspace, runs: list[str], count: int, seed: int, rater: str, file: Path) -> None:
    from evals.human.sheet import write_sheet
    from ui.labels import draw_sample

    sample = draw_sample(opened, runs, count, seed)
    wrote = write_sheet(file, opened.labels.answers(sample.id), opened.labels.marks(), rater)
    terminal.print_note(
        f"{wrote} answer(s) written to {file}: fill in yes, partly or no, then eval label --import {file}"
    )


def _import(opened: Workspace, files: list[Path], rater: str) -> None:
    from evals.human.sheet import read_sheet

    for file in files:
        terminal.print_note(f"{opened.labels.mark(read_sheet(file, rater))} answer(s) labelled in {file}")


def _ask(opened: Workspace, runs: list[str], count: int, seed: int, rater: str, aspects: list[str], json: bool) -> None:
    """Ask for grades answer by answer until all are labelled or the rater stops; each is saved at once."""
    from evals.human.rubric import ASPECTS
    from evals.human.rubric import parse_aspect as aspect_named
    from graph.errors import UsageError
    from ui.labels import draw_sample, open_labelling_task

    if json:
        raise UsageError("--json does not ask", "label first, or --import a file, then print with --json")
    asked = tuple(aspect_named(name) for name in aspects) or ASPECTS
    work = open_labelling_task(opened, draw_sample(opened, runs, count, seed), rater)
    terminal.print_note(f"{len(work.left)} of {len(work.answers)} answer(s) left for {rater}; y yes, p partly, n no,")
    terminal.print_note("Enter for none, s to leave an answer out, q to stop: what is judged is kept")
    _label_answers(opened, work, rater, asked)


def _label_answers(opened: Workspace, work: LabellingTask, rater: str, aspects: tuple[Aspect, ...]) -> None:
    from evals.human.annotations import Annotation

    for number, answer in enumerate(work.left, len(work.answers) - len(work.left) + 1):
        _show(answer, f"{number} of {len(work.answers)}")
        grades = _ask_grades(aspects)
        if grades is None:
            return
        if grades:
            opened.labels.mark([Annotation.make(answer.id, rater, grades)])


def _ask_grades(aspects: tuple[Aspect, ...]) -> list[AspectGrade] | None:
    """Ask for the grades of an answer; empty to skip the answer, None to stop."""
    from evals.human.annotations import AspectGrade
    from evals.human.rubric import ASPECT_QUESTIONS, parse_grade
    from graph.errors import UsageError

    grades: list[AspectGrade] = []
    for aspect in aspects:
        while True:
            reply = _read_reply(f"{aspect}: {ASPECT_QUESTIONS[aspect]} [y/p/n] ")
            if reply in ("q", None):
                return None
            if reply == "s":
                return []
            if not reply:
                break
            try:
                grades.append(AspectGrade(aspect, parse_grade(reply)))
                break
            except UsageError as error:
                terminal.print_note(f"{error.message}: {error.hint}")
    return grades


def _read_reply(prompt: str) -> str | None:
    """Read a line, stripped and case-folded; None at the end of input."""
    try:
        return input(prompt).strip().casefold()
    except EOFError:
        terminal.print_line()
        return None


def _show(sampled: SampledAnswer, progress: str) -> None:
    from evals.human.sheet import evidence

    answer, case = sampled.result.answer, sampled.result.case
    terminal.print_line(f"\n{'─' * 20} {progress}")
    terminal.print_line(f"Question: {case.question}")
    terminal.print_line(f"Expected: {case.reference or '(the documents do not answer it)'}")
    for number, text in enumerate(evidence(answer) if answer else (), 1):
        terminal.print_line(f"  source {number}: {text}")
    terminal.print_line(f"Answer: {answer.text if answer else ''}\n")


def _print_agreement(opened: Workspace, by_model: bool, json: bool) -> None:
    """Print the agreement between raters, and of judges with the labels."""
    from evals.human.inter_annotator import measure_rater_agreement
    from graph.errors import UsageError
    from ui.labels import measure_judges
    from ui.progress import show_progress

    labelled = opened.labels.labelled()
    if not labelled:
        raise UsageError("no answer is labelled yet", "judge some: graphloop eval label --rater NAME")
    with show_progress("holding judges against the labels", "judges") as progress:
        agreements = measure_judges(opened, by_model, progress.advance)
    raters = measure_rater_agreement(labelled)
    if json:
        terminal.print_json({"labelled": len(labelled), "raters": raters, "judges": agreements})
        return
    marks = [mark for answer in labelled for mark in answer.marks]
    terminal.print_line(
        f"{len(labelled)} answer(s) labelled, {len(marks)} mark(s) by {', '.join(sorted({m.rater for m in marks}))}"
    )
    _print_raters(raters)
    _print_judges(agreements)


def _print_raters(agreements: tuple[RaterAgreement, ...]) -> None:
    if not agreements:
        terminal.print_line("one rater an answer: let a second one judge the same sample to see how far people agree")
        return
    cells = (
        (
            agreement.aspect,
            agreement.measure,
            _number(agreement.value),
            f"{_number(agreement.low)} … {_number(agreement.high)}",
            f"{agreement.same:.0%}",
            agreement.answers,
            agreement.raters,
            agreement.advice,
        )
        for agreement in agreements
    )
    terminal.print_table(("question", "measure", "value", "95% interval", "same", "answers", "raters", ""), cells)


def _print_judges(agreements: list[LocalAgreement]) -> None:
    cells = []
    for agreement in agreements:
        accuracy = agreement.figure("accuracy")
        cells.append(
            (
                agreement.metric,
                agreement.judge,
                agreement.aspect,
                agreement.answers,
                f"{agreement.right:.0%}",
                *(_figure(agreement, name) for name in ("pearson", "auroc")),
                _number(agreement.threshold),
                _figure(agreement, "accuracy") if accuracy else agreement.why,
            )
        )
    columns = ("metric", "judge", "question", "n", "right", "Pearson", "AUROC", "threshold", "accuracy")
    terminal.print_table(columns, cells)
    terminal.print_note(
        "accuracy: by thresholds chosen on other answers; the cards are shown by graphloop eval metrics"
    )


def _figure(agreement: LocalAgreement, name: LabelStatistic) -> str:
    figure = agreement.figure(name)
    return "–" if figure is None else f"{figure.value:.2f} ({figure.low:.2f} … {figure.high:.2f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
