"""HTML: the main text of a page, or all visible text if little would be left or most of it is in tables.

Text that a browser does not show follows the visible text, marked as hidden.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graph.blocks import Block
from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.decode import decode, is_text
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.spec import FormatSpec
from ingest.markup.blocks import PageBlock, add_blocks, assemble_blocks, build_text
from ingest.markup.css import StyleSheet, media_applies
from ingest.markup.look import ElementStyle
from ingest.markup.main_text import main_blocks
from ingest.markup.page_date import find_page_date
from ingest.markup.text import StyleStack, flow_pieces, lost, tree_pieces
from ingest.markup.tokens import find_style_sheets, limit_attributes
from ingest.own_title import own_title
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".html", ".htm", ".xhtml")
_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,1000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_DATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
# Below this share of the visible text, main text extraction is taken to have failed; from this share of visible text in
# tables on, the page is taken whole.
_TOO_LITTLE, _TABLES_MATTER = 0.2, 0.2
# Larger pages are taken whole: main text extraction takes seconds per megabyte.
_LONGEST_PAGE = 1_000_000
_MOST_ATTRIBUTES = 500
# Maximum headings examined for a title.
_HEADINGS = 20


def looks_like(data: bytes, suffix: str) -> float:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")
    if _START.match(head):
        return 0.95
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the page's title, else its first heading, else the file's name."""
    page = _HTMLPage.read(decode(data))
    if page is None:
        return []
    found, tables, hidden = page.blocks()
    seen = sum(len(block.text) for block in found)
    whole = page.deep or tables > _TABLES_MATTER * seen or len(page.source) > _LONGEST_PAGE
    main = found if whole else main_blocks(page.source, found)
    if sum(len(block.text) for block in main) <= _TOO_LITTLE * seen:
        main = found
    written, blocks = build_text(main).build()
    text, stretches = append_hidden(written, hidden)
    language = (page.root.get("lang") or "")[:2].lower()
    notes = (*hidden_note(hidden), *_frames(page.root))
    return [
        LoadedText(page.title() or name, text, "", language, (), notes, stretches, blocks, find_page_date(page.root))
    ]


def visible_text(source: str) -> tuple[str, list[HiddenText]]:
    """Return all text of a page or fragment that a browser would show, and what it would hide."""
    text, _, hidden = visible_page(source)
    return text, hidden


def visible_page(source: str) -> tuple[str, tuple[Block, ...], list[HiddenText]]:
    """Return all text that a browser would show with its blocks, and what it would hide."""
    builder = TextBuilder()
    hidden = add_visible(builder, source)
    return *builder.build(), hidden


def add_visible(builder: TextBuilder, source: str) -> list[HiddenText]:
    """Add what a browser would show of a page or fragment, and return what it would hide."""
    page = _HTMLPage.read(source)
    if page is None:
        return []
    blocks, _, hidden = page.blocks()
    add_blocks(builder, blocks)
    return hidden


@dataclass(frozen=True, slots=True)
class _HTMLPage:
    """A parsed page; a `deep` one is nested too deeply for its tree to hold all of it."""

    source: str
    root: Any
    deep: bool
    lost: tuple[HiddenText, ...]

    @staticmethod
    def read(source: str) -> _HTMLPage | None:
        """Parse a page; None for an empty one."""
        source = source.replace("\x00", "")
        if source.lstrip("\ufeff \t\r\n").startswith("<?xml"):
            source = _DATA.sub(lambda match: html.escape(match.group(1), quote=False), source)
        swallowed, crowded = lost(source, _MOST_ATTRIBUTES)
        # The parser takes quadratic time in the attributes of one tag.
        source = limit_attributes(source, _MOST_ATTRIBUTES) if crowded else source
        root, deep = _parse(source)
        return None if root is None else _HTMLPage(source, root, deep, tuple(swallowed))

    def blocks(self) -> tuple[list[PageBlock], int, list[HiddenText]]:
        """Return the visible blocks, how many characters of them are in tables, and what is hidden."""
        pieces = flow_pieces(self.source, self._styles()) if self.deep else tree_pieces(self.root, self._styles())
        blocks, tables, hidden = assemble_blocks(pieces)
        return blocks, tables, [*hidden, *self.lost]

    def _styles(self) -> StyleStack:
        found = find_style_sheets(self.source) if self.deep else self._tree_styles()
        sheets = [text for media, text in found if media_applies(f"@media {(media or 'all').lower()}")]
        linked = any("stylesheet" in (node.get("rel") or "").lower() for node in self.root.iter("link"))
        return StyleStack(StyleSheet.read(sheets), linked or any("@import" in sheet for sheet in sheets))

    def _tree_styles(self) -> list[tuple[str, str]]:
        return [(node.get("media") or "", "".join(node.itertext())) for node in self.root.iter("style")]

    def title(self) -> str:
        """Return the page's title, else the first visible heading."""
        for node in self.root.iterfind(".//head/title"):
            if text := own_title(" ".join(node.itertext())):
                return text
        for tag in ("h1", "h2"):
            for node in islice(self.root.iter(tag), _HEADINGS):
                text = clean_line(" ".join(node.itertext()))
                if text and not self._why(node):
                    return text
        return ""

    def _why(self, node: Any) -> str:
        """Return why an element is hidden; empty if it is visible."""
        styles, look = self._styles(), ElementStyle()
        for one in (*reversed(list(node.iterancestors())), node):
            look, _ = styles.enter(look, one.tag, one.attrib)
        return look.why


def _frames(root: Any) -> tuple[str, ...]:
    """Return a note on frames that load other files."""
    count = sum(bool(node.get("src")) for tag in ("frame", "iframe") for node in root.iter(tag))
    return (f"{count} frame{'s' if count > 1 else ''} of other files, not read",) if count else ()


def _parse(source: str) -> tuple[Any, bool]:
    """Return the tree, and whether it is incomplete because of deep nesting; None if there is no tree."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    data = source.encode("utf-8", "replace")
    if not data.strip():
        return None, False
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "empty" in str(error).lower():
            return None, False
        raise Refused(Reason.CORRUPT, f"not readable as HTML: {error}", "save the page again")
    return root, any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)


FORMAT = FormatSpec("html", "HTML", "the main text of a page", SUFFIXES, looks_like, load, is_text=True)
