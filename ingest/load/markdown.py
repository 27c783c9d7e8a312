"""Markdown as text of the rendered page; markup, link addresses and raw HTML tags are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.text.clean import clean, clean_line
from ingest.decode import decode, is_text
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.html import visible_text
from ingest.load.spec import FormatSpec
from ingest.markup.css import StyleSheet
from ingest.markup.text import StyleStack, TokenFlow
from ingest.markup.tokens import tokenise_html
from ingest.types import LoadedText

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)


def looks_like(data: bytes, suffix: str) -> float:
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the front matter, else the first heading, else the file's name."""
    source = decode(data).replace("\r\n", "\n").removeprefix("\ufeff")
    title = ""
    front = _FRONT_MATTER.match(source)
    if front:
        found = _FRONT_TITLE.search(front.group(1))
        title = found.group(1).strip().strip("\"'") if found else ""
        source = source[front.end() :]
    page = _MarkdownPage()
    page.read(source)
    text, stretches = append_hidden(clean("\n\n".join(page.blocks)), page.hidden)
    return [
        LoadedText(clean_line(title or page.heading) or name, text, notes=hidden_note(page.hidden), hidden=stretches)
    ]


class _MarkdownPage:
    """The visible blocks of a page, and what its HTML hides: an element may span several blocks."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.hidden: list[HiddenText] = []
        self.heading = ""
        self._flow = TokenFlow(StyleStack(StyleSheet(), foreign=False))

    def read(self, source: str) -> None:
        from markdown_it import MarkdownIt

        rows: list[str] = []
        row: list[str] | None = None
        opened = ""
        for token in MarkdownIt("commonmark").enable("table").parse(source):
            if token.type == "tr_open":
                row = []
            elif token.type == "tr_close" and row is not None:
                rows.append(" | ".join(row))
                row = None
            elif token.type == "table_close":
                self.blocks.append("\n".join(rows))
                rows = []
            elif token.type == "inline":
                text = self._inline(token)
                self.heading = self.heading or (text if opened == "heading_open" else "")
                (self.blocks if row is None else row).append(text)
            elif token.type in ("fence", "code_block"):
                self.blocks.append(self._seen(token.content.rstrip("\n")))
            elif token.type == "html_block":
                self._html(token.content)
            opened = token.type

    def _inline(self, token: Token) -> str:
        parts: list[str] = []
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                parts.append("\n")
            elif child.type in ("text", "code_inline", "image"):
                parts.append(self._seen(child.content))
            elif child.type == "html_inline":
                self._feed(child.content)
        return "".join(parts)

    def _seen(self, text: str) -> str:
        """Return the text unless the surrounding HTML hides it."""
        if not self._flow.why:
            return text
        self.hidden.append(HiddenText(text, self._flow.why))
        return ""

    def _html(self, source: str) -> None:
        """Add a block of HTML; it is hidden if the HTML around it is hidden."""
        why = self._flow.why
        self._feed(source)
        seen, hidden = visible_text(source)
        self.hidden += [HiddenText(seen, why), *hidden] if why else hidden
        self.blocks.append("" if why else seen)

    def _feed(self, source: str) -> None:
        for _ in self._flow.feed(tokenise_html(source)):
            pass


FORMAT = FormatSpec("markdown", "Markdown", "the text of the rendered page", SUFFIXES, looks_like, load)
