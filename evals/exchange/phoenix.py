"""Phoenix: the examples of a dataset, the runs of an experiment, and spans.

An example is `{"input": {…}, "output": {…}, "metadata": {…}}`, in CSV with columns such as `input_question`, its output
the right answer. A run of an experiment has the right one as `reference_output` besides. A span has `attributes` after
OpenInference: `input.value`, `output.value` and `retrieval.documents`; of a trace its root is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.exchange.fields import (
    ANSWERS,
    QUESTIONS,
    REFERENCES,
    lost_fields,
    make_case,
    pick_contexts,
    pick_field,
    prefixed_fields,
    read_contexts,
    read_question,
    text_of,
    texts_of,
)
from evals.exchange.spec import ExchangeRecord, GivenAnswer, Imported, ToolSpec

_COLUMNS = ("input", "output", "metadata")
MILLISECONDS = 1000


def knows(fields: Mapping[str, Any]) -> bool:
    """Whether a record is an example, a run of an experiment or a span."""
    if isinstance(fields.get("attributes"), dict):
        return True
    nested = prefixed_fields(fields, *_COLUMNS)
    return isinstance(nested.get("input"), dict) and "output" in nested and "inputs" not in fields


def read(record: ExchangeRecord) -> Imported | None:
    """Read an example, a run of an experiment or a root span; None for another span."""
    if isinstance(record.fields.get("attributes"), dict):
        return None if record.fields.get("parent_id") else _read_span(record)
    return _read_example(
        ExchangeRecord(record.file, record.place, prefixed_fields(record.fields, *_COLUMNS, "reference_output"))
    )


def _read_example(record: ExchangeRecord) -> Imported:
    fields = record.fields
    ran = "reference_output" in fields
    expected = "reference_output" if ran else "output"
    question = pick_field(fields.get("input"), "input", QUESTIONS)
    asked = read_question(question.value)
    reference = pick_field(fields.get(expected), expected, (*REFERENCES, *ANSWERS))
    case = make_case(record, asked, texts_of(reference.value))
    used = [question.path, reference.path]
    if not ran:
        return Imported(case, None, lost_fields(record, used, asked))
    output = pick_field(fields.get("output"), "output", ANSWERS)
    contexts = pick_contexts(fields.get("output"), "output")
    taken = fields.get("latency_ms")
    seconds = taken / MILLISECONDS if isinstance(taken, int | float) else 0.0
    answer = GivenAnswer(
        text_of(output.value), read_contexts(contexts.value), text_of(fields.get("error")), "", seconds
    )
    used += [output.path, contexts.path, "error", "latency_ms"]
    return Imported(case, answer, lost_fields(record, used, asked))


def _read_span(record: ExchangeRecord) -> Imported:
    attributes = record.fields["attributes"]
    question = _value(attributes, "input", QUESTIONS)
    asked = read_question(question)
    retrieval = attributes.get("retrieval")
    documents = retrieval.get("documents") if isinstance(retrieval, dict) else None
    case = make_case(record, asked, ())
    answer = GivenAnswer(text_of(_value(attributes, "output", ANSWERS)), read_contexts(documents))
    used = [f"attributes.{name}" for name in ("input.value", "output.value", "retrieval.documents")]
    return Imported(case, answer, lost_fields(record, used, asked))


def _value(attributes: Mapping[str, Any], name: str, names: tuple[str, ...]) -> Any:
    """Return the text of a span's input or output; its value may be an object in JSON."""
    inner = attributes.get(name)
    value = inner.get("value") if isinstance(inner, dict) else inner
    if isinstance(value, str) and value.lstrip().startswith("{"):
        from pydantic_core import from_json

        try:
            value = from_json(value)
        except ValueError:
            return value
    return pick_field(value, name, names).value


TOOL = ToolSpec("phoenix", "Phoenix: datasets, experiments and spans (JSONL, JSON, CSV)", knows, read)
