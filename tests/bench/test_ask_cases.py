"""The bench of asked cases tells right answers from wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.types import Answer
from tests.bench.ask_case import AskCase, CaseInput
from tests.bench.ask_cases import read_cases
from tests.bench.ask_endpoints import ENDPOINTS
from tests.bench.ask_evaluations import EVALUATIONS
from tests.bench.ask_offline import FOLLOWED, OFFLINE, Expected, check_answer
from tests.support.shared import DATA, needs_data

ALLOWANCE = Expected((("82 euros",),), ("82 euros", "82"), ("75 euros",))


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        (Answer("82 euros [1]\n\nIt is 82 euros. [1]", short="82 euros"), 0),
        (Answer("It is 82 euros. [1]\n\nIt was 75 euros. [2]", evidence_only=True), 0),
        (Answer("It was 75 euros. [1]\n\nIt is 82 euros. [2]", evidence_only=True), 1),
        (Answer("It is 182 euros. [1]", evidence_only=True), 1),
        (Answer("75 euros [1]\n\nIt was 75 euros. [1]", short="75 euros"), 2),
        (Answer("Nothing was found.", abstained=True), 1),
    ],
)
def test_a_value_is_shown_first_and_no_wrong_one_is_the_short_answer(answer: Answer, faults: int) -> None:
    assert len(list(check_answer(ALLOWANCE, "How much?", answer))) == faults


def test_evidence_without_a_short_answer_is_right_where_nothing_need_be_shown() -> None:
    count = Expected(short=("4",), may_abstain=True)
    assert not list(check_answer(count, "How many?", Answer("Pelican 1.4 came out. [1]", evidence_only=True)))
    assert list(check_answer(count, "How many?", Answer("1.4 [1]", short="1.4")))


def test_folders_and_questions_are_read_in_all_their_forms() -> None:
    assert CaseInput(docs="policy+tables").folders == CaseInput(docs="policy, tables").folders == ["policy", "tables"]
    assert CaseInput(ask="Who?").questions == ("Who?",)


def test_a_case_that_is_not_there_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "o99.json").write_text(AskCase(id="o99", input=CaseInput(), right="42").model_dump_json(), "utf-8")
    assert [case.id for case in read_cases(tmp_path)] == ["o99"]
    assert read_cases(tmp_path, ["o98"]) == []


@needs_data
def test_every_case_is_checked_question_by_question() -> None:
    cases = {case.id: case for case in read_cases(DATA / "cases" / "ask")}
    assert set(cases) == {*OFFLINE, *ENDPOINTS, *EVALUATIONS}
    assert all(len(cases[name].input.questions) == len(expected) for name, expected in OFFLINE.items())
    assert all(len(cases[name].input.chat) == len(amounts) for name, (_, amounts) in FOLLOWED.items())
