"""Streams and schemas around a model, and the pauses between its attempts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from rag.llm.faults import TransientError, requested_wait
from rag.llm.protocol import Completion, Message
from rag.llm.reasoning import strip_reasoning
from rag.llm.retry import RetryPolicy, call_with_retry
from rag.llm.schema import complete_with_schema, find_mismatch, parse_json
from rag.llm.stream import collect_stream, relay_stream

HELLO = [Message("user", "hello")]


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
