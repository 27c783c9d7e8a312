"""The facts that a model found in a passage: only what the passage's own words bear out is kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from graph.text.names import name_key
from graph.text.words import STOP_WORDS
from graph.types import Entity, Fragment, Mention, Passage, Relation, Subgraph
from ingest.enrich.ontology import MAX_NAME_CHARS, VALUES, Ontology, is_usable_name, normalise_name
from ingest.enrich.origin import mark_kind_only
from ingest.enrich.request import NamedEntity, Reply, StatedClaim, StatedRelation
from rag.answer.quotes import locate_quote

MAX_ENTITY_CHARS = 120
OTHER = "other"
MAX_PLACES = 100
"""Places of one name in a passage that become mentions."""

NOT_NAMED = "the name is not in the passage"
NOT_A_NAME = "it is no name of a thing"
PART_OF_A_NAME = "it is part of a longer name"
NOT_QUOTED = "the quote is not in the passage"
OUTSIDE = "it is not in the ontology"
UNKNOWN_END = "it is about something that is not among the entities"
NO_PREDICATE = "its predicate is no verb or a few words"
ELSEWHERE = "its quote names neither of its entities"

_ARTICLE = re.compile(r"^\s*(?:the|an?)\s+", re.IGNORECASE)

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """What is kept of a reply, and how many statements were dropped for each reason."""

    found: Subgraph
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The entities of a document by the mentions of a passage, by the key of a name, and by the names of its title."""

    mentioned: Mapping[str, Sequence[tuple[Mention, Entity]]]
    keys: Mapping[str, Entity]
    titled: Mapping[tuple[str, str], tuple[Mention, Entity]]

    @staticmethod
    def of(part: Subgraph) -> KnownNames:
        """Take the names of a document's part of the graph; a key belongs to the entity it means most often."""
        entities = {entity.id: entity for entity in part.entities}
        texts = {passage.id: passage.text for passage in part.passages}
        mentioned: defaultdict[str, list[tuple[Mention, Entity]]] = defaultdict(list)
        titled: dict[tuple[str, str], tuple[Mention, Entity]] = {}
        counts: Counter[tuple[str, str]] = Counter()
        for mention in part.mentions:
            known = mention, entities[mention.entity_id]
            if mention.in_title:
                key = name_key(part.documents[0].title[mention.start : mention.end])
                titled.setdefault((mention.passage_id, key), known)
            else:
                mentioned[mention.passage_id].append(known)
                surface = texts[mention.passage_id][mention.start : mention.end]
                counts[name_key(surface), mention.entity_id] += 1
        keys: dict[str, Entity] = {}
        for (key, entity_id), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            keys.setdefault(key, entities[entity_id])
        return KnownNames(mentioned, keys, titled)

    def at(self, passage_id: str, place: Bounds) -> tuple[Mention, Entity] | None:
        """Return the mention of a passage that stands at exactly this place, or else around it, the longest one."""
        around = [
            known
            for known in self.mentioned.get(passage_id, ())
            if known[0].start <= place[0] and place[1] <= known[0].end
        ]
        exact = [known for known in around if (known[0].start, known[0].end) == place]
        return max(exact or around, key=lambda known: known[0].end - known[0].start, default=None)


@dataclass(frozen=True, slots=True)
class NamedHere:
    """An entity with its mentions in the passage and in the title above it."""

    entity: Entity
    mentions: tuple[Mention, ...]

    def stands_in(self, bounds: Bounds) -> bool:
        """Return whether its name stands within these bounds of the passage."""
        return any(
            bounds[0] <= one.start and one.end <= bounds[1]
            for one in self.mentions
            if not one.in_title and one.entity_id == self.entity.id
        )


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
                mentions=_first_of_each_place(mention for here in named.values() for mention in here.mentions),
                relations=_first_of_each(relation for relation in relations if relation is not None),
                fragments=tuple(dict.fromkeys(fragments)),
            ),
            dropped,
        )

    def _find(self, one: NamedEntity) -> NamedHere | str:
        """Return the entity with its mentions, or the reason why it is not kept."""
        key, kind = name_key(one.name), normalise_name(one.kind)[:MAX_NAME_CHARS] or OTHER
        if not self.ontology.allows_kind(kind):
            return OUTSIDE
        is_name = any(map(str.isalpha, key)) and (key not in STOP_WORDS or one.name.strip().isupper())
        if not is_name or kind in VALUES or len(one.name) > MAX_ENTITY_CHARS:
            return NOT_A_NAME
        places = tuple(islice(self._places(one.name), MAX_PLACES))
        titled = self.known.titled.get((self.passage.id, key))
        mentions = [self._typed(titled[0], kind)] if titled else []
        own = titled[1] if titled else self._entity_at(places, key)
        mentions += [mention for place in places if (mention := self._mention(place, own, kind))]
        if not mentions:
            return PART_OF_A_NAME if places else NOT_NAMED
        return NamedHere(own, tuple(mentions))

    def _entity_at(self, places: Sequence[Bounds], key: str) -> Entity:
        """Return the entity that is mentioned at one of these places, or that of the key, or a new one."""
        for place in places:
            known = self.known.at(self.passage.id, place)
            if known and (known[0].start, known[0].end) == place:
                return known[1]
        return self.known.keys.get(key) or Entity.make(key, collection=self.collection)

    def _mention(self, place: Bounds, own: Entity, kind: str) -> Mention | None:
        """Return the known mention at this place with its kind, or a new one; None for a word of a longer name."""
        known = self.known.at(self.passage.id, place)
        if known and (known[1] == own or (known[0].start, known[0].end) == place):
            return self._typed(known[0], kind)
        is_word = len(self.passage.text[slice(*place)].split()) == 1
        return None if known and is_word else Mention(self.passage.id, own.id, *place, kind=kind, origin=self.origin)

    def _typed(self, known: Mention, kind: str) -> Mention:
        return replace(known, kind=kind, origin=mark_kind_only(self.origin))

    def _places(self, name: str) -> Iterator[Bounds]:
        """Yield the places of a name as whole words, without its article, in whatever case and spacing."""
        bare = _ARTICLE.sub("", name)
        name = bare if name_key(bare) == name_key(name) else name
        words = r"\s+".join(map(re.escape, name.split()))
        found = [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", self.passage.text, re.IGNORECASE)]
        if not found and (place := locate_quote(name, self.passage.text)):
            found = [place]
        yield from found

    def _locate(self, quote: str) -> Bounds | None:
        return locate_quote(quote, self.passage.text)

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
        predicate, quote = normalise_name(one.predicate), self._locate(one.quote)
        if subject is None or target is None or subject.entity == target.entity:
            dropped[UNKNOWN_END] += 1
        elif not is_usable_name(predicate):
            dropped[NO_PREDICATE] += 1
        elif not self.ontology.allows_relation(predicate):
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


def _first_of_each_place(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Keep one mention of an entity at each place: two spellings of a name can stand at the same."""
    first: dict[tuple[str, int, int, bool], Mention] = {}
    for one in mentions:
        first.setdefault((one.entity_id, one.start, one.end, one.in_title), one)
    return tuple(first.values())
