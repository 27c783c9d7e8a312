"""Take over what people corrected and stated in another graph, as far as the documents here bear it out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from graph.correction import Correction
from graph.entity_view import EntityView
from graph.errors import UsageError
from graph.relation_correction import RelationCorrection, Triple
from graph.resolution.groups import EntityGroups, group_entities
from graph.resolution.left_out import find_left_out
from graph.store import GraphStore
from graph.text.names import name_key
from graph.types import Filter, Passage
from ui.evidence import find_evidence
from ui.graph_export.collected import collect_graph
from ui.graph_import.written import WrittenEntity, WrittenGraph, WrittenStatement
from ui.relation_correcting import clean_predicate, predicate_key

UNKNOWN = "no entity here has the name"
AMBIGUOUS = "several entities here have the name"
ONE = "both ends are one entity here"
NO_PREDICATE = "its predicate is no name"
LEFT_OUT = "it was left out here"
NO_DOCUMENT = "its document is not here"
NO_QUOTE = "no passage of its document holds its words"
NO_WORDS = "the file gives no words of its document"


@dataclass(frozen=True, slots=True)
class Takeover:
    """What a file gives that the graph has not, how many relations are there already, and why how many stay out."""

    names: tuple[Correction, ...] = ()
    relations: tuple[RelationCorrection, ...] = ()
    there: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def plan_takeover(store: GraphStore, graph: WrittenGraph, where: Filter, reason: str) -> Takeover:
    """Compare a file's graph with what is visible; nothing is written."""
    return _Comparison(store, where, reason).compare(graph)


def take_over(store: GraphStore, plan: Takeover) -> None:
    """Write what was planned."""
    store.correct_relations(plan.relations)
    for correction in plan.names:
        store.correct(correction)


class _Comparison:
    """The visible graph, as names and relations are looked up in it."""

    def __init__(self, store: GraphStore, where: Filter, reason: str) -> None:
        collected = collect_graph(store, where)
        self._views = {view.entity.id: view for view in store.entities(where=where)}
        self._groups: EntityGroups = group_entities(store.decisions())
        self._heads = {id_: head for head in self._views for id_ in self._groups.members(head)}
        self._left_out = {self._meaning(one) for one in find_left_out(store)}
        self._stated = {self._meaning((one.subject_id, one.predicate, one.object_id)) for one in collected.statements}
        self._reason = reason
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for id_, view in self._views.items():
            for name in (view.name, *view.aliases):
                self._named[name_key(name)].add(id_)
        self._documents: defaultdict[str, list[str]] = defaultdict(list)
        for document in store.documents(where):
            for name in {document.title, document.source, Path(document.source).name}:
                self._documents[name].append(document.id)

        def read(document_id: str) -> list[Passage]:
            return list(store.passages(where=replace(where, documents=(document_id,))))

        self._passages: Callable[[str], list[Passage]] = lru_cache(maxsize=8)(read)

    def _meaning(self, triple: Triple) -> Triple:
        subject, predicate, target = triple
        return self._heads.get(subject, subject), predicate_key(predicate), self._heads.get(target, target)

    def compare(self, graph: WrittenGraph) -> Takeover:
        ends = {key: self._find(one) for key, one in graph.entities.items()}
        names: dict[str, Correction] = {}
        for key, one in graph.entities.items():
            view = ends[key]
            if isinstance(view, EntityView) and self._is_new_name(one.name, view):
                members = self._groups.members(view.entity.id)
                names |= {id_: Correction(id_, " ".join(one.name.split()), self._reason) for id_ in members}
        relations: dict[Triple, RelationCorrection] = {}
        refused: Counter[str] = Counter()
        there = 0
        for statement in graph.statements:
            made = self._relate(statement, ends[statement.subject], ends[statement.object])
            if made is None or (not isinstance(made, str) and self._meaning(made.triple) in relations):
                there += 1
            elif isinstance(made, str):
                refused[made] += 1
            else:
                relations[self._meaning(made.triple)] = made
        return Takeover(tuple(names.values()), tuple(relations.values()), there, refused)

    def _find(self, one: WrittenEntity) -> EntityView | str:
        """Return the entity of a file here, by its id or else by its names, or why there is none."""
        if one.id in self._heads:
            return self._views[self._heads[one.id]]
        for name in (one.name, *one.aliases):
            found = [self._views[id_] for id_ in sorted(self._named.get(name_key(name), ()))]
            alike = [view for view in found if view.kind == one.kind] or found
            if len(alike) == 1:
                return alike[0]
            if alike:
                return AMBIGUOUS
        return UNKNOWN

    @staticmethod
    def _is_new_name(name: str, view: EntityView) -> bool:
        return bool(name_key(name)) and name_key(name) not in map(name_key, (view.name, *view.aliases))

    def _relate(
        self, one: WrittenStatement, subject: EntityView | str, target: EntityView | str
    ) -> RelationCorrection | str | None:
        """Return the relation to be stated by hand, or why it is not; None if it is there."""
        if isinstance(subject, str) or isinstance(target, str):
            return subject if isinstance(subject, str) else str(target)
        try:
            predicate = clean_predicate(one.predicate)
        except UsageError:
            return NO_PREDICATE
        triple = (subject.entity.id, predicate, target.entity.id)
        if self._meaning(triple) in self._stated:
            return None
        if subject.entity.id == target.entity.id:
            return ONE
        if self._meaning(triple) in self._left_out:
            return LEFT_OUT
        place = self._place(one)
        return place if isinstance(place, str) else RelationCorrection(*triple, "by hand", self._reason, *place)

    def _place(self, one: WrittenStatement) -> tuple[str, int, int] | tuple[()] | str:
        """Return where the words of a statement stand; nothing if it has none, or why they stand nowhere."""
        if not one.document:
            return NO_DOCUMENT if one.quote else ()
        if not one.quote:
            return NO_WORDS
        documents = self._documents.get(one.document, ())
        for document_id in documents:
            if evidence := find_evidence(self._passages(document_id), one.quote, one.page):
                return evidence.passage_id, evidence.start, evidence.end
        return NO_QUOTE if documents else NO_DOCUMENT
