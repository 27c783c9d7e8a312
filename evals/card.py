"""Metric cards: what each metric measures, its exact judge, and how far that judge agrees with people.

The shipped figures are those of `cards.json`, written by `graphloop eval validate --cards`; they hold only for the
judge they name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.atomic_write import open_atomic
from evals.human.judge_agreement import AgreementMeasure, LocalAgreement
from evals.human.rubric import aspect_of
from evals.judges import relevance, short_answers
from evals.judges.support import SUPPORT_THRESHOLD
from evals.meta_evaluation.labelled import AgreementRow
from evals.metric import Metric
from evals.types import CORRECT_FROM
from graph.errors import UsageError

CARDS_FILE = Path(__file__).with_name("cards.json")
VALIDATE_COMMAND = "graphloop eval validate --data DIR"
LABEL_COMMAND = "graphloop eval label"
AGREEMENT_ROWS: TypeAdapter[list[AgreementRow]] = TypeAdapter(list[AgreementRow])

COUNTING_METRICS = frozenset("abstention citation_validity exact_match latency retrieval_recall token_f1".split())
"""Metrics that count facts: no judge is involved, so there is no agreement to measure."""

SET_NAMES = {
    "evouna": "EVOUNA",
    "ragchecker": "RAGChecker's meta-evaluation",
    "refchecker": "RefChecker",
    "trecqa": "TrecQA",
    "wice": "WiCE",
}
"""Display names of labelled sets, by the prefix of their row names; others are shown by that prefix."""

THRESHOLDS = {"answer_correctness": CORRECT_FROM, "faithfulness": SUPPORT_THRESHOLD}
"""The value from which a judge says yes, unless people's labels suggest another."""


@dataclass(frozen=True, slots=True)
class JudgingCost:
    """The estimated cost of judging: the number of answers, the tokens of a question with its passages and answer, and
    the price of a million input tokens in US dollars (None: unknown).
    """

    cases: int = 60
    tokens: int = 1500
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A metric's card; `unmeasured` says why `agreement` is empty and how to fill it.

    `fitted` says what the judge was fitted on, empty for a plain formula; those items are left out of all its figures.
    `own` is this exact judge's agreement with the local people's labels.
    """

    metric: str
    judge: str
    about: str
    agreement: tuple[AgreementRow, ...] = ()
    unmeasured: str = ""
    fitted: str = ""
    own: LocalAgreement | None = None

    @property
    def threshold(self) -> float | None:
        """The value from which the judge says yes: the one that trusted labels suggest, else the shipped one."""
        suggested = self.own.threshold if self.own and self.own.used else None
        return THRESHOLDS.get(self.metric) if suggested is None else suggested


def build_cards(
    metrics: Iterable[Metric],
    known: Sequence[AgreementRow],
    embedder: str,
    own: Sequence[LocalAgreement] = (),
    load: JudgingCost = JudgingCost(),
) -> list[Card]:
    """Build the cards of the metrics for the named embedder, with the figures from local people's labels."""
    sets = _sets((*known, *read_agreement_rows()))
    return [_card(metric, known, embedder, own, load, sets.get(metric.name, "")) for metric in metrics]


def threshold_of(metric: str, cards: Sequence[Card]) -> float:
    """Return the value from which the metric says yes according to its card; 0.5 without a card."""
    found = next((card.threshold for card in cards if card.metric == metric), None)
    return 0.5 if found is None else found


def judge_of(metric: Metric, embedder: str) -> str:
    """Return the exact judge: its kind or model, the formula version, and the embedder if it uses one."""
    if metric.judge == "model":
        return str(getattr(metric, "exact", f"language model v{metric.version}"))
    compares = {one.name for one in fields(metric)} & {"embedder", "evidence"}
    return judge_name(metric.name, metric.version, embedder if compares else "")


def read_agreement_rows(file: Path | None = None) -> list[AgreementRow]:
    """Read the figures of a card file, by default the shipped ones; none if no file ships."""
    if file is None and not CARDS_FILE.is_file():
        return []
    place = file or CARDS_FILE
    try:
        return AGREEMENT_ROWS.validate_json(place.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read {place}: {error.strerror}", f"write it with {VALIDATE_COMMAND} --cards FILE")
    except ValidationError:
        raise UsageError(f"{place} holds no cards", f"write it with {VALIDATE_COMMAND} --cards FILE")


def write_cards(file: Path, found: Sequence[AgreementRow]) -> int:
    """Write the figures of the default judges atomically and return how many."""
    kept = [row for row in found if row.default]
    lines = ",\n".join(json.dumps(AGREEMENT_ROWS.dump_python([row], mode="json")[0]) for row in kept)
    with open_atomic(file) as written:
        written.write(f"[\n{lines}\n]\n" if kept else "[]\n")
    return len(kept)


def render_cards(cards: Sequence[Card]) -> str:
    """Render the cards as a Markdown page."""
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
        parts += [f"{line}\n" for line in describe_label_agreement(card)]
    return "\n".join(parts)


def describe_label_agreement(card: Card) -> list[str]:
    """Describe, in sentences, a judge's agreement with local people's labels; empty without labels."""
    own = card.own
    if own is None:
        return []
    raters = f"{own.raters} rater{'s' if own.raters > 1 else ''}"
    told = [f"On your labels ({own.aspect}): n = {own.answers} by {raters}, {own.right:.0%} of them right"]
    told[0] += "".join(f"; {_figure(one)}" for one in own.figures if one.measure in ("pearson", "spearman", "auroc"))
    if own.people is not None:
        value = "" if own.people.value is None else f"{own.people.measure} {own.people.value:.3f}, "
        told.append(f"Your raters among themselves: {value}{own.people.advice}")
    right = own.figure("accuracy")
    if own.threshold is None or right is None:
        return [*told, f"No threshold: {own.why}"]
    side = "at least" if own.better == "higher" else "at most"
    balanced = own.figure("balanced_accuracy")
    more = f"; {_figure(balanced)}" if balanced else ""
    use = "Suggested threshold" if own.parts else "No threshold parts right from wrong by more than chance; the best"
    kept = "; not used, as the raters agree too little" if own.parts and not own.used else ""
    told.append(f"{use}: {side} {own.threshold:.3f}{kept}. On answers that did not choose it: {_figure(right)}{more}")
    return told


def _figure(one: AgreementMeasure) -> str:
    same = "always the same" if "accuracy" in one.measure else "plain word overlap"
    floor = "" if one.floor is None else f", {same} {one.floor:.3f}"
    return f"{one.measure.replace('_', ' ')} {one.value:.3f} ({one.low:.3f} … {one.high:.3f}{floor})"


def _line(row: AgreementRow) -> str:
    numbers = ["–" if value is None else f"{value:.3f}" for value in (row.value, row.low, row.high, row.floor)]
    left = f" ({row.left_out} left out)" if row.left_out else ""
    return (
        f"| {row.set} | {row.measure} | {numbers[0]} | {numbers[1]} … {numbers[2]} | {numbers[3]} | {row.items}{left} |"
    )


def judge_name(metric: str, version: int, embedder: str) -> str:
    """Return the name of an offline judge: the formula version, and the embedder if it uses one."""
    return f"offline v{version}" if metric in COUNTING_METRICS or not embedder else f"offline v{version}, {embedder}"


def _sets(known: Iterable[AgreementRow]) -> dict[str, str]:
    """Return the labelled sets that evaluate each metric, by the metric's name."""
    told: dict[str, set[str]] = {}
    for row in known:
        name = row.set.partition("/")[0]
        told.setdefault(row.metric, set()).add(SET_NAMES.get(name, name))
    return {metric: " and ".join(sorted(names)) for metric, names in told.items()}


def _card(
    metric: Metric,
    known: Sequence[AgreementRow],
    embedder: str,
    own: Sequence[LocalAgreement],
    load: JudgingCost,
    sets: str,
) -> Card:
    judge = judge_of(metric, embedder)
    rows = tuple(row for row in known if (row.metric, row.judge) == (metric.name, judge))
    mine = next((one for one in own if (one.metric, one.judge) == (metric.name, judge)), None)
    unmeasured = "" if rows else _unmeasured(metric, load, sets)
    return Card(metric.name, judge, _about(metric), rows, unmeasured, _fitted(metric), mine)


def _fitted(metric: Metric) -> str:
    judges = {"answer_correctness": short_answers.short_answer_judge, "contextual_relevancy": relevance.relevance_judge}
    offline = metric.judge == "offline" and metric.name in judges
    return judges[metric.name]().about if offline else ""


def _unmeasured(metric: Metric, load: JudgingCost, sets: str) -> str:
    held = aspect_of(metric.name) and not metric.unit
    if metric.judge == "model":
        told = f"{LABEL_COMMAND} --by-model; {forecast_cost(metric, load)}"
        return told if held else "no question of the rubric asks what it tells"
    if metric.unit or metric.name in COUNTING_METRICS:
        return "it counts what is there"
    if sets:
        return f"{VALIDATE_COMMAND}, where DIR holds {sets}; nothing is sent anywhere"
    own = f"; on your own answers: {LABEL_COMMAND}, nothing is sent anywhere" if held else ""
    return f"there is no labelled set for it{own}"


def forecast_cost(metric: Metric, load: JudgingCost) -> str:
    """Estimate the cost of having the language model judge all these answers."""
    calls = max(1, len(getattr(metric, "prompts", ())))
    tokens = load.cases * calls * load.tokens
    price = (
        "at a price that is not known" if load.price is None else f"about {tokens / 1e6 * load.price:.2f} US dollars"
    )
    each = f"{load.cases} answers × {calls} call{'s' if calls > 1 else ''} × {load.tokens} tokens"
    return f"{each} = {tokens} tokens, {price}"


def _about(metric: Metric) -> str:
    return " ".join((type(metric).__doc__ or "").split())
