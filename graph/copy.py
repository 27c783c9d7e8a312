"""Copy a graph from one store into another and verify that both hold the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import islice

from graph.correction import Correction
from graph.errors import StoreError, UsageError
from graph.relation_correction import RelationCorrection
from graph.store import GraphStore
from graph.types import Subgraph
from graph.version import DocumentStamp

GraphValues = dict[str, set[object]]

COMPARE_BATCH_SIZE = 50
"""Documents compared per batch."""

MAX_DIFFERENCES = 10
"""Maximum number of differences reported."""


@dataclass(frozen=True, slots=True)
class CopyResult:
    """The result: documents written, documents already present, and the differences that remain."""

    written: int
    there: int
    differences: tuple[str, ...]


def copy_graph(
    source: GraphStore, target: GraphStore, step: Callable[[int, int], None] = lambda _done, _all: None
) -> CopyResult:
    """Write all documents, decisions and corrections of the source into the target, then compare; `step` gets the
    progress.

    Can be interrupted and run again: documents already present are not written again. Raises UsageError if the target
    holds documents that the source lacks, StoreError if the source changes meanwhile.
    """
    origin = source.about()
    known = {document.id: DocumentStamp.of(document) for document in target.documents()}
    wanted = {document.id: DocumentStamp.of(document) for document in source.documents()}
    if foreign := known.keys() - wanted.keys():
        raise UsageError(
            f"the target holds {len(foreign)} document(s) that the source has not", "copy into an empty graph"
        )
    if origin.embedder or origin.dimensions:
        target.claim(origin.embedder, origin.dimensions, origin.fingerprint)
    missing = [name for name, stamp in wanted.items() if known.get(name) != stamp]
    for done, name in enumerate(missing, 1):
        target.replace(name, source.read([name]))
        step(done, len(missing))
    copy_decisions(source, target)
    found = tuple(islice(differences(source, target), MAX_DIFFERENCES))
    if source.about().revision != origin.revision:
        raise StoreError("the source was changed while it was copied", "run the same again")
    return CopyResult(len(missing), len(wanted) - len(missing), found)


def copy_decisions(source: GraphStore, target: GraphStore) -> None:
    """Give the target the decisions and corrections of the source, and no others."""
    decided = {decision.pair: decision for decision in source.decisions()}
    known = {decision.pair: decision for decision in target.decisions()}
    for pair in known.keys() - decided.keys():
        target.forget(pair)
    for pair, decision in decided.items():
        if known.get(pair) != decision:
            target.decide(pair, decision.state, decision.reason, decision.score)
    corrected = {correction.entity_id: correction for correction in source.corrections()}
    for entity_id in {one.entity_id for one in target.corrections()} - corrected.keys():
        target.restore(entity_id)
    for correction in corrected.values():
        target.correct(correction)
    relations = {one.triple: one for one in source.relation_corrections()}
    for triple in {one.triple for one in target.relation_corrections()} - relations.keys():
        target.restore_relation(triple)
    target.correct_relations(list(relations.values()))


def differences(one: GraphStore, other: GraphStore) -> Iterator[str]:
    """Yield the differences between two stores in plain words; nothing if they match to the last bit."""
    names = sorted(document.id for document in one.documents())
    if names != sorted(document.id for document in other.documents()):
        yield "they do not hold the same documents"
        return
    for start in range(0, len(names), COMPARE_BATCH_SIZE):
        together = names[start : start + COMPARE_BATCH_SIZE]
        left, right = one.read(together), other.read(together)
        yield from _apart(_facts(left), _facts(right))
    if sorted(map(repr, one.decisions())) != sorted(map(repr, other.decisions())):
        yield "decisions: they do not hold the same"
    if _corrections(one) != _corrections(other):
        yield "corrections: they do not hold the same"
    if sorted(map(repr, one.entities())) != sorted(map(repr, other.entities())):
        yield "entities: their names, aliases or counts differ"
    first, second = one.about(), other.about()
    for name in ("embedder", "dimensions", "passages", "sentences", "entities", "mentions", "relations"):
        if getattr(first, name) != getattr(second, name):
            yield f"{name}: {getattr(first, name)} in the source, {getattr(second, name)} in the target"
    yield from (f"the target is not whole: {problem}" for problem in other.check())


def _corrections(store: GraphStore) -> tuple[list[Correction], list[RelationCorrection]]:
    return list(store.corrections()), list(store.relation_corrections())


def _apart(left: GraphValues, right: GraphValues) -> Iterator[str]:
    for kind in sorted(left.keys() | right.keys()):
        here, there = left.get(kind, set()), right.get(kind, set())
        if here != there:
            yield f"{kind}: {len(here - there)} only in the source, {len(there - here)} only in the target"


def _facts(part: Subgraph) -> GraphValues:
    """Return every value of a part by kind, vectors as raw bytes."""
    found: GraphValues = {
        field.name: set(getattr(part, field.name)) for field in fields(part) if field.name != "vectors"
    }
    for kind, vectors in part.vectors.items():
        rows = zip(vectors.ids, vectors.matrix, strict=True)
        found[f"{kind} vectors"] = {(name, row.tobytes()) for name, row in rows}
    return found
