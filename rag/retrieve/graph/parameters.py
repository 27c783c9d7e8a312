"""The parameters of graph retrieval."""

from __future__ import annotations

from dataclasses import dataclass

from rag.retrieve.graph.bridges import BridgeParameters
from rag.retrieve.graph.rerank import RerankParameters


@dataclass(frozen=True, slots=True)
class Propagation:
    """Propagation parameters: number of seed passages, total entity mass relative to 1 for passages, PageRank damping
    and iterations, size of the local graph, and the weight of the hybrid score."""

    starts: int = 50
    entity_mass: float = 2.5
    damping: float = 0.8
    iterations: int = 10
    limit: int = 200
    blend: float = 0.06
    bridging: BridgeParameters = BridgeParameters()
    ordering: RerankParameters = RerankParameters()
