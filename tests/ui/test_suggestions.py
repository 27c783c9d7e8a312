"""What is suggested can be answered from the documents, and was not asked before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.text.words import words
from rag.types import Answer, Question
from tests.support.command import Home
from ui import suggestions
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


def test_only_what_is_selected_is_read_and_little_of_a_long_document(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = replace(space.where, sources=tuple(one.source for one in space.store.documents() if "keep" in one.source))
    hits = [hit for question in suggest_starters(space, where) for hit in space.ask(Question(question)).hits[:1]]
    assert {Path(hit.passage.source).name for hit in hits} == {"keepers.md"}
    answer = space.ask(Question("Who built the Skerry Light?"))
    assert suggest_follow_ups(space, answer, []) != suggest_follow_ups(space, answer, [], where)
    assert suggest_starters(space, go_on=lambda: False) == ()


def test_of_a_long_document_the_passages_around_a_hit_are_read(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "long.txt"
    note.write_text("\n\n".join(f"Boat {number} lay in the harbour of Portmellin. " * 20 for number in range(12)))
    space.ingest([note])
    (document,) = (one for one in space.store.documents(space.where) if one.source == str(note))
    passages = list(space.store.passages(where=replace(space.where, documents=(document.id,))))
    assert len(passages) > 8
    monkeypatch.setattr(suggestions, "MAX_DOCUMENT_CHARS", 2_000)
    for place in (0, 5, len(passages) - 1):
        found = suggestions._read(space, [document], {document.id: passages[place].start}).passages
        assert passages[place] in found
        assert sum(len(one.text) for one in found) < 4_000


def test_a_remote_embedder_is_sent_nothing(space: Workspace) -> None:
    remote = space.settings.embedder.model_copy(
        update={"name": "remote", "base_url": "http://127.0.0.1:9", "model": "m"}
    )
    with Workspace(space.settings.model_copy(update={"embedder": remote})) as other:
        assert suggest_starters(other) == ()


def test_without_passages_or_documents_nothing_is_suggested(space: Workspace) -> None:
    assert suggest_follow_ups(space, Answer("I do not know."), ["Who?"]) == ()
    space.remove(list(space.store.documents(space.where)))
    assert suggest_starters(space) == ()
