"""HTML: the main text of a web page, or all visible text where little would be left or tables carry the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graph.clean import clean, clean_line
from graph.errors import Reason, Refused
from ingest.decode import decode, is_text
from ingest.loaded import Loaded

SUFFIXES = (".html", ".htm", ".xhtml")
_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,1000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = frozenset(
    "script style template noscript head title meta link iframe object embed svg math canvas audio video".split()
)
_LINES = frozenset(
    "address aside body br caption details div fieldset figcaption footer form header hgroup hr html legend "
    "main nav option optgroup select summary tbody tfoot thead tr".split()
)
_APART = frozenset("article blockquote dd dl dt figure h1 h2 h3 h4 h5 h6 li ol p pre section table ul".split())
_CELLS = frozenset(("td", "th"))
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|font-size)\s*:\s*0(?![.\d])", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")
# Below this share of the visible text the extraction of the main text is taken to have failed; from this share of
# the visible text in tables on, tables carry the page.
_TOO_LITTLE, _TABLES_MATTER = 0.2, 0.2
# Larger pages are taken whole: the extraction of the main text takes seconds a megabyte.
_LONGEST_PAGE = 1_000_000
# A line of fewer characters than this says the same in a menu as in the text.
_TELLING = 20


def looks_like(data: bytes, suffix: str) -> float:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")
    if _START.match(head):
        return 0.95
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[Loaded]:
    """One text; its title is the page's, else its first heading, else the file's name."""
    source = decode(data)
    root = _parse(source)
    if root is None:
        return []
    visible, tables = _visible(root)
    main = "" if tables > _TABLES_MATTER * len(visible) or len(source) > _LONGEST_PAGE else _main_text(source, visible)
    text = main if len(main) > _TOO_LITTLE * len(visible) else visible
    return [Loaded(_title(root) or name, text, language=(root.get("lang") or "")[:2].lower())]


def visible_text(source: str) -> str:
    """All text of a page, or of a part of one, that a browser would show."""
    root = _parse(source)
    return "" if root is None else _visible(root)[0]


def _parse(source: str) -> Any:
    """The tree; None where there is none."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    data = source.replace("\x00", "").encode("utf-8", "replace")
    if not data.strip():
        return None
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "empty" in str(error).lower():
            return None
        raise Refused(Reason.CORRUPT, f"not readable as HTML: {error}", "save the page again")


def _main_text(source: str, visible: str) -> str:
    """The lines of the visible text that belong to the page's main text, as trafilatura finds it."""
    from trafilatura import extract

    found = extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    lines = {_squeezed(line) for line in found.split("\n")}
    whole = _squeezed(found)
    kept = (
        line
        for line in visible.split("\n")
        if (key := _squeezed(line)) in lines or not key or (len(key) >= _TELLING and key in whole)
    )
    return clean("\n".join(kept))


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _title(root: Any) -> str:
    for path in ("//head/title", "//h1", "//h2"):
        for node in root.xpath(path):
            text = clean_line(" ".join(node.itertext()))
            if text:
                return text
    return ""


def _visible(root: Any) -> tuple[str, int]:
    """The visible text, and how many characters of it lie in tables."""
    parts: list[str] = []
    breaks = tables = 0
    for piece, gap, in_table in _pieces(root):
        breaks = max(breaks, gap)
        if not piece or (not piece.strip() and (breaks or not parts)):
            continue
        parts.append("\n" * breaks + (piece.lstrip(" ") if breaks else piece))
        tables += len(piece) if in_table else 0
        breaks = 0
    return clean("".join(parts)), tables


def _pieces(root: Any) -> Iterator[tuple[str, int, bool]]:
    """Text, the line ends wanted before it, and whether it lies in a table; without recursion, for any depth."""
    todo: list[tuple[Any, bool, bool, bool]] = [(root, False, False, False)]
    while todo:
        node, leaving, in_table, kept = todo.pop()
        tag = node.tag if isinstance(node.tag, str) else "script"
        gap = 2 if tag in _APART else 1 if tag in _LINES else 0
        if not leaving and not _hidden(node, tag):
            inside, pre = in_table or tag == "table", kept or tag == "pre"
            yield _spaced(node.text, pre), gap, inside
            todo.append((node, True, in_table, kept))
            todo.extend((child, False, inside, pre) for child in reversed(node))
            continue
        if leaving and tag in _CELLS and node.getnext() is not None:
            yield " | ", 0, in_table
        if node is not root:
            yield _spaced(node.tail, kept), gap if leaving else 0, in_table


def _spaced(text: str | None, kept: bool) -> str:
    if not text:
        return ""
    return text if kept else _SPACE.sub(" ", text)


def _hidden(node: Any, tag: str) -> bool:
    if tag in _UNSEEN:
        return True
    if node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    return _HIDING.search(node.get("style") or "") is not None or (tag == "input" and node.get("type") == "hidden")
