"""Ragas' metrics over our cases: offline, with a scripted model, with a real one; and nothing told to its makers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from evals.ragas import RAGAS_PREFIX, RagasMetric, ragas_metrics
from evals.types import Case, Score
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from rag.llm.openai import OpenAIModel
from rag.llm.protocol import Completion, Message, Options
from rag.llm.retry import SINGLE_ATTEMPT
from tests.evals.parts import BAKERY, HARBOUR, answered, case
from tests.support.loopback_model import loopback_model
from tests.support.servers import MODEL, Reply, Request, Scripted, chat, scripted

WHEN = case("When was the lighthouse at Skerry Point finished?", "1874", HARBOUR)


@pytest.fixture(scope="module")
def offline(minilm: Embedder) -> dict[str, RagasMetric]:
    return {metric.name: metric for metric in ragas_metrics(minilm)}


def judge(request: Request) -> Reply:
    """Two statements in every answer; the context bears out those that speak of 1874."""
    fields: dict[str, Any] = request.body["response_format"]["json_schema"]["schema"]["properties"]
    said = ("It was finished in 1874.", "It cost 90,000 crowns.")
    if "classifications" in fields:
        told = [{"statement": one, "reason": "read", "attributed": int("1874" in one)} for one in said]
        return Reply(body=chat(json.dumps({"classifications": told})))
    if "NLI" in request.body["messages"][0]["content"] or "verdict" in str(request.body["response_format"]):
        told = [{"statement": one, "reason": "read", "verdict": int("1874" in one)} for one in said]
        return Reply(body=chat(json.dumps({"statements": told})))
    return Reply(body=chat(json.dumps({"statements": list(said)})))


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted(judge) as running:
        yield running


class Brief(OpenAIModel):
    """A model that writes little: the small one goes on for long, and its time is the test's."""

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        return super().complete(messages, schema, replace(options, max_tokens=120))


def with_model(minilm: Embedder, url: str, model: str = "m") -> dict[str, RagasMetric]:
    llm = Brief(url, model, timeout=120, patience=SINGLE_ATTEMPT)
    return {metric.name: metric for metric in ragas_metrics(minilm, llm)}


def value(score: Score) -> float:
    assert score.value is not None, score.reason
    return score.value


def test_strings_and_meaning_are_compared_offline(offline: dict[str, RagasMetric]) -> None:
    right, near, far = answered("1874 [1]", HARBOUR), answered("It was in 1874."), answered("Rye bread.")
    assert [value(offline["ragas_exact_match"](WHEN, one)) for one in (right, near, far)] == [1.0, 0.0, 0.0]
    assert [value(offline["ragas_string_presence"](WHEN, one)) for one in (right, near, far)] == [1.0, 1.0, 0.0]
    for name in ("ragas_string_similarity", "ragas_semantic_similarity"):
        scores = [value(offline[name](WHEN, one)) for one in (right, near, far)]
        assert scores[0] == pytest.approx(1.0)
        assert scores == sorted(scores, reverse=True)
        assert scores[1] > scores[2]


def test_a_model_judges_statements(minilm: Embedder, server: Scripted) -> None:
    metrics = with_model(minilm, server.url)
    answer = answered("It was finished in 1874. It cost 90,000 crowns.", HARBOUR, BAKERY)
    scores = [metrics[name](WHEN, answer) for name in ("ragas_faithfulness", "ragas_context_recall")]
    assert [(score.value, score.judge, score.failed) for score in scores] == [(0.5, "model", False)] * 2
    asked = " ".join(str(one.body["messages"]) for one in server.requests)
    assert HARBOUR.text in asked
    assert BAKERY.text in asked
    assert len(server.requests) == 3


@pytest.mark.model
def test_a_real_model_gives_a_value_or_a_reason(minilm: Embedder, model_url: str) -> None:
    metrics = with_model(minilm, model_url, MODEL)
    score = metrics["ragas_faithfulness"](WHEN, answered("It was finished in 1874.", HARBOUR))
    assert score.reason if score.value is None else 0.0 <= score.value <= 1.0


def test_without_statements_there_is_a_reason_and_no_number(minilm: Embedder) -> None:
    with scripted(lambda _: Reply(body=chat('{"statements": []}'))) as server:
        score = with_model(minilm, server.url)["ragas_faithfulness"](WHEN, answered("It was in 1874.", HARBOUR))
    assert (score.value, score.failed, score.reason) == (None, False, "Ragas found nothing to judge")


@pytest.mark.parametrize(
    ("reply", "said"), [(Reply(500, "no"), "is failing (500)"), (Reply(body=chat("Rather not.")), "no fitting JSON")]
)
def test_a_model_that_fails_is_a_broken_score(minilm: Embedder, reply: Reply, said: str) -> None:
    with scripted(lambda _: reply) as server:
        score = with_model(minilm, server.url)["ragas_faithfulness"](WHEN, answered("It was in 1874.", HARBOUR))
    assert score.value is None
    assert score.failed
    assert said in score.reason
    assert "\n" not in score.reason


@pytest.mark.parametrize(
    ("asked", "text", "silent", "expected"),
    [
        (case("?", ""), "1874", False, "the case has no reference"),
        (WHEN, "", False, "there is no response"),
        (WHEN, "[1]", False, "there is no response"),
    ],
)
def test_what_cannot_be_judged_says_why(
    offline: dict[str, RagasMetric], asked: Case, text: str, silent: bool, expected: str
) -> None:
    for metric in offline.values():
        score = metric(asked, replace(answered(text), abstained=silent))
        assert (score.value, score.failed, score.reason) == (None, False, expected)


def test_abstaining_is_wrong_but_not_unfaithful(minilm: Embedder, server: Scripted) -> None:
    silent = replace(answered("I do not know.", HARBOUR), abstained=True)
    metrics = with_model(minilm, server.url)
    assert value(metrics["ragas_string_presence"](WHEN, silent)) == 0.0
    assert metrics["ragas_faithfulness"](WHEN, silent).value is None
    assert metrics["ragas_context_recall"](WHEN, answered("x")).reason == "there is no retrieved contexts"
    assert server.requests == []


def test_names_are_their_own(minilm: Embedder, server: Scripted) -> None:
    names = list(with_model(minilm, server.url))
    assert len(names) == len(set(names)) == 6
    assert all(name.startswith(RAGAS_PREFIX) for name in names)


def test_nothing_is_told_to_its_makers() -> None:
    """In a process without the variable that turns telemetry off; its attempts would be seen by the guard."""
    program = (
        "import sys\nimport evals.ragas\nassert 'ragas' not in sys.modules\n"
        "import numpy as np\n"
        "class Ones:\n    def embed(self, texts): return np.ones((len(texts), 3), np.float32)\n"
        "made = evals.ragas.ragas_metrics(Ones())\n"
        "from evals.types import Case\nfrom rag.types import Answer\n"
        "print([metric(Case.make('?', 'a'), Answer('a')).value for metric in made])\n"
        "from ragas import _analytics\n_analytics.track(_analytics.IsCompleteEvent(event_type='x'))\n"
    )
    environment = {name: text for name, text in os.environ.items() if name != "RAGAS_DO_NOT_TRACK"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=200, env=environment)
    assert done.stdout == "[1.0, 1.0, 1.0, 1.0]\n", done.stderr


def test_without_ragas_there_is_one_line(minilm: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"graphloop\[ragas\]"):
        ragas_metrics(minilm)


def test_every_model_metric_runs_through_a_server_that_computes(minilm: Embedder) -> None:
    answer = answered("The lighthouse at Skerry Point was finished in 1874. Quarks cost 90 zlotys.", HARBOUR, BAKERY)
    with loopback_model() as server:
        metrics = with_model(minilm, server.url)
        scores = {name: metrics[name](WHEN, answer) for name in ("ragas_faithfulness", "ragas_context_recall")}
    assert {name: score.value for name, score in scores.items()} == {
        "ragas_faithfulness": 0.5,
        "ragas_context_recall": 1.0,
    }
