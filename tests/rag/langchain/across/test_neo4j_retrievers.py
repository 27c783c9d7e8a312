"""Other libraries search our graph in Neo4j: their own retrievers, pointed at our indexes, on a real server."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_neo4j import Neo4jGraph, Neo4jVector
from neo4j import Driver, GraphDatabase
from neo4j_graphrag.retrievers import HybridRetriever, VectorCypherRetriever, VectorRetriever

from graph.neo4j.schema import PASSAGE_INDEX, vector_index
from graph.text.words import words
from rag.embed.protocol import Embedder
from rag.langchain import as_embeddings
from tests.rag.langchain.conftest import TEXTS
from tests.support.neo4j_fixture import neo4j, variables, wipe
from tests.support.neo4j_server import Server
from ui.settings import load_settings
from ui.workspace import Workspace

__all__ = ["neo4j"]

# neo4j-graphrag announces with every search that one of its own fields will go.
pytestmark = pytest.mark.filterwarnings("ignore:The default returned 'id' field:DeprecationWarning")

GUIDE = Path(__file__).parents[4] / "docs" / "neo4j.md"
QUESTION = "Who lit the lamps at Skerry Point?"
INDEX = vector_index("passage", 384)
LEFT = "Anna Brodie lit the lamps at Skerry Point, says a version that is no more."
STRANGE = "Another graph says that Anna Brodie lit the lamps at Skerry Point."


@pytest.fixture
def driver(neo4j: Server) -> Iterator[Driver]:
    with GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as opened:
        yield opened


@pytest.fixture
def graph(
    neo4j: Server, driver: Driver, tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The name of the settings' graph: three documents, one of them half replaced, beside another graph."""
    prefix = f"test-{uuid.uuid4().hex}"
    monkeypatch.chdir(tmp_path)
    try:
        for name, texts in (("other", {"Elsewhere": STRANGE}), ("mine", TEXTS)):
            folder = tmp_path / name
            given = {**variables(neo4j, f"{prefix}-{name}"), "GRAPHLOOP_DATA_DIR": str(folder / "data")}
            for variable, value in given.items():
                monkeypatch.setenv(variable, value)
            take_in(folder, texts, model_cache)
        driver.execute_query(LEAVE, graph=f"{prefix}-mine", text=LEFT, database_=neo4j.database)
        yield f"{prefix}-mine"
    finally:
        wipe(neo4j, prefix)


def take_in(folder: Path, texts: dict[str, str], model_cache: Path) -> None:
    """Ingest texts as files of these names into the store of the settings."""
    for name in ("data", "papers"):
        (folder / name).mkdir(parents=True)
    (folder / "data" / "cache").symlink_to(model_cache, target_is_directory=True)
    for title, text in texts.items():
        (folder / "papers" / f"{title}.txt").write_text(text)
    with Workspace(load_settings()) as workspace:
        assert workspace.ingest([folder / "papers"]).documents == len(texts)


# As a writer that is replacing the document leaves it for a moment.
LEAVE = """MATCH (d:Document {graph: $graph, title: 'Anna Brodie'})-[:HAS]->(p:Passage)
WITH d, p {.*, version: 'old', text: $text} AS left CREATE (d)-[:HAS]->(old:Passage) SET old = left"""


def shown_by_the_guide() -> tuple[str, str]:
    """The example of the guide, and the query in it."""
    (example,) = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (shown,) = re.findall(r'shown = """(.*?)"""', example, re.DOTALL)
    return example, shown


def texts_of(result: Any) -> list[str]:
    return [item.content for item in result.items]


def test_the_example_of_the_guide_finds_what_the_graph_shows(graph: str) -> None:
    example, _ = shown_by_the_guide()
    asked = re.sub(r'question = ".*"', f"question = {QUESTION!r}", example)
    assert asked != example
    names: dict[str, Any] = {}
    exec(asked, names)
    first = TEXTS["Skerry Point"]
    assert names["found"][0].page_content == first
    assert {one.page_content for one in names["found"]} == set(TEXTS.values())
    assert {one.metadata["title"] for one in names["found"]} == set(TEXTS)
    for result in (names["by_meaning"], names["by_both"]):
        contents = texts_of(result)
        assert first in contents[0]
        assert len(contents) == len(set(contents)) <= len(TEXTS)
        assert not [text for text in contents if LEFT in text or STRANGE in text]


def test_without_the_query_others_are_returned_as_the_guide_warns(neo4j: Server, graph: str, minilm: Embedder) -> None:
    with Neo4jGraph(neo4j.uri, neo4j.user, neo4j.password, database=neo4j.database, refresh_schema=False) as connected:
        vectors = Neo4jVector.from_existing_index(as_embeddings(minilm), INDEX, graph=connected)
        everywhere = {one.page_content for one in vectors.similarity_search(QUESTION, k=20)}
        narrowed = {one.page_content for one in vectors.similarity_search(QUESTION, k=20, filter={"graph": graph})}
    assert everywhere >= {TEXTS["Skerry Point"], STRANGE}
    assert narrowed == {*TEXTS.values(), LEFT}


def test_plain_retrievers_find_our_passages(neo4j: Server, driver: Driver, graph: str, minilm: Embedder) -> None:
    # The library's type for an embedder is its own; it takes whatever embeds a question.
    embeddings: Any = as_embeddings(minilm)
    wanted = ["text", "graph"]
    near = VectorRetriever(driver, INDEX, embeddings, wanted, neo4j_database=neo4j.database)
    found = near.search(query_text=QUESTION, top_k=4, filters={"graph": graph})
    assert TEXTS["Skerry Point"] in texts_of(found)[0]
    assert all(graph in text for text in texts_of(found))
    both = HybridRetriever(driver, INDEX, PASSAGE_INDEX, None, wanted, neo4j_database=neo4j.database)
    vector = embeddings.embed_query(QUESTION)
    assert TEXTS["Skerry Point"] in str(texts_of(both.search(" ".join(words(QUESTION)), vector, 20)))


def test_a_filter_on_access_labels_is_kept(neo4j: Server, driver: Driver, graph: str, minilm: Embedder) -> None:
    secret = "MATCH (d:Document {graph: $graph, title: 'Skerry Point'}) SET d.access = ['keepers']"
    driver.execute_query(secret, graph=graph, database_=neo4j.database)
    (condition,) = re.findall(r"`(AND \(size\(d\.access\).*?)`", GUIDE.read_text(encoding="utf-8"))
    _, shown = shown_by_the_guide()
    guarded = shown.replace("RETURN", f"{condition} RETURN")
    embeddings: Any = as_embeddings(minilm)
    near = VectorCypherRetriever(driver, INDEX, guarded, embeddings, neo4j_database=neo4j.database)
    own = {"graph": graph, "collection": "default"}

    def found(*labels: str) -> str:
        given = {**own, "access": list(labels)}
        return str(texts_of(near.search(query_text=QUESTION, top_k=20, query_params=given)))

    assert TEXTS["Anna Brodie"] in found()
    assert "1874" not in found("bakers")
    assert "1874" in found("keepers")
