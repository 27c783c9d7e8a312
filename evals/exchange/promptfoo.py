"""promptfoo: the tests of a configuration, its CSV of tests, and the results of an evaluation.

A test is `{"vars": {…}, "assert": [{"type", "value"}…]}`, in CSV the variables with `__expected`; a result has the
variables again, the test as `testCase`, the `provider`, and the output in `response.output`. A right answer is what an
assertion compares the output with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evals.exchange.fields import (
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

COMPARED = (
    "equals",
    "factuality",
    "similar",
    "contains-any",
    "icontains-any",
    "contains",
    "icontains",
    "context-recall",
    "starts-with",
)
"""The assertions whose value is a right answer, the one that says most first."""
EXPECTED = "__expected"
MILLISECONDS = 1000
_RAW = ("{% raw %}", "{% endraw %}")
_TEMPLATE = re.compile(r"\{[{%#]")


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """The right answers of an assertion, and how many other assertions there were."""

    texts: tuple[str, ...] = ()
    others: int = 0


def knows(fields: Mapping[str, Any]) -> bool:
    """Whether a record is a test or a result."""
    return isinstance(fields.get("vars"), dict) or any(name.startswith(EXPECTED) for name in fields)


def read(record: ExchangeRecord) -> Imported:
    """Read a test, a row of a CSV of tests, or a result."""
    if "vars" not in record.fields:
        own = {name: value for name, value in record.fields.items() if name.startswith("__")}
        given = {name: value for name, value in record.fields.items() if name not in own}
        compared = [value for name, value in own.items() if name.startswith(EXPECTED)]
        others = {name: value for name, value in own.items() if not name.startswith(EXPECTED)}
        fields = {"vars": given, "assert": [_shorthand(text_of(value)) for value in compared if value], **others}
        record = ExchangeRecord(record.file, record.place, fields)
    variables = record.fields["vars"]
    if not isinstance(variables, dict):
        raise record.fault("the variables are no object")
    question = pick_field(variables, "vars", QUESTIONS)
    asked = read_question(question.value)
    compared_with = _compared(record)
    named = next((name for name in REFERENCES if not is_empty(variables.get(name))), "")
    references = compared_with.texts or texts_of(variables.get(named))
    context = pick_contexts(variables, "vars")
    contexts = read_contexts(context.value)
    answer = _answer(record)
    case = make_case(record, asked, references, () if answer else contexts)
    if answer:
        answer = GivenAnswer(answer.text, contexts, answer.fault, answer.system, answer.seconds)
    # A result repeats the test it is of, and says more than once what it cost.
    used = [question.path, f"vars.{named}", context.path, "assert", "testCase", "response.output", "error"]
    lost = lost_fields(record, [*used, "provider", "latencyMs", "success", "score", "promptIdx", "testIdx"], asked)
    return Imported(case, answer, (*lost, *(("assertions",) if compared_with.others else ())))


def write(case: Case) -> Mapping[str, Any]:
    """Write a case as a test that looks for the reference or one of its other wordings."""
    assertion: Mapping[str, Any] = {"type": "icontains", "value": _literal(case.reference)}
    if case.aliases:
        assertion = {"type": "icontains-any", "value": list(map(_literal, (case.reference, *case.aliases)))}
    return {"vars": {"question": case.question}, "assert": [assertion]}


def _literal(text: str) -> str:
    """Return a text that templates leave as it is."""
    return f"{_RAW[0]}{text}{_RAW[1]}" if _TEMPLATE.search(text) else text


def _shorthand(text: str) -> Mapping[str, Any]:
    """Return an assertion of a CSV cell: `contains: Paris`, or the text that the output equals."""
    kind, colon, value = text.partition(":")
    if colon and kind.strip() in COMPARED:
        listed = kind.strip().endswith("-any")
        return {"type": kind.strip(), "value": [one.strip() for one in value.split(",")] if listed else value.strip()}
    return {
        "type": "other" if colon and kind.strip().islower() and " " not in kind.strip() else "equals",
        "value": text,
    }


def _compared(record: ExchangeRecord) -> ComparedAnswer:
    test = record.fields.get("testCase")
    listed = record.fields.get("assert") or (test.get("assert") if isinstance(test, dict) else None)
    assertions = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]
    variables = record.fields["vars"]
    for kind in COMPARED:
        for one in assertions:
            texts = texts_of(_filled(one.get("value"), variables)) if one.get("type") == kind else ()
            if texts:
                return ComparedAnswer(texts, len(assertions) - 1)
    return ComparedAnswer((), len(assertions))


def _filled(value: Any, variables: Mapping[str, Any]) -> Any:
    """Return the value of an assertion; of one that names a variable, that variable; none for other templates."""
    if isinstance(value, list):
        return [_filled(one, variables) for one in value]
    if not isinstance(value, str):
        return value
    if value.startswith(_RAW[0]) and value.endswith(_RAW[1]):
        return value.removeprefix(_RAW[0]).removesuffix(_RAW[1])
    if "{{" not in value or "}}" not in value:
        return value
    inner = value.strip().removeprefix("{{").removesuffix("}}").strip()
    return variables.get(inner)


def _answer(record: ExchangeRecord) -> GivenAnswer | None:
    response = record.fields.get("response")
    fault = text_of(record.fields.get("error"))
    if not isinstance(response, dict) and not fault and "testCase" not in record.fields:
        return None
    output = response.get("output") if isinstance(response, dict) else None
    # promptfoo also reports an assertion that fails as an error: then there is an output.
    provider = record.fields.get("provider")
    names: Iterable[Any] = (provider.get("label"), provider.get("id")) if isinstance(provider, dict) else (provider,)
    system = next((str(name) for name in names if name), "")
    prompt = record.fields.get("promptIdx")
    taken = record.fields.get("latencyMs")
    seconds = taken / MILLISECONDS if isinstance(taken, int | float) else 0.0
    text = text_of(output) if isinstance(output, str | list) or output is None else _json(output)
    return GivenAnswer(text, (), "" if text else fault, f"{system} prompt {prompt + 1}" if prompt else system, seconds)


def _json(value: Any) -> str:
    from pydantic_core import to_json

    return to_json(value).decode()


TOOL = ToolSpec(
    "promptfoo",
    "promptfoo: tests (YAML, JSON, CSV) and results (JSON)",
    knows,
    read,
    write,
    ("aliases",),
    "tests",
)
