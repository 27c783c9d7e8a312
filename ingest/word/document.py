"""A Word file as one text: headers, the body with its notes, footers, and what it says without a place for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graph.errors import Refused
from graph.text.clean import clean_line
from ingest.archive import refuse_bombs
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText
from ingest.word.graphics import DIAGRAM_DATA, add_graphic
from ingest.word.look import StyleResolver
from ingest.word.notes import Notes
from ingest.word.numbering import Numbering
from ingest.word.package import RELATION_ID, WORD_NAMESPACE, Package, open_package
from ingest.word.properties import read_properties
from ingest.word.story import StoryReader, WordDocument, read_story_text
from ingest.word.styles import RoleResolver, attribute, is_on

_SECTION = f"{WORD_NAMESPACE}sectPr"
# What is left of a line that counts pages once the numbers are gone.
_PAGE_LINE = re.compile(
    r"(?:[^\w\n]|page|seite|side|sida|sivu|página|pagina|pag|strona|of|von|de|di|van|av|af|sur|z)*\Z", re.IGNORECASE
)
_MAX_ANNEXES = 100
_ANNEX_SUFFIX = re.compile(r"\.\w{1,6}\Z")
_NOT_READ = {
    "oleObject": "embedded object(s)",
    "package": "embedded file(s)",
    "subDocument": "sub-document(s) in other files",
}


def read_document(package: Package, name: str, with_annexes: bool = True) -> LoadedText:
    """Return the text of a Word file, titled by its properties, else the first heading, else the file's name."""
    document, builder, messages = _open_document(package), TextBuilder(), list(_say_not_read(package))
    root = package.read_tree(package.main)
    headers, footers = (_margin_texts(document, root, kind) for kind in ("header", "footer"))
    for text in headers:
        builder.add("note", text)
    annexes = _AnnexReader(document, builder, messages, _MAX_ANNEXES if with_annexes else 0)
    StoryReader(document, package.main, builder, document.notes, annexes.add).read(root)
    _add_loose_diagrams(document, builder)
    for text in footers:
        builder.add("note", text)
    written, blocks = builder.build()
    heading = next((written[block.start : block.end] for block in blocks if block.kind == "heading"), "")
    title, day = read_properties(package)
    text, stretches = append_hidden(written, document.hidden)
    if package.damaged:
        messages.append(f"damaged and not read: {', '.join(package.damaged)}"[:200])
    return LoadedText(
        title or clean_line(heading) or name,
        text,
        notes=(*hidden_note(document.hidden), *messages),
        hidden=stretches,
        blocks=blocks,
        date=day,
    )


class _AnnexReader:
    """Adds files that are parts of the document, as Word does when it opens it."""

    def __init__(self, document: WordDocument, builder: TextBuilder, messages: list[str], most: int) -> None:
        self._document, self._builder, self._messages, self._left = document, builder, messages, most
        self._parts_read: set[str] = set()

    def add(self, part: str) -> None:
        """Add the text of a part that is a file of its own; a message tells if it is not read."""
        if part in self._parts_read:
            return
        self._parts_read.add(part)
        if self._left <= 0:
            self._messages.append("an annex of an annex, or one of very many, is not read")
            return
        self._left -= 1
        try:
            texts = _read_annex(self._document.package.read_part(part), part)
        except Refused as refusal:
            self._messages.append(f"an annex is not read: {refusal}"[:200])
            return
        for loaded in texts:
            for block in loaded.blocks:
                self._builder.add(block.kind, loaded.text[block.start : block.end], block.level, block.context)
            if not loaded.blocks:
                self._builder.add("paragraph", loaded.text)
            pieces = (loaded.text[start:end] for start, end in loaded.hidden)
            self._document.hidden.extend(HiddenText(piece, "hidden in an annex") for piece in pieces)
            self._messages.extend(note for note in loaded.notes if not note.startswith("hidden text"))


def _read_annex(data: bytes, part: str) -> list[LoadedText]:
    """Return the texts of an annex; raises Refused."""
    if data.startswith(b"PK"):
        refuse_bombs(data, "Word document")
        return [read_document(open_package(data), part, with_annexes=False)]
    from ingest.formats import read_texts

    suffix = _ANNEX_SUFFIX.search(part)
    return read_texts(data, "annex", suffix.group() if suffix else "")[1]


def _open_document(package: Package) -> WordDocument:
    root = package.read_tree(package.main)
    styles, numbers = (package.related(package.main, kind) for kind in ("styles", "numbering"))
    known = package.read_tree(styles) if styles else None
    counted = package.read_tree(numbers) if numbers else None
    return WordDocument(package, StyleResolver(root, known), RoleResolver(known), Numbering(counted), Notes(package))


def _margin_texts(document: WordDocument, root: Any, kind: str) -> list[str]:
    """Return the distinct texts of all headers, or of all footers, that are shown."""
    texts: dict[str, None] = {}
    for part in dict.fromkeys(_margin_parts(document.package, root, kind)):
        tree = document.package.read_tree(part)
        text = "" if tree is None else read_story_text(document, part, tree)
        lines = [line.strip() for line in text.split("\n") if not _PAGE_LINE.match(line)]
        texts["\n".join(lines)] = None
    return [text for text in texts if text]


def _margin_parts(package: Package, root: Any, kind: str) -> Iterator[str]:
    """Yield the parts of the headers or footers of all sections; those of first and even pages if they are used."""
    relations = package.relations(package.main)
    settings = package.related(package.main, "settings")
    even = is_on(package.read_tree(settings), "evenAndOddHeaders") if settings else False
    for section in root.iter(_SECTION):
        shown = {"default": True, "first": is_on(section, "titlePg"), "even": even}
        for reference in section.iterchildren(f"{WORD_NAMESPACE}{kind}Reference"):
            relation = relations.get(str(reference.get(RELATION_ID)))
            if relation and not relation.outer and shown.get(attribute(reference, "type") or "default", True):
                yield relation.target


def _add_loose_diagrams(document: WordDocument, builder: TextBuilder) -> None:
    """Add the diagrams that no place of the text refers to."""
    for part in sorted(document.package):
        if "/diagrams/" in part and part.endswith(".xml") and part not in document.graphics_read:
            tree = document.package.read_tree(part)
            if tree is not None and tree.tag == DIAGRAM_DATA:
                add_graphic(builder, tree)


def _say_not_read(package: Package) -> Iterator[str]:
    relations = list(package.relations(package.main).values())
    for kind, what in _NOT_READ.items():
        if count := sum(relation.kind == kind for relation in relations):
            yield f"{count:,} {what}, not read"
