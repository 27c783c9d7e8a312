"""Stores of documents with tables, fields and headings."""

from __future__ import annotations

from pathlib import Path

from evals.generate import GenerationConfig, generate_checked_cases
from evals.types import Case
from graph.blocks import Block
from graph.sqlite.store import SqliteStore
from graph.types import Document, Meta, Passage, Subgraph

PUMPS = """Model | Flow (l/min) | Power (kW) | Price (EUR)
P-100 | 120 | 0.75 | 410
P-200 | 240 | 1.5 | 690
P-300 | 380 | 2.2 | 1,050
P-350 | 420 | 3.0 | 1,480"""

LAKE_CUP = """Rank | Driver | Team | Laps | Points
1 | Ada Voss | Red Kite | 60 | 20
2 | Ben Orlo | Red Kite | 60 | 15
3 | Cai Lund | Bluefin | 58 | 11
4 | Dora Finch | Bluefin | 58 | 11
5 | Eli Marsh | Sandpiper | 57 | 7"""

HARBOUR_CUP = """Rank | Driver | Team | Laps | Points
1 | Cai Lund | Bluefin | 70 | 22
2 | Fay Orme | Sandpiper | 69 | 14
3 | Ada Voss | Red Kite | 69 | 9
4 | Gus Hale | Red Kite | 66 | 4"""


def table_document(
    title: str, text: str, hidden: tuple[tuple[int, int], ...] = (), folder: str = "", collection: str = "default"
) -> Subgraph:
    """Return a document that is one table, in one passage; the passage is hidden if any part of it is."""
    names = text.splitlines()[0]
    meta = Meta("csv", hidden=hidden, blocks=(Block("table", 0, len(text), context=names),))
    document = Document.make(f"{folder}{title}.csv", title, text, meta=meta, collection=collection)
    passage = Passage(
        Passage.name(document.id, text, 0), document.id, text, 0, title=title, source=document.source,
        hidden=bool(hidden),
    )  # fmt: skip
    return Subgraph(documents=(document,), passages=(passage,))


def text_document(title: str, text: str, blocks: tuple[Block, ...] = ()) -> Subgraph:
    """Return a document of one passage with the blocks."""
    document = Document.make(f"{title}.md", title, text, meta=Meta("markdown", blocks=blocks))
    passage = Passage(Passage.name(document.id, text, 0), document.id, text, 0, title=title, source=document.source)
    return Subgraph(documents=(document,), passages=(passage,))


def lines_document(title: str, *lines: tuple[str, str]) -> Subgraph:
    """Return a document of lines, each a block of the kind named before it."""
    blocks: list[Block] = []
    place = 0
    for kind, line in lines:
        blocks.append(Block(kind, place, place + len(line), level=int(kind == "heading")))  # type: ignore[arg-type]
        place += len(line) + 1
    return text_document(title, "\n".join(line for _, line in lines), tuple(blocks))


def cases_of(path: Path, kind: str, *parts: Subgraph, count: int = 200, seed: int = 0) -> list[Case]:
    """Return the cases of a kind that are generated from the documents."""
    store = SqliteStore(path / "graph.db")
    for part in parts:
        store.replace(part.documents[0].id, part)
    cases = generate_checked_cases(store, GenerationConfig(count, seed, ((kind, 1.0),))).cases
    store.close()
    return list(cases)


def answers(cases: list[Case]) -> dict[str, str]:
    """Return the references by question."""
    return {case.question: case.reference for case in cases}
