"""Read a file of another tool, and write cases for one, counting what does not come along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import to_json

from evals.atomic_write import open_atomic
from evals.exchange import require_tool, tool_specs
from evals.exchange.records import ExchangeFile, read_records
from evals.exchange.spec import Imported, ToolSpec
from evals.types import Case
from graph.errors import UsageError

PEEKED_RECORDS = 50
"""The number of records that are looked at to recognise the tool: a record may lack what the next one has."""


@dataclass(frozen=True, slots=True)
class LostField:
    """A field that was not carried over, and how many records had it."""

    name: str
    records: int


@dataclass(frozen=True, slots=True)
class ReadExchange:
    """What a tool's file holds; `beside` names what stands beside its records, and `others` counts those left out
    because they are no questions.
    """

    tool: str
    records: tuple[Imported, ...]
    lost: tuple[LostField, ...] = ()
    beside: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class WrittenExchange:
    """How many cases were written for a tool, what they lost, and how many unanswerable ones were left out."""

    tool: str
    cases: int
    lost: tuple[LostField, ...] = ()
    unanswerable: int = 0


def read_exchange(path: Path, tool: str = "") -> ReadExchange:
    """Read a file of the named tool, or of the one that its records are recognised as.

    Raises UsageError for a file of no known tool, and for a broken record, which it names.
    """
    file = read_records(path)
    spec = require_tool(tool) if tool else detect_tool(path, file)
    found = [spec.read(record) for record in file.records]
    records = tuple(record for record in found if record)
    if not records:
        raise UsageError(f"{path} holds no questions of {spec.name}", "give another export of it")
    lost = _count(name for record in records for name in record.lost)
    return ReadExchange(spec.name, records, lost, file.beside, len(found) - len(records))


def detect_tool(path: Path, file: ExchangeFile) -> ToolSpec:
    """Return the tool whose records a file holds; UsageError if none or several know them."""
    found = [
        spec
        for spec in tool_specs().values()
        if any(spec.knows(record.fields) for record in file.records[:PEEKED_RECORDS])
    ]
    if len(found) == 1:
        return found[0]
    fields = ", ".join(file.records[0].fields)[:120] or "no fields"
    if found:
        names = " or ".join(spec.name for spec in found)
        raise UsageError(f"{path} may be of several tools", f"say which: --from {names}")
    raise UsageError(
        f"{path} is of no known tool: its records have {fields}", f"say which: --from {', '.join(tool_specs())}"
    )


def write_exchange(path: Path, cases: Iterable[Case], tool: str) -> WrittenExchange:
    """Write cases in a tool's form; unanswerable ones are left out, as no tool has a way to say that.

    Raises UsageError for an unknown tool or one that reads no such file.
    """
    spec = require_tool(tool)
    if spec.write is None:
        raise UsageError(f"cases cannot be written for {spec.name}", f"choose from {', '.join(writable_tools())}")
    known = list(cases)
    answerable = [case for case in known if case.reference]
    records = [to_json(spec.write(case)).decode() for case in answerable]
    with open_atomic(path) as file:
        file.write(_laid_out(spec, records))
    lost = _count(name for case in answerable for name in _fields_beside(case) if name not in spec.carries)
    return WrittenExchange(spec.name, len(answerable), lost, len(known) - len(answerable))


def writable_tools() -> tuple[str, ...]:
    """Return the names of the tools that cases can be written for."""
    return tuple(spec.name for spec in tool_specs().values() if spec.write)


def _laid_out(spec: ToolSpec, records: Sequence[str]) -> str:
    if spec.layout == "lines":
        return "".join(f"{record}\n" for record in records)
    listed = "[\n" + ",\n".join(records) + "\n]"
    return f"{listed}\n" if spec.layout == "list" else f'{{"tests": {listed}}}\n'


def _fields_beside(case: Case) -> Iterator[str]:
    """Yield the names of what a case holds beside question and reference."""
    for name in ("gold", "origin", "bridge", "aliases", "path", "history", "difficulty"):
        if getattr(case, name):
            yield name
    if case.kind != "imported":
        yield "kind"
    if case.status != "unreviewed":
        yield "status"


def _count(names: Iterable[str]) -> tuple[LostField, ...]:
    return tuple(LostField(name, number) for name, number in sorted(Counter(names).items()))
