"""`graphloop eval validate`: agreement of offline judges with human labels; `eval metrics`: the metrics' cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, workspace

if TYPE_CHECKING:
    from evals.card import Card
    from evals.meta_evaluation.labelled import AgreementRow


def validate(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="The folder that holds the labelled sets, in whatever folders below it.")],
    cards: Annotated[
        Path | None, typer.Option(help="Also write the metrics' cards, with these figures, to this JSON file.")
    ] = None,
    json: Json = False,
) -> None:
    """Measure the offline judges against people's labels; no language model is asked. --json prints a row a line."""
    from evals.card import write_cards
    from evals.jsonl import to_json
    from evals.meta_evaluation.measure import measure

    found: list[AgreementRow] = []
    with workspace(context) as opened:
        for row in measure(data, opened.embedder, terminal.note):
            found.append(row)
            if json:
                terminal.say(to_json(row))
    if not json:
        terminal.table(
            ("set", "metric", "judge", "measure", "value", "95% interval", "floor", "items"), map(_cells, found)
        )
    if cards is not None:
        terminal.note(f"{write_cards(cards, found)} card(s) written to {cards}")


def metrics(
    context: typer.Context,
    cards: Annotated[
        Path | None, typer.Option(help="Cards written by eval validate, instead of those shipped.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a page in Markdown instead.")] = False,
    json: Json = False,
) -> None:
    """The metrics, what each says, and how far its judge agrees with people: on published sets and on your labels."""
    from evals.card import as_markdown
    from ui.labels import cards as cards_here

    with workspace(context) as opened:
        found = cards_here(opened, cards)
    if json:
        terminal.as_json(found)
        return
    if markdown:
        for line in as_markdown(found).splitlines():
            terminal.say(line)
        return
    for card in found:
        _print(card)


def _print(card: Card) -> None:
    from evals.card import on_labels

    terminal.say(f"{card.metric} ({card.judge})")
    terminal.say(f"  {terminal.line(card.about)}")
    if card.fitted:
        terminal.say(f"  fitted on {card.fitted}, which no figure counts")
    for row in card.agreement:
        told = f"{row.measure} {_number(row.value)} ({_number(row.low)} … {_number(row.high)})"
        terminal.say(f"  {row.set}: {told} on {row.items} item(s); plain word overlap {_number(row.floor)}")
    if not card.agreement:
        terminal.say(f"  not measured: {card.unmeasured}")
    for told in on_labels(card):
        terminal.say(f"  {told[0].lower()}{told[1:]}")


def _cells(row: AgreementRow) -> tuple[object, ...]:
    judge = f"{row.judge}{' (default)' if row.default else ''}"
    interval = f"{_number(row.low)} … {_number(row.high)}"
    return row.set, row.metric, judge, row.measure, _number(row.value), interval, _number(row.floor), row.items


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
