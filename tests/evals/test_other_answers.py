"""Answers of another system, matched to cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.exchange.spec import GivenAnswer, GivenContext, Imported
from evals.metrics.latency import Latency
from evals.metrics.retrieval_recall import RetrievalRecall
from evals.other_answers import answer_of, match_answers, read_answers
from evals.types import Case
from graph.errors import UsageError
from rag.types import Turn
from tests.evals.parts import HARBOUR, case, value

KNOWN = case("Who lit the lamp?", "Anna Brodie", HARBOUR)


def given(question: str, said: str, reference: str = "", system: str = "") -> Imported:
    return Imported(Case.make(question, reference, kind="imported"), GivenAnswer(said, system=system))


def test_a_kept_case_that_asks_the_same_is_preferred() -> None:
    [matched], unmatched = match_answers([given("who  lit the LAMP?", "Anna", "Anna B.")], [KNOWN])
    assert ([result.case for result in matched.results], unmatched) == ([KNOWN], 0)


def test_a_question_after_others_is_another_question() -> None:
    followup = replace(KNOWN, id="f", history=(Turn("user", "And the lamp?"),))
    matched, unmatched = match_answers([given("Who lit the lamp?", "Anna")], [followup])
    assert (matched, unmatched) == ((), 1)


def test_each_system_has_its_answers_and_the_first_of_each_counts() -> None:
    records = [given("Q?", "1", "R", "one"), given("Q?", "2", "R", "two"), given("Q?", "3", "R", "two")]
    one, two = match_answers(records, [])[0]
    said = [(found.system, [result.answer.text for result in found.results if result.answer]) for found in (one, two)]
    assert said == [("one", ["1"]), ("two", ["2"])]
    assert (one.repeated, two.repeated) == (0, 1)


def test_contexts_are_hits_in_which_gold_is_found() -> None:
    answer = answer_of(GivenAnswer("Anna.", (GivenContext("Nothing."), GivenContext(HARBOUR.text, "notes.txt"))))
    assert [hit.passage.source for hit in answer.hits] == ["", "notes.txt"]
    assert value(RetrievalRecall()(KNOWN, answer)) == 1.0


def test_an_apology_abstains_and_a_time_that_nobody_measured_is_none() -> None:
    assert answer_of(GivenAnswer("I don't know.")).abstained
    assert answer_of(GivenAnswer("")).abstained
    assert not answer_of(GivenAnswer("Anna Brodie.")).abstained
    assert Latency()(KNOWN, answer_of(GivenAnswer("Anna."))).value is None
    assert value(Latency()(KNOWN, answer_of(GivenAnswer("Anna.", seconds=2.0)))) == 2.0


def test_lines_are_read_and_a_broken_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('{"question": "Q?", "answer": "A", "contexts": ["one", {"text": "two", "source": "s"}]}\n')
    [record] = read_answers(path)
    assert record.answer
    assert record.answer.contexts == (GivenContext("one"), GivenContext("two", "s"))
    path.write_text('{"question": "Q?"}\n{"answer": "A"}\n')
    with pytest.raises(UsageError, match="line 2: question"):
        read_answers(path)
