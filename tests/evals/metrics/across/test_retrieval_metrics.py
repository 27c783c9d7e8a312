"""Metrics of what was retrieved: precision, recall, use and noise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metric import Metric
from evals.metrics import build_metrics
from evals.metrics.context_precision import average_precision
from rag.embed.protocol import Embedder
from tests.evals.parts import BAKERY, HARBOUR, answered, case, passage, value

WHEN = case("When was the lighthouse at Skerry Point finished?", "1874", HARBOUR)
LONG = case(
    "What is known of the lighthouse at Skerry Point?",
    "The lighthouse at Skerry Point was finished in 1874. Its lamp was lit by Anna Brodie for many long years. "
    "It was painted red by the harbour master in the year of the great flood.",
    HARBOUR,
)
WRONG = passage("The lighthouse at Skerry Point was finished in 1912, says the almanac.", "Almanac")


@pytest.fixture(scope="module")
def metrics(minilm: Embedder) -> dict[str, Metric]:
    return {metric.name: metric for metric in build_metrics(minilm)}


@given(st.lists(st.booleans(), max_size=12))
def test_average_precision_is_one_exactly_when_relevant_hits_come_first(relevant: list[bool]) -> None:
    found = average_precision(relevant)
    assert 0.0 <= found <= 1.0
    first = any(relevant) and relevant == sorted(relevant, reverse=True)
    assert (found == 1.0) is first
    assert (found > 0.0) is any(relevant)


def test_average_precision_by_hand() -> None:
    assert average_precision([True, False, True]) == pytest.approx((1 + 2 / 3) / 2)


def test_precision_is_by_gold_passages_where_they_are_known(metrics: dict[str, Metric]) -> None:
    precision = metrics["context_precision"]
    first, second = (precision(WHEN, answered("x", *order)) for order in ((HARBOUR, BAKERY), (BAKERY, HARBOUR)))
    assert (first.value, second.value) == (1.0, 0.5)
    assert "gold" in first.reason
    unknown = replace(WHEN, gold=())
    judged = precision(unknown, answered("x", HARBOUR, BAKERY))
    assert value(judged) == 1.0
    assert "judge of relevance" in judged.reason
    assert precision(case("?", ""), answered("x", HARBOUR)).value is None


def test_recall_looks_for_a_short_reference_with_its_question(metrics: dict[str, Metric]) -> None:
    recall = metrics["context_recall"]
    assert value(recall(WHEN, answered("x", BAKERY, HARBOUR))) == 1.0
    assert value(recall(WHEN, answered("x", BAKERY))) == 0.0
    assert value(recall(WHEN, answered("x", WRONG))) == 0.0
    assert value(recall(WHEN, answered("x"))) == 0.0
    who = case("Who lit the lamp at Skerry Point?", "Morag Lamont")
    assert value(recall(who, answered("x", HARBOUR))) == 0.0
    assert recall(case("Is it old?", "yes"), answered("x", HARBOUR)).reason == "yes or no cannot be looked up"


def test_recall_counts_the_statements_of_a_long_reference(metrics: dict[str, Metric]) -> None:
    score = metrics["context_recall"](LONG, answered("x", HARBOUR, BAKERY))
    assert value(score) == pytest.approx(2 / 3)
    missing = [one for one in score.details if (one.value or 0) < 0.55]
    assert [one.claim.split()[-1] for one in missing] == ["flood."]
    assert all("1874" in one.evidence for one in score.details if "1874" in one.claim)


def test_use_is_counted_among_what_was_found(metrics: dict[str, Metric]) -> None:
    use = metrics["context_utilisation"]
    assert value(use(WHEN, answered("It was finished in 1874.", HARBOUR))) == 1.0
    assert value(use(WHEN, answered("It was finished in 1912.", HARBOUR))) == 0.0
    assert value(use(WHEN, replace(answered("No.", HARBOUR), abstained=True))) == 0.0
    assert use(WHEN, answered("It was finished in 1874.", BAKERY)).value is None
    half = use(LONG, answered("The lighthouse at Skerry Point was finished in 1874.", HARBOUR))
    assert value(half) == 0.5
    assert {one.why for one in half.details} == {"retrieved and used", "retrieved, not used"}


def test_noise_is_a_wrong_sentence_that_a_passage_says(metrics: dict[str, Metric]) -> None:
    noise = metrics["noise_sensitivity"]
    misled = noise(WHEN, answered("The lighthouse was finished in 1912.", WRONG, HARBOUR))
    assert value(misled) == 1.0
    assert [one.why for one in misled.details] == ["from a passage that is not gold"]
    assert "1912" in misled.details[0].evidence
    assert value(noise(WHEN, answered("The lighthouse was finished in 1900.", WRONG, HARBOUR))) == 0.0
    assert value(noise(WHEN, answered("The lighthouse was finished in 1874.", WRONG, HARBOUR))) == 0.0
    assert noise(WHEN, answered("Finished in 1912.")).reason == "the answer came without passages"
