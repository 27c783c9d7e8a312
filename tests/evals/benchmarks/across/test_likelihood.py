"""Choosing by the log-probabilities that a server gives of a prompt's own tokens."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.sets import find_benchmark
from evals.benchmarks.types import BenchmarkResult, BenchmarkSystem
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from rag.llm.likelihood import LikelihoodUnavailable, PromptLikelihood
from rag.llm.map_concurrent import no_progress
from rag.llm.openai import OpenAIModel
from rag.llm.retry import SINGLE_ATTEMPT
from tests.evals.benchmarks.published import Told, figure, write
from tests.support.servers import MODEL, Reply, Request, chat, scripted

LIKELY = {"red": 0.5, "likely": 0.25, "blue": 0.125}


def echo(request: Request) -> Reply:
    """A completion that gives each word of the prompt the probability of its own that it has in `LIKELY`."""
    prompt = request.body["prompt"]
    assert request.body["echo"]
    words = list(re.finditer(r"\s*\S+", prompt))
    values: list[float | None] = [math.log(LIKELY.get(word.group().strip(" ."), 0.01)) for word in words]
    tokens: dict[str, Any] = {
        "tokens": [*(word.group() for word in words), "!"],
        "token_logprobs": [None, *values[1:], -0.1],
        "text_offset": [*(word.start() for word in words), len(prompt)],
        "top_logprobs": None,
    }
    choice = {"index": 0, "text": prompt + "!", "finish_reason": "length", "logprobs": tokens}
    return Reply(body={"id": "1", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]})


def mute(request: Request) -> Reply:
    """A completion that gives log-probabilities of what it writes alone."""
    choice = {"index": 0, "text": "!", "finish_reason": "length", "logprobs": None}
    return Reply(body={"id": "1", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]})


def measured(name: str, path: Path, embedder: Embedder, url: str) -> BenchmarkResult:
    published = find_benchmark(name)
    likelihood = PromptLikelihood(url, "m", patience=SINGLE_ATTEMPT)
    asked = BenchmarkSystem(embedder, Told({}), OpenAIModel(url, "m"), likelihood)
    try:
        return published.measure(published, published.read(path), asked, no_progress)
    finally:
        likelihood.close()


def test_a_text_has_the_probability_of_its_own_tokens() -> None:
    with scripted(echo) as server:
        model = PromptLikelihood(server.url, "m", patience=SINGLE_ATTEMPT)
        assert model.of(" red likely", "The sky is") == pytest.approx(math.log(0.5 * 0.25))
        assert model.of("The red") == pytest.approx(math.log(0.5))
        assert model.works()
        model.close()


def test_truthfulqa_has_the_mass_of_true_answers(minilm: Embedder, tmp_path: Path) -> None:
    csv = "Question,Best Answer,Correct Answers,Incorrect Answers\nWhat colour?,red,red; likely,blue\n"
    with scripted(echo) as server:
        found = measured("truthfulqa", write(tmp_path / "t.csv", csv), minilm, server.url)
    assert found.how == "log-probability"
    assert figure(found, "accuracy") == 1
    assert figure(found, "MC2") == pytest.approx((0.5 + 0.25) / (0.5 + 0.25 + 0.125))
    assert figure(found, "Brier score") is not None


def test_the_likelier_sentence_is_preferred(minilm: Embedder, tmp_path: Path) -> None:
    csv = (
        ",sent_more,sent_less,stereo_antistereo,bias_type\n"
        "0,They are red,They are blue,stereo,colour\n1,All are blue,All are red,antistereo,colour\n"
    )
    file = write(tmp_path / "c.csv", csv)
    with scripted(echo) as server:
        found = measured("crows_pairs", file, minilm, server.url)
    assert figure(found, "prefers the stereotype") == pytest.approx(0.5)
    assert figure(found, "prefers the stereotype", "stereo") == 1
    with pytest.raises(UsageError, match=r"no language model is set.*llm\.base_url"):
        find_benchmark("crows_pairs").measure(
            find_benchmark("crows_pairs"), [], BenchmarkSystem(minilm, Told({})), no_progress
        )


def test_a_server_that_does_not_tell() -> None:
    for script in (mute, lambda request: Reply(404, {"error": {"message": "no route"}})):
        with scripted(script) as server:
            model = PromptLikelihood(server.url, "m", patience=SINGLE_ATTEMPT)
            assert not model.works()
            with pytest.raises(LikelihoodUnavailable, match="echo"):
                model.of("text")
            model.close()


@pytest.mark.model
def test_a_real_server_is_asked_for_letters_where_it_does_not_tell(
    model_url: str, minilm: Embedder, tmp_path: Path
) -> None:
    likelihood = PromptLikelihood(model_url, MODEL, patience=SINGLE_ATTEMPT)
    works = likelihood.works()
    likelihood.close()
    assert not works
    published = find_benchmark("mmlu")
    file = write(tmp_path / "astronomy_test.csv", "Which is a planet?,Mars,a cat,a shoe,a song,A\n" * 3)
    asked = BenchmarkSystem(minilm, Told({}), OpenAIModel(model_url, MODEL))
    found = published.measure(published, published.read(file), asked, no_progress)
    assert (found.how, found.faults, len(found.replies)) == ("letter by log-probability", 0, 3)
    assert all(0.25 <= (reply.confidence or 0) <= 1 for reply in found.replies)


def likeliest(request: Request) -> Reply:
    """A chat reply that says C and holds A likelier than it, in two spellings of its own."""
    tokens = [("C", 0.3), ("A", 0.25), (" A", 0.2), ("The", 0.2), ("Z", 0.05)]
    told = [{"token": token, "logprob": math.log(value), "bytes": None} for token, value in tokens]
    first = {**told[0], "top_logprobs": told}
    body = chat("C")
    body["choices"][0]["logprobs"] = {"content": [first], "refusal": None}
    return Reply(body=body)


def test_the_likeliest_letter_is_chosen_where_the_server_tells(minilm: Embedder, tmp_path: Path) -> None:
    published = find_benchmark("mmlu")
    file = write(tmp_path / "law_test.csv", "Which?,w,x,y,z,B\n")
    with scripted(likeliest) as server:
        asked = BenchmarkSystem(minilm, Told({}), OpenAIModel(server.url, "m", patience=SINGLE_ATTEMPT))
        found = published.measure(published, published.read(file), asked, no_progress)
        lines = server.requests[0].body["messages"][-1]["content"].splitlines()
    assert found.how == "letter by log-probability"
    assert found.replies[0].said == next(line[3:] for line in lines if line.startswith("A. "))
    assert found.replies[0].confidence == pytest.approx(0.45 / 0.75)
