"""Log-probabilities: what was written, what might have been, and servers that tell neither."""

from __future__ import annotations

import json

import pytest

from graph.types import Document, Passage
from rag.answer.model_answerer import ModelAnswerer
from rag.llm.openai import OpenAIModel
from rag.llm.protocol import Message, Options
from rag.llm.retry import SINGLE_ATTEMPT
from rag.types import Hit, Question
from tests.support.servers import MODEL, Reply, Request, chat, scripted

HELLO = [Message("user", "Say one digit.")]
ASKED = Options(max_tokens=4, log_probabilities=True, alternatives=3)
DOCUMENT = Document.make("notes.txt", "Notes", "The lighthouse was finished in 1874.", locator="")
TEXT = DOCUMENT.text
HITS = [Hit(Passage(Passage.name(DOCUMENT.id, TEXT, 0), DOCUMENT.id, TEXT, 0, title="Notes", source="notes.txt"), 1.0)]


@pytest.mark.model
def test_a_real_model_tells_the_likeliest_tokens_at_each_place(model_url: str) -> None:
    reply = OpenAIModel(model_url, MODEL, timeout=60).complete(HELLO, options=ASKED)
    assert reply.alternatives is not None
    assert reply.log_probabilities is not None
    assert len(reply.alternatives) == len(reply.log_probabilities)
    for place in reply.alternatives:
        assert 1 <= len(place) <= 3
        values = [token.log_probability for token in place]
        assert values == sorted(values, reverse=True)


@pytest.mark.model
def test_an_answer_of_a_real_model_keeps_how_sure_it_was(model_url: str) -> None:
    options = Options(max_tokens=12, log_probabilities=True)
    answer = ModelAnswerer(OpenAIModel(model_url, MODEL, timeout=60), options=options)(Question("When?"), HITS)
    assert answer.log_probability is not None
    assert answer.log_probability <= 0.0


@pytest.mark.parametrize("refused", ["logprobs", "top_logprobs"])
def test_a_server_that_takes_none_is_asked_without(refused: str) -> None:
    def refusing(request: Request) -> Reply:
        if refused in request.body:
            error = {"message": f"unknown parameter: {refused}", "param": refused}
            return Reply(400, json.dumps({"error": error}))
        return Reply(body=chat("4"))

    with scripted(refusing) as server:
        reply = OpenAIModel(server.url, "m", timeout=10, patience=SINGLE_ATTEMPT).complete(HELLO, options=ASKED)
    assert (reply.text, reply.alternatives) == ("4", None)
    sent = server.requests[-1].body
    assert "top_logprobs" not in sent
    assert ("logprobs" in sent) is (refused == "top_logprobs")
    assert len(server.requests) == 2
