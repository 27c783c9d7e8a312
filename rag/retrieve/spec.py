"""What a retriever declares so that it is found by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph.store import GraphReader
from rag.embed.protocol import Embedder
from rag.ner.protocol import Tagger
from rag.types import Retriever


@dataclass(frozen=True, slots=True)
class RetrieverParts:
    """What a retriever is built from, once for every question: `store` is a snapshot that does not change under it.

    Models that it compiles may be kept under `cache`, if given. `reranker` is the file of a tuned reranker of graph
    retrieval; None for the trained one.
    """

    store: GraphReader
    embedder: Embedder
    tagger: Tagger
    cache: Path | None = None
    reranker: Path | None = None


@dataclass(frozen=True, slots=True)
class RetrieverSpec:
    """A retriever by name: `summary` is one line for people, `former_names` are still accepted, `build` is cheap.

    One that does not embed gets an embedder that need not be that of the graph, and must not ask it for anything.
    """

    name: str
    summary: str
    build: Callable[[RetrieverParts], Retriever]
    former_names: tuple[str, ...] = ()
    embeds: bool = True
