"""The stored version of a document that is read again: what its unchanged passages keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.types import Document, Matrix, Passage, Subgraph
from ingest.embed import known_rows
from ingest.enrich.merge import carry_over


@dataclass(frozen=True, slots=True, eq=False)
class FormerVersion:
    """The stored part of the graph, and its passages that the new version has with the same text, title and context;
    `shown` are those that a reader sees."""

    part: Subgraph
    unchanged: frozenset[str]
    shown: frozenset[str]

    @staticmethod
    def of(part: Subgraph, document: Document, passages: Sequence[Passage]) -> FormerVersion:
        """Compare the stored part, which may be empty, with the new version's passages."""
        if not part.documents or part.documents[0].title != document.title:
            return FormerVersion(part, frozenset(), frozenset())
        contexts = {passage.id: passage.context for passage in part.passages}
        same = [passage for passage in passages if contexts.get(passage.id) == passage.context]
        shown = frozenset(passage.id for passage in same if not passage.hidden)
        return FormerVersion(part, frozenset(passage.id for passage in same), shown)

    def vectors(self, fingerprint: str) -> Mapping[str, Matrix]:
        """Return the vectors of unchanged passages and their sentences, if this pipeline made them."""
        if not self.unchanged or self.part.documents[0].fingerprint != fingerprint:
            return {}
        return {name: rows for name, rows in known_rows(self.part).items() if name in self.unchanged}

    def keep_facts(self, found: Subgraph) -> Subgraph:
        """Add what models found in unchanged passages to what rules found in the new version."""
        return carry_over(found, self.part, self.shown)
