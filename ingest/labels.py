"""The tags and access labels of documents: what a person set stays when a file is read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.store import GraphStore
from graph.tags import remove_tags, unite_tags
from graph.types import Document, Meta
from ingest.store_index import StoreIndex


@dataclass(frozen=True, slots=True)
class Labels:
    """Tags of a document, and the access labels of its readers."""

    tags: tuple[str, ...] = ()
    access: tuple[str, ...] = ()

    @staticmethod
    def of(meta: Meta) -> Labels:
        return Labels(meta.tags, meta.access)


@dataclass(frozen=True, slots=True)
class FileLabels:
    """How the documents of a file are labelled.

    `chosen` is what this run sets: its tags are added, and its access labels, if there are any, replace the others.
    `before` are the tags that the file itself gave when it was last read, and `shared` is what all its documents have.
    """

    chosen: Labels
    before: tuple[str, ...] = ()
    shared: Labels = Labels()

    def merge(self, stored: Meta | None, given: Iterable[str]) -> Labels:
        """Return the labels of a document, given its stored version and the tags that the file gives now.

        A tag that the file no longer gives goes, and one that a person removed does not come back.
        """
        given = tuple(given)
        held = self.shared if stored is None else Labels.of(stored)
        dropped = remove_tags(self.before, given)
        refused = () if stored is None else remove_tags(self.before, held.tags)
        tags = unite_tags(remove_tags(held.tags, dropped), remove_tags(given, refused), self.chosen.tags)
        return Labels(tags, self.chosen.access or held.access)


def find_shared_labels(metas: Iterable[Meta]) -> Labels:
    """Return the labels that all documents of a file have: a new record of it gets them too."""
    shared: Labels | None = None
    for meta in metas:
        if shared is None:
            shared = Labels.of(meta)
        else:
            absent = remove_tags(shared.tags, meta.tags)
            access = tuple(label for label in shared.access if label in meta.access)
            shared = Labels(remove_tags(shared.tags, absent), access)
    return shared or Labels()


def label_document(document: Document, labels: Labels) -> Document:
    """Return the document with these labels and no others."""
    return replace(document, meta=replace(document.meta, tags=labels.tags, access=labels.access))


def write_labels(store: GraphStore, document_id: str, labels: Labels) -> Document | None:
    """Label a stored document, with its passages and vectors as they are; None if it is gone."""
    while (part := store.read([document_id])).documents:
        (before,) = part.documents
        document = label_document(before, labels)
        if store.update(replace(part, documents=(document,)), before):
            return document
    return None


def label_source(store: GraphStore, stored: StoreIndex, source: str, chosen: Labels) -> int:
    """Set labels on the stored documents of a source, as reading its file again would; return how many changed."""
    changed = 0
    for document_id in stored.of(source):
        meta = stored.meta_of(document_id)
        labels = FileLabels(chosen).merge(meta, ())
        if meta is not None and labels != Labels.of(meta):
            document = write_labels(store, document_id, labels)
            if document is not None:
                stored.add(document)
                changed += 1
    return changed
