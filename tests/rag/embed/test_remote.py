from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from graph.errors import ModelError
from rag.embed.remote import MAX_SENT_CHARS, REMOTE_BATCH_SIZE, RemoteEmbedder
from rag.llm.retry import SINGLE_ATTEMPT, RetryPolicy
from tests.rag.embed.embedding_server import KEY

Reply = Callable[[list[str]], tuple[int, str]]


@contextmanager
def answering(reply: Reply) -> Iterator[tuple[str, list[list[str]]]]:
    """A server that answers every request by `reply`; gives its address and the texts it was sent."""
    seen: list[list[str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
            seen.append(texts)
            status, body = reply(texts)
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def backwards(texts: list[str]) -> tuple[int, str]:
    """Vectors that tell the length of a text, the last text first, as a server may send them."""
    items = [{"object": "embedding", "index": i, "embedding": [len(text), 1.0]} for i, text in enumerate(texts)]
    return 200, json.dumps({"object": "list", "model": "m", "data": items[::-1]})


def fails(address: str, message: str, model: str = "m", key: str = "") -> None:
    remote = RemoteEmbedder(address, model, key, timeout=20, patience=SINGLE_ATTEMPT)
    try:
        with pytest.raises(ModelError, match=message) as caught:
            remote.embed(["text"])
        assert caught.value.hint
    finally:
        remote.close()


def test_rows_follow_the_index_over_several_batches() -> None:
    texts = ["a" * length for length in range(1, 2 * REMOTE_BATCH_SIZE + 4)]
    texts[5] = " "
    with answering(backwards) as (address, seen):
        remote = RemoteEmbedder(address, "m")
        rows = remote.embed(texts)
        remote.close()
    assert [len(batch) for batch in seen] == [REMOTE_BATCH_SIZE, REMOTE_BATCH_SIZE, 2]
    assert not rows[5].any()
    for place in (0, 1, 6, len(texts) - 1):
        np.testing.assert_allclose(rows[place], np.array([place + 1, 1]) / np.hypot(place + 1, 1), rtol=1e-6)


def test_long_texts_are_cut_and_half_characters_replaced() -> None:
    with answering(backwards) as (address, seen):
        remote = RemoteEmbedder(address, "m")
        remote.embed(["b" * 10 * MAX_SENT_CHARS, "\ud83d half"])
        remote.close()
    assert seen == [["b" * MAX_SENT_CHARS, "\ufffd half"]]


def test_a_busy_server_is_asked_again() -> None:
    replies = iter([(503, "{}"), (429, "{}")])
    with answering(lambda texts: next(replies, None) or backwards(texts)) as (address, seen):
        remote = RemoteEmbedder(address, "m", patience=RetryPolicy(first=0.01))
        assert remote.embed(["text"]).shape == (1, 2)
        remote.close()
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (404, '{"error": {"message": "no such model"}}', "has no model 'm'"),
        (400, '{"error": {"message": "input is too long"}}', "400.*input is too long"),
        (500, "oops", "500"),
        (200, "<html>welcome</html>", "did not send one vector for each text"),
        (200, '{"data": []}', "did not send one vector for each text"),
        (200, '{"data": [{"index": 1, "embedding": [1.0]}]}', "did not send one vector for each text"),
        (200, '{"data": [{"index": 0, "embedding": ["a"]}]}', "did not send one vector for each text"),
        (200, '{"data": [{"index": 0, "embedding": [1e400]}]}', "did not send one vector for each text"),
        (200, '{"data": 7}', "did not send one vector for each text"),
        (200, "[]", "did not send one vector for each text"),
    ],
)
def test_a_reply_that_is_no_embedding(status: int, body: str, message: str) -> None:
    with answering(lambda _: (status, body)) as (address, _):
        fails(address, message)


def test_dimensions_that_change() -> None:
    widths = iter([2, 3])

    def reply(_: list[str]) -> tuple[int, str]:
        return 200, json.dumps({"data": [{"index": 0, "embedding": [1.0] * next(widths)}]})

    with answering(reply) as (address, _):
        remote = RemoteEmbedder(address, "m")
        remote.embed(["one"])
        with pytest.raises(ModelError, match="3 dimensions after some of 2"):
            remote.embed(["two"])
        remote.close()


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fails(f"http://127.0.0.1:{port}/v1", "cannot be reached")


@pytest.mark.parametrize("address", ["", "localhost:11434", "ftp://host/v1", "http://[/v1"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ModelError, match="is not the address of an embedding server"):
        RemoteEmbedder(address, "m")


@pytest.mark.model
def test_a_wrong_key(server: str) -> None:
    fails(server, "refuses the key", key="wrong-key")


@pytest.mark.model
def test_a_real_model_tells_texts_apart(server: str) -> None:
    remote = RemoteEmbedder(server + "/v1/embeddings", "smollm2", KEY)
    near, far, text = remote.embed(["A dog barks at the cat.", "def f(x): return x ** 2", "A dog barks at a cat."])
    remote.close()
    assert near @ text > far @ text
