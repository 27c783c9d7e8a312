"""Graph retrieval: seeds, bridges, PageRank on the local graph around the question, and a learned reranker."""

from __future__ import annotations

from rag.retrieve.spec import RetrieverParts, RetrieverSpec
from rag.types import Retriever


def _build(parts: RetrieverParts) -> Retriever:
    from rag.retrieve.graph.retriever import Graph
    from rag.retrieve.snapshot import SearchOnce

    return SearchOnce(Graph(parts.store, parts.embedder, parts.tagger))


RETRIEVER = RetrieverSpec("graph", "the graph around the question, reranked", _build)
