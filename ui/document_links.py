"""How the documents of a collection hang together: attachments, records of one file, and files that texts name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graph.store import GraphStore
from graph.types import EVERYTHING, Document, Filter
from ui.file_states import FileStates

Link = Literal["attached to", "attachment", "same file", "names", "named by"]
"""How another document is linked to one: that one is attached to it, has it as an attachment, comes with it from one
file, names its file, or is named by it."""

MAX_SEARCHED = 100
"""Passages that are searched for the name of a file."""
MIN_NAME_CHARS = 4
ATTACHMENT = "attachment "

_FILE_WORD = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A document by its id, the file it comes from, the record in it, and its title."""

    id: str
    source: str
    locator: str
    title: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """Another document, and how it is linked."""

    how: Link
    other: DocumentName


def find_links(
    document: Document,
    others: Iterable[DocumentName],
    states: FileStates,
    store: GraphStore,
    where: Filter = EVERYTHING,
) -> list[DocumentLink]:
    """Return the documents that a document is linked with; a file also goes by the names of its copies."""
    known = [other for other in others if other.id != document.id]
    found = [
        DocumentLink(_link_in_file(document.locator, other.locator), other)
        for other in known
        if other.source == document.source
    ]
    elsewhere = [other for other in known if other.source != document.source]
    words = _file_words(document.text)
    named = {
        source
        for source in {other.source for other in elsewhere}
        if any(_file_words(name) <= words and _names(document.text, name) for name in _file_names(source, states))
    }
    naming = _find_naming(_file_names(document.source, states), store, where)
    found += [DocumentLink("names", other) for other in elsewhere if other.source in named]
    found += [DocumentLink("named by", other) for other in elsewhere if other.id in naming]
    return found


def _file_names(source: str, states: FileStates) -> list[str]:
    names = (Path(file).name for file in (source, *states.also_in(source)))
    return [name for name in names if len(name) >= MIN_NAME_CHARS]


def _link_in_file(own: str, other: str) -> Link:
    """Return how records of one file are linked: an attachment with what it is attached to, else by the file alone."""
    if own.startswith(ATTACHMENT) and not other.startswith(ATTACHMENT):
        return "attached to"
    if other.startswith(ATTACHMENT) and not own.startswith(ATTACHMENT):
        return "attachment"
    return "same file"


def _file_words(text: str) -> frozenset[str]:
    """Return the words of a text, with the dots and strokes in them: what a name lacks of them it cannot be in."""
    return frozenset(word.strip(".-") for word in _FILE_WORD.findall(text))


def _find_naming(names: Sequence[str], store: GraphStore, where: Filter) -> frozenset[str]:
    """Return the documents in whose passages a file is named."""
    ids = [identity for name in names for identity, _ in store.search(name, MAX_SEARCHED, where=where)]
    passages = store.passages(ids, where) if ids else ()
    return frozenset(passage.document_id for passage in passages if any(_names(passage.text, name) for name in names))


def _names(text: str, name: str) -> bool:
    """Whether a text names a file: its whole name, and not as the end of a longer one."""
    return name in text and re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text) is not None
