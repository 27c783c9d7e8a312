from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import candidates, resolve_subject
from rag.answer.extractive.reader import Reader
from rag.answer.extractive.scoring_model import ScoringModel
from rag.answer.extractive.solve import NO_SOLUTION, Solver
from rag.embed.protocol import Embedder

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
    return Solver(minilm, ScoringModel.load(), Reader(), passages(*TEXTS))


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


LIVES = (
    "Mara Lindt (3 May 1921 – 4 March 1990) was a German night engineer. Mara Lindt opened the north hall in 1950.",
    "Odo Brandt (born 9 June 1960) is a cook from Bremen. Odo Brandt cooks on Mondays.",
    "The Reef is a 1988 film that was directed by Mara Lindt.",
    "The Harbour is a 1987 film that was directed by Odo Brandt.",
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who is older, Odo Brandt or Mara Lindt?", "Mara Lindt"),
        ("Who was born later, Mara Lindt or Odo Brandt?", "Odo Brandt"),
        ("Which film came out first, The Reef or The Harbour?", "The Harbour"),
        ("Which film has the director who was born first, The Harbour or The Reef?", "The Reef"),
    ],
)
def test_two_are_compared_by_their_dates(minilm: Embedder, question: str, answer: str) -> None:
    solved = Solver(minilm, ScoringModel.load(), Reader(), passages(*LIVES))(question)
    assert solved.short == answer
    assert len(solved.quotes) >= 2
    assert solved.place == 0


def test_a_comparison_without_both_dates_names_nobody(minilm: Embedder) -> None:
    solver = Solver(minilm, ScoringModel.load(), Reader(), passages(*LIVES))
    assert solver("Who died first, Odo Brandt or Mara Lindt?").short == ""
    assert solver("Which film came out first, The Reef or The Tower?").short == ""
    assert solver("Who is older, Piet Harmsen or Mara Lindt?").short == ""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which cook is from Bremen, Odo Brandt or Mara Lindt?", "Odo Brandt"),
        ("Who was an engineer, Odo Brandt or Mara Lindt?", "Mara Lindt"),
        ("Who is the taller cook from Bremen, Odo Brandt or Mara Lindt?", ""),
    ],
)
def test_of_two_names_the_one_is_told_that_the_sentence_speaks_of(minilm: Embedder, question: str, answer: str) -> None:
    assert Solver(minilm, ScoringModel.load(), Reader(), passages(*LIVES))(question).short == answer


def test_of_a_life_the_end_that_is_asked_for_is_told(minilm: Embedder) -> None:
    solver = Solver(minilm, ScoringModel.load(), Reader(), passages(*LIVES))
    assert solver("When was Mara Lindt born?").short == "3 May 1921"
    assert solver("When did Mara Lindt die?").short == "4 March 1990"


def test_without_steps_the_second_sentence_is_not_reached(solver: Solver) -> None:
    at_once = solver("Who stands in for the engineer who found the leak?", depth=0)
    stepwise = solver("Who stands in for the engineer who found the leak?")
    assert at_once.short != stepwise.short


def test_a_reason_is_told_by_its_sentence(solver: Solver) -> None:
    solved = solver("Why did the pump in the north hall fail?")
    assert solved.short == ""
    assert "seal" in solved.quotes[0].text


def test_no_passages_give_nothing(minilm: Embedder) -> None:
    assert Solver(minilm, ScoringModel.load(), Reader(), [])("Who?") == NO_SOLUTION


def test_a_pronoun_speaks_of_the_name_before_it() -> None:
    found = candidates(passages("Mara Lindt is here. Her office is upstairs. She likes it. Odo Brandt left. He ran."))
    assert [resolve_subject(found, row) for row in range(5)] == ["", "Mara Lindt", "Mara Lindt", "", "Odo Brandt"]
