"""A reader's workspace answers as one does that holds only what they may see, over each store."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.errors import AccessDenied, UsageError
from ingest.choices import Choices
from ingest.labels import Labels
from rag.types import Question
from tests.support.neo4j_fixture import neo4j, wipe
from tests.support.neo4j_server import Server
from ui.access.reader import Role
from ui.access.reader_book import ReaderBook
from ui.access.readers import open_for
from ui.neighbours import find_entities, load_neighbourhood
from ui.settings import Settings
from ui.settings_schema import IngestSettings, StoreSettings
from ui.suggestions import suggest_starters
from ui.themes import load_themes
from ui.workspace import Workspace

__all__ = ["neo4j"]

OPEN = {
    "light.txt": "The Skerry Light was built in 1874 by Marion Teague on the reef of Osprey Sound. Marion Teague had "
    "studied under Rupert Calloway in Portmellin.",
    "keepers.txt": "Alasdair Finch kept the Skerry Light from 1911 to 1938. He was born in Portmellin in 1882.",
    "harbour.txt": "Rupert Calloway designed the harbour of Portmellin, which was opened on 4 May 1861.",
}
HIDDEN = {
    "pay.txt": "Silas Drew earns 90,000 pounds as pilot of Osprey Sound. Marion Teague hired Silas Drew in Portmellin.",
    "plan.txt": "The harbour of Portmellin is to be sold to Zebedee Quarrell. Rupert Calloway knew Zebedee Quarrell.",
}
SECRETS = ("Silas", "Drew", "90,000", "Zebedee", "Quarrell", "pay.txt", "plan.txt")
QUESTIONS = (
    "Who built the Skerry Light?",
    "Where had the builder of the Skerry Light studied?",
    "Who designed the harbour of Portmellin?",
    "How much does the pilot of Osprey Sound earn?",
)


@dataclass(frozen=True)
class Pair:
    """Two workspaces over one kind of store: one with everything, one with only the documents for everybody."""

    whole: Workspace
    alone: Workspace


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Pair]:
    server: Server | None = request.getfixturevalue("neo4j") if request.param == "neo4j" else None
    folder = tmp_path_factory.mktemp("readers")
    for name, text in (OPEN | HIDDEN).items():
        (folder / name).write_text(text)
    with (
        Workspace(settings_for(folder / "whole", model_cache, server)) as whole,
        Workspace(settings_for(folder / "alone", model_cache, server)) as alone,
    ):
        for space in (whole, alone):
            space.ingest([folder / name for name in OPEN])
        whole.ingest([folder / name for name in HIDDEN], choices=Choices(labels=Labels(access=("board",))))
        with closing(ReaderBook(whole.journal)) as book:
            for name, role, labels in (
                ("Anna", Role.READER, []),
                ("Bo", Role.READER, ["board"]),
                ("Ida", Role.ADMIN, []),
            ):
                book.add(name, role, labels)
        yield Pair(whole, alone)
    if server is not None:
        for space in (whole, alone):
            wipe(server, space.settings.store.graph)


def settings_for(folder: Path, cache: Path, server: Server | None) -> Settings:
    folder.mkdir()
    (folder / "cache").symlink_to(cache, target_is_directory=True)
    own = IngestSettings(tagger="rules")
    if server is None:
        return Settings(data_dir=folder, ingest=own)
    store = StoreSettings(
        backend="neo4j",
        uri=server.uri,
        user=server.user,
        password=SecretStr(server.password),
        database=server.database,
        graph=f"test-{uuid.uuid4().hex}",
    )
    return Settings(data_dir=folder, ingest=own, store=store)


def reads(space: Workspace) -> dict[str, object]:
    """What each door of a workspace shows."""
    found: dict[str, object] = {}
    for name in ("graph", "graph+multihop", "hybrid", "bm25"):
        for question in QUESTIONS:
            hits = space.retriever(name)(question, 8, space.where)
            found[f"{name}: {question}"] = [(hit.passage.id, round(hit.score, 5), hit.trail) for hit in hits]
    for question in QUESTIONS:
        answer = space.ask(Question(question))
        found[question] = (answer.text, answer.short, answer.citations, [hit.passage for hit in answer.hits])
    themes = space.ask(Question("What are the main themes?"))
    found["summary"] = (themes.text, themes.citations)
    found["themes"] = load_themes(space.store, space.where)
    found["entities"] = sorted(map(repr, space.store.entities(where=space.where)))
    for view in find_entities(space.store, "Portmellin", space.where):
        found[view.name] = repr(load_neighbourhood(space.store, view.entity.id, space.where))
    found["starters"] = list(suggest_starters(space, space.where, lambda: True))
    return found


def test_every_ranking_and_answer_is_that_of_a_store_without_the_hidden(pair: Pair) -> None:
    with open_for(pair.whole, "Anna", Role.READER, "test") as reader:
        seen = reads(reader)
        counts, alone = reader.store.about(), pair.alone.store.about()
    assert seen == reads(pair.alone)
    assert not [secret for secret in SECRETS if secret in repr(seen)]
    assert (counts.documents, counts.passages, counts.entities, counts.mentions) == (
        alone.documents,
        alone.passages,
        alone.entities,
        alone.mentions,
    )
    for who in ("Bo", "Ida", None):
        with open_for(pair.whole, who, Role.READER, "test") as reader:
            assert "90,000 pounds" in reader.ask(Question(QUESTIONS[-1])).text


def test_a_reader_has_no_part_that_shows_more(pair: Pair) -> None:
    with open_for(pair.whole, "Anna", Role.READER, "test") as reader:
        for part in ("ledger", "archive", "versions", "labels", "votes", "metrics", "extractor"):
            with pytest.raises(AccessDenied, match=part):
                getattr(reader, part)
        for forbidden in (lambda: reader.remove([]), lambda: reader.ingest([]), lambda: reader.generate(1)):
            with pytest.raises(AccessDenied):
                forbidden()
        assert reader.threads.create("mine")
    with pytest.raises(AccessDenied, match="Anna is a reader and may not use graphloop ingest"):
        open_for(pair.whole, "Anna", Role.ADMIN, "graphloop ingest")
    with pytest.raises(UsageError, match="no reader 'Bob'"):
        open_for(pair.whole, "Bob", Role.READER, "graphloop ask")
    with open_for(pair.whole, "Ida", Role.ADMIN, "test") as admin:
        assert [thread.title for thread in admin.threads.list()] == []
    with open_for(pair.whole, None, Role.ADMIN, "test") as owner:
        assert "mine" in [thread.title for thread in owner.threads.list()]


def test_a_reader_who_was_changed_reads_nothing_more_by_what_is_open(pair: Pair) -> None:
    with open_for(pair.whole, "Bo", Role.READER, "test") as reader, closing(ReaderBook(pair.whole.journal)) as book:
        assert len(list(reader.store.documents(reader.where))) == len(OPEN | HIDDEN)
        book.change("Bo", labels=[])
        for use in (lambda: reader.store, lambda: reader.threads, lambda: reader.ask(Question(QUESTIONS[-1]))):
            with pytest.raises(AccessDenied, match="was changed"):
                use()
        book.change("Bo", labels=["board"])
        assert reader.store.about().documents == len(OPEN | HIDDEN)
