"""The client of OpenAI-compatible endpoints, against a real model and against servers that fail."""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.errors import ModelError
from rag.llm.address import redact_address
from rag.llm.endpoint import list_models, normalize_endpoint
from rag.llm.faults import ContextTooLong
from rag.llm.openai import PROVIDER, OpenAIModel
from rag.llm.probe import probe_model
from rag.llm.protocol import LanguageModel, Message, Options
from rag.llm.retry import SINGLE_ATTEMPT, RetryPolicy
from rag.llm.spec import LLMOptions
from rag.llm.stream import collect_stream
from rag.llm.usage import Usage
from tests.support.servers import MODEL, Reply, Request, chat, events, free_port, scripted

HELLO = [Message("user", "Say hello.")]
SHORT = Options(max_tokens=8)
PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 20}},
    "required": ["name"],
    "additionalProperties": False,
}
QUICK = RetryPolicy(attempts=3, first=0.01, longest=0.02, total=5.0)
KEY = "sk-canary-5d1f"


def one_by_one(*replies: Reply) -> Callable[[Request], Reply]:
    """A script that sends the replies in order, the last one for ever."""
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.model
class TestRealModel:
    def test_completes_with_usage_and_log_probabilities(self, model_url: str) -> None:
        model: LanguageModel = OpenAIModel(model_url, MODEL)
        reply = model.complete(HELLO, options=Options(max_tokens=8, log_probabilities=True))
        assert reply.text
        assert reply.model == MODEL
        assert reply.finish_reason in ("stop", "length")
        assert 0 < reply.usage.written <= 8
        assert reply.usage.read > 0
        assert reply.log_probabilities is not None
        assert all(value <= 0 for value in reply.log_probabilities)

    def test_streams_what_it_completes(self, model_url: str) -> None:
        model = OpenAIModel(model_url, MODEL)
        pieces: list[str] = []
        streamed = collect_stream(model.stream(HELLO, SHORT), model.name, pieces.append)
        assert len(pieces) > 1
        assert "".join(pieces) == streamed.text
        assert streamed.usage.written > 0
        assert streamed.finish_reason in ("stop", "length")

    def test_fills_a_schema(self, model_url: str) -> None:
        reply = OpenAIModel(model_url, MODEL).complete(HELLO, PERSON, Options(max_tokens=48))
        assert set(json.loads(reply.text)) == {"name"}

    def test_lists_its_name_and_answers_a_probe(self, model_url: str) -> None:
        assert list_models(model_url) == [MODEL]
        assert list_models(model_url.removesuffix("/v1")) == [MODEL]
        found = probe_model(PROVIDER, LLMOptions(MODEL, model_url), 120)
        assert found.works, found.message
        assert found.seconds > 0

    def test_tells_a_prompt_that_is_too_long(self, model_url: str) -> None:
        with pytest.raises(ContextTooLong, match="context"):
            OpenAIModel(model_url, MODEL).complete([Message("user", "word " * 6000)])


FAULTS = [
    (Reply(401, {"error": {"message": f"Incorrect API key: {KEY}"}}), "refused the key", "GRAPHLOOP_LLM__API_KEY"),
    (Reply(403, {"error": {"message": f"not for {KEY}"}}), "refused the key", "GRAPHLOOP_LLM__API_KEY"),
    (Reply(404, {"error": {"message": "no such route"}}), "nothing answers", "GRAPHLOOP_LLM__BASE_URL"),
    (Reply(404, "<html>Not found</html>", kind="text/html"), "nothing answers", "GRAPHLOOP_LLM__BASE_URL"),
    (Reply(307, "", {"Location": "http://192.0.2.1/v1/chat/completions"}), "nothing answers", "/v1"),
    (Reply(400, {"error": {"message": f"bad {KEY} thing\nsecond line"}}), "bad *** thing second line", "settings"),
    (Reply(400, {"error": {"message": "maximum context length is 9"}}), "too long", "fewer"),
    (Reply(413, {"error": {"message": "big"}}), "too long", "fewer"),
    (Reply(500, {"error": {"message": "out of order"}}), "failing (500): out of order", "log"),
    (Reply(503, ""), "failing (503)", "later"),
    (Reply(429, {"error": {"message": "slow down"}}), "failing (429): slow down", "later"),
    (Reply(429, {"error": {"message": "pay", "code": "insufficient_quota"}}), "no quota left", "credit"),
    (Reply(200, "<html>welcome</html>", kind="text/html"), "a web page", "BASE_URL"),
    (Reply(200, "{not json"), "not one of an OpenAI-compatible", "BASE_URL"),
    (Reply(200, {"choices": []}), "holds no choices", "log"),
    (Reply(200, {"choices": [{"message": None}]}), "not one of an OpenAI-compatible", "BASE_URL"),
    (Reply(200, json.dumps(chat("cut"))[:40], drop=True), "cannot reach", "BASE_URL"),
]


@pytest.mark.parametrize(("reply", "message", "hint"), FAULTS, ids=[f"{n}-{f[0].status}" for n, f in enumerate(FAULTS)])
def test_faults_are_one_line_with_a_hint_and_no_key(
    reply: Reply, message: str, hint: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with scripted(lambda request: reply) as server:
        model = OpenAIModel(server.url, "m", KEY, timeout=10, patience=SINGLE_ATTEMPT)
        with pytest.raises(ModelError) as caught:
            model.complete(HELLO)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert "\n" not in str(caught.value)
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in told + repr(model) + repr(caught.value) + caplog.text


def test_unreachable_names_the_address_and_the_setting() -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ModelError) as caught:
        OpenAIModel(address, "m", patience=QUICK).complete(HELLO)
    assert f"{address}/v1" in caught.value.message
    assert "GRAPHLOOP_LLM__BASE_URL" in caught.value.hint
    assert not probe_model(PROVIDER, LLMOptions("m", address)).works


def test_a_server_that_hangs_times_out() -> None:
    with scripted(lambda request: Reply(delay=30)) as server:
        started = time.monotonic()
        with pytest.raises(ModelError, match=r"did not answer within 0\.3 s"):
            OpenAIModel(server.url, "m", timeout=0.3).complete(HELLO)
        assert time.monotonic() - started < 25


def test_an_unknown_model_is_told_with_those_there_are() -> None:
    def script(request: Request) -> Reply:
        if request.path.endswith("/models"):
            return Reply(body={"object": "list", "data": [{"id": "b"}, {"id": "a"}]})
        return Reply(404, {"error": {"message": "The model `m` does not exist", "code": "model_not_found"}})

    with scripted(script) as server, pytest.raises(ModelError, match="has no model 'm'") as caught:
        OpenAIModel(server.url, "m").complete(HELLO)
    assert caught.value.hint.endswith(": a, b")


def test_transient_failures_are_tried_again_as_the_server_asks() -> None:
    script = one_by_one(
        Reply(500, {"error": {"message": "x"}}), Reply(429, "", {"Retry-After": "1"}), Reply(body=chat("done"))
    )
    with scripted(script) as server:
        started = time.monotonic()
        reply = OpenAIModel(server.url, "m", patience=QUICK).complete(HELLO)
        assert reply.text == "done"
        assert reply.usage == Usage(3, 2)
        assert len(server.requests) == 3
        assert time.monotonic() - started >= 1.0


def test_a_wait_longer_than_our_patience_fails_at_once() -> None:
    with scripted(lambda request: Reply(429, "", {"Retry-After": "3600"})) as server:
        with pytest.raises(ModelError, match="429"):
            OpenAIModel(server.url, "m", patience=QUICK).complete(HELLO)
        assert len(server.requests) == 1


def test_lasting_failures_are_not_tried_again() -> None:
    with scripted(lambda request: Reply(401, {"error": {"message": "no"}})) as server:
        with pytest.raises(ModelError):
            OpenAIModel(server.url, "m", patience=QUICK).complete(HELLO)
        assert len(server.requests) == 1


CUT = [
    (Reply(body=events("one ", "two", finish=None, done=False), kind="text/event-stream"), "broke off"),
    (Reply(body=events("one ", "two", finish=None), kind="text/event-stream"), "broke off"),
    (Reply(body=events("one ", "two", done=False), kind="text/event-stream", drop=True), "cut short"),
    (
        Reply(body=events("one ", "two", finish=None, done=False) + "data: {bad\n\n", kind="text/event-stream"),
        "not one",
    ),
    (
        Reply(
            body=events("one ", "two", finish=None, done=False) + 'data: {"error": {"message": "out of memory"}}\n\n',
            kind="text/event-stream",
        ),
        "out of memory",
    ),
]


@pytest.mark.parametrize(("reply", "message"), CUT)
def test_an_unfinished_stream_gives_its_pieces_and_then_fails(reply: Reply, message: str) -> None:
    pieces: list[str] = []
    with scripted(lambda request: reply) as server:
        stream = OpenAIModel(server.url, "m", timeout=10).stream(HELLO)
        with pytest.raises(ModelError, match=message):
            collect_stream(stream, "m", pieces.append)
    assert pieces == ["one ", "two"]


def test_a_stream_that_is_left_early_is_closed() -> None:
    body = events(*["piece "] * 200)
    with scripted(lambda request: Reply(body=body, kind="text/event-stream")) as server:
        stream = OpenAIModel(server.url, "m", timeout=10).stream(HELLO)
        assert next(stream) == "piece "
        stream.close()


def test_thoughts_are_left_out() -> None:
    whole = "<think>hm, well</think>\n\nThe answer."
    with scripted(lambda request: Reply(body=chat(whole))) as server:
        assert OpenAIModel(server.url, "m").complete(HELLO).text == "The answer."
    body = events(*(whole[i : i + 3] for i in range(0, len(whole), 3)))
    with scripted(lambda request: Reply(body=body, kind="text/event-stream")) as server:
        assert collect_stream(OpenAIModel(server.url, "m").stream(HELLO), "m").text == "The answer."


def test_refused_parameters_are_left_out_from_then_on() -> None:
    def script(request: Request) -> Reply:
        if "max_tokens" in request.body:
            said = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
            return Reply(400, {"error": {"message": said, "param": "max_tokens", "code": "unsupported_parameter"}})
        if "temperature" in request.body:
            return Reply(400, {"error": {"message": "temperature does not support 0", "param": "temperature"}})
        return Reply(body=chat("fine"))

    with scripted(script) as server:
        model = OpenAIModel(server.url, "m")
        assert model.complete(HELLO, options=SHORT).text == "fine"
        assert model.complete(HELLO, options=SHORT).text == "fine"
        assert len(server.requests) == 4
        assert server.requests[-1].body["max_completion_tokens"] == 8


def test_a_schema_that_the_server_does_not_take_goes_into_the_prompt() -> None:
    def script(request: Request) -> Reply:
        if "response_format" in request.body:
            return Reply(400, {"error": {"message": "response_format is not supported"}})
        assert "JSON schema" in request.body["messages"][-1]["content"]
        return Reply(body=chat('Sure!\n```json\n{"name": "Ann"}\n```'))

    with scripted(script) as server:
        assert json.loads(OpenAIModel(server.url, "m").complete(HELLO, PERSON).text) == {"name": "Ann"}


def test_a_reply_that_does_not_fit_is_sent_back_once() -> None:
    with scripted(one_by_one(Reply(body=chat('{"nom": "Ann"}')), Reply(body=chat('{"name": "Ann"}')))) as server:
        reply = OpenAIModel(server.url, "m").complete(HELLO, PERSON)
        assert json.loads(reply.text) == {"name": "Ann"}
        assert reply.usage == Usage(6, 4)
        assert "lacks name" in server.requests[1].body["messages"][-1]["content"]
    with scripted(lambda request: Reply(body=chat("never"))) as server:
        with pytest.raises(ModelError, match="no fitting JSON"):
            OpenAIModel(server.url, "m").complete(HELLO, PERSON)
        assert len(server.requests) == 2
    with scripted(lambda request: Reply(body=chat('{"name": "An', finish="length"))) as server:
        with pytest.raises(ModelError, match="cut"):
            OpenAIModel(server.url, "m").complete(HELLO, PERSON)
        assert len(server.requests) == 1


def test_options_reach_the_server_and_the_key_only_its_header() -> None:
    with scripted(lambda request: Reply(body=chat("x"))) as server:
        OpenAIModel(server.url, "m", KEY).complete(HELLO, options=Options(0.7, seed=5, sample=2, max_tokens=9))
        sent = server.requests[0]
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(sent.body)
    assert (sent.body["temperature"], sent.body["seed"], sent.body["max_tokens"]) == (0.7, 7, 9)


def test_account_settings_of_another_service_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-canary")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    with scripted(lambda request: Reply(body=chat("x"))) as server:
        OpenAIModel(server.url, "m").complete(HELLO)
        assert "canary" not in str(server.requests[0].headers)


def test_half_surrogates_do_not_break_the_reply() -> None:
    with scripted(lambda request: Reply(body=json.dumps(chat("a\ud83db")))) as server:
        assert OpenAIModel(server.url, "m").complete([Message("user", "\udc80")]).text == "a?b"


def test_many_threads_share_one_model() -> None:
    with scripted(lambda request: Reply(body=chat(request.body["messages"][0]["content"]))) as server:
        model = OpenAIModel(server.url, "m")
        asked = [str(n) for n in range(16)]

        def ask(text: str) -> str:
            return model.complete([Message("user", text)]).text

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(ask, asked)) == asked


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        (" http://127.0.0.1:11434/v1/ ", "http://127.0.0.1:11434/v1"),
        ("https://host.example/openai/v1/chat/completions", "https://host.example/openai/v1"),
        ("http://[::1]:80/api?x=1#y", "http://[::1]:80/api?x=1"),
    ],
)
def test_addresses_are_taken_as_people_write_them(given: str, used: str) -> None:
    assert normalize_endpoint(given) == used


@pytest.mark.parametrize("given", ["", "localhost:11434", "ftp://host/v1", "http://", "http://[::1", "127.0.0.1"])
def test_other_addresses_are_refused_with_an_example(given: str) -> None:
    with pytest.raises(ModelError, match="GRAPHLOOP_LLM__BASE_URL"):
        OpenAIModel(given, "m")


def test_a_password_in_the_address_is_never_shown() -> None:
    assert redact_address("http://user:canary@host:1/v1") == "http://host:1/v1"
    address = f"http://user:canary@127.0.0.1:{free_port()}/v1"
    model = OpenAIModel(address, "m", patience=SINGLE_ATTEMPT)
    with pytest.raises(ModelError) as caught:
        model.complete(HELLO)
    assert "canary" not in str(caught.value) + repr(model)


def test_no_list_of_models_is_an_error_with_a_hint() -> None:
    replies: Sequence[Reply] = (Reply(401, ""), Reply(200, "hello"), Reply(200, {"data": None}), Reply(500, ""))
    for reply in replies:
        with scripted(lambda request, reply=reply: reply) as server, pytest.raises(ModelError) as caught:  # type: ignore[misc]
            list_models(server.url, KEY)
        assert caught.value.hint


def test_a_server_that_refuses_to_stream_is_asked_for_the_whole_reply() -> None:
    def refuse(request: Request) -> Reply:
        if request.body.get("stream"):
            return Reply(400, {"error": {"message": "stream=true is not supported by this model"}})
        return Reply(body=chat("Hello there."))

    with scripted(refuse) as server:
        model = OpenAIModel(server.url, "m", patience=QUICK)
        assert collect_stream(model.stream(HELLO), "m").text == "Hello there."
        assert collect_stream(model.stream(HELLO), "m").text == "Hello there."
    assert ["stream" in request.body for request in server.requests] == [True, False, False]
