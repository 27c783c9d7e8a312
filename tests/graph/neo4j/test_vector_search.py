"""The vector index against exact search, on real vectors of real passages and their sentences."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from graph.neo4j.store import Neo4jStore
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Kind, Matrix, Vectors
from rag.embed.minilm import MiniLM
from tests.bench import plain
from tests.bench.corpus import embedder, given, put_in
from tests.bench.exact import kept, recall, some
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server
from tests.support.shared import DATA, needs_data

pytestmark = needs_data

LEAST = 0.99
K = 10
QUESTIONS = 100
KINDS: tuple[Kind, ...] = ("passage", "sentence")


@dataclass(frozen=True)
class Filled:
    """A corpus in Neo4j, its vectors as they were written, and questions."""

    store: GraphStore
    passages: dict[str, str]
    vectors: dict[Kind, Vectors]
    asked: Matrix


@pytest.fixture(scope="module")
def filled(neo4j: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    embed: MiniLM = embedder()
    folder = tmp_path_factory.mktemp("recall")
    whole_set = given(DATA / "retrieval" / "hotpotqa_dev200")
    corpus = put_in(replace(whole_set, texts=whole_set.texts[::3]), folder, embed, parses=False)
    name = f"test-{uuid.uuid4().hex}"
    # An index is asked, however few passages are visible.
    store = Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name, few=0)
    plain.copy(corpus.store, store, neo4j, name)
    whole = corpus.store.read(sorted(corpus.records))
    yield Filled(
        store=store,
        passages={passage.id: passage.document_id for passage in whole.passages},
        vectors=dict(whole.vectors),
        asked=embed.embed([one.text for one in corpus.questions[:QUESTIONS]], "query"),
    )
    corpus.store.close()
    store.close()
    wipe(neo4j, name)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.01])
@pytest.mark.parametrize("of", KINDS)
def test_nearly_all_of_the_nearest_are_found(filled: Filled, of: Kind, share: float) -> None:
    documents = some(sorted(set(filled.passages.values())), share)
    seen = {passage for passage, document in filled.passages.items() if document in set(documents)}
    where = EVERYTHING if share == 1.0 else Filter(documents=documents)
    found = recall(filled.store, of, kept(filled.vectors[of], seen), filled.asked, K, where)
    print(f"recall at {K} of {of}s, {share:.0%} of documents: {found:.4f}")
    assert found >= LEAST
