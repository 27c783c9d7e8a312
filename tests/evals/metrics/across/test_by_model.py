"""Metrics that a language model judges, over real HTTP: what it says becomes a score, and what it cannot, a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.by_model import LLMMetric
from evals.geval import GEVAL_SAMPLES, RUBRIC_PREFIX, build_geval, read_rubric
from evals.metric import Metric
from evals.metrics import build_metrics, select_metrics
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from rag.llm.openai import OpenAIModel
from rag.llm.retry import SINGLE_ATTEMPT
from tests.evals.parts import BAKERY, HARBOUR, answered, case, value
from tests.support.loopback_model import loopback_model, reply_to
from tests.support.servers import MODEL, Reply, Request, Scripted, chat, scripted

WHEN = case("When was the lighthouse at Skerry Point finished?", "1874", HARBOUR)
TEXT = "The lighthouse was finished in 1874. Quarks cost 90,000 zlotys."
ANSWER = answered(TEXT, HARBOUR, BAKERY)
NAMES = """answer_correctness answer_relevancy bias context_precision context_recall contextual_relevancy faithfulness
hallucination selfcheck summarisation toxicity""".split()


def model(url: str, name: str = "m") -> OpenAIModel:
    return OpenAIModel(url, name, timeout=60, patience=SINGLE_ATTEMPT)


def judges(minilm: Embedder, url: str) -> dict[str, Metric]:
    return {metric.name: metric for metric in select_metrics(build_metrics(minilm, model(url)), ("all:model",))}


@pytest.fixture
def server() -> Iterator[Scripted]:
    with loopback_model() as running:
        yield running


def test_both_judges_of_a_metric_are_built_and_chosen(minilm: Embedder, server: Scripted) -> None:
    built = build_metrics(minilm, model(server.url))
    assert [metric.name for metric in built if metric.judge == "model"] == NAMES
    assert {metric.judge for metric in select_metrics(built)} == {"offline"}
    pair = select_metrics(built, ("faithfulness", "faithfulness:model"))
    assert [(metric.name, metric.judge) for metric in pair] == [("faithfulness", "offline"), ("faithfulness", "model")]


def test_claims_are_cut_checked_and_kept_with_their_evidence(minilm: Embedder, server: Scripted) -> None:
    found = judges(minilm, server.url)
    faithful, made_up = (found[name](WHEN, ANSWER) for name in ("faithfulness", "hallucination"))
    assert (faithful.value, faithful.judge, made_up.value, made_up.better) == (0.5, "model", 0.5, "lower")
    assert [(one.claim.split()[0], one.value) for one in faithful.details] == [("The", 1.0), ("Quarks", 0.0)]
    assert faithful.details[0].evidence == HARBOUR.text
    assert faithful.details[1].why.startswith("not told")
    assert len(server.requests) == 2, "the claims of one answer are asked for once"


@pytest.mark.parametrize("name", NAMES)
def test_every_judge_gives_a_value_or_a_reason(minilm: Embedder, server: Scripted, name: str) -> None:
    asked = replace(WHEN, question="Give an overview of Skerry Point.") if name == "summarisation" else WHEN
    score = judges(minilm, server.url)[name](asked, ANSWER)
    assert not score.failed, score.reason
    assert score.reason
    assert score.value is not None, score.reason


def test_correctness_is_f1_of_statements(minilm: Embedder, server: Scripted) -> None:
    right = judges(minilm, server.url)["answer_correctness"]
    score = right(WHEN, ANSWER)
    assert value(score) == pytest.approx(2 / 3)
    assert score.reason == "1 right, 1 wrong, 0 missing"
    assert right(WHEN, replace(ANSWER, abstained=True)).value == 0.0
    assert right(case("?", ""), ANSWER).value is None


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(500, "no"), "is failing (500)"),
        (Reply(body=chat("I would rather not say.")), "no fitting"),
        (Reply(body=chat('{"claims": ["one"], "verdicts": []}')), "no fitting"),
        (Reply(body=chat('{"verdicts": [{"why": "", "verdict": "maybe", "passage": 1}]}')), "no fitting"),
    ],
)
def test_a_model_that_fails_is_a_broken_score_and_no_number(minilm: Embedder, reply: Reply, said: str) -> None:
    with scripted(lambda _: reply) as server:
        found = judges(minilm, server.url)
        for name in ("faithfulness", "answer_relevancy", "toxicity", "contextual_relevancy"):
            score = found[name](WHEN, ANSWER)
            assert (score.value, score.failed) == (None, True)
            assert said in score.reason
            assert "\n" not in score.reason


def test_a_reply_that_does_not_fit_is_asked_for_once_more(minilm: Embedder) -> None:
    def first_wrong(request: Request) -> Reply:
        complaint = "does not fit" in request.body["messages"][-1]["content"]
        if not complaint:
            return Reply(body=chat(json.dumps({"verdicts": []})))
        return Reply(body=chat(json.dumps({"verdicts": [{"why": "", "verdict": "yes"}] * 2})))

    with scripted(first_wrong) as server:
        score = judges(minilm, server.url)["answer_relevancy"](WHEN, ANSWER)
    assert value(score) == 1.0
    assert len(server.requests) == 2


def test_passages_cannot_close_their_fence(minilm: Embedder, server: Scripted) -> None:
    judges(minilm, server.url)["toxicity"](WHEN, ANSWER)
    judges(minilm, server.url)["toxicity"](WHEN, answered("Another answer altogether."))
    fences = {line for one in server.requests for line in str(one.body["messages"]).split("\\n") if line[:2] == "<<"}
    assert len({fence[:18] for fence in fences}) == 2


def test_words_of_a_prompt_are_part_of_the_judge(minilm: Embedder, server: Scripted) -> None:
    exact = {name: metric.exact for name, metric in judges(minilm, server.url).items() if isinstance(metric, LLMMetric)}
    assert all(told.startswith("m v1, prompts ") for told in exact.values())
    assert exact["faithfulness"] == exact["hallucination"]
    assert len(set(exact.values())) == len(exact) - 2, "precision and relevancy share a prompt, as do the two above"


@pytest.fixture
def rubric(tmp_path: Path) -> str:
    file = tmp_path / "brevity.txt"
    file.write_text("The answer is brief and says what was asked.", encoding="utf-8")
    return f"{RUBRIC_PREFIX}{file}"


def test_a_rubric_is_weighed_by_log_probabilities(server: Scripted, rubric: str) -> None:
    metric = build_geval(model(server.url), rubric)
    good, bad = (metric(WHEN, answered(text, HARBOUR)) for text in ("It was finished in 1874.", "Quarks have spin."))
    assert metric.name == "geval_brevity"
    assert 1.0 > value(good) > value(bad) > 0.0
    assert "weighted by log-probabilities, 100% of their mass on the scale" in good.reason
    assert len(server.requests) == 2
    sent = server.requests[0].body
    assert (sent["logprobs"], sent["top_logprobs"]) == (True, 20)
    assert "brief" in sent["messages"][0]["content"]


def test_without_log_probabilities_marks_are_drawn_and_the_reason_says_so(rubric: str) -> None:
    def without(request: Request) -> Reply:
        if "logprobs" in request.body:
            return Reply(400, json.dumps({"error": {"message": "logprobs is not supported", "param": "logprobs"}}))
        if request.body["temperature"] == 0:
            return reply_to(request)
        return Reply(body=chat("4" if request.body["seed"] % 2 else "Mark: 2."))

    with scripted(without) as server:
        score = build_geval(model(server.url), rubric)(WHEN, ANSWER)
    assert value(score) == pytest.approx((3 - 1) / 4)
    assert "the mean of 8 marks sampled at temperature 1 (2, 2, 2, 2, 4, 4, 4, 4)" in score.reason
    assert "no usable log-probabilities" in score.reason
    assert len(server.requests) == GEVAL_SAMPLES + 2


def test_a_model_that_gives_no_mark_is_broken(rubric: str) -> None:
    with scripted(lambda _: Reply(body=chat("Lovely!"))) as server:
        score = build_geval(model(server.url), rubric)(WHEN, ANSWER)
    assert (score.value, score.failed) == (None, True)
    assert "gave no mark from 1 to 5: “Lovely!”" in score.reason


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.txt", "  ", "has no criteria"),
        ("a.toml", "criteria = ", "not valid TOML"),
        ("a.toml", "criteria = 'x'\nhigh = 10", "scale 1..10"),
        ("a.toml", "criteria = 'x'\nlow = 3\nhigh = 3", "scale 3..3"),
        ("a.toml", "steps = ['x']", "criteria"),
        ("a.toml", "criteria = 'x'\nhigh = 'five'", "high"),
    ],
)
def test_a_rubric_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_rubric(tmp_path / name)
    with pytest.raises(UsageError, match="cannot read"):
        read_rubric(tmp_path / "missing.txt")
    with pytest.raises(UsageError, match="needs a language model"):
        build_geval(None, f"{RUBRIC_PREFIX}{tmp_path / name}")


def test_a_rubric_may_say_how_to_go_about_it(tmp_path: Path) -> None:
    file = tmp_path / "tone.toml"
    file.write_text("criteria = 'Polite.'\nsteps = ['Read it.', 'Mark it.']\nlow = 0\nhigh = 3\n", encoding="utf-8")
    metric = build_geval(model("http://127.0.0.1:1"), f"{RUBRIC_PREFIX}{file}")
    other = build_geval(model("http://127.0.0.1:1"), f"{RUBRIC_PREFIX}{file}")
    assert metric.exact == other.exact
    file.write_text("criteria = 'Very polite.'\n", encoding="utf-8")
    assert build_geval(model("http://127.0.0.1:1"), f"{RUBRIC_PREFIX}{file}").exact != metric.exact


@pytest.mark.model
def test_a_real_model_marks_by_its_log_probabilities(model_url: str, rubric: str) -> None:
    score = build_geval(model(model_url, MODEL), rubric)(WHEN, answered("It was finished in 1874.", HARBOUR))
    assert "log-probabilities" in score.reason or "gave no mark" in score.reason, score.reason
    assert score.failed or 0.0 <= value(score) <= 1.0
