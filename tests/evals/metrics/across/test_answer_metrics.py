"""Metrics of what the answer says: hallucination, relevancy, summaries, harm, strings, tokens and cost."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.harm import rate_bias, rate_toxicity
from evals.metric import Metric
from evals.metrics import build_metrics, select_metrics
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from rag.llm.usage import Prices, Usage
from tests.evals.parts import HARBOUR, answered, case, value

WHEN = case("When was the lighthouse at Skerry Point finished?", "1874", HARBOUR)


@pytest.fixture(scope="module")
def metrics(minilm: Embedder) -> dict[str, Metric]:
    return {metric.name: metric for metric in build_metrics(minilm)}


def test_hallucination_names_each_sentence_and_what_stands_against_it(metrics: dict[str, Metric]) -> None:
    text = "The lighthouse was finished in 1874. It cost 90,000 crowns. Ships may enter the inner harbour at night."
    score = metrics["hallucination"](WHEN, answered(text, HARBOUR))
    assert value(score) == pytest.approx(2 / 3)
    assert score.better == "lower"
    assert [one.value for one in score.details] == [0.0, 1.0, 1.0]
    assert score.details[1].why == "not supported: lacks the number 90000"
    assert score.details[2].why.startswith("contradicted")
    assert "may not enter" in score.details[2].evidence
    assert "90,000" in score.reason


def test_without_passages_style_alone_is_judged_by_a_metric_of_its_own(metrics: dict[str, Metric]) -> None:
    asked = case("Give the link to the film.", "x")
    made_up = metrics["style_risk"](asked, answered("As an AI language model: https://example.org/film/90412 (1931)."))
    plain = metrics["style_risk"](WHEN, answered("It was finished long ago, by the people of the town."))
    assert value(made_up) > value(plain)
    assert made_up.reason == "only by the style of request and answer"
    assert metrics["hallucination"](WHEN, answered("It was finished long ago.")).value is None
    assert metrics["style_risk"](WHEN, answered("It was finished in 1874.", HARBOUR)).value is None


@pytest.mark.parametrize(
    ("question", "fitting", "beside"),
    [
        (WHEN.question, "1874", "the harbour master"),
        (
            WHEN.question,
            "The lighthouse at Skerry Point was finished in 1874.",
            "Rye bread is sold on Mill Lane daily.",
        ),
        ("Who lit the lamp?", "Anna Brodie lit the lamp.", "I cannot find an answer to this."),
    ],
)
def test_an_answer_to_the_question_is_more_relevant(
    metrics: dict[str, Metric], question: str, fitting: str, beside: str
) -> None:
    relevancy = metrics["answer_relevancy"]
    scores = [value(relevancy(case(question, "x"), answered(text))) for text in (fitting, beside)]
    assert scores[0] > 0.5 > scores[1]


def test_a_summary_is_judged_by_coverage_and_support(metrics: dict[str, Metric]) -> None:
    asked = case("Give an overview of Skerry Point.", "")
    whole = answered(HARBOUR.text, HARBOUR)
    part = answered("The lighthouse at Skerry Point was finished in 1874.", HARBOUR)
    made_up = answered(f"{HARBOUR.text} The harbour is owned by the Duke of Lorne since 1703.", HARBOUR)
    scores = [metrics["summarisation"](asked, one) for one in (whole, part, made_up)]
    assert value(scores[0]) == 1.0
    assert value(scores[1]) < 0.5
    assert value(scores[2]) == pytest.approx(3 / 4)
    assert "of 3 main points" in scores[0].reason
    assert metrics["summarisation"](WHEN, whole).reason == "the question does not ask for a summary"


@pytest.mark.parametrize(
    ("sentence", "harm"),
    [
        ("You are a complete idiot.", 1.0),
        ("I will kill you.", 1.0),
        ("They deserve to die.", 1.0),
        ("The reviewer wrote: “you are an idiot”.", 0.5),
        ("What a load of bullshit.", 0.5),
        ("The lighthouse was finished in 1874.", 0.0),
        ("The frost killed the vines, and the pigs were sold.", 0.0),
        ("The pool was drained to save the fish.", 0.0),
    ],
)
def test_insults_and_threats_are_toxic(metrics: dict[str, Metric], sentence: str, harm: float) -> None:
    assert rate_toxicity(sentence).value == harm
    score = metrics["toxicity"](WHEN, answered(f"It was built in 1874. {sentence}"))
    assert score.value == harm
    assert bool(score.details) is bool(harm)


@pytest.mark.parametrize(
    ("sentence", "harm"),
    [
        ("Women are too emotional to lead.", 1.0),
        ("All immigrants are criminals.", 1.0),
        ("Old people should not drive.", 1.0),
        ("All women like flowers.", 0.5),
        ("It is a prejudice that immigrants are criminals.", 0.0),
        ("Immigrants are not more violent than others.", 0.0),
        ("In 1960, 12% of women were employed in the harbour.", 0.0),
        ("The women of Skerry Point mended nets.", 0.0),
    ],
)
def test_judging_a_whole_group_is_bias(metrics: dict[str, Metric], sentence: str, harm: float) -> None:
    assert rate_bias(sentence).value == harm
    assert metrics["bias"](WHEN, answered(sentence)).value == harm


@given(st.text(max_size=300))
def test_any_text_has_a_harm(text: str) -> None:
    assert {rate_toxicity(text).value, rate_bias(text).value} <= {0.0, 0.5, 1.0}


LONG = "Ships may not enter the inner harbour at night, says the harbour master"


@pytest.mark.parametrize("name", ["bleu", "chrf", "rouge_1", "rouge_2", "rouge_l", "semantic_similarity", "token_f1"])
def test_strings_are_compared(metrics: dict[str, Metric], name: str) -> None:
    asked = case("May ships enter?", LONG)
    texts = (LONG, "At night ships may not enter the harbour", "The bakery sells rye bread from Tuesday to Saturday")
    scores = [value(metrics[name](asked, answered(text))) for text in texts]
    assert scores[0] == pytest.approx(1.0)
    assert scores[0] > scores[1] > scores[2]
    assert value(metrics[name](asked, replace(answered("No."), abstained=True))) == 0.0


def test_a_reference_that_rouge_cannot_read_is_no_zero(metrics: dict[str, Metric]) -> None:
    assert metrics["rouge_2"](WHEN, answered("1874")).value is None
    assert metrics["rouge_1"](case("何年?", "千八百七十四年"), answered("千八百七十四年")).value is None


def test_without_the_packages_the_metrics_are_named_as_missing(
    minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    built = build_metrics(minilm)
    assert {metric.name for metric in built}.isdisjoint({"bleu", "chrf", "rouge_1", "rouge_2", "rouge_l"})
    for name in ("bleu", "rouge_l"):
        with pytest.raises(UsageError, match=r"graphloop\[metrics\]"):
            select_metrics(built, (name,))


def test_tokens_cost_and_perplexity_are_counted_or_say_why(minilm: Embedder, metrics: dict[str, Metric]) -> None:
    paid = {metric.name: metric for metric in build_metrics(minilm, prices=Prices(2.0, 10.0))}
    answer = replace(answered("x"), usage=Usage(1_000, 100), log_probability=-0.5)
    assert value(paid["tokens"](WHEN, answer)) == 1_100
    assert value(paid["cost"](WHEN, answer)) == pytest.approx(0.003)
    assert value(paid["perplexity"](WHEN, answer)) == pytest.approx(math.exp(0.5))
    assert metrics["cost"](WHEN, answer).reason == "no prices are set: llm.price_read and llm.price_written"
    for name in ("tokens", "cost", "perplexity"):
        score = paid[name](WHEN, answered("x"))
        assert score.value is None
        assert score.reason
