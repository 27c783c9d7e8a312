"""A conversation is deleted with what evaluation keeps of it, if that is wanted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from evals.human.feedback import make_feedback, promote_feedback
from evals.types import Case, Result, Score
from rag.conversation_removal import ERASED_TEXT
from rag.types import Answer
from ui import removal
from ui.settings import Settings
from ui.workspace import Workspace

QUESTION = "Where is the zwickelbart?"
WORDS = ("zwickelbart", "Quenneborough")


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(Settings(data_dir=tmp_path / "kept")) as opened:
        yield opened


@pytest.fixture
def thread_id(space: Workspace) -> str:
    """A conversation whose disliked answer became a case of a version, which was run, labelled and left unasked."""
    answer = Answer("In Quenneborough.")
    thread_id = space.threads.create(QUESTION)
    space.threads.append(thread_id, QUESTION, answer)
    feedback = make_feedback(QUESTION, answer, "down", (), "", "In Quenneborough hall.", thread_id)
    space.feedback.add(feedback)
    case, other = (
        promote_feedback(feedback, space.store),
        Case.make("Who?", "Ada", kind="feedback", origin="feedback:x"),
    )
    space.archive.add([case, other])
    space.versions.save("v1", [case, other])
    run = space.archive.create("first", [case, other])
    score = Score("answer_correctness", "offline", 0.0, "Quenneborough is no hall")
    space.archive.append(run.id, Result(case, answer, (score,)))
    space.archive.append(run.id, Result(other, Answer("Bo"), (replace(score, reason="another name"),)))
    space.archive.create("second", [case, other])
    return thread_id


def journal_text(space: Workspace) -> str:
    with closing(sqlite3.connect(space.journal)) as connection:
        return "\n".join(connection.iterdump())


def test_what_evaluation_keeps_of_a_conversation_is_listed(space: Workspace, thread_id: str) -> None:
    records = removal.find_records_of(space, thread_id)
    assert Counter(one.kind for one in records) == {"feedback": 1, "case": 1, "version": 1, "run": 2}
    assert removal.find_records_of(space, space.threads.create("another")) == ()


def test_alone_it_leaves_feedback_and_cases(space: Workspace, thread_id: str) -> None:
    assert removal.delete_threads(space, [thread_id])
    assert space.threads.list() == []
    assert len(space.feedback.list()) == 1
    assert len(space.archive.cases()) == 2


def test_with_everything_no_word_is_left(space: Workspace, thread_id: str) -> None:
    assert all(word in journal_text(space) for word in WORDS)
    assert removal.delete_threads(space, [thread_id], everywhere=True)
    assert not any(word in journal_text(space) for word in WORDS)
    assert [case.question for case in space.archive.cases()] == ["Who?"]
    assert [case.question for case in space.versions.cases("v1")] == ["Who?"]
    second, first = [space.archive.load(run.id) for run in space.archive.runs()]
    assert [result.case.question for result in first.results] == [ERASED_TEXT, "Who?"]
    assert [result.scores[0].value for result in first.results] == [0.0, 0.0]
    assert [case.question for case, _ in space.archive.asked(second.id)] == ["Who?"]


def test_a_case_whose_feedback_is_gone_is_found_by_its_question(space: Workspace, thread_id: str) -> None:
    space.feedback.remove(space.feedback.list()[0].id)
    assert Counter(one.kind for one in removal.find_records_of(space, thread_id))["case"] == 1


def test_the_same_question_of_another_conversation_is_left(space: Workspace, thread_id: str) -> None:
    another = space.threads.create(QUESTION)
    space.threads.append(another, QUESTION, Answer("In Quenneborough."))
    assert removal.find_records_of(space, another) == ()
    assert removal.delete_threads(space, [another], everywhere=True)
    assert Counter(one.kind for one in removal.find_records_of(space, thread_id))["case"] == 1
