"""LangChain's ChatOpenAI in the place of our model, at real HTTP servers."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

import openai
import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith import utils as langsmith

from graph.errors import ModelError
from rag.answer.model_answerer import ModelAnswerer
from rag.answer.pipeline import ask
from rag.langchain import as_language_model
from rag.llm.call import CallCancelled, CancelToken, cancellable
from rag.llm.faults import ContextTooLong
from rag.llm.protocol import Message, Options
from rag.llm.stream import collect_stream
from rag.llm.usage import Usage
from rag.types import Question, Retriever
from tests.rag.langchain.conftest import TEXTS, MakeChat
from tests.support.endless import STREAM_HEAD, Endless, Running, endless, event
from tests.support.servers import MODEL, Reply, Request, Scripted, chat, events, scripted
from tests.support.waiting import SECONDS

HELLO = [Message("system", "Be kind."), Message("user", "Hello"), Message("assistant", "Hi"), Message("user", "Again")]
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"year": {"type": "integer"}},
    "required": ["year"],
    "additionalProperties": False,
}


def sent(server: Scripted) -> dict[str, Any]:
    body: dict[str, Any] = server.requests[-1].body
    return body


def test_a_reply_comes_whole_with_its_usage(chat_at: MakeChat) -> None:
    with scripted(lambda _: Reply(body=chat("<think>hm</think>Hello.", read=7, written=4))) as server:
        reply = as_language_model(chat_at(server.url)).complete(HELLO)
    assert (reply.text, reply.model, reply.finish_reason, reply.usage) == ("Hello.", "m", "stop", Usage(7, 4))
    assert [one["role"] for one in sent(server)["messages"]] == ["system", "user", "assistant", "user"]


def test_options_are_passed_on_and_give_way_to_what_the_model_was_made_with(chat_at: MakeChat) -> None:
    def fields(server: Scripted) -> tuple[Any, ...]:
        body = sent(server)
        return body.get("temperature"), body.get("seed"), body.get("max_tokens") or body.get("max_completion_tokens")

    with scripted(lambda _: Reply(body=chat("x"))) as server:
        plain, own = chat_at(server.url), chat_at(server.url, temperature=0.7, seed=5)
        as_language_model(plain).complete(HELLO)
        assert fields(server) == (0.0, 0, 512)
        as_language_model(own).complete(HELLO)
        assert fields(server) == (0.7, 5, 512)
        as_language_model(own).complete(HELLO, options=Options(temperature=1.0, seed=2, sample=3, max_tokens=9))
        assert fields(server) == (1.0, 5, 9)
    assert (plain.temperature, plain.max_tokens) == (None, None)
    assert as_language_model(plain).endpoint != as_language_model(own).endpoint


def test_a_stream_comes_in_pieces_with_its_end(chat_at: MakeChat) -> None:
    with scripted(lambda _: Reply(body=events("One ", "two", "."), kind="text/event-stream")) as server:
        pieces: list[str] = []
        reply = collect_stream(as_language_model(chat_at(server.url)).stream(HELLO), "m", pieces.append)
    assert pieces == ["One ", "two", "."]
    assert (reply.text, reply.finish_reason) == ("One two.", "stop")
    assert sent(server)["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=events("One ", finish=None, done=False), kind="text/event-stream"),
        Reply(body=events("One ", finish=None, done=False), kind="text/event-stream", drop=True),
    ],
    ids=["silent end", "cut connection"],
)
def test_a_stream_that_breaks_off_is_no_reply(chat_at: MakeChat, reply: Reply) -> None:
    pieces: list[str] = []
    with scripted(lambda _: reply) as server, pytest.raises(ModelError, match=r"broke off|cut short|failed"):
        collect_stream(as_language_model(chat_at(server.url)).stream(HELLO), "m", pieces.append)
    assert pieces == ["One "]


def test_a_schema_goes_to_the_server_and_the_reply_fits_it(chat_at: MakeChat) -> None:
    with scripted(lambda _: Reply(body=chat('{"year": 1874}'))) as server:
        reply = as_language_model(chat_at(server.url)).complete(HELLO, SCHEMA)
    assert json.loads(reply.text) == {"year": 1874}
    assert sent(server)["response_format"]["json_schema"]["schema"]["required"] == ["year"]


@pytest.mark.parametrize("first", ['{"year": "soon"}', "I think it was 1874."])
def test_a_reply_that_does_not_fit_is_asked_for_once_more(chat_at: MakeChat, first: str) -> None:
    def script(request: Request) -> Reply:
        return Reply(body=chat(first if len(request.body["messages"]) == len(HELLO) else '{"year": 1874}'))

    with scripted(script) as server:
        reply = as_language_model(chat_at(server.url)).complete(HELLO, SCHEMA)
    assert (json.loads(reply.text), reply.usage) == ({"year": 1874}, Usage(6, 4))
    assert len(server.requests) == 2


def test_a_server_without_schemas_is_asked_in_words_from_then_on(chat_at: MakeChat) -> None:
    def script(request: Request) -> Reply:
        if "response_format" in request.body or "tools" in request.body:
            return Reply(400, {"error": {"message": "response_format is not supported"}})
        return Reply(body=chat('```json\n{"year": 1874}\n```'))

    with scripted(script) as server:
        model = as_language_model(chat_at(server.url))
        assert [json.loads(model.complete(HELLO, SCHEMA).text) for _ in range(2)] == [{"year": 1874}] * 2
    assert ["response_format" in one.body for one in server.requests] == [True, False, False]
    assert "additionalProperties" in sent(server)["messages"][-1]["content"]


def test_a_chat_model_that_knows_no_schemas_is_asked_in_words() -> None:
    model = as_language_model(FakeListChatModel(responses=["no", '{"year": 1874}']))
    assert json.loads(model.complete(HELLO, SCHEMA).text) == {"year": 1874}
    assert collect_stream(model.stream(HELLO), model.name).text == "no"


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (Reply(401, {"error": {"message": "bad key sk-of-the-test"}}), ModelError, "m refuses the key"),
        (Reply(404, {"error": {"message": "no such model"}}), ModelError, "m is not there"),
        (Reply(429, {"error": {"message": "slow down"}}), ModelError, "takes no more requests"),
        (Reply(500, {"error": {"message": "oops\nsk-of-the-test"}}), ModelError, r"is failing \(500\)"),
        (Reply(400, {"error": {"message": "bad top_p"}}), ModelError, r"refused the request \(400\)"),
        (Reply(400, {"error": {"message": "maximum context length is 9"}}), ContextTooLong, "too long"),
        (Reply(200, "<html>"), ModelError, "failed"),
        (Reply(200, {"choices": []}), ModelError, "failed"),
        (Reply(200, chat("x"), delay=30), ModelError, "did not answer in time"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Reply) else "",
)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_fault_is_one_line_with_a_hint(
    chat_at: MakeChat, reply: Reply, kind: type[ModelError], said: str, streamed: bool
) -> None:
    with scripted(lambda _: reply) as server:
        model = as_language_model(chat_at(server.url, timeout=0.5))
        with pytest.raises(kind, match=said) as caught:
            collect_stream(model.stream(HELLO), "m") if streamed else model.complete(HELLO)
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert "sk-of-the-test" not in str(caught.value)


def test_a_server_that_is_not_there(chat_at: MakeChat) -> None:
    with pytest.raises(ModelError, match="m cannot be reached"):
        as_language_model(chat_at("http://127.0.0.1:9/v1")).complete(HELLO)


def test_anything_else_is_no_chat_model() -> None:
    with pytest.raises(ModelError, match="int is not a LangChain chat model"):
        as_language_model(5)  # type: ignore[arg-type]


def test_a_chat_model_is_made_by_its_name() -> None:
    with scripted(lambda _: Reply(body=chat("Hello."))) as server, openai.DefaultHttpxClient() as client:
        model = as_language_model("openai:m", base_url=server.url, api_key="k", http_client=client)
        assert model.complete(HELLO).text == "Hello."
    assert model.name == "m"


@pytest.mark.parametrize("name", ["nobody", "nobody:m", "openai:m"])
def test_a_name_that_makes_no_chat_model_is_one_line(name: str) -> None:
    with pytest.raises(ModelError, match=f"no chat model '{name}' can be made") as caught:
        as_language_model(name)
    assert "\n" not in str(caught.value)


def test_our_calls_are_not_traced_even_where_tracing_is_on(
    chat_at: MakeChat, monkeypatch: pytest.MonkeyPatch, retriever: Retriever
) -> None:
    def script(request: Request) -> Reply:
        streamed = Reply(body=events("Anna ", "Brodie [1]."), kind="text/event-stream")
        return streamed if request.body.get("stream") else Reply(body=chat("Hello."))

    clear = getattr(langsmith.get_env_var, "cache_clear")  # noqa: B009 - its type does not tell that it is cached
    with scripted(lambda _: Reply(202, {})) as tracer, scripted(script) as server:
        for name, value in {"TRACING": "true", "ENDPOINT": tracer.url, "API_KEY": "k"}.items():
            monkeypatch.setenv(f"LANGSMITH_{name}", value)
        clear()
        try:
            assert langsmith.tracing_is_enabled()
            model = as_language_model(chat_at(server.url))
            model.complete(HELLO)
            ask(Question("Who lit the lamp?"), retriever, ModelAnswerer(model), 2)
            assert langsmith.tracing_is_enabled()
            wait_for_all_tracers()
            assert tracer.requests == []
        finally:
            monkeypatch.undo()
            clear()


@pytest.mark.model
def test_our_answers_come_through_a_langchain_model(chat_at: MakeChat, retriever: Retriever, model_url: str) -> None:
    model = as_language_model(chat_at(model_url, model=MODEL, timeout=120))
    pieces: list[str] = []
    answer = ask(
        Question("When was the lighthouse at Skerry Point finished?"),
        retriever,
        ModelAnswerer(model, options=Options(max_tokens=60)),
        1,
        write=pieces.append,
    )
    assert "1874" in answer.text
    assert answer.model == MODEL
    assert answer.usage.read > 50
    assert answer.usage.written > 0
    assert len(pieces) > 1
    assert answer.hits[0].passage.text == TEXTS["Skerry Point"]


@pytest.mark.model
def test_a_real_model_fits_a_schema(chat_at: MakeChat, model_url: str) -> None:
    model = as_language_model(chat_at(model_url, model=MODEL, timeout=120))
    asked = [Message("user", "The lighthouse was finished in 1874. In which year was it finished?")]
    reply = model.complete(asked, SCHEMA, Options(max_tokens=40))
    assert isinstance(json.loads(reply.text)["year"], int)


@pytest.mark.parametrize(
    "script",
    [
        Endless(STREAM_HEAD, event(content=""), 0.02),
        Endless(STREAM_HEAD, b": keep-alive\n\n", 0.02),
        Endless(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n", 0.05),
    ],
    ids=["blank deltas", "comments", "headers"],
)
@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
def test_a_reply_without_an_end_ends_at_the_deadline(chat_at: MakeChat, script: Endless, streamed: bool) -> None:
    with endless(script) as server:
        asked = as_language_model(chat_at(server.url, timeout=SECONDS), deadline=1.0)
        with pytest.raises(ModelError, match="did not end within 1 s") as caught:
            collect_stream(asked.stream(HELLO), "m") if streamed else asked.complete(HELLO)
        assert caught.value.hint


def test_what_came_before_the_deadline_is_kept_and_marked(chat_at: MakeChat) -> None:
    with endless(Endless(STREAM_HEAD, event(content="word "), 0.05)) as server:
        reply = collect_stream(as_language_model(chat_at(server.url, timeout=SECONDS), deadline=6.0).stream(HELLO), "m")
        assert server.gone.wait(SECONDS)
    assert reply.finish_reason == "timeout"
    assert set(reply.text.split()) == {"word"}


def test_max_tokens_holds_whatever_the_server_sends(chat_at: MakeChat) -> None:
    body = events(*["word "] * 500)
    with scripted(lambda _: Reply(body=body, kind="text/event-stream")) as server:
        reply = collect_stream(as_language_model(chat_at(server.url)).stream(HELLO, Options(max_tokens=8)), "m")
    assert (reply.text, reply.finish_reason) == ("word " * 8, "length")
    with scripted(lambda _: Reply(body=chat("word " * 500))) as server:
        whole = as_language_model(chat_at(server.url)).complete(HELLO, options=Options(max_tokens=8))
    assert (whole.text, whole.finish_reason) == ("word " * 8, "length")


def test_a_cancelled_reply_is_left_at_once(chat_at: MakeChat) -> None:
    cancel, caught = CancelToken(), list[ModelError]()

    def work(server: Running) -> None:
        try:
            with cancellable(cancel):
                as_language_model(chat_at(server.url, timeout=SECONDS)).complete(HELLO)
        except ModelError as error:
            caught.append(error)

    with endless(Endless(b"", b"", 10 * SECONDS)) as server:
        worker = threading.Thread(target=work, args=(server,))
        worker.start()
        assert server.begun.wait(SECONDS)
        cancel()
        worker.join(SECONDS)
        assert not worker.is_alive()
    assert isinstance(caught[0], CallCancelled)
