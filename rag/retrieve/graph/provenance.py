"""Explain how each hit was reached from the question: the entities it names, and the sentences that lead onward.

the question names A → a sentence of the passage about A names B → the passage about B
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.entity_view import EntityView
from graph.local import LocalGraph
from graph.pagerank import PageRanks, mention_weights
from graph.sentence_id import split_sentence_id
from graph.store import GraphReader
from graph.text.sentences import sentence_bounds
from graph.types import EVERYTHING, Filter, Passage, Vector
from rag.retrieve.graph.bridges import Bridges
from rag.retrieve.graph.paths import PathLink
from rag.types import Provenance, ProvenanceStep, Seed

Mask = npt.NDArray[np.bool_]

MAX_STEPS = 4
FROM_QUESTION = -1


@dataclass(frozen=True, slots=True, eq=False)
class SearchTrace:
    """The intermediate results of a search. `named` holds the ids of the entities that the question names with
    certainty; `links` are keyed by the index of the passage they lead to."""

    local: LocalGraph
    named: Set[str]
    bridges: Bridges
    ranks: PageRanks
    links: Mapping[int, PathLink]


@dataclass(frozen=True, slots=True)
class Lead:
    """An entity that connects two passages, as indices in a local graph; `origin` is -1 for the question."""

    entity: int
    origin: int
    passage: int


def trace_provenance(
    walked: SearchTrace,
    seeds: Mapping[str, tuple[Seed, ...]],
    store: GraphReader,
    where: Filter = EVERYTHING,
) -> dict[str, Provenance]:
    """Return each passage's provenance: its seeds and, if named entities lead to it, the steps from the question."""
    local = walked.local
    place = {passage_id: index for index, passage_id in enumerate(local.passages)}
    search = _PathTracer(walked)
    found = {passage_id: search.path(place[passage_id]) for passage_id in seeds}
    leads = [lead for path in found.values() for lead in path]
    entities = sorted({local.entities[lead.entity] for lead in leads})
    origins = sorted({local.passages[lead.origin] for lead in leads if lead.origin != FROM_QUESTION})
    telling = _StepDescriber(
        local,
        {view.entity.id: view for view in store.entities(entities, where)} if entities else {},
        {passage.id: passage for passage in store.passages(origins, where)} if origins else {},
    )

    def step(lead: Lead) -> ProvenanceStep:
        return telling.step(lead, search.mass(lead), walked.bridges.opened_by.get(lead.entity, FROM_QUESTION))

    return {id_: Provenance(own, tuple(map(step, found[id_]))) for id_, own in seeds.items()}


class _PathTracer:
    """Trace passages back to the entities the question names.

    A step comes only from a passage closer to the question, so that no path has a cycle. Closest are passages whose
    subject the question names, then those with more mass. A subject is an entity that every sentence of a passage names
    (its title counts as part of each) and that the passage mentions more than once.
    """

    def __init__(self, walked: SearchTrace) -> None:
        self._local = local = walked.local
        self._links = walked.links
        carried = mention_weights(local)
        sums = np.bincount(local.mention_entity, carried, len(local.entities))
        flow = walked.ranks.entities[local.mention_entity] * carried / sums[local.mention_entity]
        self._flow: Vector = np.asarray(flow, np.float32)
        self._named: Mask = np.isin(local.mention_entity, list(local.entity_places(walked.named).values()))
        self._subject = _subjects(local)
        self._nearness = walked.ranks.passages.astype(np.float64)
        self._nearness[local.mention_passage[self._named & self._subject]] += 1.0 + self._nearness.max(initial=0.0)

    def path(self, passage: int) -> list[Lead]:
        """Return the leads to a passage in order from the question; of a longer path, only the last few."""
        found: list[Lead] = []
        while passage != FROM_QUESTION and len(found) < MAX_STEPS:
            lead = self._lead(passage)
            if lead is None:
                break
            found.insert(0, lead)
            passage = lead.origin
        return found

    def mass(self, lead: Lead) -> float:
        """Return the mass that flows through the lead's entity to its passage."""
        local = self._local
        return float(self._flow[(local.mention_passage == lead.passage) & (local.mention_entity == lead.entity)].sum())

    def _lead(self, passage: int) -> Lead | None:
        own = self._local.mention_passage == passage
        asked = self._named & own
        if (asked & self._subject).any():
            return Lead(self._greatest(asked & self._subject), FROM_QUESTION, passage)
        link = self._links.get(passage)
        if link is not None and self._leads_on(link, passage):
            return Lead(link.entity, link.passage, passage)
        return Lead(self._greatest(asked), FROM_QUESTION, passage) if asked.any() else None

    def _leads_on(self, link: PathLink, passage: int) -> bool:
        """Whether a link comes from a passage closer to the question that is not about the same entity."""
        local = self._local
        about = self._subject & (local.mention_entity == link.entity)
        both = {passage, link.passage} <= set(local.mention_passage[about].tolist())
        return self._nearness[link.passage] > self._nearness[passage] and not both

    def _greatest(self, mentions: Mask) -> int:
        chosen = np.flatnonzero(mentions)
        return int(self._local.mention_entity[chosen[self._flow[chosen].argmax()]])


def _subjects(local: LocalGraph) -> Mask:
    """Return, for each mention, whether its entity is a subject of its passage."""
    width = len(local.entities)
    pairs = np.sort(local.sentence_passage[local.sentence_index] * width + local.sentence_entity)
    mentioned = local.mention_passage * width + local.mention_entity
    times = np.searchsorted(pairs, mentioned, "right") - np.searchsorted(pairs, mentioned, "left")
    sentences = np.bincount(local.sentence_passage, minlength=len(local.passages))[local.mention_passage]
    return np.asarray((times == sentences) & (sentences > 0) & (local.mention_count >= 2))


@dataclass(frozen=True, slots=True)
class _StepDescriber:
    """Looks up the names, titles and sentences that describe leads."""

    local: LocalGraph
    views: Mapping[str, EntityView]
    passages: Mapping[str, Passage]

    def step(self, lead: Lead, weight: float, opened: int) -> ProvenanceStep:
        """Describe a lead; `opened` is the sentence through which bridging reached its entity, or -1."""
        entity_id = self.local.entities[lead.entity]
        view = self.views.get(entity_id)
        names = (view.name, *view.aliases) if view else (entity_id,)
        origin = self.passages.get(self.local.passages[lead.origin]) if lead.origin != FROM_QUESTION else None
        if origin is None:
            return ProvenanceStep(entity_id, names[0], weight)
        sentence, name = _best(self._sentences(lead, opened, origin), names)
        return ProvenanceStep(entity_id, name, weight, origin.id, origin.title or Path(origin.source).name, sentence)

    def _sentences(self, lead: Lead, opened: int, origin: Passage) -> Iterable[str]:
        """Yield the sentences of the origin that name the entity, the opened one first."""
        naming = self.local.sentence_index[self.local.sentence_entity == lead.entity]
        own = naming[self.local.sentence_passage[naming] == lead.origin].tolist()
        bounds = sentence_bounds(origin.text)
        for sentence in sorted(own, key=lambda one: (one != opened, one)):
            _, ordinal = split_sentence_id(self.local.sentences[sentence])
            if 0 <= ordinal < len(bounds):
                yield origin.text[slice(*bounds[ordinal])]


def _best(sentences: Iterable[str], names: Sequence[str]) -> tuple[str, str]:
    """Return the first sentence that contains a name, with the longest name in it.

    If none does, since only the title names the entity, return the first sentence and the first name.
    """
    first = ""
    for sentence in sentences:
        folded = sentence.casefold()
        standing = [name for name in names if name.casefold() in folded]
        if standing:
            return sentence, max(standing, key=len)
        first = first or sentence
    return first, names[0]
