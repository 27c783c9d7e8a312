from __future__ import annotations

import pytest

from evals.tuning.split import split_material
from evals.tuning.types import Example, LearningMaterial, RatedAnswer, documents_of
from graph.errors import UsageError
from tests.evals.tuning.parts import TOWNS, town_passage


def example(question: str, *towns: str) -> Example:
    return Example(question, "yes", tuple(town_passage(name) for name in towns), "single", "case")


def test_whole_documents_are_held_out() -> None:
    names = list(TOWNS)
    pairs = tuple(example(f"{name} {number}?", name) for name in names for number in range(3))
    mixed = example("both?", names[0], names[1])
    rated = RatedAnswer("free?", "yes", True, ())
    found = split_material(LearningMaterial((*pairs, mixed), (), (rated,)), 0.25, seed=3)
    for item in found.train.examples:
        assert documents_of(item).isdisjoint(found.documents)
    for item in found.held_out.examples:
        assert documents_of(item) <= found.documents
    assert len(found.held_out.examples) in range(11, 16)
    assert found.train.ratings == (rated,)
    assert len(found.train) + len(found.held_out) + found.mixed == len(pairs) + 2


def test_the_seed_decides_which() -> None:
    material = LearningMaterial(tuple(example(f"{name}?", name) for name in TOWNS))
    first, again, other = (split_material(material, 0.5, seed).documents for seed in (0, 0, 1))
    assert first == again != other


def test_one_document_cannot_be_split() -> None:
    material = LearningMaterial(tuple(example(f"{number}?", "Tarn") for number in range(20)))
    with pytest.raises(UsageError, match="1 document"):
        split_material(material, 0.2, 0)
