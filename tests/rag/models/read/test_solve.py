from __future__ import annotations

import pytest

from graph.model import Passage
from rag.models.embed.protocol import Embedder
from rag.models.read.evidence import candidates, subject
from rag.models.read.judge import Judge
from rag.models.read.reader import Reader
from rag.models.read.solve import NOTHING, Solver

TEXTS = (
    "Pump station report. The pump in the north hall failed because a seal had worn out. Mara Lindt found the leak.",
    "Staff list. Mara Lindt is the night engineer. Her telephone extension is 317. Odo Brandt is the cook.",
    "Holiday rules. When Mara Lindt is away, Piet Harmsen stands in for her.",
    "The canteen opens at noon. Soup is served on Mondays.",
)


def passages(*texts: str) -> list[Passage]:
    return [Passage(f"p{i}", f"d{i}", text, 0) for i, text in enumerate(texts)]


@pytest.fixture(scope="module")
def solver(minilm: Embedder) -> Solver:
    return Solver(minilm, Judge.load(), Reader(), passages(*TEXTS))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who stands in for the engineer who found the leak?", "Piet Harmsen"),
        ("What is the telephone extension of the person who found the leak?", "317"),
    ],
)
def test_a_described_person_is_found_first(solver: Solver, question: str, answer: str) -> None:
    solved = solver(question)
    assert answer in solved.quotes[0].text
    assert "Mara Lindt found the leak." in [quote.text for quote in solved.quotes]
    assert answer in solver(question).short


def test_without_steps_the_second_sentence_is_not_reached(solver: Solver) -> None:
    at_once = solver("Who stands in for the engineer who found the leak?", depth=0)
    stepwise = solver("Who stands in for the engineer who found the leak?")
    assert at_once.short != stepwise.short


def test_a_reason_is_told_by_its_sentence(solver: Solver) -> None:
    solved = solver("Why did the pump in the north hall fail?")
    assert solved.short == ""
    assert "seal" in solved.quotes[0].text


def test_no_passages_give_nothing(minilm: Embedder) -> None:
    assert Solver(minilm, Judge.load(), Reader(), [])("Who?") == NOTHING


def test_a_pronoun_speaks_of_the_name_before_it() -> None:
    found = candidates(passages("Mara Lindt is here. Her office is upstairs. She likes it. Odo Brandt left. He ran."))
    assert [subject(found, row) for row in range(5)] == ["", "Mara Lindt", "Mara Lindt", "", "Odo Brandt"]
