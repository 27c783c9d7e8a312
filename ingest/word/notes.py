"""Foot- and endnotes and comments of a Word document, as the text refers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.word.numbering import write_number
from ingest.word.package import WORD_NAMESPACE, Package
from ingest.word.styles import attribute

_KINDS = ("footnote", "endnote", "comment")
_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(frozen=True, slots=True)
class Note:
    """A note: what stands before its text, its element, and the part it is in."""

    lead: str
    node: Any
    part: str


class Notes:
    """The notes of a document, numbered in the order in which the text refers to them."""

    def __init__(self, package: Package) -> None:
        self._parts = {kind: package.related(package.main, f"{kind}s") for kind in _KINDS}
        self._nodes: dict[tuple[str, str], Any] = {}
        self._numbers = dict.fromkeys(_KINDS, 0)
        for kind, part in self._parts.items():
            root = package.read_tree(part) if part else None
            found = [] if root is None else root.iterchildren(f"{WORD_NAMESPACE}{kind}")
            self._nodes.update({(kind, attribute(node, "id")): node for node in found})

    def refer(self, kind: str, note_id: str, mark: str = "") -> tuple[str, Note | None]:
        """Return the mark of a foot- or endnote, and the note at the first reference to it."""
        node = self._nodes.pop((kind, note_id), None)
        if node is None:
            return "", None
        if not mark:
            self._numbers[kind] += 1
            mark = write_number(self._numbers[kind], _FORMATS[kind])
            return f"[{mark}]", Note(f"[{mark}]", node, self._parts[kind])
        return "", Note(mark, node, self._parts[kind])

    def refer_to_comment(self, note_id: str, words: str) -> Note | None:
        """Return a comment on some words of the text, at the first reference to it."""
        node = self._nodes.pop(("comment", note_id), None)
        if node is None:
            return None
        author = " ".join(attribute(node, "author").split())
        lead = f"Comment{f' by {author}' if author else ''}{f' on “{words}”' if words else ''}:"
        return Note(lead, node, self._parts["comment"])
