"""Org: headings with their states and tags, lists, tables, code, properties and notes."""

from __future__ import annotations

import re

from graph.text.clean import clean_line
from ingest.decode import decode, is_text
from ingest.document_date import read_date
from ingest.load.spec import FormatSpec
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".org",)
_HEADING = re.compile(r"(\*+)[ \t]+(.*\S)")
_TAGS = re.compile(r"[ \t]+:([\w@#%:]{1,200}):\Z")
_PRIORITY = re.compile(r"\[#([A-Z0-9])\][ \t]*")
_KEYWORD = re.compile(r"[ \t]*#\+(\w[\w-]{0,60}):[ \t]*(.*)", re.IGNORECASE)
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w{1,60})", re.IGNORECASE)
_ITEM = re.compile(r"([ \t]*)([-+]|[ \t]\*|\d{1,4}[.)]|[A-Za-z][.)])[ \t]+(?:\[@\d+\][ \t]*)?(.*)")
_PROPERTY = re.compile(r"[ \t]*:([\w@#%+-]{1,80}):[ \t]*(.*)")
_PLANNING = re.compile(r"[ \t]*(?:(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[][^>\]]{1,80}[>\]][ \t]*)+\Z")
_RULE = re.compile(r"\|[-+| \t]*\Z")
_FOOTNOTE = re.compile(r"\[fn:([\w-]{1,60})\][ \t]*(.*)")
_INLINE = re.compile(
    r"\[\[(?P<target>[^\[\]\n]{1,1000})\](?:\[(?P<words>[^\[\]]{1,1000})\])?\]"
    r"|\[fn:(?P<note>[\w-]{0,60})(?::(?P<said>[^\[\]]{1,1000}))?\]"
    r"|(?<![\w*/=~+_])(?P<mark>[*/=~+_])(?P<inside>[^\s*/=~+_](?:[^\n*=~]{0,300}?\S)??)(?P=mark)(?![\w*/=~+_])"
    r"|[<\[](?P<stamp>\d{4}-\d\d-\d\d[^>\]\n]{0,60})[>\]]|<<{1,2}(?P<anchor>[^<>\n]{1,200})>>{1,2}"
)
_CODE = ("src", "example", "export", "ascii")
_FIELDS = ("title", "subtitle", "author", "date", "email", "description", "keywords", "filetags", "category")
_COMMENT = re.compile(r"[ \t]*#(?:[ \t]|\Z)")


def looks_like(data: bytes, suffix: str) -> float:
    return 0.85 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by its keyword, else the first heading, else the file's name."""
    page = _Page(decode(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    page.read()
    text, blocks = page.builder.build()
    return [LoadedText(clean_line(page.title or page.heading) or name, text, blocks=blocks, date=page.date)]


class _Page:
    """The lines of a page, read one block at a time."""

    def __init__(self, lines: list[str]) -> None:
        self.builder = TextBuilder()
        self.title = self.heading = self.date = ""
        self._lines, self._place = lines, 0
        self._items: list[int] = []
        self._caption = ""

    def read(self) -> None:
        while self._place < len(self._lines):
            line = self._lines[self._place]
            self._place += 1
            if not line.strip():
                continue
            if not self._add_command(line) and not self._add_line(line):
                self._add_paragraph(line)

    def _add_command(self, line: str) -> bool:
        """Add what a keyword, block, drawer or comment holds; return whether the line begins one."""
        lowered = line.strip().lower()
        if begin := _BEGIN.match(line):
            self._begin(begin[1].lower())
        elif lowered.startswith("#+end_"):
            self._items.clear()
        elif keyword := _KEYWORD.match(line):
            self._add_keyword(keyword[1].lower(), keyword[2].strip())
        elif _COMMENT.match(line) or lowered in (":end:", ":properties:", ":logbook:"):
            return True
        elif line.lstrip().startswith(": "):
            code = [line]
            while self._place < len(self._lines) and self._lines[self._place].lstrip().startswith((": ", ":\t")):
                code.append(self._lines[self._place])
                self._place += 1
            self.builder.add("code", "\n".join(part.lstrip()[2:] for part in code))
        elif match := _PROPERTY.match(line):
            self.builder.add("field", f"{match[1]}: {self._inline(match[2])}" if match[2].strip() else "")
        elif _PLANNING.match(line):
            self.builder.add("field", self._inline(line.strip()))
        else:
            return False
        return True

    def _begin(self, kind: str) -> None:
        """Add code and leave out comments up to their end; any other block's lines are read on as usual."""
        if kind not in (*_CODE, "comment"):
            return
        start = self._place
        while self._place < len(self._lines) and not self._lines[self._place].strip().lower().startswith("#+end_"):
            self._place += 1
        if kind != "comment":
            lines = self._lines[start : self._place]
            common = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
            self.builder.add("paragraph", self._caption)
            self.builder.add("code", "\n".join(line[common:] for line in lines))
            self._caption = ""

    def _add_keyword(self, key: str, value: str) -> None:
        if key == "title":
            self.title = f"{self.title} {self._inline(value)}".strip()
        if key == "date":
            self.date = self.date or read_date(value.strip("<>[]"))
        if key == "caption":
            self._caption = self._inline(value)
        elif key in _FIELDS:
            self.builder.add("field", f"{key.capitalize()}: {self._inline(value)}" if value else "")

    def _add_line(self, line: str) -> bool:
        """Add a heading, table, item or footnote; return whether the line begins one."""
        if heading := _HEADING.match(line):
            self._items.clear()
            self._add_heading(len(heading[1]), heading[2])
        elif line.lstrip().startswith("|"):
            self._add_table()
        elif note := _FOOTNOTE.match(line):
            text = " ".join([note[2], *self._following()])
            self.builder.add("note", f"[{note[1]}] {self._inline(text)}")
        elif item := _ITEM.match(line):
            indent = len(item[1])
            while self._items and self._items[-1] >= indent + len(item[2].strip()):
                self._items.pop()
            self._items.append(indent + len(item[2]))
            text = " ".join([item[3].replace(" :: ", ": ", 1), *self._following()])
            self.builder.add("item", f"{item[2].strip()} {self._inline(text)}", len(self._items))
        else:
            return False
        return True

    def _add_heading(self, level: int, text: str) -> None:
        """Add a heading; its state stays before it, and its priority and tags follow it."""
        text = " ".join(text.split())
        tags = _TAGS.search(text)
        text = text[: tags.start()] if tags else text
        priority = _PRIORITY.search(text)
        text = self._inline(_PRIORITY.sub("", text, count=1)).strip()
        more = [f"priority {priority[1]}"] if priority else []
        more += tags[1].strip(":").split(":") if tags else []
        self.heading = self.heading or text
        self.builder.add("heading", f"{text} ({', '.join(more)})" if more else text, level)

    def _add_table(self) -> None:
        rows: list[list[str]] = []
        header = False
        self._place -= 1
        while self._place < len(self._lines) and self._lines[self._place].lstrip().startswith("|"):
            line = self._lines[self._place].strip()
            self._place += 1
            if _RULE.match(line) and "-" in line:
                header = header or len(rows) == 1
            else:
                rows.append([self._inline(cell.strip()) for cell in line.strip("|").split("|")])
        self.builder.add_table(rows, header, self._caption)
        self._caption = ""

    def _add_paragraph(self, line: str) -> None:
        indent = len(line) - len(line.lstrip())
        while self._items and self._items[-1] > indent:
            self._items.pop()
        text = self._inline(" ".join([line.strip(), *self._following()]))
        caption, self._caption = self._caption, ""
        self.builder.add("paragraph", caption)
        self.builder.add("item" if self._items else "paragraph", text, len(self._items))

    def _following(self) -> list[str]:
        """Return the lines that go on with a paragraph."""
        lines = []
        while self._place < len(self._lines):
            line = self._lines[self._place]
            begins = _HEADING.match(line) or _ITEM.match(line) or _FOOTNOTE.match(line) or _PROPERTY.match(line)
            if not line.strip() or begins or line.lstrip().startswith(("|", "#+", "# ", ": ")):
                break
            lines.append(line.strip())
            self._place += 1
        return lines

    def _inline(self, text: str) -> str:
        """Return the text without marks; a web link's address follows its words."""
        # Emphasis can hold emphasis, and links.
        for _ in range(2):
            text = _INLINE.sub(_readable, text)
        return text


def _readable(match: re.Match[str]) -> str:
    if match["target"]:
        target, words = match["target"].removeprefix("file:"), match["words"]
        is_web = target.startswith(("http", "mailto:"))
        return f"{words} ({target})" if words and is_web and words != target else words or target.lstrip("*#")
    if match["said"]:
        return f" ({match['said']})"
    if match["mark"]:
        return match["inside"]
    return match["stamp"] or match["anchor"] or f"[{match['note']}]"


FORMAT = FormatSpec("org", "Org", "the text of the outline with its structure", SUFFIXES, looks_like, load)
