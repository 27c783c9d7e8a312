"""`graphloop eval validate`: agreement of offline judges with human labels; `eval metrics`: the metrics' cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.card import Card
    from evals.meta_evaluation.labelled import AgreementRow


def validate(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="The folder with the labelled sets, which may lie in folders below it.")],
    cards: Annotated[
        Path | None, typer.Option(help="Also write the metric cards with these figures to this JSON file.")
    ] = None,
    json: Json = False,
) -> None:
    """Measure how well the offline judges agree with human labels, without a language model."""
    from evals.card import write_cards
    from evals.jsonl import to_json
    from evals.meta_evaluation.measure import measure_labelled_sets

    rows: list[AgreementRow] = []
    with open_workspace(context) as opened:
        for row in measure_labelled_sets(data, opened.embedder, terminal.print_note):
            rows.append(row)
            if json:
                terminal.print_line(to_json(row))
    if not json:
        terminal.print_table(
            ("set", "metric", "judge", "measure", "value", "95% interval", "floor", "items"), map(_cells, rows)
        )
    if cards is not None:
        terminal.print_note(f"{count_noun(write_cards(cards, rows), 'card')} written to {cards}")


def metrics(
    context: typer.Context,
    cards: Annotated[
        Path | None,
        typer.Option(help="Show the cards in this file, written by eval validate, instead of the built-in ones."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown instead.")] = False,
    json: Json = False,
) -> None:
    """Show the metrics: what each measures, and how well its judge agrees with published labels and with yours."""
    from evals.card import render_cards
    from ui.labels import build_cards as cards_here

    with open_workspace(context) as opened:
        metric_cards = cards_here(opened, cards)
    if json:
        terminal.print_json(metric_cards)
        return
    if markdown:
        for line in render_cards(metric_cards).splitlines():
            terminal.print_line(line)
        return
    for card in metric_cards:
        _print(card)


def _print(card: Card) -> None:
    from evals.card import describe_label_agreement

    terminal.print_line(f"{card.metric} ({card.judge})")
    terminal.print_line(f"  {terminal.one_line(card.about)}")
    if card.fitted:
        terminal.print_line(f"  fitted on {card.fitted}, which the figures leave out")
    for row in card.agreement:
        figure = f"{row.measure} {_number(row.value)} ({_number(row.low)} … {_number(row.high)})"
        terminal.print_line(
            f"  {row.set}: {figure} on {count_noun(row.items, 'item')}; plain word overlap {_number(row.floor)}"
        )
    if not card.agreement:
        terminal.print_line(f"  not measured: {card.unmeasured}")
    for line in describe_label_agreement(card):
        terminal.print_line(f"  {line[0].lower()}{line[1:]}")


def _cells(row: AgreementRow) -> tuple[object, ...]:
    judge = f"{row.judge}{' (default)' if row.default else ''}"
    interval = f"{_number(row.low)} … {_number(row.high)}"
    return row.set, row.metric, judge, row.measure, _number(row.value), interval, _number(row.floor), row.items


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
