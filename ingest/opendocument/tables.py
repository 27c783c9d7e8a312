"""Read the tables, sheets and charts of an OpenDocument file with the texts around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.text.clean import clean_line
from ingest.hidden import HiddenText
from ingest.office.sheet import Sheet, add_sheet
from ingest.opendocument.containers import Box, OpenParagraph, OpenTable, Texts
from ingest.opendocument.flow import End, TextFlow, end_nothing
from ingest.opendocument.names import get, get_count, key, short_name
from ingest.opendocument.styles import Styles
from ingest.table import read_table
from ingest.text_builder import TextBuilder

_UNSEEN = ("collapse", "filter")
_MAX_HIDDEN_ROWS = 10_000


class BodyFlow(TextFlow):
    """Reads texts with tables and embedded objects; `cut` counts cells that are repeated too often to be kept."""

    def __init__(self, builder: TextBuilder, styles: Styles, objects: Mapping[str, Any]) -> None:
        super().__init__(builder, styles)
        self.cut = 0
        self._objects = objects
        self._charts: list[Any] = []
        self.starts |= {
            "table:table": self._table, "table:table-row": self._row, "table:table-cell": self._cell,
            "table:covered-table-cell": self._covered, "table:table-header-rows": self._header_rows,
            "table:table-column": self._column, "math:math": self._formula,
        }  # fmt: skip

    def add_charts(self) -> None:
        """Add the charts that have been passed, each as a table."""
        for root in self._charts:
            title = next((clean_line(" ".join(node.itertext())) for node in root.iter(key("chart:title"))), "")
            rows = [
                [_cell_text(cell) for cell in row.iter(key("table:table-cell"))]
                for row in root.iter(key("table:table-row"))
            ]
            caption = f"Chart: {title}" if title else "Chart"
            if rows:
                rows[0][:1] = [rows[0][0] or "Category"] if rows[0] else []
                self.builder.add_table(rows, header=True, caption=caption)
            else:
                self.builder.add("paragraph", caption if title else "")
        self._charts = []

    def take_object(self, node: Any) -> None:
        """Take a chart or formula, which a flat file holds in place."""
        root = node if len(node) else self._objects.get(get(node, "xlink:href").removeprefix("./"))
        if root is None:
            return
        if next(root.iter(key("chart:chart")), None) is not None:
            self._charts.append(root)
        elif (formula := next(root.iter(key("math:math")), None)) is not None:
            self._write_formula(formula)

    def _formula(self, node: Any) -> End:
        self._write_formula(node)
        return end_nothing

    def _write_formula(self, root: Any) -> None:
        """Write a formula in a line into the paragraph that it stands in."""
        source = next(root.iter(key("math:annotation")), None)
        text = " ".join(root.itertext()) if source is None else source.text or ""
        around = next((one for one in reversed(self.stack) if isinstance(one, OpenParagraph)), None)
        if around:
            around.parts.append(f" {clean_line(text)} ")

    def _nearest_table(self) -> OpenTable | None:
        return next((one for one in reversed(self.stack) if isinstance(one, OpenTable)), None)

    def _table(self, node: Any) -> End:
        sheet = Sheet(get(node, "table:name"), hidden=self.styles.is_hidden(get(node, "table:style-name")))
        table = OpenTable(sheet)
        lists, self.lists = self.lists, []
        self.stack.append(table)
        parent = node.getparent()
        in_sheets = parent is not None and short_name(parent) == "office:spreadsheet"

        def end() -> None:
            self.stack.pop()
            self.lists = lists
            self.cut += table.cut
            (self._end_sheet if in_sheets else self._end_table)(table)
            for remark in table.remarks:
                self.deliver("note", remark, 0)

        return end

    def _end_table(self, table: OpenTable) -> None:
        rows = table.list_rows()
        if self.stack and any(isinstance(one, Texts | OpenParagraph) for one in self.stack):
            self.deliver("paragraph", ", ".join(" ".join(filter(None, row)) for row in rows), 0)
            return
        for one in self.stack:
            if isinstance(one, Box):
                one.used = True
        if len(rows) == 1 and sum(map(bool, rows[0])) == 1:
            # A frame around texts.
            for text in table.paragraphs:
                self.builder.add("paragraph", text)
            return
        if 0 < table.names < len(rows):
            columns = zip(*rows[: table.names], strict=True)
            names = [" ".join(dict.fromkeys(filter(None, column))) for column in columns]
            self.builder.add_table([names, *rows[table.names :]], header=True)
            return
        read = read_table(rows)
        self.builder.add_table(read.lines, bool(read.names), read.caption)

    def _end_sheet(self, table: OpenTable) -> None:
        sheet = table.sheet
        for rows, columns in table.merged:
            sheet.fill(rows, columns)
        into = TextBuilder() if sheet.hidden else self.builder
        if not sheet.hidden:
            self.hidden += sheet.take_hidden()
        if sheet.rows or table.remarks:
            into.add("heading", clean_line(sheet.name), 1)
        add_sheet(into, sheet)
        if sheet.hidden:
            self.hidden.append(HiddenText(into.build()[0], "hidden sheet"))
        else:
            self.add_charts()

    def _covered(self, node: Any) -> End:
        """Pass a cell under a merged one; what it holds is not shown."""
        if table := self._nearest_table():
            table.put("", get_count(node, "table:number-columns-repeated"), 1, 1)
        covered = Texts()
        self.stack.append(covered)

        def end() -> None:
            self.stack.pop()
            if covered.texts:
                self.hidden.append(HiddenText("\n".join(covered.texts), "covered cell"))

        return end

    def _column(self, node: Any) -> End:
        if table := self._nearest_table():
            count = get_count(node, "table:number-columns-repeated", 1 << 14)
            if get(node, "table:visibility") in _UNSEEN:
                table.sheet.hidden_columns.update(range(table.column, table.column + count))
            table.column += count
        return end_nothing

    def _header_rows(self, _: Any) -> End:
        table = self._nearest_table()

        def end() -> None:
            if table:
                table.names = len(table.sheet.rows)

        return end

    def _row(self, node: Any) -> End:
        table = self._nearest_table()
        if not table:
            return end_nothing
        repeated = get_count(node, "table:number-rows-repeated")
        table.column = 0
        if get(node, "table:visibility") in _UNSEEN and repeated <= _MAX_HIDDEN_ROWS:
            table.sheet.hidden_rows.update(range(table.row, table.row + repeated))
        return lambda: table.end_row(repeated)

    def _cell(self, node: Any) -> End:
        table = self._nearest_table()
        if not table:
            return end_nothing
        texts = Texts(table=table)
        self.stack.append(texts)

        def end() -> None:
            self.stack.pop()
            value = get(node, "office:date-value").removesuffix("T00:00:00")
            shown = " ".join(texts.texts) or get(node, "office:string-value") or get(node, "office:value")
            rows = get_count(node, "table:number-rows-spanned", 1 << 12)
            columns = get_count(node, "table:number-columns-spanned", 1 << 12)
            repeated = get_count(node, "table:number-columns-repeated")
            table.paragraphs += texts.texts
            table.put(value or shown.strip(), repeated, rows, columns)

        return end


def _cell_text(cell: Any) -> str:
    return clean_line(" ".join("".join(node.itertext()) for node in cell.iter(key("text:p"))))
