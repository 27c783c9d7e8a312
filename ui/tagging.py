"""Add and remove tags of stored documents, which keep their passages and vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.tags import remove_tags, tag_key, unite_tags
from graph.text.counting import count_noun

if TYPE_CHECKING:
    from graph.types import Document
    from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TaggedDocument:
    """A document as it is now, with the tags that it got and lost."""

    document: Document
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def tag_documents(
    workspace: Workspace, documents: Sequence[Document], added: Sequence[str], removed: Sequence[str]
) -> list[TaggedDocument]:
    """Add and remove tags; a document that needs neither is not written. One that is gone meanwhile is left out."""
    from ingest.labels import Labels, write_labels

    tagged = []
    for document in documents:
        before = document.meta.tags
        after = unite_tags(remove_tags(before, removed), added)
        if after == before:
            tagged.append(TaggedDocument(document))
        elif written := write_labels(workspace.store, document.id, replace(Labels.of(document.meta), tags=after)):
            tagged.append(TaggedDocument(written, remove_tags(after, before), remove_tags(before, after)))
    return tagged


def describe_tagging(tagged: Sequence[TaggedDocument]) -> str:
    """Return one line on which tags how many documents got and lost."""
    added = _count(tag for one in tagged for tag in one.added)
    removed = _count(tag for one in tagged for tag in one.removed)
    changes = [f"added {tag} to {count_noun(count, 'document')}" for tag, count in added]
    changes += [f"removed {tag} from {count_noun(count, 'document')}" for tag, count in removed]
    return "; ".join(changes) or f"nothing to change in {count_noun(len(tagged), 'document')}"


def _count(tags: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each tag, in its first spelling, with how often it is there."""
    spelled = list(tags)
    counts = Counter(map(tag_key, spelled))
    return ((tag, counts[tag_key(tag)]) for tag in unite_tags(spelled))
