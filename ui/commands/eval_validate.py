"""`graphloop eval validate`: how far the offline judges agree with people, and `eval metrics`: what is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui import show
from ui.commands.opening import Json, workspace

if TYPE_CHECKING:
    from evals.card import Card
    from evals.validate.labelled import Row


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
    from evals.validate.measure import measure

    found: list[Row] = []
    with workspace(context) as opened:
        for row in measure(data, opened.embedder, show.note):
            found.append(row)
            if json:
                show.say(to_json(row))
    if not json:
        show.table(("set", "metric", "judge", "measure", "value", "95% interval", "floor", "items"), map(_cells, found))
    if cards is not None:
        show.note(f"{write_cards(cards, found)} card(s) written to {cards}")


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
        show.as_json(found)
        return
    if markdown:
        for line in as_markdown(found).splitlines():
            show.say(line)
        return
    for card in found:
        _print(card)


def _print(card: Card) -> None:
    from evals.card import on_labels

    show.say(f"{card.metric} ({card.judge})")
    show.say(f"  {show.line(card.about)}")
    if card.fitted:
        show.say(f"  fitted on {card.fitted}, which no figure counts")
    for row in card.agreement:
        told = f"{row.measure} {_number(row.value)} ({_number(row.low)} … {_number(row.high)})"
        show.say(f"  {row.set}: {told} on {row.items} item(s); plain word overlap {_number(row.floor)}")
    if not card.agreement:
        show.say(f"  not measured: {card.unmeasured}")
    for told in on_labels(card):
        show.say(f"  {told[0].lower()}{told[1:]}")


def _cells(row: Row) -> tuple[object, ...]:
    judge = f"{row.judge}{' (default)' if row.default else ''}"
    interval = f"{_number(row.low)} … {_number(row.high)}"
    return row.set, row.metric, judge, row.measure, _number(row.value), interval, _number(row.floor), row.items


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
