"""Split material by document: nothing of a held-out document is trained on."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from evals.tuning.types import Example, LearningMaterial, Preference, RatedAnswer, documents_of
from graph.errors import UsageError
from graph.text.counting import count_noun

Item = TypeVar("Item", Example, Preference, RatedAnswer)


@dataclass(frozen=True, slots=True)
class Split:
    """The material to train on, that to measure on, and the documents of the latter.

    `mixed` counts what needs documents of both and is in neither.
    """

    train: LearningMaterial
    held_out: LearningMaterial
    documents: frozenset[str]
    mixed: int


def split_material(material: LearningMaterial, share: float, seed: int) -> Split:
    """Hold out about a share of the examples, in whole documents; UsageError if all are of one document."""
    documents = sorted({name for example in material.examples for name in documents_of(example)})
    if len(documents) < 2:
        raise UsageError(
            f"the examples are of {count_noun(len(documents), 'document')}, so that none can be held out",
            "ingest more documents, then generate cases: graphloop eval generate",
        )
    random.Random(seed).shuffle(documents)  # noqa: S311 a draw that can be repeated
    wanted = share * len(material.examples)
    held_out: set[str] = set()
    for document in documents[:-1]:
        if sum(bool(own := documents_of(example)) and own <= held_out for example in material.examples) >= wanted:
            break
        held_out.add(document)
    parts = (_half(material, held_out, inside=False), _half(material, held_out, inside=True))
    return Split(*parts, frozenset(held_out), len(material) - len(parts[0]) - len(parts[1]))


def _half(material: LearningMaterial, held_out: Collection[str], inside: bool) -> LearningMaterial:
    return LearningMaterial(
        _chosen(material.examples, held_out, inside),
        _chosen(material.preferences, held_out, inside),
        _chosen(material.ratings, held_out, inside),
    )


def _chosen(items: Iterable[Item], held_out: Collection[str], inside: bool) -> tuple[Item, ...]:
    """Return the items of held-out documents alone, or of others alone; those without a document are trained on."""
    if inside:
        return tuple(item for item in items if documents_of(item) and documents_of(item) <= set(held_out))
    return tuple(item for item in items if documents_of(item).isdisjoint(held_out))
