"""A small embedded corpus of towns, with two cases for each, for the tests of training data."""

from __future__ import annotations

from pathlib import Path

from evals.tuning.dataset import DataSources
from evals.types import Case, Feedback, Gold
from graph.sqlite.store import SqliteStore
from graph.types import Document, Filter, Passage, Subgraph, Vectors
from rag.embed.protocol import Embedder
from rag.ner.protocol import Span
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts

TOWNS = {
    "Karo Bay": ("fishing for herring", 1721, "Mara Lindqvist"),
    "Osprey": ("boat building in oak", 1844, "Silas Drew"),
    "Portmellin": ("slate from two quarries", 1790, "Oona Petrie"),
    "Skerry": ("a lighthouse of granite", 1874, "Alasdair Finch"),
    "Tarn": ("sheep and a wool market", 1655, "Ilse Varga"),
    "Velden": ("glass blown by hand", 1902, "Tom Aldery"),
    "Marsh End": ("reeds cut for roofs", 1833, "Una Pell"),
    "Quarry Hill": ("copper found in a stream", 1688, "Rob Marsh"),
    "Lower Ash": ("charcoal for the smiths", 1761, "Lena Fors"),
    "Dunmore": ("whisky from peat water", 1809, "Ewan Reid"),
    "Saltby": ("salt boiled from the sea", 1599, "Nora Quill"),
    "Ferncross": ("a crossing of two railways", 1867, "Piet Haan"),
    "Gorse": ("bees and heather honey", 1912, "Ada Crowe"),
    "Whitwell": ("a spring of warm water", 1740, "Hugo Lamb"),
    "Ironbrook": ("nails forged in sheds", 1777, "Greta Voss"),
    "Elmstead": ("violins carved in winter", 1850, "Jonas Wick"),
}


class MayorTagger(RuleTagger):
    """A tagger that knows the mayors."""

    def mentions(self, text: str) -> list[Span]:
        starts = ((text.find(mayor), mayor) for _, _, mayor in TOWNS.values())
        return sorted((Span(at, at + len(mayor), "person") for at, mayor in starts if at >= 0), key=lambda s: s.start)


def town_passage(name: str) -> Passage:
    """The one passage of a town's document."""
    trade, year, mayor = TOWNS[name]
    text = f"{name} lives on {trade}. It became a town in {year}, and its first mayor was {mayor}."
    document = _document(name, text)
    return Passage(Passage.name(document.id, text, 0), document.id, text, 0, title=name, source=f"{name}.txt")


def town_store(path: Path, embedder: Embedder) -> SqliteStore:
    """A store of all towns with their vectors."""
    store = SqliteStore(path)
    store.claim(embedder.name, embedder.dimensions, "towns")
    passages = [town_passage(name) for name in TOWNS]
    rows = embedder.embed([f"{passage.title}\n{passage.text}" for passage in passages])
    for passage, row in zip(passages, rows, strict=True):
        vectors = Vectors((passage.id,), row[None])
        document = _document(passage.title, passage.text)
        store.replace(document.id, Subgraph((document,), (passage,), vectors={"passage": vectors}))
    return store


def town_cases() -> list[Case]:
    """Two cases for each town."""
    return [
        Case.make(question, answer, (Gold(town_passage(name).id, answer, f"{name}.txt"),), kind, "generated")
        for name, (trade, _, mayor) in TOWNS.items()
        for question, answer, kind in (
            (f"Who was the first mayor of {name}?", mayor, "single"),
            (f"What does the town of {name} live on?", trade, "what"),
        )
    ]


def town_sources(
    store: SqliteStore, embedder: Embedder, cases: list[Case], feedback: list[Feedback], measured: list[Case]
) -> DataSources:
    """What data is made from, with dense retrieval."""
    parts = RetrieverParts(store, embedder, RuleTagger())
    return DataSources(cases, feedback, measured, parts, build_retriever("dense", parts), Filter())


def _document(name: str, text: str) -> Document:
    return Document.make(f"{name}.txt", name, text)
