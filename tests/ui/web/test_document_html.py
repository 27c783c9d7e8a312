"""The HTML of a document shows its structure and nothing but its text."""

from __future__ import annotations

import re
from html import unescape

from graph.blocks import Block
from graph.types import Document, Meta
from ui.web.document_html import render_document

PARTS: list[tuple[str, Block]] = [
    ("Prices <b>", Block("heading", 0, 0, 1)),
    ("- tickets", Block("item", 0, 0, 1)),
    ("- <i>boats</i>", Block("item", 0, 0, 2)),
    ("Table 1\nitem | price\nboat | 12 & 4", Block("table", 0, 0, context="Table 1\nitem | price")),
    ("x < y\n  z", Block("code", 0, 0)),
    ("see below", Block("note", 0, 0)),
    ("From: Edda: Marsh\nno name here", Block("field", 0, 0)),
]


def document(hidden: str = "") -> Document:
    text, blocks = "Between <script>blocks</script>.", []
    for words, block in PARTS:
        text += "\n\n"
        blocks.append(Block(block.kind, len(text), len(text) + len(words), block.level, block.context))
        text += words
    start = text.find(hidden)
    spans = ((start, start + len(hidden)),) if hidden else ()
    return Document.make("a.md", "A", text, meta=Meta(blocks=tuple(blocks), hidden=spans))


def rendered(one: Document, start: int = 0) -> str:
    return render_document(one, start, len(one.text))


def test_each_kind_of_block_has_its_element() -> None:
    html = rendered(document())
    for part in (
        "<p>Between &lt;script&gt;blocks&lt;/script&gt;.</p>",
        "<h4>Prices &lt;b&gt;</h4>",
        '<li class="gl-level-1">- tickets</li><li class="gl-level-2">- &lt;i&gt;boats&lt;/i&gt;</li></ul>',
        "<caption>Table 1</caption><thead><tr><th>item</th><th>price</th></tr></thead>",
        "<tbody><tr><td>boat</td><td>12 &amp; 4</td></tr></tbody>",
        "<pre><code>x &lt; y\n  z</code></pre>",
        '<p class="gl-note">see below</p>',
        '<p class="gl-field"><b>From:</b> Edda: Marsh</p><p class="gl-field">no name here</p>',
    ):
        assert part in html, part


def test_no_word_is_lost_or_added() -> None:
    one = document()
    seen = unescape(re.sub(r"<[^>]*>", " ", rendered(one)))
    assert re.findall(r"\w+", seen) == re.findall(r"\w+", one.text)


def test_a_table_that_is_cut_keeps_its_columns() -> None:
    one = document()
    html = rendered(one, one.text.index("boat | 12"))
    assert "<thead><tr><th>item</th><th>price</th></tr></thead>" in html
    assert "<tbody><tr><td>boat</td>" in html


def test_hidden_text_is_marked_where_it_stands() -> None:
    html = rendered(document("oat | 12"))
    assert '<td>b<span class="gl-hidden">oat</span></td><td><span class="gl-hidden">12</span> &amp; 4</td>' in html
