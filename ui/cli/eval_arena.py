"""`graphloop eval arena`: pairwise comparison of the answers of runs, with ratings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_runs import RUN_HELP, load_run

if TYPE_CHECKING:
    from evals.comparison.arena import Standing, Vote
    from evals.comparison.duel import Duel
    from ui.workspace import Workspace

BY_HELP = (
    "Who judges: people (votes of the page Arena), model, feedback, or a metric. Default: the model, if one is set."
)


def arena(
    context: typer.Context,
    runs: Annotated[list[str] | None, typer.Argument(help=f"Two runs or more. {RUN_HELP}")] = None,
    by: Annotated[str, typer.Option(help=BY_HELP)] = "",
    margin: Annotated[float, typer.Option(min=0, help="With a metric: differences up to this are ties.")] = 0.0,
    votes: Annotated[list[Path] | None, typer.Option(help="Count the ballots in this file; may be repeated.")] = None,
    ballots: Annotated[
        Path | None, typer.Option(help="Write ballots to this file instead, for people to fill in.")
    ] = None,
    json: Json = False,
) -> None:
    """Compare the answers of runs side by side: Bradley-Terry strengths with intervals, and Elo ratings."""
    from evals.comparison.arena import rank_systems
    from evals.comparison.duel import read_ballots, write_ballots

    names = list(runs or [])
    with open_workspace(context) as opened:
        if ballots is not None:
            count = write_ballots(ballots, [load_run(opened, name) for name in _require_two(names)])
            terminal.print_note(f"{count_noun(count, 'ballot')} written to {ballots}: set winner to left, right or tie")
            return
        cast_votes = [vote for file in votes or () for vote in read_ballots(file)]
        if by or not votes:
            cast_votes += _collect_votes(opened, names, by, margin)
    standings = rank_systems(cast_votes)
    if json:
        terminal.print_json({"standings": standings, "votes": cast_votes})
        return
    _print(standings, cast_votes)


def _require_two(names: list[str]) -> list[str]:
    from graph.errors import UsageError

    if len(set(names)) < 2:
        raise UsageError("an arena needs two runs", "name them: graphloop eval arena RUN RUN")
    return list(dict.fromkeys(names))


def _collect_votes(opened: Workspace, names: list[str], by: str, margin: float) -> list[Vote]:
    from evals.comparison.duel import feedback_votes, run_duels

    if by == "feedback":
        return feedback_votes(opened.feedback.list())
    loaded = [load_run(opened, name) for name in _require_two(names)]
    if by == "people":
        return opened.votes.votes(loaded)
    duel, judge = _open_duel(opened, by, margin)
    return run_duels(loaded, duel, judge)


def _open_duel(opened: Workspace, by: str, margin: float) -> tuple[Duel, str]:
    from evals.comparison.duel import MetricDuel, ModelDuel
    from graph.errors import UsageError

    model = opened.model() if by in ("", "model") else None
    if model is not None:
        return ModelDuel(model), model.name
    if by == "model":
        raise UsageError("no language model is set", "set llm.base_url and llm.model, or judge --by a metric")
    return MetricDuel(by or "answer_correctness", margin), by or "answer_correctness"


def _print(standings: tuple[Standing, ...], votes: list[Vote]) -> None:
    failed = [vote for vote in votes if vote.winner is None]
    swayed = sum(vote.reason.startswith("depends on the order") for vote in votes)
    terminal.print_line(
        f"{count_noun(len(votes) - len(failed), 'vote')} by {', '.join(sorted({vote.by for vote in votes}))}"
    )
    columns = ("run", "strength", "95% interval", "Elo", "won/lost/same")
    rows = (
        [
            standing.name,
            f"{standing.strength:.0f}",
            f"{standing.low:.0f} … {standing.high:.0f}",
            f"{standing.elo:.0f}",
            f"{standing.wins}/{standing.losses}/{standing.ties}",
        ]
        for standing in standings
    )
    terminal.print_table(columns, rows)
    if swayed:
        terminal.print_note(f"{count_noun(swayed, 'vote')} depended on the order of the answers; each counts as a tie")
    if failed:
        terminal.print_note(
            f"{count_noun(len(failed), 'vote')} failed; first reason: {terminal.one_line(failed[0].reason)}"
        )
