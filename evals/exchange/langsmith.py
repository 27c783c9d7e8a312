"""LangSmith: the examples of a dataset, the rows of an experiment, and runs.

An example is `{"inputs": {…}, "outputs": {…}, "metadata"}`, its outputs the right answer. Where a row has
`reference_outputs` (or `reference`, in the data frame of an experiment) or is a run, its outputs are an answer.
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

_REFERENCES = ("reference_outputs", "referenceOutputs", "reference")
_RUN = ("run_type", "execution_time", "trace_id")


def knows(fields: Mapping[str, Any]) -> bool:
    """Whether a record is an example, a row of an experiment or a run."""
    return isinstance(fields.get("inputs"), dict)


def read(record: ExchangeRecord) -> Imported:
    """Read an example, a row of an experiment or a run."""
    fields = record.fields
    right = next((name for name in _REFERENCES if not is_empty(fields.get(name))), "")
    ran = bool(right) or any(name in fields for name in _RUN)
    expected = right if ran else "outputs"
    question = pick_field(fields.get("inputs"), "inputs", QUESTIONS)
    asked = read_question(question.value)
    reference = pick_field(fields.get(expected), expected, (*REFERENCES, *ANSWERS))
    gold = pick_contexts(fields.get(expected), expected)
    case = make_case(record, asked, texts_of(reference.value), read_contexts(gold.value))
    used = [question.path, reference.path, gold.path]
    if not ran:
        return Imported(case, None, lost_fields(record, used, asked))
    output = pick_field(fields.get("outputs"), "outputs", ANSWERS)
    contexts = pick_contexts(fields.get("outputs"), "outputs")
    answer = GivenAnswer(text_of(output.value), read_contexts(contexts.value), text_of(fields.get("error")))
    return Imported(case, answer, lost_fields(record, [*used, output.path, contexts.path, "error"], asked))


def write(case: Case) -> Mapping[str, Any]:
    """Write a case as an example."""
    return {"inputs": {"question": case.question}, "outputs": {"answer": case.reference}}


TOOL = ToolSpec("langsmith", "LangSmith: datasets, experiments and runs (JSONL, JSON, CSV)", knows, read, write)
