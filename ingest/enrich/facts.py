"""The facts that a model found in a passage: only what the passage's own words bear out is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.text.names import name_key
from graph.text.words import STOP_WORDS
from graph.types import Entity, Fragment, Mention, Passage, Relation, Subgraph
from ingest.enrich.ontology import MAX_NAME_CHARS, Ontology, normalise_name
from ingest.enrich.request import NamedEntity, Reply, StatedClaim, StatedRelation
from rag.answer.quotes import locate_quote

MAX_ENTITY_CHARS = 120
MAX_PREDICATE_WORDS = 6
VALUES = frozenset(("date", "time", "amount", "number", "quantity", "money", "percentage"))
"""Kinds of what is a value, not a thing."""

NOT_NAMED = "the name is not in the passage"
NOT_A_NAME = "it is no name of a thing"
NOT_QUOTED = "the quote is not in the passage"
OUTSIDE = "it is not in the ontology"
UNKNOWN_END = "it is about something that is not among the entities"
NO_PREDICATE = "its predicate is no verb or a few words"
ELSEWHERE = "its quote names neither of its entities"

_AROUND = " \t.,;:!?-–—()[]\"'“”‘’"

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """What is kept of a reply, and how many statements were dropped for each reason."""

    found: Subgraph
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The entities of a document by the place of a mention, by the key of a name, and the mentions in its title."""

    places: Mapping[tuple[str, int, int], Entity]
    keys: Mapping[str, Entity]
    titled: Mapping[tuple[str, str], tuple[Entity, Mention]]

    @staticmethod
    def of(part: Subgraph) -> KnownNames:
        """Take the names of a document's part of the graph; a key belongs to the entity it means most often."""
        entities = {entity.id: entity for entity in part.entities}
        texts = {passage.id: passage.text for passage in part.passages}
        places: dict[tuple[str, int, int], Entity] = {}
        titled: dict[tuple[str, str], tuple[Entity, Mention]] = {}
        counts: Counter[tuple[str, str]] = Counter()
        for mention in part.mentions:
            if mention.in_title:
                key = name_key(part.documents[0].title[mention.start : mention.end])
                titled.setdefault((mention.passage_id, key), (entities[mention.entity_id], mention))
            else:
                places.setdefault((mention.passage_id, mention.start, mention.end), entities[mention.entity_id])
                surface = texts[mention.passage_id][mention.start : mention.end]
                counts[name_key(surface), mention.entity_id] += 1
        keys: dict[str, Entity] = {}
        for (key, entity_id), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            keys.setdefault(key, entities[entity_id])
        return KnownNames(places, keys, titled)

    def find(self, passage_id: str, places: Sequence[Bounds], key: str) -> Entity | None:
        """Return the entity that is mentioned at one of these places of a passage, or else that of the key."""
        there = (self.places.get((passage_id, *place)) for place in places)
        return next(filter(None, there), None) or self.keys.get(key)


@dataclass(frozen=True, slots=True)
class NamedHere:
    """An entity, its kind, and the places of its name in the passage; `titled` is its mention in the title above."""

    entity: Entity
    kind: str
    places: tuple[Bounds, ...]
    titled: Mention | None = None

    def stands_in(self, bounds: Bounds) -> bool:
        """Return whether its name stands within these bounds."""
        return any(bounds[0] <= start and end <= bounds[1] for start, end in self.places)


@dataclass(frozen=True, slots=True)
class ReplyCheck:
    """Checks replies about one passage; `origin` is the model's name."""

    passage: Passage
    known: KnownNames
    ontology: Ontology
    collection: str
    origin: str

    def check(self, reply: Reply) -> PassageFacts:
        """Return the facts of a reply that stand in the passage; an entity is mentioned wherever its name stands."""
        dropped: Counter[str] = Counter()
        named: dict[str, NamedHere] = {}
        fragments: list[Fragment] = []
        for one in reply.entities:
            here = self._find(one)
            if isinstance(here, str):
                dropped[here] += 1
                continue
            named.setdefault(name_key(one.name), here)
            if quote := self._locate(one.quote):
                fragments.append(self._fragment(here, quote))
        for claim in reply.claims:
            self._claim(claim, named, fragments, dropped)
        relations = [self._relation(one, named, dropped) for one in reply.relations]
        return PassageFacts(
            Subgraph(
                entities=tuple(dict.fromkeys(here.entity for here in named.values())),
                mentions=tuple(dict.fromkeys(mention for here in named.values() for mention in self._mentions(here))),
                relations=_first_of_each(relation for relation in relations if relation is not None),
                fragments=tuple(dict.fromkeys(fragments)),
            ),
            dropped,
        )

    def _find(self, one: NamedEntity) -> NamedHere | str:
        """Return the entity with its places, or the reason why it is not kept."""
        key, kind = name_key(one.name), normalise_name(one.kind)[:MAX_NAME_CHARS]
        if not self.ontology.allows_kind(kind):
            return OUTSIDE
        is_name = key and key not in STOP_WORDS and any(map(str.isalpha, key)) and len(one.name) <= MAX_ENTITY_CHARS
        if not is_name or kind in VALUES:
            return NOT_A_NAME
        places = tuple(self._places(one.name))
        above, titled = self.known.titled.get((self.passage.id, key), (None, None))
        if above is not None:
            return NamedHere(above, kind, places, titled)
        if not places:
            return NOT_NAMED
        entity = self.known.find(self.passage.id, places, key) or Entity.make(key, collection=self.collection)
        return NamedHere(entity, kind, places)

    def _places(self, name: str) -> Iterator[Bounds]:
        start = 0
        while found := locate_quote(name, self.passage.text[start:]):
            yield start + found[0], start + found[1]
            start += found[1]

    def _locate(self, quote: str) -> Bounds | None:
        return locate_quote(quote, self.passage.text)

    def _mentions(self, here: NamedHere) -> Iterator[Mention]:
        if here.titled is not None:
            yield replace(here.titled, kind=here.kind)
        for start, end in here.places:
            yield Mention(self.passage.id, here.entity.id, start, end, kind=here.kind, origin=self.origin)

    def _fragment(self, here: NamedHere, quote: Bounds) -> Fragment:
        words = " ".join(self.passage.text[slice(*quote)].split())
        return Fragment(here.entity.id, self.passage.id, words, self.origin)

    def _claim(
        self, claim: StatedClaim, named: Mapping[str, NamedHere], fragments: list[Fragment], dropped: Counter[str]
    ) -> None:
        here, quote = named.get(name_key(claim.subject)), self._locate(claim.quote)
        if here is None or quote is None:
            dropped[UNKNOWN_END if here is None else NOT_QUOTED] += 1
        else:
            fragments.append(self._fragment(here, quote))

    def _relation(self, one: StatedRelation, named: Mapping[str, NamedHere], dropped: Counter[str]) -> Relation | None:
        subject, target = named.get(name_key(one.subject)), named.get(name_key(one.object))
        predicate, quote = normalise_name(one.predicate).strip(_AROUND), self._locate(one.quote)
        if subject is None or target is None or subject.entity == target.entity:
            dropped[UNKNOWN_END] += 1
        elif not any(map(str.isalpha, predicate)) or len(predicate.split()) > MAX_PREDICATE_WORDS:
            dropped[NO_PREDICATE] += 1
        elif len(predicate) > MAX_NAME_CHARS or not self.ontology.allows_relation(predicate):
            dropped[OUTSIDE] += 1
        elif quote is None:
            dropped[NOT_QUOTED] += 1
        elif not (subject.stands_in(quote) or target.stands_in(quote)):
            dropped[ELSEWHERE] += 1
        else:
            ends = (subject.entity.id, predicate, target.entity.id)
            return Relation(*ends, self.passage.id, 1.0, *quote, self.origin)
        return None


def _first_of_each(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Keep one relation of each subject, predicate and object: the first words that state it."""
    first: dict[tuple[str, str, str], Relation] = {}
    for one in relations:
        first.setdefault((one.subject_id, one.predicate, one.object_id), one)
    return tuple(first.values())
