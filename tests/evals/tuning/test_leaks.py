from __future__ import annotations

import pytest

from evals.tuning.leaks import find_leaks, refuse_leaks, without_leaks
from evals.tuning.types import Example, LearningMaterial, Preference, RatedAnswer
from evals.types import Case
from graph.errors import UsageError
from tests.evals.parts import passage

KEPT = passage("The old harbour of Saltby was dug by forty men in the cold spring of 1599 beside the church.", "Saltby")
COPY = passage("Note: the old harbour of Saltby was dug by forty men in the cold spring of 1599 beside it.", "Copy")
OTHER = passage("The new harbour was dug by machines.", "Other")
MEASURED = Case.make("When was the old harbour of Saltby dug?", "1599")


def example(question: str, *passages: object, negatives: tuple[object, ...] = ()) -> Example:
    return Example(question, "yes", passages, "single", "case", negatives)  # type: ignore[arg-type]


def test_questions_and_passages_that_give_away_are_found() -> None:
    clean = example("Who dug the new harbour?", OTHER)
    train = LearningMaterial(
        (
            example("when was the old harbour of Saltby dug", OTHER),
            example("When was it, the old harbour of Saltby, dug?", OTHER),
            example("Who wrote the note?", COPY),
            example("Who reads notes?", OTHER, negatives=(COPY,)),
            clean,
        ),
        (Preference("Who copied?", "a", "b", (COPY,)),),
    )
    leaks = find_leaks(train, [MEASURED], [KEPT])
    assert [leak.question for leak in leaks] == [
        *(one.question for one in train.examples[:4]),
        "Who copied?",
    ]
    assert "evaluation case" in leaks[0].why
    assert "Saltby" in leaks[2].why
    assert without_leaks(train, leaks) == LearningMaterial((clean,))


def test_answers_and_short_texts_give_away_too() -> None:
    short = passage("Oona Petrie, harbour master.", "Register")
    said = "It says: “the old harbour of Saltby was dug by forty men in the cold spring of 1599”."
    train = LearningMaterial(
        (
            Example("Who holds which post?", "", (passage("oona petrie – harbour master", "Copy"),), "single", "case"),
            Example("How was it dug?", said, (OTHER,), "single", "case"),
            Example("Who is she?", "Oona Petrie", (OTHER,), "single", "case"),
        ),
        (Preference("What was dug?", said, "b", (OTHER,)), Preference("And since?", "b", "a", (OTHER,))),
        (RatedAnswer("Was it dug?", said, True, (OTHER,)),),
    )
    leaks = find_leaks(train, [], [KEPT, short])
    assert [(leak.question, leak.why.rpartition(" ")[2]) for leak in leaks] == [
        ("Who holds which post?", "Register"),
        ("How was it dug?", "Saltby"),
        ("What was dug?", "Saltby"),
        ("Was it dug?", "Saltby"),
    ]


def test_leaks_are_refused_with_their_list() -> None:
    refuse_leaks([])
    leaks = find_leaks(LearningMaterial((example(MEASURED.question, OTHER),)), [MEASURED], [])
    with pytest.raises(UsageError, match=r"1 leak.*old harbour of Saltby") as caught:
        refuse_leaks(leaks)
    assert "--drop-leaks" in caught.value.hint
