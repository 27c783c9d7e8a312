"""Retrievers by name."""

from __future__ import annotations

from graph.errors import UsageError
from graph.store import GraphStore
from rag.model import Retriever
from rag.models.embed.protocol import Embedder
from rag.models.tag.protocol import Tagger

NAMES = ("graph", "hybrid", "rrf", "dense", "bm25")


def make(name: str, store: GraphStore, embedder: Embedder, tagger: Tagger) -> Retriever:
    """The retriever of that name over a store; UsageError for a name that is not in NAMES."""
    from rag.retrieve.bm25 import BM25
    from rag.retrieve.dense import Dense
    from rag.retrieve.graph import Graph
    from rag.retrieve.hybrid import Hybrid
    from rag.retrieve.rrf import ReciprocalRank

    match name:
        case "graph":
            return Graph(store, embedder, tagger)
        case "hybrid":
            return Hybrid(store, embedder)
        case "rrf":
            return ReciprocalRank(store, embedder)
        case "dense":
            return Dense(store, embedder)
        case "bm25":
            return BM25(store)
    raise UsageError(f"no retriever is called {name!r}", f"choose one of {', '.join(NAMES)}")
