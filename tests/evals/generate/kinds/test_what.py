"""Objects of sentences."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of


@pytest.mark.parametrize(
    ("sentence", "question", "reference"),
    [
        (
            "The harbour office publishes a tide table at the beginning of every month.",
            "What does the harbour office publish at the beginning of every month?",
            "a tide table",
        ),
        (
            "You can fill the water tanks with the blue hose on the north quay.",
            "What can I fill with the blue hose on the north quay?",
            "the water tanks",
        ),
    ],
)
def test_an_object_is_asked_for(sentence: str, question: str, reference: str) -> None:
    assert asked_of("what", sentence) == {question: reference}


@pytest.mark.parametrize(
    "sentence",
    [
        "The old lighthouse plays an important role in the history of the town.",
        "The harbour office does not publish a tide table in the winter months.",
        "The club publishes it at the beginning of every month.",
    ],
)
def test_empty_or_unclear_objects_are_not(sentence: str) -> None:
    assert asked_of("what", sentence) == {}


def test_things_are_not_asked_for_by_whom() -> None:
    assert asked_of("what", "The barrier of the marina is opened by SONAR at night.") == {}


def test_what_cannot_be_placed_is_not_asked() -> None:
    found = asked_of(
        "what",
        "On leaving, the skipper must return the brass keys and give a forwarding address.",
        "Moving the crane involves a second driver checking and clearing the rails of the quay.",
        "To restate, the ferry uses a diesel engine with two silent propellers.",
    )
    assert found == {}


def test_what_begins_a_sentence_stays_whole() -> None:
    found = asked_of("what", "Prior to the storm of 1953, the harbour used wooden cranes for the herring boats.")
    assert list(found) == ["What did the harbour use prior to the storm of 1953?"]


def test_an_agent_is_asked_for() -> None:
    found = asked_of("what", "The lifeboat station on the island is run by Ruth Adler.")
    assert found == {"By whom is the lifeboat station on the island run?": "Ruth Adler"}
