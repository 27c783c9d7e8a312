"""OpenAI Evals: the samples of its repository, and the data and output items of the Evals API.

A sample is `{"input": [{"role", "content"}…] | str, "ideal": str | [str…]}`. A data item is `{"item": {…}, "sample":
{…}}` with fields of the user's own in `item`; an output item has them in `datasource_item`, and the model's messages in
`sample.output`.
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


def knows(fields: Mapping[str, Any]) -> bool:
    """Whether a record is a sample, a data item or an output item."""
    return {"input", "ideal"} <= fields.keys() or bool(_item_name(fields))


def read(record: ExchangeRecord) -> Imported:
    """Read a sample or an item."""
    name = _item_name(record.fields)
    return _read_item(record, name) if name else _read_sample(record)


def write(case: Case) -> Mapping[str, Any]:
    """Write a case as a sample."""
    messages = [{"role": turn.role, "content": turn.text} for turn in case.history]
    ideal = [case.reference, *case.aliases] if case.aliases else case.reference
    return {"input": [*messages, {"role": "user", "content": case.question}], "ideal": ideal}


def _item_name(fields: Mapping[str, Any]) -> str:
    return next((name for name in ("datasource_item", "item") if isinstance(fields.get(name), dict)), "")


def _read_sample(record: ExchangeRecord) -> Imported:
    asked = read_question(record.fields.get("input"))
    case = make_case(record, asked, texts_of(record.fields.get("ideal")))
    return Imported(case, None, lost_fields(record, ("input", "ideal"), asked))


def _read_item(record: ExchangeRecord, name: str) -> Imported:
    item = record.fields[name]
    question = pick_field(item, name, QUESTIONS)
    asked = read_question(question.value)
    asked_in = question.path.rpartition(".")[2]
    names = (one for one in (*REFERENCES, *ANSWERS) if one != asked_in and not is_empty(item.get(one)))
    reference = next(names, "")
    context = pick_contexts(item, name)
    case = make_case(record, asked, texts_of(item.get(reference)), read_contexts(context.value))
    used = [question.path, f"{name}.{reference}", context.path]
    sample = record.fields.get("sample")
    if not isinstance(sample, dict):
        return Imported(case, None, lost_fields(record, used, asked))
    output = "output_text" if sample.get("output_text") else "output"
    fault = text_of(sample.get("error")) or (_message(sample.get("error")))
    answer = GivenAnswer(text_of(sample.get(output)), (), fault, text_of(sample.get("model")))
    # What was sent to the model holds the question again.
    used += ["sample.output_text", "sample.output", "sample.error", "sample.model", "sample.input"]
    return Imported(case, answer, lost_fields(record, used, asked))


def _message(error: Any) -> str:
    return str(error.get("message") or error.get("code") or "") if isinstance(error, dict) else ""


TOOL = ToolSpec(
    "openai-evals",
    "OpenAI Evals: samples (JSONL), data items and output items of the API",
    knows,
    read,
    write,
    ("aliases", "history"),
)
