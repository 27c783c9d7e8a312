"""Langfuse: the items of a dataset, alone or with the output of a run.

An item is `{"input", "expectedOutput", "metadata", "sourceTraceId", …}`, input and expected output a text or an object;
the Python client names them in snake case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.exchange.fields import (
    ANSWERS,
    QUESTIONS,
    REFERENCES,
    is_empty,
    lost_fields,
    make_case,
    pick_contexts,
    pick_field,
    read_contexts,
    read_question,
    text_of,
    texts_of,
)
from evals.exchange.spec import ExchangeRecord, GivenAnswer, Imported, ToolSpec
from evals.types import Case

_OWN = ("sourceTraceId", "source_trace_id", "datasetId", "dataset_id", "datasetName", "dataset_name")


def knows(fields: Mapping[str, Any]) -> bool:
    """Whether a record is an item of a dataset."""
    if "input" not in fields or not {"actual_output", "actualOutput"}.isdisjoint(fields):
        return False
    return "expectedOutput" in fields or ("expected_output" in fields and any(name in fields for name in _OWN))


def read(record: ExchangeRecord) -> Imported:
    """Read an item."""
    fields = record.fields
    expected = "expectedOutput" if "expectedOutput" in fields else "expected_output"
    question = pick_field(fields.get("input"), "input", QUESTIONS)
    asked = read_question(question.value)
    reference = pick_field(fields.get(expected), expected, (*REFERENCES, *ANSWERS))
    case = make_case(record, asked, texts_of(reference.value))
    used = [question.path, reference.path]
    if is_empty(fields.get("output")):
        return Imported(case, None, lost_fields(record, used, asked))
    output = pick_field(fields["output"], "output", ANSWERS)
    contexts = pick_contexts(fields["output"], "output")
    answer = GivenAnswer(text_of(output.value), read_contexts(contexts.value))
    return Imported(case, answer, lost_fields(record, [*used, output.path, contexts.path], asked))


def write(case: Case) -> Mapping[str, Any]:
    """Write a case as an item."""
    return {"input": case.question, "expectedOutput": case.reference}


TOOL = ToolSpec("langfuse", "Langfuse: dataset items (JSON, JSONL, CSV)", knows, read, write, (), "list")
