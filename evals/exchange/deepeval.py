"""DeepEval: goldens and test cases.

A golden is `{"input", "expected_output", "context"}`, a test case has `actual_output` and `retrieval_context` besides;
a saved test run has the same names in camel case. Its CSV separates contexts by `|`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.exchange.fields import is_empty, lost_fields, make_case, read_contexts, read_question, text_of, texts_of
from evals.exchange.spec import ExchangeRecord, GivenAnswer, GivenContext, Imported, ToolSpec
from evals.types import Case

_SNAKE = ("expected_output", "actual_output", "context", "retrieval_context")
_LANGFUSE = {"source_trace_id", "sourceTraceId", "dataset_id", "datasetId", "dataset_name", "datasetName"}
"""The fields that tell an item of Langfuse from a golden."""
_CAMEL = ("expectedOutput", "actualOutput", "context", "retrievalContext")


def knows(fields: Mapping[str, Any]) -> bool:
    """Whether a record is a golden or a test case."""
    if "input" not in fields:
        return False
    ran = not {"actual_output", "retrieval_context", "actualOutput", "retrievalContext"}.isdisjoint(fields)
    return ran or ("expected_output" in fields and _LANGFUSE.isdisjoint(fields))


def read(record: ExchangeRecord) -> Imported:
    """Read a golden or a test case."""
    fields = record.fields
    camel = not {"expectedOutput", "actualOutput", "retrievalContext"}.isdisjoint(fields)
    expected, actual, gold, retrieved = _CAMEL if camel else _SNAKE
    asked = read_question(fields.get("input"))
    case = make_case(record, asked, texts_of(fields.get(expected)), _contexts(record, gold))
    answer = None
    if not is_empty(fields.get(actual)):
        answer = GivenAnswer(text_of(fields[actual]), _contexts(record, retrieved))
    used = ["input", expected, gold, *([actual, retrieved] if answer else [])]
    return Imported(case, answer, lost_fields(record, used, asked))


def write(case: Case) -> Mapping[str, Any]:
    """Write a case as a golden."""
    quotes = [gold.quote for gold in case.gold if gold.quote]
    return {"input": case.question, "expected_output": case.reference, "context": quotes or None}


def _contexts(record: ExchangeRecord, name: str) -> tuple[GivenContext, ...]:
    value = record.fields.get(name)
    if isinstance(value, str) and record.file.suffix.lower() == ".csv":
        return read_contexts(value.split("|"))
    return read_contexts(value)


TOOL = ToolSpec(
    "deepeval", "DeepEval: goldens and test cases (JSON, JSONL, CSV)", knows, read, write, ("gold",), "list"
)
