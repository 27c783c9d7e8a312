"""Our retrievers for LangChain's chains; imported only through `rag.langchain`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from graph.types import EVERYTHING, Filter
from rag.answer.hidden_text import retrieve_visible, split_hidden
from rag.types import Hit


class GraphRetriever(BaseRetriever):
    """The `k` best passages that `find` returns for a question, among the documents of `where`.

    Passages that a reader of the file cannot see are included only if `hidden`.
    """

    find: Callable[..., list[Hit]] = Field(exclude=True, repr=False)
    k: int = Field(default=8, ge=1)
    where: Filter = EVERYTHING
    hidden: bool = False

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002 - LangChain's signature
        found = retrieve_visible(self.find, query, self.k, self.where)
        return [as_document(hit) for hit in split_hidden(found, self.hidden)[0][: self.k]]


def as_document(hit: Hit) -> Document:
    """Convert a hit to LangChain's document. Metadata holds plain values only, ready for JSON.

    `page` counts from 1 and is 0 for a text without pages; `seeds` are the rankers that found the passage and `steps`
    the entities that lead to it.
    """
    passage, trail = hit.passage, hit.trail
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "id": passage.id,
            "document": passage.document_id,
            "title": passage.title,
            "source": passage.source,
            "page": passage.page,
            "start": passage.start,
            "hidden": passage.hidden,
            "score": float(hit.score),
            "seeds": [asdict(seed) for seed in trail.seeds],
            "steps": [asdict(step) for step in trail.steps],
        },
    )
