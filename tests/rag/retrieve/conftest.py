from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from graph.types import Document, Meta
from ingest.extract.rules import Extractor
from ingest.pipeline import Choices
from ingest.prepare import pipeline_fingerprint
from ingest.split import split, split_sentences
from rag.embed.minilm import MiniLM
from rag.ner.rules import RuleTagger
from tests.ingest.extract.given import extract_from

WORLD = (
    ("Copper Lantern", "Copper Lantern is a 1987 film directed by Ines Varga. It was shot in winter."),
    ("Ines Varga", "Ines Varga was a director. She was born in the village of Holmsund."),
    ("Holmsund", "Holmsund is a village on the coast. Its harbour freezes each January."),
    ("Paper Crown", "Paper Crown is a 1990 film directed by Tom Okafor."),
    ("Tom Okafor", "Tom Okafor is a director who was born in Lagos."),
    ("Harbours of the north", "Many harbours of the north freeze in winter and open in April."),
    ("Bread", "Bread is baked from flour, water and salt."),
    ("Notes on lanterns", "A lantern of copper needs polish twice a year."),
)


@dataclass(frozen=True)
class World:
    store: SqliteStore
    embedder: MiniLM
    tagger: RuleTagger
    passages: dict[str, str]

    def titles(self, ids: list[str]) -> list[str]:
        names = {passage_id: title for title, passage_id in self.passages.items()}
        return [names[one] for one in ids]


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Iterator[World]:
    from graph.types import Subgraph, Vectors

    store = SqliteStore(tmp_path_factory.mktemp("world") / "graph.db")
    extract = Extractor(RuleTagger())
    store.claim(minilm.name, minilm.dimensions, pipeline_fingerprint(minilm.name, extract, Choices().size))
    passages = {}
    for title, text in WORLD:
        access = ("secret",) if title == "Ines Varga" else ()
        document = Document.make(str(Path("/") / title), title, text, meta=Meta(access=access))
        (passage,) = split(document)
        passages[title] = passage.id
        sentences = split_sentences(passage)
        offset = len(title) + 1
        spans = [(0, offset + len(text)), *((s.start + offset, s.end + offset) for s in sentences)]
        matrix = minilm.embed_spans([f"{title}\n{text}"], [spans])[0]
        own = Subgraph(
            documents=(document,),
            passages=(passage,),
            sentences=tuple(sentences),
            vectors={
                "passage": Vectors((passage.id,), matrix[:1]),
                "sentence": Vectors(tuple(s.id for s in sentences), matrix[1:]),
            },
        )
        store.replace(document.id, own + extract_from(extract, document, [passage], sentences))
    yield World(store, minilm, RuleTagger(), passages)
    store.close()
