"""Versions of one document are gathered and compared sentence by sentence, each quoted as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from graph.types import Document, Passage, Subgraph
from rag.changes.answer import ChangeAnswerer
from rag.changes.differences import find_differences
from rag.changes.retriever import VersionRetriever, is_comparison
from rag.types import Answer, Question
from tests.rag.summary.test_answer import Other
from tests.rag.summary.test_retriever import Asked

RULES = {
    "Rules, version 1.0": "Tea costs 2 euros. The gate is closed at noon. Bikes must be locked.",
    "Rules, version 2.0": "Tea costs 3 euros. The gate is closed at noon. Dogs stay outside the house.",
    "Ferry notes": "2.1\n\nThe bell is louder.\n\n2.0\n\nThe mast is taller. A leak is mended.",
}


def stored(title: str, text: str) -> Subgraph:
    made = Document.make(f"{title}.txt", title, text)
    return Subgraph(documents=(made,), passages=(Passage(title, made.id, text, 0, title=title, source=made.source),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "graph.db")
    for title, text in RULES.items():
        part = stored(title, text)
        opened.replace(part.documents[0].id, part)
    yield opened
    opened.close()


def ask(store: SqliteStore, question: str) -> Answer:
    hits = VersionRetriever(Asked(store), store)(question, 8)
    return ChangeAnswerer(Other(), "extract")(Question(question), hits)


def test_what_differs_is_shown_side_by_side(store: SqliteStore) -> None:
    answer = ask(store, "What changed between version 1.0 and 2.0 of the rules?")
    assert answer.text == (
        "Older (Rules, version 1.0): Tea costs 2 euros. [1]\nNewer (Rules, version 2.0): Tea costs 3 euros. [2]\n\n"
        "Newer (Rules, version 2.0), added: Dogs stay outside the house. [3]\n\n"
        "Older (Rules, version 1.0), left out: Bikes must be locked. [4]"
    )
    assert (answer.state, answer.model) == ("evidence", "extract")
    for citation in answer.citations:
        assert RULES[citation.passage_id][citation.start : citation.end] == citation.quote


def test_a_topic_narrows_what_is_shown(store: SqliteStore) -> None:
    answer = ask(store, "What has changed in the rules on tea since version 1.0?")
    assert [citation.quote for citation in answer.citations] == ["Tea costs 2 euros.", "Tea costs 3 euros."]


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What is new in version 2.1 of the ferry?", ["The bell is louder."]),
        ("What changed in Ferry 2.0?", ["The mast is taller. A leak is mended."]),
    ],
)
def test_a_list_of_releases_is_read_under_its_headings(store: SqliteStore, question: str, quoted: list[str]) -> None:
    assert [citation.quote for citation in ask(store, question).citations] == quoted


@pytest.mark.parametrize(
    "question",
    ["What does tea cost?", "What changed in version 7.0 of the rules?", "What changed in the lease of 1999?"],
)
def test_other_questions_are_left_to_the_others(store: SqliteStore, question: str) -> None:
    hits = VersionRetriever(Asked(store), store)(question, 8)
    assert not is_comparison(hits)
    assert ask(store, question).text == "asked"


def test_versions_alike_do_not_differ() -> None:
    one = [Passage("a", "d", "Tea costs 2 euros.", 0)]
    assert find_differences(one, one) == []
