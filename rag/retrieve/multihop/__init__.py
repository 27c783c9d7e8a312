"""Graph retrieval that first resolves what a question only describes, then searches again with the name it found."""

from __future__ import annotations

from rag.retrieve.spec import RetrieverParts, RetrieverSpec
from rag.types import Retriever


def _build(parts: RetrieverParts) -> Retriever:
    from rag.answer.extractive.reader import open_reader
    from rag.retrieve.multihop.retriever import Multihop
    from rag.retrieve.snapshot import SearchOnce

    return SearchOnce(Multihop(parts.store, parts.embedder, parts.tagger, open_reader(parts.cache)))


RETRIEVER = RetrieverSpec(
    "graph+multihop", "the graph, asked again step by step", _build, former_names=("graph+rerank",)
)
