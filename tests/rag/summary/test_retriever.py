from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from graph.types import EVERYTHING, Document, Filter, Passage, Subgraph
from rag.summary.retriever import SummaryRetriever
from rag.types import Hit
from tests.contract.parts import part
from tests.rag.summary.test_sentences import TEXTS


def document(name: str, texts: tuple[str, ...], context: str = "") -> Subgraph:
    made = Document.make(f"{name}.txt", name, "\n\n".join(texts))
    starts = [sum(len(text) + 2 for text in texts[:i]) for i in range(len(texts))]
    passages = tuple(
        Passage(f"{name} {i}", made.id, text, starts[i], ordinal=i, title=name, source=made.source, context=context)
        for i, text in enumerate(texts)
    )
    return Subgraph(documents=(made,), passages=passages)


class Asked:
    """A retriever that keeps what it was asked, and finds the passages of the first document."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.questions: list[tuple[str, int, Filter]] = []

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        self.questions.append((question, k, where))
        return [Hit(passage, 1.0) for passage in self._store.passages(where=where)][:k]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "graph.db")
    for stored in (
        document("House rules", TEXTS),
        document("Lease", ("The rent for the flat is 720 euros a month and is due on the first day.",), "4. Rent"),
    ):
        opened.replace(stored.documents[0].id, stored)
    yield opened
    opened.close()


@pytest.fixture
def asked(store: SqliteStore) -> Asked:
    return Asked(store)


def test_a_named_document_is_read_whole(store: SqliteStore, asked: Asked) -> None:
    hits = SummaryRetriever(asked, store)("Summarise the house rules", 1)
    assert not asked.questions
    assert {hit.passage.title for hit in hits} == {"House rules"}
    assert [hit.passage.ordinal for hit in hits] == sorted(hit.passage.ordinal for hit in hits)
    assert all(hit.trail.seeds[0].ranker == "summary" for hit in hits)


def test_everything_is_read_where_nothing_is_named(store: SqliteStore, asked: Asked) -> None:
    hits = SummaryRetriever(asked, store)("What are the main themes?", 8)
    assert {hit.passage.title for hit in hits} == {"House rules", "Lease"}


def test_what_a_reader_may_not_see_is_not_read(store: SqliteStore, asked: Asked) -> None:
    lease = next(one.id for one in store.documents() if one.title == "Lease")
    hits = SummaryRetriever(asked, store)("Give me an overview of everything", 8, Filter(documents=(lease,)))
    assert {hit.passage.title for hit in hits} == {"Lease"}
    assert SummaryRetriever(asked, store)("Summarise the house rules", 8, Filter(documents=())) == []


def test_a_topic_is_searched_for_within_the_documents_that_are_named(store: SqliteStore, asked: Asked) -> None:
    SummaryRetriever(asked, store)("In the house rules, summarise what is said about parking", 2)
    [(question, k, where)] = asked.questions
    assert (question, k) == ("parking", 20)
    assert where.documents == tuple(one.id for one in store.documents() if one.title == "House rules")


def test_a_section_is_read_by_its_number(store: SqliteStore, asked: Asked) -> None:
    hits = SummaryRetriever(asked, store)("Summarise section 4 of the lease", 8)
    assert [hit.passage.id for hit in hits] == ["Lease 0"]


def test_other_questions_are_retrieved_as_before(store: SqliteStore, asked: Asked) -> None:
    SummaryRetriever(asked, store)("How much is the rent?", 3)
    assert asked.questions == [("How much is the rent?", 3, EVERYTHING)]


def test_an_overview_of_many_passages_goes_theme_by_theme(tmp_path: Path, asked: Asked) -> None:
    store = SqliteStore(tmp_path / "themes.db")
    for subject in ("library", "harbour"):
        texts = [f"The {subject} opens at {hour} and every visitor of the {subject} pays a fee." for hour in range(20)]
        made = part(f"{subject}.txt", texts, [subject], title=subject.title())
        store.replace(made.documents[0].id, made)
    hits = SummaryRetriever(asked, store)("What are the main themes?", 8)
    themes = list(dict.fromkeys(hit.trail.theme for hit in hits))
    assert len(themes) >= 2
    assert [hit.trail.theme for hit in hits] == sorted((hit.trail.theme for hit in hits), key=themes.index)
    assert {"library", "harbour"} == set(" ".join(themes).casefold().replace("·", " ").split())
    store.close()
