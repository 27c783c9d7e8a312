"""Takes a folder with corpus.json and questions.json into a store, the way a user's file is taken in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from graph.sqlite.store import SqliteStore
from graph.types import digest
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.load.json import records_to_texts
from ingest.pipeline import ingest, ingest_loaded
from ingest.report import Report
from ingest.types import LoadedFile, LoadedText
from rag.embed.minilm import MiniLM
from rag.ner.kinds import KindModel
from rag.ner.rules import RuleTagger
from rag.types import Hit, Retriever


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the records that answer it."""

    text: str
    gold: frozenset[str]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Texts, each named by its locator, and what is asked of them."""

    name: str
    texts: tuple[LoadedText, ...]
    questions: tuple[Asked, ...]


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

    def ranker(self, retrieve: Retriever) -> Callable[[str, int], list[str]]:
        """The records that a retriever finds for a question, from so many passages."""
        return lambda question, k: self.ranked(retrieve(question, k))


def embedder() -> MiniLM:
    """The default embedder, its assembled graph kept between runs."""
    return MiniLM(user_cache_path("graphloop-bench"))


def extractor(parses: bool = True) -> Extractor:
    """The default extractor."""
    return Extractor(RuleTagger(), parses, KindModel())


def taken_in(directory: Path, folder: Path, embed: MiniLM, parses: bool = True) -> Corpus:
    """The corpus of a directory, stored in `folder`; one document a record, with relations if sentences are parsed."""
    store, ledger = _opened(folder, directory.name)
    report = ingest([directory / "corpus.json"], store, embed, extractor(parses), ledger)
    return _stored(directory.name, store, report, questions(directory))


def put_in(given: Given, folder: Path, embed: MiniLM, parses: bool = True) -> Corpus:
    """Texts that lie in no file, stored in `folder`; a text without a title stays without one."""
    store, ledger = _opened(folder, given.name)
    parts = [part for text in given.texts for part in (text.locator, text.title, text.text)]
    loaded = LoadedFile("text", digest(*parts), given.texts)
    report = ingest_loaded({given.name: loaded}, store, embed, extractor(parses), ledger)
    return _stored(given.name, store, report, given.questions)


def given(directory: Path) -> Given:
    """The texts and questions of a directory."""
    records = json.loads((directory / "corpus.json").read_text(encoding="utf-8"), parse_int=str)
    return Given(directory.name, tuple(records_to_texts(records, "corpus.json")), questions(directory))


def questions(directory: Path) -> tuple[Asked, ...]:
    """The questions of a directory in order."""
    rows = json.loads((directory / "questions.json").read_text(encoding="utf-8"))
    return tuple(
        Asked(row["question"], frozenset(str(idx) for idx in row["gold_idx"]), str(row.get("answer") or ""))
        for row in rows
    )


def _opened(folder: Path, name: str) -> tuple[SqliteStore, Ledger]:
    return SqliteStore(folder / f"{name}.db"), Ledger(folder / f"{name}.journal.db")


def _stored(name: str, store: SqliteStore, report: Report, asked: tuple[Asked, ...]) -> Corpus:
    refused = [outcome for outcome in report.outcomes if outcome.state == "refused"]
    if refused:
        raise SystemExit(f"{name}: {refused[0]}")
    return Corpus(name, store, {document.id: document.locator for document in store.documents()}, asked)
