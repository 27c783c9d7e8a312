"""A reply is bounded as a whole: servers that never come to an end, at real connections."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from graph.errors import ModelError
from rag.embed.remote import RemoteEmbedder
from rag.llm import wire
from rag.llm.allowance import Allowance, limit_reply
from rag.llm.call import CallCancelled, CancelToken, DeadlineExceeded, ModelCall, ReplyTooLong, cancellable
from rag.llm.endpoint import list_models
from rag.llm.likelihood import PromptLikelihood
from rag.llm.openai import PROVIDER, OpenAIModel
from rag.llm.probe import probe_model
from rag.llm.protocol import Completion, Message, Options
from rag.llm.reasoning import strip_reasoning
from rag.llm.retry import SINGLE_ATTEMPT, RetryPolicy
from rag.llm.spec import LLMOptions
from rag.llm.stream import collect_stream
from tests.support.endless import JSON_HEAD, STREAM_HEAD, Endless, Running, bomb, endless, event
from tests.support.growth import assert_grows_with_the_size
from tests.support.servers import Reply, chat, events, scripted
from tests.support.waiting import SECONDS

HELLO = [Message("user", "Say hello.")]
SHORT = 1.0
"""Seconds of a deadline; the time-out of silence is far longer in every test."""

WORDS = Endless(STREAM_HEAD, event(content="word "), 0.05)
AMPLE = 6.0
"""Seconds of a deadline before which a first word comes even on a busy machine."""
TRICKLES = {
    "blank deltas": Endless(STREAM_HEAD, event(content=""), 0.01),
    "comments": Endless(STREAM_HEAD, b": keep-alive\n\n", 0.01),
    "headers": Endless(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n", 0.05),
    "a status line": Endless(b"HTTP/1.1 200 ", b"O", 0.05),
    "interim replies": Endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.01),
    "a line": Endless(STREAM_HEAD, b"data", 0.02),
    "thoughts": Endless(STREAM_HEAD + event(content="<think>"), event(content="hm "), 0.02),
}


def left(server: Running) -> bool:
    """Whether every connection has ended; on a busy machine there may have been no time to make one."""
    return server.connections == 0 or server.gone.wait(SECONDS)


def model(server: Running, deadline: float = SHORT) -> OpenAIModel:
    return OpenAIModel(server.url, "m", timeout=SECONDS, patience=SINGLE_ATTEMPT, deadline=deadline)


@pytest.mark.parametrize("script", TRICKLES.values(), ids=TRICKLES)
def test_a_trickle_ends_at_the_deadline(script: Endless) -> None:
    with endless(script) as server:
        with pytest.raises(DeadlineExceeded, match="did not end within 1 s") as caught:
            collect_stream(model(server).stream(HELLO), "m")
        assert "llm.deadline" in caught.value.hint
        assert left(server)


def test_what_came_before_the_deadline_is_kept_and_marked() -> None:
    with endless(WORDS) as server:
        pieces: list[str] = []
        reply = collect_stream(model(server, AMPLE).stream(HELLO), "m", pieces.append)
        assert server.gone.wait(SECONDS)
    assert reply.finish_reason == "timeout"
    assert reply.text == "".join(pieces)
    assert set(reply.text.split()) == {"word"}


WHOLES: dict[str, Callable[[Running], object]] = {
    "complete": lambda server: model(server).complete(HELLO),
    "complete with a schema": lambda server: model(server).complete(HELLO, {"type": "object"}),
    "list of models": lambda server: list_models(server.url, timeout=SHORT),
    "embeddings": lambda server: RemoteEmbedder(
        server.url, "m", timeout=SECONDS, patience=SINGLE_ATTEMPT, deadline=SHORT
    ).embed(["a"]),
    "likelihood": lambda server: PromptLikelihood(
        server.url, "m", timeout=SECONDS, patience=SINGLE_ATTEMPT, deadline=SHORT
    ).of("a"),
}


@pytest.mark.parametrize("ask", WHOLES.values(), ids=WHOLES)
@pytest.mark.parametrize("head", [JSON_HEAD, b"HTTP/1.1 200 OK\r\nX-A: "], ids=["body", "header"])
def test_every_kind_of_call_has_a_deadline(ask: Callable[[Running], object], head: bytes) -> None:
    with endless(Endless(head, b" ", 0.05)) as server:
        with pytest.raises(ModelError, match="did not end within 1 s") as caught:
            ask(server)
        assert caught.value.hint
        assert left(server)


def test_a_probe_says_that_the_reply_did_not_end() -> None:
    with endless(Endless(JSON_HEAD, b" ", 0.05)) as server:
        found = probe_model(PROVIDER, LLMOptions("m", server.url), SHORT)
    assert not found.works
    assert "did not end within 1 s" in found.message


FLOODS = {
    "a line": Endless(STREAM_HEAD + b"data: ", b"x" * 2**16),
    "a line in small parts": Endless(STREAM_HEAD + b"data: ", b"x" * 64),
    "lines of one event": Endless(STREAM_HEAD, b"data: x\n" * 4096),
    "comments": Endless(STREAM_HEAD, b": keep-alive\n\n" * 4096),
    "headers": Endless(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 1024),
    "JSON": Endless(JSON_HEAD, b" " * 2**16),
    "a huge chunk": Endless(
        STREAM_HEAD[:-2] + b"Transfer-Encoding: chunked\r\n\r\n6400000\r\n", b"x" * 2**20, times=100
    ),
    "a bomb": Endless(bomb(200), b"", 0.05),
}


@pytest.mark.parametrize("script", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
def test_a_flood_ends_with_one_clear_line(script: Endless, streamed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LONGEST_EVENT", 2**19)
    with endless(script) as server:
        asked = OpenAIModel(server.url, "m", timeout=SECONDS, patience=SINGLE_ATTEMPT, deadline=SECONDS)
        with pytest.raises(ModelError) as caught:
            collect_stream(asked.stream(HELLO), "m") if streamed else asked.complete(HELLO)
        assert server.gone.wait(SECONDS)
    assert not isinstance(caught.value, DeadlineExceeded)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_a_call_counts_its_bytes_and_its_seconds() -> None:
    call = ModelCall("m", 1000.0, 10)
    call.took(10)
    with pytest.raises(ReplyTooLong, match="m sends more than"):
        call.took(1)
    with pytest.raises(DeadlineExceeded):
        ModelCall("m", 0.0).remaining()
    assert ModelCall("m", 5.0).within(None) <= 5.0
    assert ModelCall("m", 5.0).within(2.0) == 2.0


def test_max_tokens_holds_whatever_the_server_sends() -> None:
    body = events(*["word "] * 500)
    with scripted(lambda request: Reply(body=body, kind="text/event-stream")) as server:
        reply = collect_stream(OpenAIModel(server.url, "m").stream(HELLO, Options(max_tokens=8)), "m")
    assert (reply.text, reply.finish_reason) == ("word " * 8, "length")
    with scripted(lambda request: Reply(body=chat("word " * 500))) as server:
        whole = OpenAIModel(server.url, "m").complete(HELLO, options=Options(max_tokens=8))
    assert (whole.text, whole.finish_reason) == ("word " * 8, "length")


@pytest.mark.parametrize("unit", ["word ", "x", "語", "ก", " ", "a\n"])
def test_the_allowance_is_the_same_in_one_piece_and_in_many(unit: str) -> None:
    whole = limit_reply(unit * 3000, 20)
    assert 20 <= len(whole) <= 320
    allowance, parts = Allowance(20), list[str]()
    for character in unit * 3000:
        part = allowance.take(character)
        parts.append(part)
        if not part:
            break
    assert "".join(parts) == whole


def test_an_honest_reply_is_not_cut() -> None:
    for text in ("The quick brown fox jumps over the lazy dog. " * 10, "東京は日本の首都です。" * 20):
        assert limit_reply(text, max(len(text.split()), len(text) // 4)) == text


def test_retries_count_within_the_deadline() -> None:
    patience = RetryPolicy(attempts=50, first=0.2, longest=0.2, total=1000.0)
    with scripted(lambda request: Reply(500, {"error": {"message": "x"}})) as server:
        with pytest.raises(ModelError):
            OpenAIModel(server.url, "m", patience=patience, deadline=1.0).complete(HELLO)
        assert len(server.requests) <= 11
    with scripted(lambda request: Reply(429, "", {"Retry-After": "30"})) as server:
        with pytest.raises(ModelError, match="429"):
            OpenAIModel(server.url, "m", patience=patience, deadline=30.0).complete(HELLO)
        assert len(server.requests) == 1


@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("head", [STREAM_HEAD, b""], ids=["body", "silence"])
def test_a_cancelled_call_ends_its_connection_at_once(head: bytes, streamed: bool) -> None:
    cancel, caught = CancelToken(), list[BaseException]()

    def ask(server: Running) -> None:
        asked = OpenAIModel(server.url, "m", timeout=10 * SECONDS, patience=SINGLE_ATTEMPT)
        try:
            with cancellable(cancel):
                collect_stream(asked.stream(HELLO), "m") if streamed else asked.complete(HELLO)
        except ModelError as error:
            caught.append(error)

    with endless(Endless(head, b"", 10 * SECONDS)) as server:
        worker = threading.Thread(target=ask, args=(server,))
        worker.start()
        assert server.begun.wait(SECONDS)
        cancel()
        worker.join(SECONDS)
        assert not worker.is_alive()
        assert isinstance(caught[0], CallCancelled)
        with cancellable(cancel), pytest.raises(CallCancelled):  # what begins later ends at once
            OpenAIModel(server.url, "m", patience=SINGLE_ATTEMPT).complete(HELLO)


def test_a_connection_is_used_again_by_the_next_call() -> None:
    with scripted(lambda request: Reply(body=chat("x"))) as server:
        asked = OpenAIModel(server.url, "m", patience=SINGLE_ATTEMPT, deadline=SECONDS)
        assert [asked.complete(HELLO).text for _ in range(3)] == ["x"] * 3


def test_a_stream_that_is_left_early_ends_its_connection() -> None:
    with endless(WORDS) as server:
        stream = model(server, SECONDS).stream(HELLO)
        assert next(stream) == "word "
        stream.close()
        assert server.gone.wait(SECONDS)


def test_a_writer_that_fails_ends_the_connection() -> None:
    def refuse(piece: str) -> None:
        raise RuntimeError(piece)

    with endless(WORDS) as server:
        with pytest.raises(RuntimeError):
            collect_stream(model(server, SECONDS).stream(HELLO), "m", refuse)
        assert server.gone.wait(SECONDS)


def test_texts_without_blanks_stream_as_they_come() -> None:
    with endless(Endless(STREAM_HEAD, event(content="東京"), 0.05)) as server:
        stream = model(server, SECONDS).stream(HELLO)
        assert [next(stream) for _ in range(3)] == ["東京"] * 3
        stream.close()


@pytest.mark.parametrize("piece", ["<think>hm ", "hm", " ", "\n", "<think></think>"])
def test_thoughts_are_left_out_in_linear_time(piece: str) -> None:
    assert_grows_with_the_size(lambda size: sum(map(len, strip_reasoning(["<think>", *[piece] * size]))), 20_000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<think>a</think>  b", "b"),
        (" <think>a</think>\n<think>c</think>\n b", "b"),
        ("<thin air", "<thin air"),
        ("<think>never ends", ""),
        ("  hello", "  hello"),
        ("   ", "   "),
        ("<thi", "<thi"),
        ("a <think>b</think>", "a "),
        ("Sure. <think>b</think> c", "Sure.  c"),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_thoughts_are_found_however_they_are_cut(text: str, said: str, size: int) -> None:
    assert "".join(strip_reasoning(text[i : i + size] for i in range(0, len(text), size))) == said


def test_gathering_is_linear() -> None:
    def work(size: int) -> Completion:
        return collect_stream(iter(["語"] * size), "m")

    assert_grows_with_the_size(work, 20_000)


def test_a_deeply_nested_reply_is_one_clear_error() -> None:
    with scripted(lambda request: Reply(body="[" * 200_000)) as server, pytest.raises(ModelError) as caught:
        OpenAIModel(server.url, "m", patience=SINGLE_ATTEMPT).complete(HELLO)
    assert caught.value.hint


def test_seconds_are_those_of_the_whole_call() -> None:
    call = ModelCall("m", 1000.0)
    begun = time.monotonic()
    call.give_up()
    with pytest.raises(CallCancelled):
        call.sleep(500)
    assert time.monotonic() - begun < SECONDS
