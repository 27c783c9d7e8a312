"""A small corpus about films, and stores that hold records."""

from __future__ import annotations

from pathlib import Path

from graph.sqlite.store import SqliteStore
from graph.types import Document, Passage, Subgraph

FILMS = {
    "The Glass Ferry": "The Glass Ferry is a 1961 drama film directed by Ilse Varga. It was released in 1962.",
    "Ilse Varga": "Ilse Varga (3 May 1921 – 9 June 1990) was a Hungarian film director. She was born in Szeged.",
    "Night Orchard": "Night Orchard is a 1970 comedy film directed by Tom Aldery and starring Una Pell.",
    "Tom Aldery": "Tom Aldery (born 7 August 1930) is a Welsh film director. He won the Silver Lantern in 1971.",
    "Karo Bay": "Karo Bay is a fishing town. The town has a population of 4,310. It is not far from the capital.",
    "Staff": "Mara Lindqvist is the harbour master. Her extension is 412. Mara Lindqvist counted 61 seals in March.",
    "Notes": "This is what we know. It was good! There were nine boats in the old harbour of Karo Bay.",
    "Chicago (film)": "Chicago is a 2002 film directed by Rob Marsh.",
    "Lena Fors": "Lena Fors died in Chicago. She played for Karo Bay.",
}


def filled(path: Path, records: dict[str, str]) -> SqliteStore:
    store = SqliteStore(path)
    for title, text in records.items():
        document = Document.make("records.json", title, text, locator=title)
        passage = Passage(Passage.name(document.id, text, 0), document.id, text, 0, title=title, source="records.json")
        store.replace(document.id, Subgraph(documents=(document,), passages=(passage,)))
    return store
