"""Retrievers by name."""

from __future__ import annotations

from pathlib import Path

from graph.errors import UsageError
from graph.store import GraphStore
from rag.embed.protocol import Embedder
from rag.ner.protocol import Tagger
from rag.types import Retriever

NAMES = ("graph", "graph+rerank", "hybrid", "rrf", "dense", "bm25")


def make(name: str, store: GraphStore, embedder: Embedder, tagger: Tagger, cache: Path | None = None) -> Retriever:
    """The retriever of that name over a store; UsageError for a name that is not in NAMES.

    Graphs of models that the retriever assembles are kept under `cache`, if given.
    """
    from rag.retrieve.retry import RetryingRetriever

    return RetryingRetriever(_made(name, store, embedder, tagger, cache))


def _made(name: str, store: GraphStore, embedder: Embedder, tagger: Tagger, cache: Path | None) -> Retriever:
    from rag.retrieve.bm25 import BM25
    from rag.retrieve.dense import Dense
    from rag.retrieve.graph.retriever import Graph
    from rag.retrieve.hybrid import Hybrid
    from rag.retrieve.rrf import ReciprocalRankFusion

    match name:
        case "graph":
            return Graph(store, embedder, tagger)
        case "graph+rerank":
            from rag.answer.extractive.reader import Reader
            from rag.retrieve.multihop.retriever import Multihop

            return Multihop(store, embedder, tagger, Reader(cache))
        case "hybrid":
            return Hybrid(store, embedder)
        case "rrf":
            return ReciprocalRankFusion(store, embedder)
        case "dense":
            return Dense(store, embedder)
        case "bm25":
            return BM25(store)
    raise UsageError(f"no retriever is called {name!r}", f"choose one of {', '.join(NAMES)}")
