"""Read the cells of an Excel sheet as a reader sees them, in one pass over its part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, Any

from ingest.office.number_format import show_number
from ingest.office.package import drop_element, find_all, local_name
from ingest.office.sheet import Sheet, refuse_too_many
from ingest.raised import show_text, strike_text

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
# Elements beside the cells that are kept until the sheet has been read.
_BESIDE = ("mergeCells", "hyperlinks", "headerFooter")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ROUND_DATE = re.compile(r"T00:00(?::00(?:\.0+)?)?Z?\Z")


@dataclass(frozen=True, slots=True)
class CellStyles:
    """The format of numbers in each style of cells, and the styles in which text is struck out."""

    codes: tuple[str, ...]
    from_1904: bool
    struck: frozenset[int] = frozenset()

    @staticmethod
    def read(styles: Any, from_1904: bool) -> CellStyles:
        """Read the part of styles, if there is one."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        if styles is None:
            return CellStyles((), from_1904)
        codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        codes |= {str(node.get("numFmtId")): str(node.get("formatCode")) for node in find_all(styles, "numFmt")}
        cells = [one for node in find_all(styles, "cellXfs") for one in find_all(node, "xf")]
        fonts = [one for node in find_all(styles, "fonts") for one in find_all(node, "font")]
        struck = {str(number) for number, font in enumerate(fonts) if "strike" in _marks(font)}
        return CellStyles(
            tuple(codes.get(str(one.get("numFmtId")), "General") for one in cells),
            from_1904,
            frozenset(number for number, one in enumerate(cells) if str(one.get("fontId")) in struck),
        )

    def show(self, value: str, style: str) -> str:
        """Return a number as it is shown in a cell of a style."""
        place = _place(style)
        code = self.codes[place] if place < len(self.codes) else "General"
        if code == "General" and value.isdecimal():
            return value
        try:
            return show_number(float(value), code, self.from_1904)
        except (ValueError, OverflowError, ArithmeticError):
            return value

    def is_struck(self, style: str) -> bool:
        """Return whether the text of cells of a style is struck out."""
        return _place(style) in self.struck


class CellReader:
    """Reads cells of all sheets of a workbook; cells that are only formatted are passed over."""

    def __init__(self, shared: list[str], formats: CellStyles) -> None:
        self.formulas = 0
        self._shared = shared
        self._formats = formats
        self._cells = 0

    def read(self, part: IO[bytes], sheet: Sheet) -> list[Any]:
        """Read the cells of a sheet's part into the sheet; return the elements that tell of merged cells and links.

        Raises SyntaxError for broken XML.
        """
        from lxml import etree

        rest: list[Any] = []
        tags = [f"{{*}}{name}" for name in ("c", "row", "cols", *_BESIDE)]
        row, column = -1, -1
        for event, node in etree.iterparse(
            part, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True
        ):
            name = local_name(node)
            if name == "row":
                row, column = self._follow_row(event, node, sheet, row, column)
            elif event == "start":
                continue
            elif name == "c":
                column = self._read_cell(node, sheet, row, column + 1)
                node.clear()
            elif name == "cols":
                sheet.hidden_columns.update(*(_columns(one) for one in find_all(node, "col") if _is_hidden(one)))
            else:
                rest.append(node)
        return rest

    def _follow_row(self, event: str, node: Any, sheet: Sheet, row: int, column: int) -> tuple[int, int]:
        """Return the number of the row that begins; drop a row that has ended."""
        if event == "end":
            drop_element(node)
            return row, column
        number = str(node.get("r") or "")
        row = int(number) - 1 if number.isdecimal() and len(number) < 8 else row + 1
        if _is_hidden(node):
            sheet.hidden_rows.add(row)
        return row, -1

    def _read_cell(self, node: Any, sheet: Sheet, row: int, column: int) -> int:
        """Read one cell; return its column."""
        place = _CELL.match(str(node.get("r") or ""))
        if place:
            row, column = int(place.group(2)) - 1, column_number(place.group(1))
        if len(node) and 0 <= row < _MOST_ROWS and column < _MOST_COLUMNS:
            text = self._text(node)
            if text.strip():
                text = strike_text(text) if self._formats.is_struck(str(node.get("s") or "0")) else text
                self._cells += 1
                refuse_too_many(self._cells)
                sheet.rows.setdefault(row, {})[column] = text
        return column

    def _text(self, node: Any) -> str:
        parts = {local_name(one): one for one in node}
        kind, value = str(node.get("t") or "n"), parts["v"].text or "" if "v" in parts else ""
        if kind == "inlineStr":
            return _unescape(plain_text(node))
        if not value:
            return self._formula(parts["f"]) if "f" in parts and kind != "str" else ""
        if kind == "s":
            return _unescape(self._shared[int(value)]) if value.isdecimal() and int(value) < len(self._shared) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return _ROUND_DATE.sub("", value)
        return self._formats.show(value, str(node.get("s") or "0")) if kind == "n" else _unescape(value)

    def _formula(self, node: Any) -> str:
        self.formulas += 1
        return f"={node.text}" if node.text else ""


def plain_text(node: Any) -> str:
    """Return the text of a string item, without the phonetic reading of its signs."""
    return "".join(_run_text(one) for one in find_all(node, "t") if local_name(one.getparent()) != "rPh")


def _run_text(node: Any) -> str:
    """Return the text of a part of a cell as it looks: raised, or struck out."""
    run = node.getparent()
    marks = _run_marks(run)
    if not marks:
        return node.text or ""
    beside = ("strike" in _run_marks(one) for one in (run.getprevious(), run.getnext()))
    return show_text(node.text or "", marks.get("vertAlign") == "superscript", "strike" in marks, *beside)


def _run_marks(run: Any) -> dict[str, str]:
    """Return the properties of a part of a cell that are set, with their values."""
    properties = None if run is None else next((one for one in run if local_name(one) == "rPr"), None)
    return {} if properties is None else _marks(properties)


def _marks(properties: Any) -> dict[str, str]:
    marks = {local_name(mark): str(mark.get("val") or "") for mark in properties}
    return {name: value for name, value in marks.items() if value not in ("0", "false")}


def _place(style: str) -> int:
    return int(style) if style.isdecimal() and len(style) < 9 else 0


def column_number(letters: str) -> int:
    """Return the number of a column, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_range(address: str) -> tuple[range, range] | None:
    """Return the rows and columns of an address such as B2:C5; None if it is none."""
    first, _, last = address.partition(":")
    start, end = _CELL.match(first), _CELL.match(last or first)
    if not start or not end:
        return None
    rows = range(int(start.group(2)) - 1, min(int(end.group(2)), _MOST_ROWS))
    return rows, range(column_number(start.group(1)), min(column_number(end.group(1)) + 1, _MOST_COLUMNS))


def _columns(node: Any) -> range:
    first, last = str(node.get("min") or ""), str(node.get("max") or "")
    known = first.isdecimal() and last.isdecimal() and len(first + last) < 16
    return range(int(first) - 1, min(int(last), _MOST_COLUMNS)) if known else range(0)


def _is_hidden(node: Any) -> bool:
    return str(node.get("hidden")) in ("1", "true")


def _unescape(text: str) -> str:
    """Return a text with the characters that XML cannot hold: _x000D_ is a line end."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text
