from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.types import Filter
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Hit, Provenance, ProvenanceStep
from tests.rag.retrieve.conftest import WORLD, World

TWO_HOPS = "Where was the director of Copper Lantern born?"
THREE_HOPS = "Does the harbour of the village where the director of Copper Lantern was born freeze?"
SPOKEN = sorted({word for title, text in WORLD for word in f"{title} {text}".split()})


def found(world: World, question: str, k: int = 8, where: Filter = Filter()) -> dict[str, Hit]:
    hits = build_retriever("graph", RetrieverParts(world.store, world.embedder, world.tagger))(question, k, where)
    return {hit.passage.title: hit for hit in hits}


def told(trail: Provenance) -> list[tuple[str, str, str]]:
    return [(step.name, step.from_title, step.sentence) for step in trail.steps]


def test_the_question_leads_over_a_sentence_to_the_second_passage(world: World) -> None:
    assert told(found(world, TWO_HOPS)["Ines Varga"].trail) == [
        ("Copper Lantern", "", ""),
        ("Ines Varga", "Copper Lantern", "Copper Lantern is a 1987 film directed by Ines Varga."),
    ]


def test_a_path_has_as_many_steps_as_it_needs(world: World) -> None:
    assert told(found(world, THREE_HOPS)["Holmsund"].trail) == [
        ("Copper Lantern", "", ""),
        ("Ines Varga", "Copper Lantern", "Copper Lantern is a 1987 film directed by Ines Varga."),
        ("Holmsund", "Ines Varga", "She was born in the village of Holmsund."),
    ]


def test_what_the_question_names_is_reached_from_nowhere_else(world: World) -> None:
    assert told(found(world, TWO_HOPS)["Copper Lantern"].trail) == [("Copper Lantern", "", "")]


def test_a_question_that_names_nothing_has_no_first_step(world: World) -> None:
    for hit in found(world, "how is bread baked?").values():
        assert all(step.from_passage for step in hit.trail.steps)


def test_a_hidden_passage_tells_nothing(world: World) -> None:
    hits = found(world, THREE_HOPS, where=Filter(access=()))
    assert hits
    for hit in hits.values():
        assert "Ines Varga" not in {step.from_title for step in hit.trail.steps}
        assert not any("born in the village" in step.sentence for step in hit.trail.steps)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=8).map(" ".join))
def test_a_path_never_turns_back_and_quotes_what_it_went_through(world: World, question: str) -> None:
    passages = {passage.id: passage for passage in world.store.passages()}
    for hit in found(world, question).values():
        steps = hit.trail.steps
        visited = [step.from_passage for step in steps] + [hit.passage.id]
        assert len(set(visited)) == len(visited)
        assert all(visited[1:])
        for step in steps:
            if step.from_passage:
                origin = passages[step.from_passage]
                assert step.sentence
                assert step.sentence in origin.text
                assert step.from_title == origin.title
            else:
                assert step == ProvenanceStep(step.entity_id, step.name, step.weight)
            assert step.weight >= 0
