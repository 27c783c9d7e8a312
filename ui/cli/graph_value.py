"""`graphloop eval graph-value`: compares graph with hybrid retrieval on these documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.comparison.graph_value import GraphValue, Retrieve, RetrieverComparison
    from evals.types import Case
    from ui.workspace import Workspace


def graph_value(
    context: typer.Context,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many questions to generate.")] = 200,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages each retriever returns.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed over the same documents gives the same questions.")] = 0,
    cases: Annotated[
        Path | None, typer.Option(help="Ask the cases in this JSONL file instead, as written by `eval cases --export`.")
    ] = None,
    json: Json = False,
) -> None:
    """Compare graph with hybrid retrieval on questions from the documents, and recommend one of them."""
    from evals.comparison.graph_value import ask_both_retrievers, assess_graph_value
    from ui.progress import show_progress

    with open_workspace(context) as opened:
        opened.need_documents()
        chosen, left_out = _choose_cases(opened, count, seed, cases)
        graph, hybrid = (_finder(opened, name, k) for name in ("graph", "hybrid"))
        with show_progress("asking", "questions") as progress:
            pairs = ask_both_retrievers(chosen, graph, hybrid, progress.advance)
    value = assess_graph_value(pairs, k, left_out)
    if json:
        terminal.print_json(value)
    else:
        _print(value)


def _choose_cases(opened: Workspace, count: int, seed: int, file: Path | None) -> tuple[list[Case], int]:
    """Return the cases with gold passages and the number of cases skipped; UsageError if none are left."""
    from evals.casefile import read_cases
    from evals.generate.kind_mix import default_shares
    from graph.errors import UsageError
    from ui.generation import make_cases

    if file is not None:
        known = {case.id: case for case in read_cases(file)}
        chosen = [case for case in known.values() if case.gold]
        if not chosen:
            raise UsageError(
                f"no case in {file} has gold passages",
                "use cases such as those of graphloop eval generate",
            )
        return chosen, len(known) - len(chosen)
    shares = tuple((kind, share) for kind, share in default_shares() if kind not in ("unanswerable", "followup"))
    chosen = list(make_cases(opened, count, seed, shares, check=False).cases)
    if not chosen:
        raise UsageError(
            "no questions can be generated from the documents: the rules need English sentences with names",
            "write your own questions, with their gold passages, to a file: --cases FILE",
        )
    if len(chosen) < count:
        terminal.print_note(
            f"only {len(chosen)} of {count_noun(count, 'question')} could be generated from the documents"
        )
    return chosen, 0


def _finder(opened: Workspace, name: str, k: int) -> Retrieve:
    retrieve = opened.retriever(name)
    return lambda question: retrieve(question, k, opened.where)


def _print(value: GraphValue) -> None:
    terminal.print_line(value.advice)
    graph, hybrid = f"{value.graph_milliseconds:.0f} ms", f"{value.hybrid_milliseconds:.0f} ms"
    terminal.print_line(f"Median time per question: graph {graph}, hybrid {hybrid}.")
    columns = ("questions", "asked", "graph", "hybrid", "graph − hybrid", "95% interval", "p", "won/lost/same", "use")
    terminal.print_table(columns, map(_row, value.contrasts), f"share of the gold passages among the first {value.k}")
    if value.left_out:
        terminal.print_note(f"{count_noun(value.left_out, 'case')} skipped for lack of gold passages")
    if not value.overall.graph + value.overall.hybrid:
        terminal.print_note("neither retriever found a gold passage: the cases may belong to other documents")


def _row(comparison: RetrieverComparison) -> list[object]:
    interval = comparison.interval
    more = f" ({comparison.more:,} more needed)" if comparison.more else ""
    return [
        comparison.kind or "all",
        comparison.questions,
        comparison.graph,
        comparison.hybrid,
        f"{interval.difference:+.3f}",
        f"{interval.low:+.3f} … {interval.high:+.3f}",
        interval.p_value,
        f"{comparison.wins}/{comparison.losses}/{comparison.ties}",
        comparison.verdict + more,
    ]
