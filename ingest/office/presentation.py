"""Read a PowerPoint presentation slide by slide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.hidden import HiddenText
from ingest.office.chart import add_chart
from ingest.office.diagram import add_diagram
from ingest.office.package import OfficePackage, attribute, drawn_text, find_all, local_name
from ingest.office.shapes import Shape, choose_alternatives, list_shapes
from ingest.office.slide_text import add_body, add_table, is_bulleted
from ingest.text_builder import TextBuilder

_FOOTERS = ("ftr", "dt", "hdr")
_REMARKS = ("notesSlide", "comments", "comment")
_TITLES = ("title", "ctrTitle")


class PresentationReader:
    """Reads the slides in order; `pages` are the offsets at which they start."""

    def __init__(self, package: OfficePackage) -> None:
        self.builder = TextBuilder()
        self.hidden: list[HiddenText] = []
        self.pages: list[int] = []
        self.title = ""
        self._package = package
        self._footers: dict[str, None] = {}
        self._models: dict[str, Any] = {}
        self._objects = self._bare = self._missing = 0

    def read(self) -> None:
        """Read all slides, then what stands at the foot of them, once."""
        place = self._presentation_part()
        targets = {one.id: one.target for one in self._package.relations(place)}
        self._authors = self._comment_authors(place)
        for number, node in enumerate(find_all(self._package.read_xml(place), "sldId"), 1):
            target = targets.get(_relation_id(node), "")
            self.pages.append(len(self.builder) + 2 * bool(len(self.builder)))
            if self._package.has(target):
                self._read_slide(target, number)
            else:
                self._missing += 1
        for footer in self._footers:
            self.builder.add("note", footer)

    def notes(self) -> tuple[str, ...]:
        """Return what a reader of the text must know."""
        told = (
            (self._bare, "slide", "with pictures and no text"),
            (self._objects, "embedded file", "not read"),
            (self._missing, "slide", "missing in the file"),
        )
        return tuple(f"{count} {what}{'s' if count > 1 else ''} {why}" for count, what, why in told if count)

    def _read_slide(self, place: str, number: int) -> None:
        root = self._package.read_xml(place)
        choose_alternatives(root)
        layouts = list(self._package.related(place, "slideLayout"))[:1]
        masters = [master for layout in layouts for master in self._package.related(layout, "slideMaster")]
        shapes = list_shapes(root, [self._model(part) for part in (*layouts, *masters)])
        title = next((shape for shape in shapes if shape.placeholder in _TITLES), None)
        named = clean_line(drawn_text(title.node)) if title else ""
        into = self.builder
        if str(root.get("show")) in ("0", "false"):
            into = TextBuilder()
        else:
            self.title = self.title or named
        heading = f"Slide {number}: {named}" if named else f"Slide {number}"
        before = len(into)
        if named or _holds_text(root) or any(self._package.related(place, *_REMARKS)):
            into.add("heading", heading, 1)
        after = len(into)
        for shape in shapes:
            if shape is not title:
                self._add_shape(into, shape, place)
        self._bare += len(into) == after and not named and any(True for _ in find_all(root, "pic"))
        self._add_remarks(into, place)
        if into is not self.builder and len(into) > before:
            self.hidden.append(HiddenText(into.build()[0], "hidden slide"))

    def _add_shape(self, into: TextBuilder, shape: Shape, place: str) -> None:
        """Add a shape's text, table, chart or diagram, else its alternative text."""
        if shape.placeholder == "sldNum":
            return
        if shape.placeholder in _FOOTERS:
            self._footers.setdefault(clean_line(drawn_text(shape.node)))
            return
        if shape.hidden:
            self.hidden.append(HiddenText(drawn_text(shape.node), "hidden shape"))
            return
        start = len(into)
        for node in find_all(shape.node, "txBody", "tbl", "chart", "relIds", "oleObj"):
            name = local_name(node)
            if name == "txBody" and local_name(node.getparent()) != "tc":
                add_body(into, node, is_bulleted(shape), self._links(place))
            elif name == "tbl":
                add_table(into, node)
            elif name == "oleObj":
                self._objects += 1
            else:
                self._add_graphic(into, node, place)
        described = clean_line(shape.description)
        if len(into) == start and described:
            into.add("paragraph", f"[picture: {described}]")

    def _add_graphic(self, into: TextBuilder, node: Any, place: str) -> None:
        kind, name = ("chart", "id") if local_name(node) == "chart" else ("diagramData", "dm")
        wanted = _relation_id(node, name)
        for one in self._package.relations(place):
            if one.id == wanted and one.kind in (kind, "chartEx") and self._package.has(one.target):
                root = self._package.read_xml(one.target)
                if kind == "chart":
                    add_chart(into, root, values=True)
                else:
                    add_diagram(into, root)

    def _model(self, part: str) -> Any:
        """Return a layout or master, which many slides follow."""
        if part not in self._models:
            self._models[part] = self._package.read_xml(part)
        return self._models[part]

    def _links(self, place: str) -> dict[str, str]:
        return {one.id: one.target for one in self._package.relations(place) if one.external}

    def _add_remarks(self, into: TextBuilder, place: str) -> None:
        """Add the speaker's notes and the comments on a slide."""
        for part in self._package.related(place, "notesSlide"):
            for shape in list_shapes(self._package.read_xml(part)):
                if shape.placeholder == "body" and (text := drawn_text(shape.node)):
                    into.add("note", f"Notes: {text}")
        for part in self._package.related(place, *_REMARKS[1:]):
            for author, text in self._comments(part):
                into.add("note", f"Comment by {author}: {text}" if author else f"Comment: {text}")

    def _comments(self, part: str) -> Iterator[tuple[str, str]]:
        for node in find_all(self._package.read_xml(part), "cm", "reply"):
            author = self._authors.get(str(node.get("authorId")), "")
            own = [child for child in node if local_name(child) in ("text", "txBody")]
            for child in own:
                yield author, child.text or "" if local_name(child) == "text" else drawn_text(child)

    def _comment_authors(self, place: str) -> dict[str, str]:
        parts = self._package.related(place, "commentAuthors", "authors")
        nodes = (node for part in parts for node in find_all(self._package.read_xml(part), "cmAuthor", "author"))
        return {str(node.get("id")): str(node.get("name") or "") for node in nodes}

    def _presentation_part(self) -> str:
        for place in (*self._package.related("", "officeDocument"), "ppt/presentation.xml"):
            if self._package.has(place):
                return place
        raise Refused(Reason.CORRUPT, "not readable as a presentation: it has no slides' part", "save the file again")


def _holds_text(root: Any) -> bool:
    """Return whether a slide has a text, a description, or a graphic that may have some."""
    if any(node.text for node in find_all(root, "t")) or any(node.get("descr") for node in find_all(root, "cNvPr")):
        return True
    return any(True for _ in find_all(root, "chart", "relIds"))


def _relation_id(node: Any, name: str = "id") -> str:
    """Return the attribute that names a relation, which stands in a namespace of its own."""
    return next((str(value) for key, value in node.attrib.items() if key.endswith(f"}}{name}")), attribute(node, name))
