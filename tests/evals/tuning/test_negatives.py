from __future__ import annotations

from pathlib import Path

import numpy as np

from evals.tuning.negatives import BELOW_POSITIVE, NEAR_DUPLICATE, NegativeMiner, merge_near_duplicates
from evals.tuning.types import Example
from graph.sqlite.store import SqliteStore
from graph.types import Document, Filter, Passage, Subgraph, Vectors
from rag.embed.protocol import Embedder
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from tests.evals.tuning.parts import TOWNS, town_passage

FERRY = "On weekdays the ferry to the island leaves the harbour at nine in the morning."


def asked(name: str) -> Example:
    return Example(f"Who was the first mayor of {name}?", TOWNS[name][2], (town_passage(name),), "single", "case")


def test_negatives_are_close_but_not_as_close_as_the_positive(towns: SqliteStore, minilm: Embedder) -> None:
    retrieve = build_retriever("dense", RetrieverParts(towns, minilm, RuleTagger()))
    held_out = {town_passage("Osprey").document_id}
    found = NegativeMiner(towns, minilm, retrieve, Filter(), held_out)(asked("Skerry"), 5)
    assert len(found.negatives) == 5
    assert {"Skerry", "Osprey"}.isdisjoint(passage.title for passage in found.negatives)
    vector = minilm.embed([found.question], "query")[0]
    similarity = towns.vectors([passage.id for passage in (*found.passages, *found.negatives)], "passage") @ vector
    assert (similarity[1:] < BELOW_POSITIVE * similarity[0]).all()
    assert list(similarity[1:]) == sorted(similarity[1:], reverse=True)


def test_an_unanswerable_question_has_what_is_retrieved(towns: SqliteStore, minilm: Embedder) -> None:
    retrieve = build_retriever("dense", RetrieverParts(towns, minilm, RuleTagger()))
    example = Example("Who minted coins?", "", (), "unanswerable", "case")
    assert len(NegativeMiner(towns, minilm, retrieve, Filter(), ())(example, 2).negatives) == 2


def test_near_duplicates_become_one_passage_and_are_no_negatives(tmp_path: Path, minilm: Embedder) -> None:
    store = SqliteStore(tmp_path / "graph.db")
    texts = {"a": FERRY, "b": f"{FERRY} ", "c": "Bread is sold at six."}
    passages = []
    for name, text in texts.items():
        document = Document.make(f"{name}.txt", "", text)
        passages.append(Passage(Passage.name(document.id, text, 0), document.id, text, 0, source=f"{name}.txt"))
        vectors = Vectors((passages[-1].id,), minilm.embed([text]))
        store.replace(document.id, Subgraph((document,), (passages[-1],), vectors={"passage": vectors}))
    rows = store.vectors([passage.id for passage in passages], "passage")
    assert rows[0] @ rows[1] >= NEAR_DUPLICATE > np.max(rows[:2] @ rows[2])
    examples = [Example(f"{passage.text}?", "yes", (passage,), "single", "case") for passage in passages]
    merged = merge_near_duplicates(examples, store)
    assert merged[0].passages == merged[1].passages
    assert merged[2].passages == examples[2].passages
    retrieve = build_retriever("dense", RetrieverParts(store, minilm, RuleTagger()))
    (negative,) = NegativeMiner(store, minilm, retrieve, Filter(), ())(examples[0], 5).negatives
    assert negative.id == passages[2].id
    store.close()
