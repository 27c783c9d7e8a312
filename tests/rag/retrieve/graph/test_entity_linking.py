from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest

from graph.entity_view import EntityView
from graph.store import GraphStore
from graph.types import Entity
from rag.ner.rules import RuleTagger
from rag.retrieve.graph.entity_linking import link_entities
from tests.rag.retrieve.conftest import World


@dataclass(frozen=True)
class OneName:
    """A store that finds one entity, whatever is asked."""

    view: EntityView

    def search(self, *_: object, **__: object) -> list[tuple[str, float]]:
        return [(self.view.entity.id, 1.0)]

    def entities(self, *_: object) -> Iterator[EntityView]:
        return iter([self.view])


def linked(world: World, question: str) -> list[tuple[str, str]]:
    return [(one.name, one.way) for one in link_entities(question, world.store, world.tagger)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who directed Copper Lantern?", [("Copper Lantern", "exact")]),
        ("who directed copper lantern?", [("Copper Lantern", "exact")]),
        ("Who directed Coper Lantern?", [("Copper Lantern", "near")]),
        ("Where was Varga born?", [("Ines Varga", "part")]),
        ("what is a director?", []),
        ("bread", []),
        ("", []),
    ],
)
def test_names(world: World, question: str, expected: list[tuple[str, str]]) -> None:
    assert linked(world, question) == expected


def test_both_names_of_a_comparison_are_found(world: World) -> None:
    names = {name for name, _ in linked(world, "Which came first, Copper Lantern or Paper Crown?")}
    assert names == {"Copper Lantern", "Paper Crown"}


def test_of_two_aliases_the_longer_names() -> None:
    aliases = ("Harbour", "Harbour Town", "Town of the Harbour", "The Town")
    view = EntityView(Entity.make("holmsund"), "Holmsund", aliases, mentions=2, passages=2)
    (found,) = link_entities("What is Harbour Town?", cast(GraphStore, OneName(view)), RuleTagger())
    assert (found.words, found.way) == ("harbour town", "alias")


def test_an_entity_is_found_by_the_name_that_it_was_given() -> None:
    view = EntityView(Entity.make("ada moss"), "Zenobia Quill", ("Ada Moss",), mentions=2, passages=2)
    for question in ("Where does Zenobia Quill work?", "Where does Ada Moss work?"):
        (found,) = link_entities(question, cast(GraphStore, OneName(view)), RuleTagger())
        assert found.entity_id == view.entity.id


def test_certainties_are_shares_and_descend(world: World) -> None:
    weights = [one.certainty for one in link_entities("Ines Varga or Tom Okafor of Lagos?", world.store, world.tagger)]
    assert weights == sorted(weights, reverse=True)
    assert 0 < min(weights) <= max(weights) <= 1
