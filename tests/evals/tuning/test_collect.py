from __future__ import annotations

from dataclasses import replace

import pytest

from evals.human.feedback import UNKNOWN_REASON, make_feedback
from evals.tuning.collect import collect_material, fold
from evals.types import Case, Gold
from graph.sqlite.store import SqliteStore
from graph.types import Filter
from rag.answer.abstain import ABSTAIN
from rag.conversation_removal import ERASED_TEXT
from rag.types import Answer, Turn
from tests.evals.parts import answered
from tests.evals.tuning.parts import town_cases, town_passage

SKERRY, OSPREY = town_passage("Skerry"), town_passage("Osprey")


def by_skerry(text: str = "Alasdair Finch [1].") -> Answer:
    return answered(text, SKERRY, OSPREY, cites="its first mayor was Alasdair Finch")


def test_a_case_gives_its_question_answer_and_passage(towns: SqliteStore) -> None:
    (example,) = collect_material(town_cases()[:1], [], towns, Filter()).material.examples
    assert (example.question, example.answer) == ("Who was the first mayor of Karo Bay?", "Mara Lindqvist")
    assert example.passages == tuple(towns.passages([town_passage("Karo Bay").id]))


def test_an_unanswerable_case_is_an_example_without_an_answer(towns: SqliteStore) -> None:
    (example,) = collect_material([Case.make("Who minted coins?", "")], [], towns, Filter()).material.examples
    assert example.answer == ""
    assert example.passages == ()


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (replace(town_cases()[0], status="rejected"), "rejected in review"),
        (replace(town_cases()[0], reference=ERASED_TEXT), "erased with a document"),
        (replace(town_cases()[0], history=(Turn("user", "And before?"),)), "a follow-up, which does not stand alone"),
        (replace(town_cases()[0], gold=(Gold("gone", "gone"),)), "its gold passages are not stored"),
    ],
)
def test_what_cannot_be_learned_from_is_counted_by_reason(case: Case, reason: str, towns: SqliteStore) -> None:
    found = collect_material([case], [], towns, Filter())
    assert found.material.examples == ()
    assert found.left_out == ((reason, 1),)


def test_accepted_and_corrected_answers_are_examples_without_markers(towns: SqliteStore) -> None:
    entries = [
        make_feedback("Who led Skerry first?", by_skerry(), "up"),
        replace(
            make_feedback("Who lit it?", by_skerry("A keeper [1]."), "down", expected="Alasdair Finch"),
            gold=(Gold(town_passage("Skerry").id, "first mayor"),),
        ),
        make_feedback("Who paid?", by_skerry("The town."), "down"),
        make_feedback("Who saw?", by_skerry("No one."), "down", ("the answer is wrong",), expected="The pilot"),
    ]
    found = collect_material([], entries, towns, Filter()).material
    assert [(one.question, one.answer) for one in found.examples] == [
        ("Who led Skerry first?", "Alasdair Finch."),
        ("Who lit it?", "Alasdair Finch"),
    ]
    assert all([passage.title for passage in one.passages] == ["Skerry"] for one in found.examples)
    assert [rating.good for rating in found.ratings] == [True, False, False, False]


def test_corrections_and_opposite_ratings_are_preferences(towns: SqliteStore) -> None:
    entries = [
        make_feedback("Who lit it?", by_skerry("A keeper."), "down", expected="Alasdair Finch"),
        make_feedback("Who minted coins?", by_skerry("Silas."), "down", (UNKNOWN_REASON,)),
        make_feedback("When was it?", by_skerry("In 1874."), "up", thread_id="a"),
        make_feedback("when was it", by_skerry("In 1911."), "down", thread_id="b"),
    ]
    found = collect_material([], entries, towns, Filter()).material.preferences
    assert [(one.chosen, one.rejected) for one in found] == [
        ("Alasdair Finch", "A keeper."),
        (ABSTAIN, "Silas."),
        ("In 1874.", "In 1911."),
    ]
    assert [passage.title for passage in found[0].passages] == ["Skerry", "Osprey"]


def test_the_same_question_is_learned_once(towns: SqliteStore) -> None:
    first = town_cases()[0]
    again = Case.make(first.question.upper() + " ", "another answer", first.gold)
    found = collect_material([first, again], [], towns, Filter())
    assert len(found.material.examples) == 1
    assert found.left_out == (("asks what another one asks", 1),)
    assert fold(" Who  is it?? ") == "who is it"
