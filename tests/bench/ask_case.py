"""What the checks of `tests.bench.ask_cases` share: a case, its outcome, and workspaces that hold its documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from rag.types import Answer
from ui.settings import Settings
from ui.settings_schema import LLMSettings
from ui.workspace import Workspace

SHOWN_WORDS = 120
"""Words that count as shown first, as in `tests.bench.everyday`."""

PRINTED_CHARACTERS = 160


class CaseInput(BaseModel):
    """What a user does: the documents, and what is asked of whom."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    docs: str = ""
    ask: str | tuple[str, ...] = ()
    chat: tuple[str, ...] = ()
    graph_show: tuple[str, ...] = ()
    answer: str = ""
    cases: tuple[tuple[str, str], ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        return (self.ask,) if isinstance(self.ask, str) else self.ask

    @property
    def folders(self) -> list[str]:
        return [name for name in re.split(r"[\s,+]+", self.docs) if name]


class AskCase(BaseModel):
    """A case of `cases/ask`: what a user does, and in words what is right."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    input: CaseInput
    right: str


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What is wrong with a case, and what a user was shown for each question."""

    id: str
    faults: tuple[str, ...]
    shown: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class CaseWorkspaces:
    """Opens workspaces that hold a case's documents, each set of documents ingested once in `folder`."""

    documents: Path
    folder: Path
    embedder: Embedder

    @contextmanager
    def open(self, case: AskCase, base_url: str = "") -> Iterator[Workspace]:
        """Open the workspace of a case's documents; with an address, answers come from the model there."""
        data = self.folder / "+".join(case.input.folders or ["none"])
        llm = LLMSettings(base_url=base_url, model="m" if base_url else "", timeout=20, deadline=60)
        with Workspace(Settings(data_dir=data, llm=llm)) as workspace:
            workspace._once("embedder", lambda: self.embedder)
            if next(iter(workspace.store.documents()), None) is None and case.input.folders:
                workspace.ingest([self.documents / name for name in case.input.folders])
            yield workspace


def shown_first(answer: Answer) -> str:
    """Return the words of an answer that are shown first, on one line."""
    return " ".join(strip_markers(answer.text).split()[:SHOWN_WORDS])


def describe(answer: Answer) -> str:
    """Return an answer on one line, for printing: its state, its short answer if it has one, and its text."""
    short = f" {answer.short!r}" if answer.short else ""
    return f"{answer.state}{short}: {shown_first(answer)[:PRINTED_CHARACTERS]}"
