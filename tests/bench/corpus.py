"""Takes a folder with corpus.json and questions.json into a store, the way a user's file is taken in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.model import Hit
from rag.models.embed.minilm import MiniLM
from rag.models.tag.rules import RuleTagger


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the records that answer it."""

    text: str
    gold: frozenset[str]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A stored corpus; `records` names the record of each document."""

    name: str
    store: SqliteStore
    records: dict[str, str]
    questions: tuple[Asked, ...]

    def ranked(self, hits: Sequence[Hit]) -> list[str]:
        """Records in the order of their best passage."""
        return list(dict.fromkeys(self.records[hit.passage.document_id] for hit in hits))


def embedder() -> MiniLM:
    """The default embedder, its assembled graph kept between runs."""
    return MiniLM(user_cache_path("graphloop-bench"))


def taken_in(directory: Path, folder: Path, embed: MiniLM) -> Corpus:
    """The corpus of a directory, stored in `folder`; one document a record."""
    store = SqliteStore(folder / f"{directory.name}.db")
    ledger = Ledger(folder / f"{directory.name}.journal.db")
    report = ingest([directory / "corpus.json"], store, embed, Extractor(RuleTagger()), ledger)
    refused = [outcome for outcome in report.outcomes if outcome.state == "refused"]
    if refused:
        raise SystemExit(f"{directory}: {refused[0]}")
    records = {document.id: document.locator for document in store.documents()}
    return Corpus(directory.name, store, records, questions(directory))


def questions(directory: Path) -> tuple[Asked, ...]:
    """The questions of a directory in order."""
    rows = json.loads((directory / "questions.json").read_text(encoding="utf-8"))
    return tuple(
        Asked(row["question"], frozenset(str(idx) for idx in row["gold_idx"]), str(row.get("answer") or ""))
        for row in rows
    )
