"""Ragas: an `EvaluationDataset`, and the columns of versions before 0.2.

A sample is `{"user_input", "reference", "response", "retrieved_contexts", "reference_contexts"}`, where `user_input` is
a text or the messages of a conversation. Before, it was `{"question", "answer", "contexts", "ground_truth"}` or
`"ground_truths"`, a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.exchange.fields import is_empty, lost_fields, make_case, read_contexts, read_question, text_of, texts_of
from evals.exchange.spec import ExchangeRecord, GivenAnswer, Imported, ToolSpec
from evals.types import Case


def knows(fields: Mapping[str, Any]) -> bool:
    """Whether a record is a sample of either form."""
    former = "question" in fields and not {"ground_truth", "ground_truths", "contexts"}.isdisjoint(fields)
    return "user_input" in fields or former


def read(record: ExchangeRecord) -> Imported:
    """Read a sample of either form."""
    former = "user_input" not in record.fields
    question, response, retrieved = ("question", "answer", "contexts") if former else _NAMES
    reference = "ground_truth" if former and "ground_truth" in record.fields else "ground_truths"
    reference = reference if former else "reference"
    asked = read_question(record.fields.get(question))
    gold = read_contexts(record.fields.get("reference_contexts"))
    case = make_case(record, asked, texts_of(record.fields.get(reference)), gold)
    answer = None
    if not is_empty(record.fields.get(response)):
        answer = GivenAnswer(text_of(record.fields[response]), read_contexts(record.fields.get(retrieved)))
    used = [question, reference, "reference_contexts", *([response, retrieved] if answer else [])]
    return Imported(case, answer, lost_fields(record, used, asked))


def write(case: Case) -> Mapping[str, Any]:
    """Write a case as a sample without a response."""
    quotes = [gold.quote for gold in case.gold if gold.quote]
    return {"user_input": case.question, "reference": case.reference, "reference_contexts": quotes}


_NAMES = ("user_input", "response", "retrieved_contexts")
TOOL = ToolSpec(
    "ragas", "Ragas: evaluation datasets and their results (JSONL, JSON, CSV)", knows, read, write, ("gold",)
)
