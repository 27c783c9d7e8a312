"""Graph retrieval: seeds, bridges, PageRank on the local graph around the question, and a learned reranker."""

from __future__ import annotations

from rag.retrieve.spec import RetrieverParts, RetrieverSpec
from rag.types import Retriever


def _build(parts: RetrieverParts) -> Retriever:
    from rag.retrieve.graph.parameters import Propagation
    from rag.retrieve.graph.rerank import read_tuned
    from rag.retrieve.graph.retriever import Graph
    from rag.retrieve.snapshot import SearchOnce

    rule = Propagation() if parts.reranker is None else Propagation(ordering=read_tuned(parts.reranker))
    return SearchOnce(Graph(parts.store, parts.embedder, parts.tagger, rule))


RETRIEVER = RetrieverSpec("graph", "the graph around the question, reranked", _build)
