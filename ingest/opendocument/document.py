"""Load OpenDocument files of all kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graph.text.clean import clean_line
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.opendocument.names import get, key, short_name
from ingest.opendocument.package import OpenDocument
from ingest.opendocument.styles import Styles
from ingest.opendocument.tables import BodyFlow
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(cm|mm|in|pt|pc|px)?")
_MILLIMETRES = {"cm": 10.0, "mm": 1.0, "in": 25.4, "pt": 0.3528, "pc": 4.233, "px": 0.2646}
# Shapes whose upper edges differ by less, in millimetres, stand in one line.
_LINE = 8.0
_MARGINS = ("style:header", "style:header-left", "style:header-first", "style:footer", "style:footer-left",
            "style:footer-first")  # fmt: skip
_FOOTERS = ("presentation:header-decl", "presentation:footer-decl", "presentation:date-time-decl")


def load_document(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the file's properties, else its first heading, else its name."""
    document = OpenDocument.read(data)
    title, day = document.title_and_date()
    flow = BodyFlow(TextBuilder(), Styles(document.styles, document.content), dict(document.objects))
    body = next(document.content.iter(key("office:body")), None)
    if body is None:
        return []
    slides = list(body.iter(key("draw:page")))
    pages = tuple(_read_slides(flow, slides))
    if not slides:
        flow.read(body)
        flow.add_charts()
    for line in dict.fromkeys(_margins(document, flow)):
        flow.builder.add("note", line)
    written, blocks = flow.builder.build()
    text, stretches = append_hidden(written, flow.hidden)
    heading = next((written[block.start : block.end] for block in blocks if block.kind == "heading"), "")
    if slides or next(body.iter(key("office:spreadsheet")), None) is not None:
        heading = heading.partition(": ")[2] if slides else ""
    pages = tuple(min(page, len(written)) for page in pages)
    cut = ("cells repeated more than 1,000 times are kept 1,000 times",) if flow.cut else ()
    notes = (*hidden_note(flow.hidden), *cut)
    return [LoadedText(title or clean_line(heading) or name, text, "", "", pages, notes, stretches, blocks, day)]


def _read_slides(flow: BodyFlow, slides: list[Any]) -> Iterator[int]:
    """Read slides, each under a heading; yield the offsets at which they start."""
    seen = flow.builder
    for number, slide in enumerate(slides, 1):
        yield len(seen) + 2 * bool(len(seen))
        hidden = flow.is_hidden(slide)
        flow.builder = TextBuilder() if hidden else seen
        shapes = [child for child in slide if short_name(child) != "presentation:notes"]
        title = next((one for one in shapes if get(one, "presentation:class") == "title"), None)
        named = "" if title is None else clean_line(" ".join("".join(p.itertext()) for p in title.iter(key("text:p"))))
        if named or any(text.strip() for node in slide.iter(key("text:p")) for text in node.itertext()):
            flow.builder.add("heading", f"Slide {number}: {named}" if named else f"Slide {number}", 1)
        for one in _in_lines([shape for shape in shapes if shape is not title]):
            flow.read(one)
        flow.add_charts()
        for one in slide.iterchildren(key("presentation:notes")):
            flow.read(one)
        if hidden:
            flow.hidden.append(HiddenText(flow.builder.build()[0], "hidden slide"))
    flow.builder = seen


def _in_lines(shapes: list[Any]) -> list[Any]:
    """Sort shapes by their lines, and each line from left to right."""
    lines: list[list[tuple[float, float, Any]]] = []
    for top, left, shape in sorted(((*_place(one), one) for one in shapes), key=lambda one: one[:2]):
        if lines and top - lines[-1][0][0] < _LINE:
            lines[-1].append((top, left, shape))
        else:
            lines.append([(top, left, shape)])
    return [shape for line in lines for _, _, shape in sorted(line, key=lambda one: one[1])]


def _place(shape: Any) -> tuple[float, float]:
    """Return the upper and the left edge of a shape in millimetres; of a group, those of its first shape."""
    placed = next((one for one in shape.iter() if isinstance(one.tag, str) and get(one, "svg:y")), shape)
    return _length(get(placed, "svg:y")), _length(get(placed, "svg:x"))


def _length(text: str) -> float:
    match = _LENGTH.match(text)
    return float(match.group(1)) * _MILLIMETRES.get(match.group(2) or "mm", 1.0) if match else -1.0


def _margins(document: OpenDocument, flow: BodyFlow) -> Iterator[str]:
    """Yield what stands in the head and foot of pages; a lone word is a template's, such as Page."""
    for node in document.content.iter(*map(key, _FOOTERS)):
        yield clean_line(" ".join(node.itertext()))
    pages = None if document.styles is None else next(document.styles.iter(key("office:master-styles")), None)
    if pages is None:
        return
    kept, hidden = flow.builder, len(flow.hidden)
    for node in pages.iter(*map(key, _MARGINS)):
        flow.builder = TextBuilder()
        flow.read(node)
        text = flow.builder.build()[0]
        if len(text.split()) > 1 or any(map(str.isdigit, text)):
            yield text
    flow.builder = kept
    del flow.hidden[hidden:]
