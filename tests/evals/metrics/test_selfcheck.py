"""Self-check: answers drawn anew from a model or any system, and what they say of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice

import pytest

from evals.judges.ngram_consistency import word_consistency
from evals.judges.self_consistency import SAMPLE_COUNT, AnswerSampler, AnswerSamples, ModelSampler
from evals.metric import Metric
from evals.metrics import build_metrics, select_metrics
from evals.metrics.selfcheck import NO_SAMPLES
from rag.embed.protocol import Embedder
from rag.llm.openai import OpenAIModel
from rag.llm.retry import SINGLE_ATTEMPT
from rag.types import Answer
from tests.evals.parts import HARBOUR, answered, case, value
from tests.support.loopback_model import reply_to
from tests.support.servers import MODEL, Reply, Request, Scripted, events, scripted

WHEN = case("When was the lighthouse at Skerry Point finished?", "1874", HARBOUR)
KNOWN = "The lighthouse at Skerry Point was finished in 1874."
MADE_UP = "Its keeper Duncan Farquhar drowned in 1903."


def telling(request: Request) -> Reply:
    """Sampled answers say what is known, each in other words; what is to be judged is computed."""
    if request.body["temperature"] == 0:
        return reply_to(request)
    ways = ("It was finished in 1874", "The lighthouse at Skerry Point was finished in 1874", "In 1874 it was finished")
    return Reply(body=events(ways[request.body["seed"] % 3] + " [1]."), kind="text/event-stream")


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted(telling) as running:
        yield running


def system(*texts: str) -> AnswerSampler:
    """Gives these texts in turn; an empty one is left out, as a model's is."""
    samples = tuple(text for text in islice(cycle(texts), SAMPLE_COUNT) if text.strip())
    return lambda question, answer: AnswerSamples(samples, "by hand")


def checks(minilm: Embedder, samples: AnswerSampler) -> dict[str, Metric]:
    return {metric.name: metric for metric in build_metrics(minilm, samples=samples)}


@pytest.mark.parametrize("name", ["selfcheck", "selfcheck_ngram"])
def test_what_is_said_again_scores_above_what_is_not(minilm: Embedder, name: str) -> None:
    metric = checks(minilm, system(KNOWN, "It was finished in 1874.", "Skerry Point's lighthouse: 1874."))[name]
    both = metric(WHEN, answered(f"{KNOWN} {MADE_UP}", HARBOUR))
    assert [one.claim for one in both.details] == [KNOWN, MADE_UP]
    assert (both.details[0].value or 0) > 0.5 > (both.details[1].value or 0)
    assert value(both) == pytest.approx(sum(one.value or 0 for one in both.details) / 2)
    assert both.reason == f"{SAMPLE_COUNT} answers sampled from by hand"


def test_samples_that_tell_nothing_are_no_score(minilm: Embedder) -> None:
    said = answered(KNOWN, HARBOUR)
    always = checks(minilm, system(KNOWN))["selfcheck"](WHEN, said)
    assert always.value is None
    assert "equal the answer" in always.reason
    assert checks(minilm, system(" "))["selfcheck"](WHEN, said).reason == "every sampled answer is empty"
    without = {metric.name: metric for metric in build_metrics(minilm)}
    assert without["selfcheck"](WHEN, said).reason == NO_SAMPLES
    assert without["selfcheck_ngram"](WHEN, replace(said, abstained=True)).reason == "abstained"


def test_a_model_is_asked_anew_from_the_same_passages_once_for_all_judges(minilm: Embedder, server: Scripted) -> None:
    llm = OpenAIModel(server.url, "m", timeout=60, patience=SINGLE_ATTEMPT)
    metrics = select_metrics(build_metrics(minilm, llm), ("selfcheck", "selfcheck:model", "selfcheck_ngram"))
    scores = [metric(WHEN, answered(f"{KNOWN} {MADE_UP}", HARBOUR)) for metric in metrics]
    assert [(score.metric, score.judge) for score in scores] == [
        ("selfcheck", "offline"),
        ("selfcheck", "model"),
        ("selfcheck_ngram", "offline"),
    ]
    for score in scores:
        assert (score.details[0].value or 0) > (score.details[1].value or 0)
        assert score.reason == f"{SAMPLE_COUNT} answers sampled from m; the answer is by by hand"
    drawn = [one for one in server.requests if one.body["temperature"] == 1.0]
    assert len({one.body["seed"] for one in drawn}) == len(drawn) == SAMPLE_COUNT
    assert all(HARBOUR.text in str(one.body["messages"]) for one in drawn)


def test_the_rarest_word_pulls_a_sentence_down() -> None:
    texts = ["Anna Brodie lit the lamp.", "The lamp was lit by Anna Brodie."]
    assert word_consistency("Anna Brodie lit the lamp.", texts) == (1.0, "")
    one_name, rarest = word_consistency("Morag Brodie lit the lamp.", texts)
    assert rarest == "morag"
    assert one_name == pytest.approx(0.5 * 0.75)
    assert word_consistency("Anything.", []) == (0.0, "")


@pytest.mark.model
def test_a_real_model_is_sampled(model_url: str) -> None:
    found = ModelSampler(OpenAIModel(model_url, MODEL, timeout=60), count=2)(
        WHEN.question, Answer("x", hits=answered("x", HARBOUR).hits)
    )
    assert found.by == MODEL
    assert 0 < len(found.texts) <= 2
