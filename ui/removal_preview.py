"""What goes when documents are removed: their passages, the names that only they hold, and uploaded files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.resolution.groups import group_entities
from graph.types import Document, Filter
from ui import uploads
from ui.entity_kinds import is_value

if TYPE_CHECKING:
    from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RemovalPreview:
    """How many documents and passages go, the names of entities that no other document names, and how many uploads."""

    documents: int
    passages: int
    names: tuple[str, ...]
    uploads: int


def preview_removal(space: Workspace, documents: Sequence[Document]) -> RemovalPreview:
    """Return what would go with these documents."""
    gone = {document.id for document in documents}
    part = space.store.read(sorted(gone), space.where)
    folder = space.settings.data_dir
    sources = {document.source for document in documents if uploads.is_upload(folder, document.source)}
    others = space.store.documents(Filter(sources=tuple(sorted(sources)))) if sources else ()
    staying = {document.source for document in others if document.id not in gone}
    groups = group_entities(space.store.decisions())
    own: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for mention in part.mentions:
        own[groups.members(mention.entity_id)].add(mention.passage_id)
    views = space.store.entities(sorted(members[0] for members in own), space.where)
    lost = [
        view
        for view in views
        if view.is_name and not is_value(view) and view.passages <= len(own[groups.members(view.entity.id)])
    ]
    names = sorted((view.name for view in lost), key=str.casefold)
    return RemovalPreview(len(documents), len(part.passages), tuple(names), len(sources - staying))
