"""Whatever one file does, the others are taken, and the file's outcome says why it was not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from graph.errors import ModelError, Reason, StoreUnavailable, Unstorable
from graph.types import Document, Matrix, Subgraph
from ingest.extract.protocol import SplitDocument
from ingest.extract.rules import Extractor
from ingest.pipeline import Report, ingest
from rag.embed.protocol import Bounds
from rag.ner.rules import RuleTagger
from tests.ingest.conftest import Place, Write
from tests.support.hashed import Hashed

BAD = "This one breaks it."
ERRORS = {
    "memory": (MemoryError(), Reason.TOO_LARGE),
    "recursion": (RecursionError("too deep"), Reason.CORRUPT),
    "any": (IndexError("string index out of range"), Reason.CORRUPT),
}


@dataclass
class BrokenExtractor(Extractor):
    """The rules, but for one text."""

    error: BaseException

    def __init__(self, error: BaseException) -> None:
        super().__init__(RuleTagger())
        self.error = error

    def __call__(self, documents: Sequence[SplitDocument]) -> list[Subgraph]:
        if any(BAD in one.document.text for one in documents):
            raise self.error
        return super().__call__(documents)


class BrokenEmbedder(Hashed):
    """An embedder that one text breaks."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        if any(BAD in text for text in texts):
            raise self.error
        return super().embed_spans(texts, spans)


class BrokenStore:
    """A real store that refuses one document."""

    def __init__(self, inner: Any, error: BaseException) -> None:
        self._inner, self._error = inner, error

    def replace(self, document_id: str, part: Subgraph | None) -> None:
        if part is not None and BAD in part.documents[0].text:
            raise self._error
        self._inner.replace(document_id, part)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.fixture
def files(write: Write) -> list[str]:
    write("a.txt", "Ruth Calder mapped the river.")
    write("b.txt", BAD)
    write("c.json", json.dumps([{"title": "Oak", "text": "Oaks are tall."}, {"title": "Elm", "text": BAD}]))
    return [str(write("d.txt", "Tom Calder built the mill.").parent)]


def took(report: Report) -> list[tuple[str, int]]:
    return [(one.state, one.documents) for one in report.outcomes]


def assert_one_of_each(report: Report, reason: Reason) -> None:
    assert took(report) == [("indexed", 1), ("refused", 0), ("refused", 1), ("indexed", 1)]
    assert report.exit_code == 3
    for one in report.outcomes[1:3]:
        assert (one.reason, bool(one.message), bool(one.hint)) == (reason, True, True)
    assert report.outcomes[2].message.startswith("1 of its documents were taken, 1 not: ")


@pytest.mark.parametrize("name", ERRORS)
def test_a_text_that_breaks_extraction(name: str, place: Place, files: list[str]) -> None:
    error, reason = ERRORS[name]
    report = ingest(files, place.store, Hashed(), BrokenExtractor(error), place.ledger)
    assert_one_of_each(report, reason)
    again = ingest(files, place.store, Hashed(), Extractor(RuleTagger()), place.ledger)
    assert [state for state, _ in took(again)] == ["unchanged", "indexed", "indexed", "unchanged"]
    assert len(place.titles()) == 5


@pytest.mark.parametrize("name", ERRORS)
def test_a_text_that_breaks_the_embedder(name: str, place: Place, files: list[str]) -> None:
    error, reason = ERRORS[name]
    assert_one_of_each(ingest(files, place.store, BrokenEmbedder(error), place.extract, place.ledger), reason)
    assert len(place.titles()) == 3


def test_a_document_that_the_store_refuses(place: Place, files: list[str]) -> None:
    store = BrokenStore(place.store, Unstorable("it cannot be stored", "leave it out"))
    assert_one_of_each(ingest(files, store, Hashed(), place.extract, place.ledger), Reason.CORRUPT)


def test_the_store_itself_refuses_half_a_character_and_takes_the_next(place: Place) -> None:
    for text in ("half \ud800", "whole"):
        document = Document.make(f"/{text[:4]}.txt", "", text)
        if text == "whole":
            place.store.replace(document.id, Subgraph(documents=(document,)))
        else:
            with pytest.raises(Unstorable):
                place.store.replace(document.id, Subgraph(documents=(document,)))
    twin = Document.make("/whol.txt", "", "other")
    with pytest.raises(Unstorable):
        place.store.replace(twin.id, Subgraph(documents=(replace(twin, source="/x"),) * 2))


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), StoreUnavailable("gone", "mend it"), ModelError("gone", "mend")]
)
def test_an_interrupt_and_what_concerns_all_files_end_it(error: BaseException, place: Place, files: list[str]) -> None:
    with pytest.raises(type(error)):
        ingest(files, BrokenStore(place.store, error), Hashed(), place.extract, place.ledger)
    if isinstance(error, ModelError):
        with pytest.raises(ModelError):
            ingest(files, place.store, BrokenEmbedder(error), place.extract, place.ledger)
        with pytest.raises(ModelError):
            ingest(files, place.store, Hashed(), BrokenExtractor(error), place.ledger)


def test_what_was_known_of_a_file_stays_while_it_cannot_be_taken(place: Place, write: Write) -> None:
    path = write("c.json", json.dumps([{"id": "1", "text": "Oaks are tall."}, {"id": "2", "text": "Elms are old."}]))
    ingest([path], place.store, Hashed(), place.extract, place.ledger)
    write("c.json", json.dumps([{"id": "3", "text": BAD}]))
    report = ingest([path], place.store, Hashed(), BrokenExtractor(IndexError()), place.ledger)
    assert report.exit_code == 3
    assert place.texts() == ["Elms are old.", "Oaks are tall."]


def test_words_and_questions_of_a_million_letters_are_taken(place: Place, write: Write) -> None:
    write("a.txt", "a" * 1_000_000)
    write("b.txt", "Ab" * 400_000)
    folder = write("c.txt", "Ruth Calder.").parent
    report = ingest([folder], place.store, Hashed(), place.extract, place.ledger)
    assert report.exit_code == 0
