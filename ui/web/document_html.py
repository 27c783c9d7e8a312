"""The text of a document as HTML: its headings, paragraphs, lists, tables, code, notes and fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from graph.blocks import CELL_SEPARATOR, Block
from graph.types import Document
from ingest.structure import blocks_within
from ui.web.markup import escape_html

MAX_FIELD_CHARS = 40
"""Characters of the name of a field that is set apart from its value."""
MAX_ITEM_LEVEL = 6
FIRST_HEADING = 3
"""What is added to the level of a heading: those of the page stand above it."""


def render_document(document: Document, start: int, end: int) -> str:
    """Return the HTML of the text in [start, end); its markup has no effect, and hidden text is marked."""
    text = document.text[start:end]
    blocks = _fill_gaps(text, blocks_within(document.meta.blocks, start, end))
    parts = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        same = list(group)
        if kind == "item":
            parts.append(f'<ul class="gl-items">{"".join(_item(document, start, block) for block in same)}</ul>')
        else:
            parts += [_render(document, start, block) for block in same]
    return f'<div class="gl-document">{"".join(parts)}</div>'


def _fill_gaps(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks in order, and the paragraphs between them; none is empty."""
    edges = [Block("paragraph", 0, 0), *blocks, Block("paragraph", len(text), len(text))]
    for before, after in pairwise(edges):
        yield from _paragraphs(text, before.end, after.start)
        if text[after.start : after.end].strip():
            yield after


def _paragraphs(text: str, start: int, end: int) -> Iterator[Block]:
    while start < end:
        stop = text.find("\n\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield Block("paragraph", start, stop)
        start = stop + 2


def _render(document: Document, start: int, block: Block) -> str:
    inner = _inline(document, start + block.start, start + block.end)
    if block.kind == "heading":
        tag = f"h{min(FIRST_HEADING + max(block.level, 1), 6)}"
        return f"<{tag}>{inner}</{tag}>"
    if block.kind == "code":
        return f"<pre><code>{inner.replace('<br>', chr(10))}</code></pre>"
    if block.kind == "note":
        return f'<p class="gl-note">{inner}</p>'
    if block.kind == "table":
        return _table(document, start, block)
    if block.kind == "field":
        return "".join(_field(document, *span) for span in _lines(document, start, block))
    return f"<p>{inner}</p>"


def _item(document: Document, start: int, block: Block) -> str:
    level = min(max(block.level, 1), MAX_ITEM_LEVEL)
    return f'<li class="gl-level-{level}">{_inline(document, start + block.start, start + block.end)}</li>'


def _field(document: Document, start: int, end: int) -> str:
    colon = document.text.find(": ", start, min(end, start + MAX_FIELD_CHARS))
    if colon < 0:
        return f'<p class="gl-field">{_inline(document, start, end)}</p>'
    name, value = _inline(document, start, colon), _inline(document, colon + 1, end)
    return f'<p class="gl-field"><b>{name}:</b>{value}</p>'


def _table(document: Document, start: int, block: Block) -> str:
    """Return a table with its caption and column names, which stand in its context where its beginning is cut off."""
    above = block.context.splitlines()
    names = [line for line in above if CELL_SEPARATOR in line]
    caption = " ".join(line for line in above if CELL_SEPARATOR not in line)
    lines = _lines(document, start, block)
    if above and [document.text[first:last] for first, last in lines[: len(above)]] == above:
        lines = lines[len(above) :]
    head = "".join(f"<tr>{_cells(name.split(CELL_SEPARATOR), 'th')}</tr>" for name in names)
    body = "".join(f"<tr>{_row(document, first, last)}</tr>" for first, last in lines)
    told = f"<caption>{escape_html(caption)}</caption>" if caption else ""
    return (
        '<div class="gl-table" role="region" aria-label="Table" tabindex="0">'
        f"<table>{told}{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table></div>"
    )


def _cells(texts: Sequence[str], tag: str) -> str:
    return "".join(f"<{tag}>{escape_html(text)}</{tag}>" for text in texts)


def _row(document: Document, start: int, end: int) -> str:
    cells = []
    for text in document.text[start:end].split(CELL_SEPARATOR):
        cells.append(f"<td>{_inline(document, start, start + len(text))}</td>")
        start += len(text) + len(CELL_SEPARATOR)
    return "".join(cells)


def _lines(document: Document, start: int, block: Block) -> list[tuple[int, int]]:
    """Return the spans of a block's lines in the document, without empty ones."""
    spans, first = [], start + block.start
    for line in document.text[first : start + block.end].split("\n"):
        if line.strip():
            spans.append((first, first + len(line)))
        first += len(line) + 1
    return spans


def _inline(document: Document, start: int, end: int) -> str:
    """Return the HTML of a span, with what a reader of the file does not see marked."""
    cuts = sorted({start, end, *(edge for span in document.meta.hidden for edge in span if start < edge < end)})
    parts = []
    for first, last in pairwise(cuts):
        text = escape_html(document.text[first:last])
        parts.append(f'<span class="gl-hidden">{text}</span>' if document.hides(first, last) else text)
    return "".join(parts)
