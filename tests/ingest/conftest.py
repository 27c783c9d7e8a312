"""Real parts for ingest: a store on disk, the default embedder, the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from graph.types import Matrix
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import Choices, Progress, Report, ingest
from ingest.report import ignore_progress
from ingest.sandbox import Sandbox
from rag.embed.protocol import Bounds, Embedder, Role
from rag.ner.rules import RuleTagger

Write = Callable[[str, str | bytes], Path]


@dataclass
class Counting:
    """The embedder it is given, counting the texts that pass."""

    inner: Embedder
    texts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimensions(self) -> int:
        return self.inner.dimensions

    def knows(self, text: str) -> bool:
        return True

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        return self.inner.embed(texts, role)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        self.texts.extend(texts)
        return self.inner.embed_spans(texts, spans)


@dataclass(frozen=True)
class Place:
    """A data folder with the parts an ingest needs."""

    store: SqliteStore
    ledger: Ledger
    embedder: Counting
    extract: Extractor

    def take(self, *paths: Path | str, choices: Choices = Choices(), progress: Progress = ignore_progress) -> Report:
        return ingest(paths, self.store, self.embedder, self.extract, self.ledger, choices, progress)

    def titles(self) -> list[str]:
        return sorted(document.title for document in self.store.documents())

    def texts(self) -> list[str]:
        return sorted(document.text for document in self.store.documents())


@pytest.fixture
def place(tmp_path: Path, minilm: Embedder) -> Iterator[Place]:
    store, ledger = SqliteStore(tmp_path / "data" / "graph.db"), Ledger(tmp_path / "data" / "journal.db")
    yield Place(store, ledger, Counting(minilm), Extractor(RuleTagger()))
    assert store.check() == []
    store.close()
    ledger.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a file into the folder."""

    def writing(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writing


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened
