"""Graph retrieval that first resolves what a question only describes, then searches again with the name it found."""

from __future__ import annotations

from rag.retrieve.spec import RetrieverParts, RetrieverSpec
from rag.types import Retriever


def _build(parts: RetrieverParts) -> Retriever:
    from rag.answer.extractive.reader import Reader
    from rag.retrieve.multihop.retriever import Multihop

    return Multihop(parts.store, parts.embedder, parts.tagger, Reader(parts.cache))


RETRIEVER = RetrieverSpec(
    "graph+multihop", "the graph, asked again step by step", _build, former_names=("graph+rerank",)
)
