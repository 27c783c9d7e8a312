"""The hits of a search: its best passages, each with how it was reached."""

from __future__ import annotations

from collections.abc import Sequence

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.retrieve.graph.entity_linking import LinkedEntity
from rag.retrieve.graph.provenance import SearchTrace, trace_provenance
from rag.retrieve.graph.search import Search
from rag.retrieve.hits import load_hits
from rag.types import Hit


def explain_hits(search: Search, k: int, store: GraphReader, where: Filter = EVERYTHING) -> list[Hit]:
    """Return the best k passages of a search with their provenance."""
    graph, top = search.graph, search.ranking[:k]
    ids = search.passage_ids(top)
    trace = SearchTrace(
        graph.local,
        certain_entities(graph.linked),
        search.bridges,
        search.activation.ranks,
        search.candidates.paths.links(search.candidates.pool),
    )
    provenance = trace_provenance(trace, graph.seeds.seeds_of(ids), store, where)
    return load_hits(store, [(id_, score) for id_, (_, score) in zip(ids, top, strict=True)], provenance, where)


def certain_entities(linked: Sequence[LinkedEntity]) -> frozenset[str]:
    """Return the ids of entities linked by exact name or alias; if there are none, of all linked entities."""
    certain = frozenset(one.entity_id for one in linked if one.way in ("exact", "alias"))
    return certain or frozenset(one.entity_id for one in linked)
