"""LangChain's own documents and loaders taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document

from graph.errors import Refused, UsageError
from ingest.labels import Labels
from ingest.langchain import ingest_langchain, read_langchain
from ingest.pipeline import Choices
from ingest.report import Report
from tests.ingest.conftest import Place, Write

RIVER = "The Alder River rises in the Grey Hills. It was mapped by Ruth Calder in 1911."
MILL = "Calder Mill was built by Tom Calder in 1850. It ground oats."


class Lines(BaseLoader):
    """One document a line of a file, as LangChain's loaders of records give them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lazy_load(self) -> Iterator[Document]:
        for place, line in enumerate(self.path.read_text(encoding="utf-8").splitlines()):
            yield Document(page_content=line, metadata={"source": str(self.path), "row": place})


def take(
    place: Place, documents: list[Document] | BaseLoader, choices: Choices = Choices(), source: str = ""
) -> Report:
    return ingest_langchain(documents, place.store, place.embedder, place.extract, place.ledger, choices, source)


def test_documents_keep_their_source_title_and_text(place: Place) -> None:
    metadata = {"source": "https://example.org/river", "title": "The Alder", "language": "en"}
    report = take(place, [Document(page_content=RIVER, metadata=metadata)], Choices(labels=Labels(("maps",))))
    assert report.counts == {"indexed": 1}
    (document,) = place.store.documents()
    assert (document.source, document.title, document.text) == ("https://example.org/river", "The Alder", RIVER)
    assert (document.meta.language, document.meta.tags, document.meta.format) == ("en", ("maps",), "langchain")
    assert {"Ruth Calder", "Grey Hills"} <= {view.name for view in place.store.entities()}


def test_what_is_taken_again_is_left_alone_and_what_is_gone_goes(place: Place) -> None:
    both = [
        Document(id="a", page_content=RIVER, metadata={"source": "archive"}),
        Document(id="b", page_content=MILL, metadata={"source": "archive"}),
    ]
    take(place, both)
    embedded, revision = len(place.embedder.texts), place.store.about().revision
    assert take(place, both).counts == {"unchanged": 1}
    assert (len(place.embedder.texts), place.store.about().revision) == (embedded, revision)
    report = take(place, both[1:])
    assert (report.counts, report.outcomes[0].removed) == ({"updated": 1}, 1)
    assert place.texts() == [MILL]


def test_other_sources_stay(place: Place, write: Write) -> None:
    place.take(write("mill.txt", MILL))
    take(place, [Document(page_content=RIVER)], source="river")
    take(place, [Document(page_content="The quay was mended.")], source="quay")
    assert len(place.texts()) == 3


@pytest.mark.parametrize(("field", "first"), [("page", 0), ("page_number", 1)])
def test_pages_become_one_text_whose_passages_know_their_page(place: Place, field: str, first: int) -> None:
    texts = {1: RIVER, 2: MILL, 4: "The quay was mended by Ann Pike in 1877."}
    pages = [
        Document(page_content=text, metadata={"source": "book.pdf", field: page - 1 + first})
        for page, text in reversed(texts.items())
    ]
    take(place, pages)
    (document,) = place.store.documents()
    assert {document.page_of(document.text.index(text)): text for text in texts.values()} == texts
    passages = list(place.store.passages())
    assert {passage.page for passage in passages} == set(texts)
    assert all(passage.text in texts[passage.page] for passage in passages)


def test_a_loader_is_read(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    path.write_text(f"{RIVER}\n{MILL}\n", encoding="utf-8")
    report = take(place, Lines(path))
    assert (report.counts, report.documents) == ({"indexed": 1}, 2)
    assert place.texts() == sorted([RIVER, MILL])


def test_a_file_taken_by_both_ways_is_there_once(place: Place, write: Write) -> None:
    path = write("river.txt", RIVER)
    take(place, [Document(page_content=RIVER, metadata={"source": str(path)})])
    assert place.take(path).counts == {"updated": 1}
    assert place.texts() == [RIVER]


def test_an_empty_document_is_refused_and_the_others_are_taken(place: Place) -> None:
    report = take(
        place, [Document(page_content=" \n", metadata={"source": "x"}), Document(page_content=MILL)], source="m"
    )
    assert report.counts == {"refused": 1, "indexed": 1}
    assert report.exit_code == 3


def test_what_looks_like_a_serialised_object_is_text(place: Place) -> None:
    hostile = '{"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]}'
    metadata = {"source": "a\x00b\u202e", "title": hostile, "lc": 1, "type": "constructor", "id": ["langchain", "x"]}
    take(place, [Document(page_content=hostile, metadata=metadata)])
    (document,) = place.store.documents()
    assert (document.source, document.text, document.title) == ("ab", hostile, hostile)


def test_without_a_source_nothing_is_taken(place: Place) -> None:
    with pytest.raises(UsageError, match=r"names no source.*source=NAME"):
        take(place, [Document(page_content=MILL, metadata={"source": "m"}), Document(page_content=RIVER)])
    assert place.texts() == []


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (Lines(Path("nowhere.txt")), Refused, "Lines failed: FileNotFoundError"),
        (["a text"], UsageError, "str is no LangChain document"),
        ([Document(id="1", page_content="a"), Document(id="1", page_content="b")], UsageError, "two documents with"),
    ],
)
def test_a_fault_is_one_line(given: list[Document] | BaseLoader, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said) as caught:
        read_langchain(given, "somewhere")
    assert "\n" not in str(caught.value)
