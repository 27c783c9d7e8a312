"""Which passages a language model is still to be asked about, and what that will take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from graph.store import GraphStore
from graph.types import Filter, Passage, Subgraph, digest
from ingest.enrich.budget import Forecast
from ingest.enrich.marks import EnrichmentMarks
from ingest.enrich.ontology import Ontology
from ingest.enrich.request import VERSION
from rag.llm.protocol import LanguageModel, Options

SLICE_PASSAGES = 128
MAX_SLICES = 8
"""Replies of a slice are written together, since each write is that of the whole document."""


@dataclass(frozen=True, slots=True)
class EnrichSetup:
    """The store and the model, what is asked for, and which documents are read; `workers` calls run at once.

    A small model is asked for a `brief` reply. Every model is asked `gleanings` times for what it missed.
    """

    store: GraphStore
    model: LanguageModel
    marks: EnrichmentMarks
    where: Filter
    ontology: Ontology = Ontology()
    options: Options = Options(max_tokens=2_048)
    workers: int = 4
    brief: bool = False
    gleanings: int = 0

    @property
    def key(self) -> str:
        """Identify the question: a passage that was asked it is not asked again."""
        return digest("enrich", VERSION, self.model.name, self.ontology.key, self.gleanings)


@dataclass(frozen=True, slots=True)
class PassageSlice:
    """Passages of one document still to be asked about, by id, with their lengths in characters."""

    document_id: str
    passages: tuple[str, ...]
    characters: tuple[int, ...]


def plan(setup: EnrichSetup) -> list[PassageSlice]:
    """Return what the model has not been asked yet, or what the graph has lost since."""
    marks = setup.marks.all()
    slices: list[PassageSlice] = []
    for document_id, group in groupby(setup.store.passages(where=setup.where), lambda one: one.document_id):
        passages = [passage for passage in group if not passage.hidden]
        marked = [name for name in (passage.id for passage in passages) if name in marks]
        held = (
            count_facts(setup.store.read([document_id]))
            if any(marks[name].facts for name in marked)
            else Counter[str]()
        )
        done = {name for name in marked if marks[name].key == setup.key and bool(marks[name].facts) == bool(held[name])}
        slices.extend(_slices(document_id, [passage for passage in passages if passage.id not in done]))
    return slices


def foresee(slices: Sequence[PassageSlice], gleanings: int = 0) -> Forecast:
    """Return what asking about these passages will take."""
    return Forecast.of([length for one in slices for length in one.characters], 1 + gleanings)


def _slices(document_id: str, passages: Sequence[Passage]) -> Iterator[PassageSlice]:
    size = max(SLICE_PASSAGES, -(-len(passages) // MAX_SLICES))
    for start in range(0, len(passages), size):
        some = passages[start : start + size]
        lengths = tuple(len(one.heading) + len(one.text) for one in some)
        yield PassageSlice(document_id, tuple(one.id for one in some), lengths)


def count_facts(part: Subgraph) -> Counter[str]:
    """Return how many mentions of each passage of a document models have found or typed."""
    return Counter(mention.passage_id for mention in part.mentions if mention.origin)
