"""Bring a graph to the state of another one, with the vectors of another embedder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from graph.copy import copy_decisions
from graph.errors import StoreError
from graph.store import GraphStore
from graph.types import Document, Kind, Subgraph, Vectors
from graph.version import DocumentStamp
from ingest.embed import group_by_passage, passage_inputs, vectors
from rag.embed.protocol import Embedder
from rag.llm.map_concurrent import Progress, no_progress

MAX_ROUNDS = 5
"""How often the work is done again because the source was changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Reembedding:
    """A graph to read, one to write, and the embedder of the latter.

    A document's fingerprint becomes what `fingerprints` maps it to: that of the same pipeline with the other embedder.
    """

    source: GraphStore
    target: GraphStore
    embedder: Embedder
    fingerprints: Mapping[str, str]

    def run(self, progress: Progress = no_progress) -> int:
        """Embed what differs, remove what is gone, and copy the decisions; return how many documents were embedded.

        Can be interrupted and run again. Raises StoreError if the source does not come to rest.
        """
        done = 0
        for _ in range(MAX_ROUNDS):
            origin = self.source.about()
            fingerprint = self.fingerprints.get(origin.fingerprint, origin.fingerprint)
            self.target.claim(self.embedder.name, self.embedder.dimensions, fingerprint)
            done += self._documents(progress)
            copy_decisions(self.source, self.target)
            if self.source.about().revision == origin.revision:
                return done
        raise StoreError("the documents were changed all the while", "wait for the ingest to end, then run it again")

    def _documents(self, progress: Progress) -> int:
        known = {document.id: DocumentStamp.of(document) for document in self.target.documents()}
        wanted = {document.id: DocumentStamp.of(self._mapped(document)) for document in self.source.documents()}
        for name in known.keys() - wanted.keys():
            self.target.replace(name, None)
        missing = [name for name, stamp in wanted.items() if known.get(name) != stamp]
        for done, name in enumerate(missing, 1):
            part = self.source.read([name])
            if part.documents:
                self.target.replace(name, self._embedded(part))
            progress(done, len(missing))
        return len(missing)

    def _mapped(self, document: Document) -> Document:
        return replace(document, fingerprint=self.fingerprints.get(document.fingerprint, document.fingerprint))

    def _embedded(self, part: Subgraph) -> Subgraph:
        documents = tuple(map(self._mapped, part.documents))
        if not part.passages:
            return replace(part, documents=documents)
        made = vectors(self.embedder, list(passage_inputs(part.passages, part.sentences)))
        grouped = group_by_passage(part.sentences)
        sentences = [sentence.id for passage in part.passages for sentence in grouped.get(passage.id, ())]
        stored: dict[Kind, Vectors] = {
            "passage": Vectors(tuple(passage.id for passage in part.passages), np.stack([rows[0] for rows in made]))
        }
        if sentences:
            stored["sentence"] = Vectors(tuple(sentences), np.concatenate([rows[1:] for rows in made]))
        return replace(part, documents=documents, vectors=stored)
