"""What is known of each metric: what it says, the exact judge, and how far that was found to agree with people.

The figures that ship are those of `cards.json`, which `graphloop eval validate --cards` writes; they hold for the judge
that they name and for no other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.judges import relevance, short_answers
from evals.metric import Judged
from evals.validate.labelled import Row
from graph.errors import UsageError

FILE = Path(__file__).with_name("cards.json")
COMMAND = "graphloop eval validate --data DIR"
ROWS: TypeAdapter[list[Row]] = TypeAdapter(list[Row])

COUNTED = frozenset("abstention citation_validity exact_match latency retrieval_recall token_f1".split())
"""Metrics that count what is there: no judge stands behind them, so there is nothing to agree with."""

SETS = {
    "answer_completeness": "RAGChecker's meta-evaluation",
    "answer_correctness": "EVOUNA and RAGChecker's meta-evaluation",
    "answer_precision": "RAGChecker's meta-evaluation",
    "contextual_relevancy": "TrecQA",
    "faithfulness": "WiCE",
}
"""The labelled sets that tell of a metric, where there are any."""


@dataclass(frozen=True, slots=True)
class Card:
    """A metric's card; `unmeasured` says why `agreement` is empty and how to fill it.

    `fitted` says what the judge was fitted on, empty for a plain formula; these items are in none of its figures.
    """

    metric: str
    judge: str
    about: str
    agreement: tuple[Row, ...] = ()
    unmeasured: str = ""
    fitted: str = ""


def cards_of(metrics: Iterable[Judged], known: Sequence[Row], embedder: str) -> list[Card]:
    """The cards of the metrics under an embedder of this name."""
    return [_card(metric, known, embedder) for metric in metrics]


def known_rows(file: Path | None = None) -> list[Row]:
    """The figures of a file of cards, those shipped without one; none where they do not ship."""
    if file is None and not FILE.is_file():
        return []
    place = file or FILE
    try:
        return ROWS.validate_json(place.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read {place}: {error.strerror}", f"write it with {COMMAND} --cards FILE")
    except ValidationError:
        raise UsageError(f"{place} holds no cards", f"write it with {COMMAND} --cards FILE")


def write_cards(file: Path, found: Sequence[Row]) -> int:
    """Write the figures of the default judges and say how many; the file appears whole or not at all."""
    kept = [row for row in found if row.default]
    part = file.with_name(file.name + ".part")
    lines = ",\n".join(json.dumps(ROWS.dump_python([row], mode="json")[0]) for row in kept)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(f"[\n{lines}\n]\n" if kept else "[]\n", "utf-8")
        os.replace(part, file)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}", "choose another place")
    return len(kept)


def as_markdown(cards: Sequence[Card]) -> str:
    """The cards as a page."""
    parts = [
        "# Metrics\n\nWhat each metric says, and how far its judge was found to agree with people. `floor` is plain"
    ]
    parts[0] += " word overlap on the same items.\nWritten by `graphloop eval metrics --markdown`.\n"
    for card in cards:
        fitted = f" Fitted on {card.fitted}, which no figure of it counts." if card.fitted else ""
        parts.append(f"## {card.metric}\n\n{card.about}\n\nJudge: {card.judge}.{fitted}\n")
        if card.agreement:
            lines = ["| set | measure | value | 95% interval | floor | items |", "|---|---|---|---|---|---|"]
            lines += [_line(row) for row in card.agreement]
            parts.append("\n".join(lines) + "\n")
        else:
            parts.append(f"Not measured: {card.unmeasured}.\n")
    return "\n".join(parts)


def _line(row: Row) -> str:
    numbers = ["–" if value is None else f"{value:.3f}" for value in (row.value, row.low, row.high, row.floor)]
    left = f" ({row.left_out} left out)" if row.left_out else ""
    return (
        f"| {row.set} | {row.measure} | {numbers[0]} | {numbers[1]} … {numbers[2]} | {numbers[3]} | {row.items}{left} |"
    )


def judge_name(metric: str, version: int, embedder: str) -> str:
    """The exact judge: its kind, the version of its formula, and the model that it compares meanings with."""
    return f"offline v{version}" if metric in COUNTED else f"offline v{version}, {embedder}"


def _card(metric: Judged, known: Sequence[Row], embedder: str) -> Card:
    if metric.judge == "model":
        judge = f"language model v{metric.version}"
        return Card(
            metric.name, judge, _about(metric), (), "eval validate measures offline judges; label answers instead"
        )
    judge = judge_name(metric.name, metric.version, embedder)
    rows = tuple(row for row in known if (row.metric, row.judge) == (metric.name, judge))
    unmeasured = "" if rows else _unmeasured(metric.name)
    return Card(metric.name, judge, _about(metric), rows, unmeasured, _fitted(metric.name))


def _fitted(metric: str) -> str:
    judges = {"answer_correctness": short_answers.judge, "contextual_relevancy": relevance.judge}
    return judges[metric]().about if metric in judges else ""


def _unmeasured(metric: str) -> str:
    if metric in COUNTED:
        return "it counts what is there"
    if metric in SETS:
        return f"{COMMAND}, where DIR holds {SETS[metric]}; nothing is sent anywhere"
    return "there is no labelled set for it"


def _about(metric: Judged) -> str:
    return " ".join((type(metric).__doc__ or "").split())
