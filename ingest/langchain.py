"""Ingest LangChain documents and loaders.

LangChain is not imported: a document is anything with `page_content`, `metadata` and `id`, a loader anything whose
`lazy_load` yields such documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from graph.errors import GraphloopError, Reason, Refused, UsageError
from graph.store import GraphStore
from graph.text.clean import clean, clean_line
from graph.types import digest
from ingest.ledger import Ledger
from ingest.pipeline import Choices, Extract, ingest_loaded
from ingest.report import Progress, Report, ignore_progress
from ingest.types import LoadedFile, LoadedText
from rag.embed.protocol import Embedder

LANGCHAIN_FORMAT = "langchain"
_LONGEST_SOURCE = 4_000


class LangChainDocument(Protocol):
    """The part of `langchain_core.documents.Document` that is read."""

    id: str | None
    page_content: str
    metadata: dict[str, Any]


class LangChainLoader(Protocol):
    """The part of `langchain_core.document_loaders.BaseLoader` that is used."""

    def lazy_load(self) -> Iterator[Any]: ...


def ingest_langchain(
    documents: Iterable[LangChainDocument] | LangChainLoader,
    store: GraphStore,
    embedder: Embedder,
    extract: Extract,
    ledger: Ledger,
    choices: Choices = Choices(),
    source: str = "",
    progress: Progress = ignore_progress,
) -> Report:
    """Ingest documents or the output of a loader; each source is replaced as a whole, unchanged ones are skipped.

    Raises UsageError for a document without a source, Refused if the loader fails, StoreError, ModelError.
    """
    return ingest_loaded(read_langchain(documents, source), store, embedder, extract, ledger, choices, progress)


def read_langchain(
    documents: Iterable[LangChainDocument] | LangChainLoader, source: str = ""
) -> Mapping[str, LoadedFile]:
    """Return the texts by source; all are read before the first is ingested.

    A document's source is the one in its metadata, or `source`. If all documents of a source have a page (`page` from 0
    as LangChain's loaders count, or `page_number` from 1), they become one text with pages; otherwise each is a record
    of its own, identified by id or by position in the source.
    """
    grouped: dict[str, list[LangChainDocument]] = {}
    for document in _given(documents):
        grouped.setdefault(_source(document, source), []).append(document)
    return {name: _as_file(group, name) for name, group in grouped.items()}


def _given(documents: Iterable[LangChainDocument] | LangChainLoader) -> Iterator[LangChainDocument]:
    load = getattr(documents, "lazy_load", None)
    given: Any = documents if load is None else load()
    try:
        for document in given:
            if not isinstance(getattr(document, "page_content", None), str):
                raise UsageError(f"{type(document).__name__} is no LangChain document", "give documents or a loader")
            yield document
    except GraphloopError:
        raise
    except Exception as error:  # noqa: BLE001 - third-party loaders raise their own errors; each becomes a Refused
        said = clean_line(f"{type(error).__name__}: {error}", 200)
        raise Refused(Reason.UNREADABLE, f"{type(documents).__name__} failed: {said}", "see the loader's documentation")


def _source(document: LangChainDocument, given: str) -> str:
    told = document.metadata.get("source")
    name = clean_line(str(told or given), _LONGEST_SOURCE)
    if not name:
        raise UsageError("a LangChain document names no source", "set metadata['source'], or give source=NAME")
    return name


def _as_file(documents: Sequence[LangChainDocument], source: str) -> LoadedFile:
    pages = [_page(document) for document in documents]
    numbered = [page for page in pages if page is not None]
    if len(numbered) == len(documents):
        texts = [_paged(sorted(zip(numbered, documents, strict=True), key=lambda pair: pair[0]), source)]
    else:
        texts = _records(documents, source)
    kept = tuple(text for text in texts if text.text.strip())
    parts = [part for text in kept for part in (text.locator, text.title, text.text, *map(str, text.pages))]
    return LoadedFile(LANGCHAIN_FORMAT, digest(LANGCHAIN_FORMAT, *parts), kept)


def _page(document: LangChainDocument) -> int | None:
    """Return the page, counted from 1; None if the metadata has none."""
    for field, first in (("page", 0), ("page_number", 1)):
        value = document.metadata.get(field)
        if isinstance(value, int) and not isinstance(value, bool) and first <= value < 100_000:
            return value - first + 1
    return None


def _paged(pages: Sequence[tuple[int, LangChainDocument]], source: str) -> LoadedText:
    """Join pages into one text; a missing page starts where the next one does."""
    text = ""
    starts: list[int] = []
    for page, document in pages:
        content = clean(document.page_content)
        text += "\n\n" if text and content else ""
        starts.extend([len(text)] * (page - len(starts)))
        text += content
    first = pages[0][1]
    return LoadedText(_title(first, source), text, language=_language(first), pages=tuple(starts))


def _records(documents: Sequence[LangChainDocument], source: str) -> list[LoadedText]:
    alone = len(documents) == 1
    records: dict[str, LoadedText] = {}
    for place, document in enumerate(documents, 1):
        locator = clean_line(document.id or "") or ("" if alone else str(place))
        if locator in records:
            raise UsageError(f"{source} holds two documents with the id {locator}", "give each an id of its own")
        text = clean(document.page_content)
        records[locator] = LoadedText(_title(document, source), text, locator, _language(document))
    return list(records.values())


def _title(document: LangChainDocument, source: str) -> str:
    """Return the title from the metadata, else the last part of the source."""
    told = document.metadata.get("title")
    return clean_line(told if isinstance(told, str) else "") or clean_line(source.rstrip("/").rpartition("/")[2])


def _language(document: LangChainDocument) -> str:
    told = document.metadata.get("language")
    return clean_line(told, 20) if isinstance(told, str) else ""
