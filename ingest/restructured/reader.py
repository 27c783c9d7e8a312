"""Read reStructuredText line by line into blocks; what is indented belongs to the item or directive above."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

from ingest.restructured.inline import InlineMarks
from ingest.restructured.tables import GRID, RULE, read_grid, read_list_table, read_ruled
from ingest.text_builder import TextBuilder

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1+\Z")
_ITEM = re.compile(r"([-*+•‣]|(?:\d{1,4}|[A-Za-z]|#|[ivxlIVXL]{1,6})[.)]|\((?:\d{1,4}|[A-Za-z]|#)\))[ ]+(?=\S)")
_FIELD = re.compile(r":([^:\s`][^:`]{0,80}):(?:[ ]+|\Z)")
_FOOTNOTE = re.compile(r"\.\. \[([#*]?[\w.-]{0,60})\][ ]*")
_DIRECTIVE = re.compile(r"\.\. (?:\|[^|]{1,100}\| )?([\w:+.-]{1,60}?)::(?:[ ]+|\Z)")
_CODE = frozenset(
    "code code-block sourcecode parsed-literal math doctest testcode testoutput prompt productionlist literalinclude "
    "raw graphviz mermaid".split()
)
_SILENT = frozenset("contents index highlight role default-role currentmodule sectnum meta replace unicode".split())
_TABLES = ("list-table", "csv-table")
_PICTURES = ("image", "figure")
_BARE = frozenset("rubric topic centered sidebar container only epigraph compound table class toctree".split())


@dataclass(slots=True)
class PageReader:
    """Reads the lines of a page; `fields` are those of its field lists, `title` its first heading."""

    lines: list[str]
    inline: InlineMarks
    builder: TextBuilder = field(default_factory=TextBuilder)
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    _place: int = 0
    _styles: list[tuple[str, bool]] = field(default_factory=list)
    _items: list[int] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _label: str = ""

    def read(self) -> None:
        while self._place < len(self.lines):
            line = self.lines[self._place]
            if not line.strip():
                self._place += 1
                continue
            while self._items and self._items[-1] > _indent(line):
                self._items.pop()
            self._read_block(line.strip(), _indent(line))

    def _read_block(self, text: str, indent: int) -> None:
        if self._add_heading(text, indent) or self._add_table(text, indent):
            return
        if text == ".." or text.startswith((".. ", "__ ")):
            self._add_explicit(text, indent)
        elif match := _FIELD.match(text):
            self._place += 1
            value = self.inline.read(" ".join([text[match.end() :], *self._take_indented(indent)]))
            self.fields.setdefault(match[1], value)
            self.builder.add("field", f"{match[1]}: {' '.join(value.split())}")
        elif match := _ITEM.match(text):
            self._items.append(indent + match.end())
            self.lines[self._place] = " " * (indent + match.end()) + text[match.end() :]
            self._add_paragraph(indent + match.end(), self._mark(match.group().strip()) + " ")
        elif text.startswith(">>> "):
            start = self._place
            while self._place < len(self.lines) and self.lines[self._place].strip():
                self._place += 1
            self.builder.add("code", "\n".join(line[indent:] for line in self.lines[start : self._place]))
        else:
            self._add_paragraph(indent, "")

    def _line(self, ahead: int) -> str:
        place = self._place + ahead
        return self.lines[place] if place < len(self.lines) else ""

    def _add_heading(self, text: str, indent: int) -> bool:
        """Add a heading with a line below, or above and below; a line alone is left out."""
        following = self._line(1).rstrip()
        if _ADORNMENT.match(text) and indent == 0:
            if following.strip() and self._line(2).rstrip() == text:
                self._head(following.strip(), (text[0], True), 3)
                return True
            if len(text) > 3 and not following.strip():
                self._place += 1
                return True
        is_line = bool(_ADORNMENT.match(following)) and (len(following) > 3 or len(following) >= len(text))
        if indent == 0 and is_line and not _ADORNMENT.match(text) and not following.startswith("::"):
            self._head(text, (following[0], False), 2)
            return True
        return False

    def _head(self, text: str, style: tuple[str, bool], count: int) -> None:
        if style not in self._styles:
            self._styles.append(style)
        text = self.inline.read(text)
        self.title = self.title or text
        self.builder.add("heading", text, self._styles.index(style) + 1)
        self._place += count

    def _add_table(self, text: str, indent: int) -> bool:
        if GRID.match(text):
            lines = self._take_drawn()
            rows, header = read_grid(lines)
        elif RULE.match(text):
            lines = self._take_ruled(indent)
            rows, header = read_ruled(lines)
        else:
            return False
        self._write_table(rows, header, "")
        return True

    def _write_table(self, rows: list[list[str]], header: bool, caption: str) -> None:
        caption, self._label = caption or self._label.rstrip(": "), ""
        self.builder.add_table([[self.inline.read(cell) for cell in row] for row in rows], header, caption)

    def _take_drawn(self) -> list[str]:
        lines = []
        while self._line(0).strip().startswith(("+", "|")):
            lines.append(self.lines[self._place].strip())
            self._place += 1
        return lines

    def _take_ruled(self, indent: int) -> list[str]:
        """Return the lines up to the rule that a blank line follows."""
        start = self._place
        self._place += 1
        while self._place < len(self.lines):
            line = self.lines[self._place]
            self._place += 1
            is_last = RULE.match(line.strip()) and self._place > start + 2 and not self._line(0).strip()
            if is_last or (line.strip() and _indent(line) < indent):
                break
        return [line[indent:].rstrip() for line in self.lines[start : self._place]]

    def _take_indented(self, indent: int) -> list[str]:
        """Return the following lines that are indented more, with what they are indented in common taken off."""
        start = end = self._place
        for place in range(start, len(self.lines)):
            if self.lines[place].strip():
                if _indent(self.lines[place]) <= indent:
                    break
                end = place + 1
        self._place = end
        taken = self.lines[start:end]
        common = min((_indent(line) for line in taken if line.strip()), default=0)
        return [line[common:] for line in taken]

    def _add_explicit(self, text: str, indent: int) -> None:
        self._place += 1
        if match := _FOOTNOTE.match(text):
            content = " ".join([text[match.end() :], *self._take_indented(indent)])
            self.builder.add("note", f"[{match[1].lstrip('#') or '#'}] {' '.join(self.inline.read(content).split())}")
        elif match := _DIRECTIVE.match(text):
            self._add_directive(match[1].rpartition(":")[2] or match[1], text[match.end() :].strip(), indent)
        else:
            self._take_indented(indent)

    def _add_directive(self, name: str, argument: str, indent: int) -> None:
        """Add a directive's own words; what is indented below is read on as usual, unless it is code or a table."""
        if name in _SILENT:
            self._take_indented(indent)
            return
        options: dict[str, str] = {}
        while self._line(0).strip() and _indent(self._line(0)) > indent:
            match = _FIELD.match(self._line(0).strip())
            if match is None and (options or name in (*_CODE, *_TABLES)):
                break
            value = self._line(0).strip()[match.end() :] if match else ""
            if match:
                options[match[1]] = value
            elif name not in _PICTURES:
                argument = f"{argument} {self._line(0).strip()}".strip()
            self._place += 1
        argument = self.inline.read(argument)
        if name in _CODE:
            self.builder.add("paragraph", options.get("caption", ""))
            self.builder.add("code", "\n".join(self._take_indented(indent)) or argument)
        elif name in _TABLES:
            self._add_listed(name, argument, options, indent)
        elif name in _PICTURES:
            self.builder.add("paragraph", f"Image: {options.get('alt') or argument}")
        elif name in _BARE:
            self.builder.add("paragraph", argument)
        else:
            label = name.replace("-", " ").capitalize()
            self.builder.add("paragraph", f"{label}: {argument}" if argument else "")
            self._label = "" if argument else f"{label}: "

    def _add_listed(self, name: str, caption: str, options: dict[str, str], indent: int) -> None:
        lines = self._take_indented(indent)
        header = options.get("header-rows", "0").strip() not in ("", "0") or "header" in options
        if name == "list-table":
            rows = read_list_table(lines)
        else:
            given = [options["header"]] if "header" in options else []
            lines = [*given, *filter(str.strip, lines)]
            try:
                rows = list(csv.reader(lines, skipinitialspace=True))
            except csv.Error:
                # A cell that the reader takes for endless: the lines are kept as they are.
                rows = [[line] for line in lines]
        self._write_table(rows, header, caption)

    def _mark(self, written: str) -> str:
        """Return the mark of an item; "#." is the number after that of the last item of its list."""
        depth = len(self._items)
        self._numbers = self._numbers[:depth] + [0] * (depth - len(self._numbers))
        number = re.sub(r"\D", "", written)
        self._numbers[-1] = int(number) if number else self._numbers[-1] + 1
        return written.replace("#", str(self._numbers[-1]))

    def _add_paragraph(self, indent: int, mark: str) -> None:
        """Add the lines up to a blank one; what is indented below a term defines it, below "::" it is code."""
        if not self._items:
            self._numbers.clear()
        lines = [self._line(0).strip()]
        self._place += 1
        while self._line(0).strip() and _indent(self._line(0)) == indent and not _ITEM.match(self._line(0).strip()):
            lines.append(self._line(0).strip())
            self._place += 1
        if lines[0].startswith("| "):
            text = "\n".join(line.removeprefix("|").strip() for line in lines)
        else:
            text = " ".join(lines)
        is_literal = text.endswith("::")
        text = self.inline.read(text[: -2 if text[:-2].endswith(" ") else -1] if is_literal else text).rstrip()
        defines = len(lines) == 1 and not is_literal and self._line(0).strip() and _indent(self._line(0)) > indent
        if defines and not self._label and not mark:
            self._items.append(_indent(self._line(0)))
            self._label = text.rstrip(":") + ": "
            self._add_paragraph(_indent(self._line(0)), "- ")
            return
        text, self._label = mark + self._label + text, ""
        if text.strip(" :"):
            self.builder.add("item" if self._items else "paragraph", text, len(self._items))
        if is_literal:
            self.builder.add("code", "\n".join(self._take_indented(indent)))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
