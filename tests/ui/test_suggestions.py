"""What is suggested can be answered from the documents, and was not asked before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.text.words import words
from rag.types import Answer, Question
from tests.support.command import Home
from ui.settings import load_settings
from ui.suggestions import suggest_follow_ups, suggest_starters
from ui.workspace import Workspace


@pytest.fixture
def space(library: Home, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    with Workspace(load_settings(tmp_path / "kept")) as opened:
        yield opened


def test_starters_are_of_several_files_and_answered(space: Workspace) -> None:
    questions = suggest_starters(space)
    assert len(set(questions)) == 3
    answers = [space.ask(Question(question)) for question in questions]
    assert not any(answer.abstained for answer in answers)
    assert len({answer.hits[0].passage.source for answer in answers}) > 1


def test_follow_ups_lead_on_from_an_answer(space: Workspace) -> None:
    asked = "Who built the Skerry Light?"
    answer = space.ask(Question(asked))
    questions = suggest_follow_ups(space, answer, [asked])
    assert questions
    assert all(set(words(question)) != set(words(asked)) for question in questions)
    assert not any(space.ask(Question(question)).abstained for question in questions)
    again = suggest_follow_ups(space, answer, [asked, *questions])
    assert set(again).isdisjoint(questions)


def test_without_passages_or_documents_nothing_is_suggested(space: Workspace) -> None:
    assert suggest_follow_ups(space, Answer("I do not know."), ["Who?"]) == ()
    space.remove(list(space.store.documents(space.where)))
    assert suggest_starters(space) == ()
