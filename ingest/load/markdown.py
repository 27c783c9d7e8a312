"""Markdown, as the text a reader of the rendered page sees; markup, addresses and raw HTML tags are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.clean import clean, clean_line
from ingest.decode import decode, is_text
from ingest.loaded import Loaded

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)


def looks_like(data: bytes, suffix: str) -> float:
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[Loaded]:
    """One text; its title is the front matter's, else the first heading's, else the file's name."""
    source = decode(data).replace("\r\n", "\n").removeprefix("\ufeff")
    title = ""
    front = _FRONT_MATTER.match(source)
    if front:
        found = _FRONT_TITLE.search(front.group(1))
        title = found.group(1).strip().strip("\"'") if found else ""
        source = source[front.end() :]
    blocks, heading = _blocks(source)
    return [Loaded(clean_line(title or heading) or name, clean("\n\n".join(blocks)))]


def _blocks(source: str) -> tuple[list[str], str]:
    """The visible blocks of the page, and its first heading."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    blocks: list[str] = []
    rows: list[str] = []
    row: list[str] | None = None
    opened, heading = "", ""
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            rows.append(" | ".join(row))
            row = None
        elif token.type == "table_close":
            blocks.append("\n".join(rows))
            rows = []
        elif token.type == "inline":
            text = _inline(token)
            heading = heading or (text if opened == "heading_open" else "")
            (blocks if row is None else row).append(text)
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "html_block":
            blocks.append(_visible(token.content))
        opened = token.type
    return blocks, heading


def _inline(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
    return "".join(parts)


def _visible(html: str) -> str:
    from ingest.load.html import visible_text

    return visible_text(html)
