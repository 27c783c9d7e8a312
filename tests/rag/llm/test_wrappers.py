"""Limits, the reply cache, streams and schemas around a model."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from graph.errors import ModelError
from rag.llm.cached import CachedModel
from rag.llm.faults import TransientError, requested_wait
from rag.llm.limited import LimitedModel
from rag.llm.protocol import Completion, LanguageModel, Message, Options
from rag.llm.retry import RetryPolicy, call_with_retry
from rag.llm.schema import complete_with_schema, find_mismatch, parse_json
from rag.llm.stream import collect_stream, relay_stream, strip_reasoning
from rag.types import Usage

HELLO = [Message("user", "hello")]


class Counting:
    """A model that numbers its replies."""

    def __init__(self, name: str = "counting", endpoint: str = "here", finish: str = "stop") -> None:
        self.name = name
        self.endpoint = endpoint
        self.calls = 0
        self._finish = finish
        self._lock = threading.Lock()

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        with self._lock:
            self.calls += 1
            return Completion(f"reply {self.calls}", self.name, Usage(3, 2), self._finish, (-0.5,))

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        reply = self.complete(messages, options=options)
        yield from reply.text.partition(" ")
        return reply


def test_wrappers_are_models(tmp_path: Path) -> None:
    inner = Counting()
    model: LanguageModel = LimitedModel(CachedModel(inner, tmp_path / "journal.db"))
    assert model.name == inner.name
    assert model.complete(HELLO) == model.complete(HELLO)
    assert inner.calls == 1


def test_the_rate_is_kept_over_all_threads() -> None:
    waits: list[float] = []
    model = LimitedModel(Counting(), per_minute=60, sleep=waits.append)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: model.complete(HELLO), range(30)))
    assert len(waits) == 20
    assert 19 < max(waits) <= 20
    assert sorted(waits) == pytest.approx([n + 1 for n in range(20)], abs=0.9)


def test_one_call_a_minute_waits_from_the_second_on() -> None:
    waits: list[float] = []
    model = LimitedModel(Counting(), per_minute=1, sleep=waits.append)
    model.complete(HELLO)
    model.complete(HELLO)
    assert waits == [pytest.approx(60, abs=1)]


def test_the_call_budget_holds_for_threads_and_streams() -> None:
    inner = Counting()
    model = LimitedModel(inner, budget_calls=5)

    def ask(n: int) -> str:
        try:
            if n % 2:
                model.complete(HELLO)
            else:
                collect_stream(model.stream(HELLO), model.name)
        except ModelError as error:
            return error.message
        return "asked"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(ask, range(12)))
    assert said.count("asked") == 5
    assert said.count("the budget of 5 model calls is used up") == 7
    assert inner.calls == model.calls == 5


def test_the_token_budget_counts_streams() -> None:
    model = LimitedModel(Counting(), budget_tokens=10)
    assert collect_stream(model.stream(HELLO), model.name).usage == Usage(3, 2)
    model.complete(HELLO)
    with pytest.raises(ModelError, match="budget of 10 tokens"):
        model.complete(HELLO)
    assert model.usage == Usage(6, 4)


def test_a_cached_reply_comes_back_whole_in_another_process_too(tmp_path: Path) -> None:
    first = CachedModel(Counting(), tmp_path / "journal.db")
    reply = first.complete(HELLO)
    first.close()
    again = CachedModel(Counting(), tmp_path / "journal.db")
    assert again.complete(HELLO) == reply
    pieces: list[str] = []
    assert collect_stream(again.stream(HELLO), "counting", pieces.append) == reply
    assert "".join(pieces) == reply.text


CHANGED: dict[str, Any] = {
    "temperature": 0.5,
    "seed": 1,
    "sample": 1,
    "max_tokens": 5,
    "log_probabilities": True,
    "alternatives": 3,
}


def test_every_option_the_schema_and_the_model_are_in_the_key(tmp_path: Path) -> None:
    inner = Counting()
    model = CachedModel(inner, tmp_path / "journal.db")
    assert set(CHANGED) == {field.name for field in fields(Options)}
    for name, value in CHANGED.items():
        model.complete(HELLO, options=replace(Options(), **{name: value}))
    model.complete(HELLO)
    model.complete(HELLO, {"type": "string"})
    model.complete([Message("system", "hello")])
    model.complete([Message("user", "hel"), Message("user", "lo")])
    assert inner.calls == len(CHANGED) + 4
    for other in (Counting(name="other"), Counting(endpoint="there")):
        CachedModel(other, tmp_path / "journal.db").complete(HELLO)
        assert other.calls == 1


def test_cut_replies_and_broken_streams_are_not_kept(tmp_path: Path) -> None:
    inner = Counting(finish="length")
    model = CachedModel(inner, tmp_path / "journal.db")
    model.complete(HELLO)
    collect_stream(model.stream(HELLO), model.name)
    assert inner.calls == 2
    left = Counting()
    model = CachedModel(left, tmp_path / "journal.db")
    stream = model.stream(HELLO)
    next(stream)
    stream.close()
    model.complete(HELLO)
    assert left.calls == 2


def test_prompts_are_not_on_disk_and_replies_can_be_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    inner = Counting()
    model = CachedModel(inner, path)
    model.complete([Message("user", "canary-7d")])
    with sqlite3.connect(path) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    assert "canary-7d" not in dump
    assert "reply 1" in dump
    model.clear()
    model.complete([Message("user", "canary-7d")])
    assert inner.calls == 2


@given(st.text(max_size=40), st.lists(st.integers(1, 5), max_size=20))
def test_pieces_are_relayed_as_they_are(text: str, sizes: list[int]) -> None:
    pieces = _cut(text, sizes)
    assert "".join(strip_reasoning(pieces)) == text or text.lstrip().startswith("<think>")
    reply = collect_stream(iter(pieces), "m")
    assert (reply.text, reply.model) == (text, "m")
    assert list(relay_stream(iter(pieces), "m")) == pieces


@given(st.text(st.characters(exclude_characters="<"), max_size=20), st.text(max_size=20), st.lists(st.integers(1, 5)))
def test_thoughts_are_left_out_however_they_are_cut(thought: str, said: str, sizes: list[int]) -> None:
    assert "".join(strip_reasoning(_cut(f" <think>{thought}</think>\n{said}", sizes))) == said.lstrip()


def _cut(text: str, sizes: Sequence[int]) -> list[str]:
    pieces = []
    for size in sizes:
        pieces.append(text[:size])
        text = text[size:]
    return [*pieces, text]


class Inner(BaseModel):
    kind: str
    score: float | None = None


class Outer(BaseModel):
    names: list[str]
    inner: Inner
    flag: bool = False


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["names", "inner", "flag", "kind", "score", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.one_of(
        VALUES,
        st.fixed_dictionaries(
            {
                "names": st.lists(st.text(max_size=2), max_size=2) | VALUES,
                "inner": st.fixed_dictionaries({"kind": VALUES}),
            }
        ),
    )
)
def test_a_value_fits_a_schema_where_pydantic_takes_it(value: Any) -> None:
    try:
        TypeAdapter(Outer).validate_json(json.dumps(value), strict=True)
        fits = True
    except ValidationError:
        fits = False
    assert (find_mismatch(value, Outer.model_json_schema()) == "") == fits


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Sure: {"a": [1, 2]} there', {"a": [1, 2]}),
        ('```json\n{"a": "}"}\n```', {"a": "}"}),
        ("see [1]: [2, 3]", [1]),
        ("7", 7),
    ],
)
def test_json_is_found_in_chatter(text: str, value: Any) -> None:
    assert parse_json(text) == value


@pytest.mark.parametrize("text", ["", "no", "{", "{'a': 1}", '{"a": NaN}', "[" * 100_000, '{"a": 1'])
def test_what_is_not_json_is_sent_back(text: str) -> None:
    replies = [Completion(text, "m"), Completion('{"a": 1}', "m")]
    assert complete_with_schema(lambda messages: replies.pop(0), HELLO, {"type": "object"}).text == '{"a": 1}'
    assert replies == []


def test_pauses_grow_and_stay_within_bounds() -> None:
    waits: list[float] = []

    def fail() -> None:
        raise TransientError("no")

    with pytest.raises(TransientError):
        call_with_retry(fail, RetryPolicy(attempts=6, first=1, longest=4, total=100), waits.append)
    assert len(waits) == 5
    for wait, longest in zip(waits, [1, 2, 4, 4, 4], strict=True):
        assert longest / 2 <= wait <= longest
    waits.clear()
    with pytest.raises(TransientError):
        call_with_retry(fail, RetryPolicy(attempts=99, first=1, longest=4, total=10), waits.append)
    assert sum(waits) <= 10


def test_waits_are_read_as_numbers_dates_and_milliseconds() -> None:
    assert requested_wait({"retry-after": "7"}) == 7
    assert requested_wait({"retry-after-ms": "250", "retry-after": "7"}) == 0.25
    assert requested_wait({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert requested_wait({"retry-after": "soon"}) is None
    assert requested_wait({"retry-after": "Wed, 21 Oct 2015 07:28:00 -0000"}) == 0
    assert requested_wait({}) is None


@pytest.mark.parametrize("year", [1970, 2015, 2026, 2099])
def test_a_date_to_wait_for_is_told_by_the_clock_of_the_server(year: int) -> None:
    replied = f"Wed, 21 Oct {year} 07:28:00 GMT"
    assert requested_wait({"date": replied, "retry-after": f"Wed, 21 Oct {year} 07:28:09 GMT"}) == 9
    assert requested_wait({"date": replied, "retry-after": f"Wed, 21 Oct {year} 07:27:00 GMT"}) == 0
    assert requested_wait({"date": "today", "retry-after": replied}) is None
