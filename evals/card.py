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
    sets = _sets_by_metric((*known, *read_agreement_rows()))
    return [_card(metric, known, embedder, own, load, sets.get(metric.name, "")) for metric in metrics]


def threshold_of(metric: str, cards: Sequence[Card]) -> float:
    """Return the value from which the metric says yes according to its card; 0.5 without a card."""
    threshold = next((card.threshold for card in cards if card.metric == metric), None)
    return 0.5 if threshold is None else threshold


def judge_of(metric: Metric, embedder: str) -> str:
    """Return the exact judge: its kind or model, the formula version, and the embedder if it uses one."""
    if metric.judge == "model":
        return str(getattr(metric, "exact", f"language model v{metric.version}"))
    compares = {field.name for field in fields(metric)} & {"embedder", "evidence"}
    return judge_name(metric.name, metric.version, embedder if compares else "")


def read_agreement_rows(file: Path | None = None) -> list[AgreementRow]:
    """Read the figures of a card file, by default the shipped ones; none if no file ships."""
    if file is None and not CARDS_FILE.is_file():
        return []
    path = file or CARDS_FILE
    try:
        return AGREEMENT_ROWS.validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", f"write it with {VALIDATE_COMMAND} --cards FILE")
    except ValidationError:
        raise UsageError(f"{path} is not a card file", f"write it with {VALIDATE_COMMAND} --cards FILE")


def write_cards(file: Path, rows: Sequence[AgreementRow]) -> int:
    """Write the figures of the default judges atomically and return how many."""
    default_rows = [row for row in rows if row.default]
    lines = ",\n".join(json.dumps(AGREEMENT_ROWS.dump_python([row], mode="json")[0]) for row in default_rows)
    with open_atomic(file) as output:
        output.write(f"[\n{lines}\n]\n" if default_rows else "[]\n")
    return len(default_rows)


def render_cards(cards: Sequence[Card]) -> str:
    """Render the cards as a Markdown page."""
    parts = ["# Metrics\n\nWhat each metric measures, and how well its judge agrees with people. `floor` is plain"]
    parts[0] += " word overlap on the same items.\nWritten by `graphloop eval metrics --markdown`.\n"
    for card in cards:
        fitted = f" Fitted on {card.fitted}; these items are left out of its figures." if card.fitted else ""
        parts.append(f"## {card.metric}\n\n{card.about}\n\nJudge: {card.judge}.{fitted}\n")
        if card.agreement:
            lines = ["| set | measure | value | 95% interval | floor | items |", "|---|---|---|---|---|---|"]
            lines += [_render_row(row) for row in card.agreement]
            parts.append("\n".join(lines) + "\n")
        else:
            parts.append(f"Not measured: {card.unmeasured}.\n")
        parts += [f"{line}\n" for line in describe_label_agreement(card)]
    return "\n".join(parts)


def describe_label_agreement(card: Card) -> list[str]:
    """Describe, in sentences, a judge's agreement with local people's labels; empty without labels."""
    local = card.own
    if local is None:
        return []
    raters = f"{local.raters} rater{'s' if local.raters > 1 else ''}"
    sentences = [
        f"On your labels ({local.aspect}): n = {local.answers} by {raters}, {local.right:.0%} of them rated right"
    ]
    sentences[0] += "".join(
        f"; {_figure(figure)}" for figure in local.figures if figure.measure in ("pearson", "spearman", "auroc")
    )
    if local.people is not None:
        value = "" if local.people.value is None else f"{local.people.measure} {local.people.value:.3f}, "
        sentences.append(f"Agreement among your raters: {value}{local.people.advice}")
    accuracy = local.figure("accuracy")
    if local.threshold is None or accuracy is None:
        return [*sentences, f"No threshold: {local.why}"]
    bound = "at least" if local.better == "higher" else "at most"
    balanced = local.figure("balanced_accuracy")
    balanced_note = f"; {_figure(balanced)}" if balanced else ""
    threshold_note = (
        "Suggested threshold" if local.parts else "No threshold separates right from wrong better than chance; the best"
    )
    unused_note = "; not used because the raters agree too little" if local.parts and not local.used else ""
    sentences.append(
        f"{threshold_note}: {bound} {local.threshold:.3f}{unused_note}. "
        f"On answers not used to choose it: {_figure(accuracy)}{balanced_note}"
    )
    return sentences


def _figure(measure: AgreementMeasure) -> str:
    baseline = "always the same" if "accuracy" in measure.measure else "plain word overlap"
    floor = "" if measure.floor is None else f", {baseline} {measure.floor:.3f}"
    return f"{measure.measure.replace('_', ' ')} {measure.value:.3f} ({measure.low:.3f} … {measure.high:.3f}{floor})"


def _render_row(row: AgreementRow) -> str:
    figures = (row.value, row.low, row.high, row.floor)
    left_out = f" ({row.left_out} left out)" if row.left_out else ""
    value, low, high, floor = ("–" if number is None else f"{number:.3f}" for number in figures)
    return f"| {row.set} | {row.measure} | {value} | {low} … {high} | {floor} | {row.items}{left_out} |"


def judge_name(metric: str, version: int, embedder: str) -> str:
    """Return the name of an offline judge: the formula version, and the embedder if it uses one."""
    return f"offline v{version}" if metric in COUNTING_METRICS or not embedder else f"offline v{version}, {embedder}"


def _sets_by_metric(known: Iterable[AgreementRow]) -> dict[str, str]:
    """Return the labelled sets that evaluate each metric, by the metric's name."""
    names_by_metric: dict[str, set[str]] = {}
    for row in known:
        name = row.set.partition("/")[0]
        names_by_metric.setdefault(row.metric, set()).add(SET_NAMES.get(name, name))
    return {metric: " and ".join(sorted(names)) for metric, names in names_by_metric.items()}


def _card(
    metric: Metric,
    known: Sequence[AgreementRow],
    embedder: str,
    local_agreements: Sequence[LocalAgreement],
    load: JudgingCost,
    sets: str,
) -> Card:
    judge = judge_of(metric, embedder)
    rows = tuple(row for row in known if (row.metric, row.judge) == (metric.name, judge))
    agreement = next((local for local in local_agreements if (local.metric, local.judge) == (metric.name, judge)), None)
    unmeasured = "" if rows else _unmeasured(metric, load, sets)
    return Card(metric.name, judge, _about(metric), rows, unmeasured, _fitted(metric), agreement)


def _fitted(metric: Metric) -> str:
    judges = {"answer_correctness": short_answers.short_answer_judge, "contextual_relevancy": relevance.relevance_judge}
    offline = metric.judge == "offline" and metric.name in judges
    return judges[metric.name]().about if offline else ""


def _unmeasured(metric: Metric, load: JudgingCost, sets: str) -> str:
    has_aspect = aspect_of(metric.name) and not metric.unit
    if metric.judge == "model":
        command = f"run {LABEL_COMMAND} --by-model; {forecast_cost(metric, load)}"
        return command if has_aspect else "no rubric question covers what it measures"
    if metric.unit or metric.name in COUNTING_METRICS:
        return "it counts facts and has no judge"
    if sets:
        return f"run {VALIDATE_COMMAND}, where DIR contains {sets}; nothing is sent anywhere"
    on_own_answers = (
        f"; to measure it on your own answers, run {LABEL_COMMAND}; nothing is sent anywhere" if has_aspect else ""
    )
    return f"no labelled set covers it{on_own_answers}"


def forecast_cost(metric: Metric, load: JudgingCost) -> str:
    """Estimate the cost of having the language model judge all these answers."""
    calls = max(1, len(getattr(metric, "prompts", ())))
    tokens = load.cases * calls * load.tokens
    price = "price unknown" if load.price is None else f"about {tokens / 1e6 * load.price:.2f} US dollars"
    each = f"{load.cases} answers × {calls} call{'s' if calls > 1 else ''} × {load.tokens} tokens"
    return f"{each} = {tokens} tokens, {price}"


def _about(metric: Metric) -> str:
    return " ".join((type(metric).__doc__ or "").split())
