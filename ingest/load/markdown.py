"""Markdown as text of the rendered page, with its structure; markup and raw HTML tags are left out.

The title of front matter is a heading, its other fields stand below it. List items keep their marks and numbers,
rows of a table their columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.text.clean import clean_line
from ingest.decode import decode, is_text
from ingest.front_matter import read_front_matter
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.links import name_target
from ingest.load.html import add_visible, visible_text
from ingest.load.spec import FormatSpec
from ingest.markdown_inline import literal_marks
from ingest.markup.css import StyleSheet
from ingest.markup.text import StyleStack, TokenFlow
from ingest.markup.tokens import tokenise_html
from ingest.raised import raise_text
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
# A footnote of one word would be the address of a link, which is not shown, but for an invisible mark before it.
_FOOTNOTE = re.compile(r"^([ ]{0,3})\[\^", re.MULTILINE)
_WIKI_LINK = re.compile(r"!?\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_CALLOUT = re.compile(r"\A\[!(\w+)\][+-]?[ \t]*")
_FIRST_HEADING = re.compile(r"\s*#{1,6}[ \t]+([^\n]*)")
_SOFT_BREAK = "\r"  # the parser leaves none of its own
# A long line that no mark ends was wrapped by its writer's editor.
_WRAPPED = re.compile(rf"(?<![^\n{_SOFT_BREAK}])([^\n{_SOFT_BREAK}]{{49,}}[^\s.!?:;|]){_SOFT_BREAK}(?=\S)")
_HEADING_ID = re.compile(r"[ \t]*\{#[\w:.-]+\}\Z")
_TAG = re.compile(r"</?([a-z][a-z0-9]*)")
_LINE_TAGS = frozenset("br hr p div li ul ol tr td th table dt dd dl summary details".split())
_CELL_END = re.compile(r"(?<!\\)\|")


def looks_like(data: bytes, suffix: str) -> float:
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the front matter, else the first heading, else the file's name."""
    source = decode(data).replace("\r\n", "\n").removeprefix("\ufeff")
    front = read_front_matter(source)
    page = MarkdownPage()
    body = source[front.end :]
    if front.title and not opens_with_heading(body, front.title):
        page.builder.add("heading", front.title, 1)
    for line in front.lines:
        page.builder.add("field", line)
    page.read(body)
    seen, blocks = page.builder.build()
    text, stretches = append_hidden(seen, page.hidden)
    named = clean_line(front.title or page.heading) or name
    notes = hidden_note(page.hidden)
    return [LoadedText(named, text, notes=notes, hidden=stretches, blocks=blocks, date=front.date, tags=front.tags)]


def opens_with_heading(body: str, title: str) -> bool:
    """Whether the first heading of a page says its title already."""
    heading = _FIRST_HEADING.match(body)
    return heading is not None and clean_line(heading[1].strip(" \t#")).casefold() == clean_line(title).casefold()


@dataclass(slots=True)
class _OpenList:
    """A list being read: whether it is numbered, and the mark of its current item until that is written.

    `number` is what the last item is numbered with; where all have the same number, they are counted.
    """

    numbered: bool
    mark: str = ""
    first: str = ""
    number: int = 0

    def begin_item(self, given: str, ending: str) -> None:
        """Begin an item with the number that was written, and what ends it."""
        self.first = self.first or given
        self.number = self.number + 1 if self.number and given == self.first else int(given or 0)
        self.mark = f"{self.number}{ending} " if self.numbered else "- "


class MarkdownPage:
    """The visible blocks of a page, and what its HTML hides: an element may span several blocks."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.hidden: list[HiddenText] = []
        self.heading = ""
        self._flow = TokenFlow(StyleStack(StyleSheet(), foreign=False))
        self._lists: list[_OpenList] = []
        self._rows: list[list[str]] = []
        self._in_table = False
        self._source: list[str] = []
        self._row_line = -1

    def read(self, source: str) -> None:
        from markdown_it import MarkdownIt

        level = 0
        source = _FOOTNOTE.sub("\\1\u2060[^", source)
        self._source = source.split("\n")
        for token in MarkdownIt("commonmark").enable("table").parse(source):
            if token.type == "heading_open":
                level = int(token.tag[1])
            elif token.type == "heading_close":
                level = 0
            elif token.type == "inline":
                self._write(self._inline(token), level)
            elif token.type in ("fence", "code_block"):
                self.builder.add("code", self._seen(token.content.rstrip("\n")))
            elif token.type == "html_block":
                self._html(token.content)
            else:
                self._track(token)

    def _track(self, token: Token) -> None:
        """Follow the lists and tables that open and close."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(_OpenList(token.type == "ordered_list_open"))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif token.type == "list_item_open":
            self._lists[-1].begin_item(token.info, token.markup)
        elif token.type == "table_open":
            self._rows, self._in_table = [], True
        elif token.type == "tr_open":
            self._rows.append([])
            self._row_line = token.map[0] if token.map else -1
        elif token.type == "tr_close" and len(self._rows) > 1:
            self._rows[-1] += self._excess_cells(len(self._rows[0]))
        elif token.type == "table_close":
            self.builder.add_table(self._rows, header=any(self._rows[0]))
            self._in_table = False

    def _excess_cells(self, width: int) -> list[str]:
        """Return the cells of the current row beyond the last column, which the parser drops."""
        line = self._source[self._row_line].strip().strip("|") if self._row_line >= 0 else ""
        return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(line)[width:]]

    def _write(self, text: str, level: int) -> None:
        """Add the text of one block, where the page is."""
        if self._in_table:
            self._rows[-1].append(text)
        elif level:
            text = _HEADING_ID.sub("", text)
            self.heading = self.heading or text
            self.builder.add("heading", text, level)
        elif self._lists:
            mark, self._lists[-1].mark = self._lists[-1].mark, ""
            self.builder.add("item", mark + text if text.strip() else "", len(self._lists))
        else:
            self.builder.add("paragraph", text)

    def _inline(self, token: Token) -> str:
        parts: list[str] = []
        raised, link, linked = -1, "", 0
        children = token.children or []
        shown = literal_marks(children)
        for place, child in enumerate(children):
            if place in shown:
                parts.append(self._seen(child.markup))
            elif child.type in ("softbreak", "hardbreak"):
                soft = " " if self._lists else _SOFT_BREAK
                parts.append(soft if child.type == "softbreak" else "\n")
            elif child.type in ("text", "code_inline", "image"):
                parts.append(self._seen(child.content))
            elif child.type == "link_open":
                link, linked = str(child.attrGet("href") or ""), len(parts)
            elif child.type == "link_close":
                parts.append(self._seen(name_target(link, "".join(parts[linked:]))))
            elif child.type == "html_inline":
                raised = self._tag(child.content, parts, raised)
        text = _WRAPPED.sub(r"\1 ", "".join(parts)).replace(_SOFT_BREAK, "\n")
        text = _WIKI_LINK.sub(lambda match: match.group(2) or match.group(1), text)
        return _CALLOUT.sub(lambda match: f"{match.group(1).capitalize()}: ", text).removesuffix(": ")

    def _tag(self, source: str, parts: list[str], raised: int) -> int:
        """Read a tag in a line; return where raised text begins, -1 if none does."""
        self._feed(source)
        tag = _TAG.match(source.lower())
        if tag and tag.group(1) in _LINE_TAGS:
            parts.append("\n")
        elif tag and tag.group() == "<sup":
            return len(parts)
        elif tag and tag.group() == "</sup" and raised >= 0:
            inside = "".join(parts[raised:])
            parts[raised:] = [raise_text(inside) or inside]
        return raised

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
        if why:
            seen, hidden = visible_text(source)
            self.hidden += [HiddenText(seen, why), *hidden]
        else:
            self.hidden += add_visible(self.builder, source)

    def _feed(self, source: str) -> None:
        for _ in self._flow.feed(tokenise_html(source)):
            pass


FORMAT = FormatSpec("markdown", "Markdown", "the text of the rendered page", SUFFIXES, looks_like, load, is_text=True)
