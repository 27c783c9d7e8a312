"""What a tool of evaluation declares so that its files are read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evals.types import Case
from graph.errors import UsageError

Layout = Literal["lines", "list", "tests"]
"""A file of records: one a line, one JSON list, or a JSON object with the list in `tests`."""


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """One record of a file as its tool wrote it, and where it stands there ("line 3")."""

    file: Path
    place: str
    fields: Mapping[str, Any]

    def fault(self, what: str, hint: str = "") -> UsageError:
        """Build the error for this record."""
        return UsageError(f"{self.file}, {self.place}: {what}", hint or "mend the record, or leave it out")


@dataclass(frozen=True, slots=True)
class GivenContext:
    """A text that a system answered from, or should have; its source is empty if the file does not tell."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What another system answered, from which contexts, best first; `fault` is set if it failed instead.

    `system` names it where the file holds answers of several. `seconds` is 0 if the file does not tell.
    """

    text: str
    contexts: tuple[GivenContext, ...] = ()
    fault: str = ""
    system: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Imported:
    """What a record holds: a case, and an answer if there is one; `lost` names the fields that neither holds.

    A case without a reference has none in the file, which does not make it unanswerable.
    """

    case: Case
    answer: GivenAnswer | None = None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool by name; `summary` is one line for people.

    `knows` recognises a record, `read` returns what it holds (None if it is no question, with nothing lost), and
    raises UsageError for a broken one. `write` returns a case in the tool's form, which holds the fields of a case
    that `carries` names beside question and reference; it is None if the tool reads no such file.
    """

    name: str
    summary: str
    knows: Callable[[Mapping[str, Any]], bool]
    read: Callable[[ExchangeRecord], Imported | None]
    write: Callable[[Case], Mapping[str, Any]] | None = None
    carries: tuple[str, ...] = ()
    layout: Layout = "lines"
