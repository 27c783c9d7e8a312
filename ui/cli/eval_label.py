"""`graphloop eval label`: blind human labelling of answers, and the agreement of judges with the labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
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

RUNS_HELP = "Runs to draw answers from. Default: continue the latest sample, or draw from the latest run."
MODEL_HELP = "Also run the language model's judges on every labelled answer; eval metrics estimates the cost."


def label(
    context: typer.Context,
    runs: Annotated[list[str] | None, typer.Argument(help=RUNS_HELP)] = None,
    rater: Annotated[
        str, typer.Option(help="The name of the person who labels; several people can label the same sample.")
    ] = "",
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many answers to draw.")] = 60,
    seed: Annotated[int, typer.Option(help="The same runs, count and seed give the same sample.")] = 0,
    aspect: Annotated[
        list[str] | None, typer.Option(help="Ask only this question of the rubric; may be repeated.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write the sample to a .csv or .jsonl file to fill in instead.")
    ] = None,
    take: Annotated[
        list[Path] | None, typer.Option("--import", help="Read the grades from a filled-in file; may be repeated.")
    ] = None,
    by_model: Annotated[bool, typer.Option("--by-model", help=MODEL_HELP)] = False,
    json: Json = False,
) -> None:
    """Label a blind sample of answers by a rubric; how well raters and judges agree is added to the metric cards."""
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
        f"{count_noun(wrote, 'answer')} written to {file}: fill in yes, partly or no, then: "
        f"graphloop eval label --import {file}"
    )


def _import(opened: Workspace, files: list[Path], rater: str) -> None:
    from evals.human.sheet import read_sheet

    for file in files:
        terminal.print_note(f"{count_noun(opened.labels.mark(read_sheet(file, rater)), 'answer')} labelled in {file}")


def _ask(opened: Workspace, runs: list[str], count: int, seed: int, rater: str, aspects: list[str], json: bool) -> None:
    """Ask for grades answer by answer until all are labelled or the rater stops; each is saved at once."""
    from evals.human.rubric import ASPECTS
    from evals.human.rubric import parse_aspect as aspect_named
    from graph.errors import UsageError
    from ui.labels import draw_sample, open_labelling_task

    if json:
        raise UsageError("--json cannot ask for grades", "label first, or --import a file, then use --json")
    asked = tuple(aspect_named(name) for name in aspects) or ASPECTS
    work = open_labelling_task(opened, draw_sample(opened, runs, count, seed), rater)
    terminal.print_note(
        f"{len(work.left)} of {count_noun(len(work.answers), 'answer')} left for {rater}; type y for yes, p for partly,"
    )
    terminal.print_note("n for no, Enter for no grade, s to skip the answer, q to stop; every grade is saved")
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
        raise UsageError("no answer is labelled yet", "label some: graphloop eval label --rater NAME")
    with show_progress("comparing judges with the labels", "judges") as progress:
        agreements = measure_judges(opened, by_model, progress.advance)
    raters = measure_rater_agreement(labelled)
    if json:
        terminal.print_json({"labelled": len(labelled), "raters": raters, "judges": agreements})
        return
    marks = [mark for answer in labelled for mark in answer.marks]
    terminal.print_line(
        f"{count_noun(len(labelled), 'answer')} labelled, {count_noun(len(marks), 'mark')} "
        f"by {', '.join(sorted({mark.rater for mark in marks}))}"
    )
    _print_raters(raters)
    _print_judges(agreements)


def _print_raters(agreements: tuple[RaterAgreement, ...]) -> None:
    if not agreements:
        terminal.print_line("every answer has one rater: if a second person labels this sample, the agreement is shown")
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
    terminal.print_note("accuracy uses thresholds chosen on other answers; graphloop eval metrics shows the cards")


def _figure(agreement: LocalAgreement, name: LabelStatistic) -> str:
    figure = agreement.figure(name)
    return "–" if figure is None else f"{figure.value:.2f} ({figure.low:.2f} … {figure.high:.2f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
