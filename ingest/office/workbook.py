"""Read the sheets of an Excel workbook: tables, comments, links, drawn texts and charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.hidden import HiddenText
from ingest.office.chart import add_chart
from ingest.office.package import OfficePackage, attribute, drawn_text, drop_element, find_all, local_name
from ingest.office.sheet import Sheet, add_sheet
from ingest.office.workbook_cells import CellReader, CellStyles, cell_range, plain_text
from ingest.text_builder import TextBuilder

_COMMENT_HEAD = re.compile(r"\[Threaded comment\].*?Comment:\s*", re.DOTALL)
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z&])')


class WorkbookReader:
    """Reads the sheets in order; hidden texts and what is to be said of the file are collected."""

    def __init__(self, package: OfficePackage) -> None:
        self.builder = TextBuilder()
        self.hidden: list[HiddenText] = []
        self._package = package
        self._unread = 0

    def read(self) -> None:
        """Read all sheets."""
        place = self._workbook_part()
        root = self._package.read_xml(place)
        self._cells = CellReader(self._shared_texts(place), self._formats(place, root))
        targets = {one.id: (one.target, one.kind) for one in self._package.relations(place)}
        for node in find_all(root, "sheet"):
            target, kind = targets.get(attribute(node, "id"), ("", ""))
            name, unseen = str(node.get("name") or ""), str(node.get("state") or "") in ("hidden", "veryHidden")
            if kind in ("worksheet", "chartsheet", "dialogsheet") and self._package.has(target):
                self._read_sheet(target, name, unseen)
            else:
                self._unread += 1

    def notes(self) -> tuple[str, ...]:
        """Return what a reader of the text must know."""
        told = []
        if formulas := self._cells.formulas:
            told.append(f"{formulas:,} formula{'s' if formulas > 1 else ''} without a stored value, shown as formulas")
        if self._unread:
            told.append(f"{self._unread} sheet{'s' if self._unread > 1 else ''} missing in the file, not read")
        return tuple(told)

    def _read_sheet(self, place: str, name: str, unseen: bool) -> None:
        sheet = Sheet(name, hidden=unseen)
        with self._package.open(place) as part:
            try:
                rest = self._cells.read(part, sheet)
            except SyntaxError as error:  # of XML
                raise self._package.fault(error)
        for address, target in self._links(place, rest):
            for row, cells in self._cells_at(sheet, address):
                for column in cells:
                    if target not in sheet.rows[row][column]:
                        sheet.rows[row][column] += f" ({target})"
        for address in (str(node.get("ref")) for one in rest for node in find_all(one, "mergeCell")):
            if span := cell_range(address):
                sheet.fill(*span)
        if unseen:
            self._hide(sheet)
            return
        self.hidden += sheet.take_hidden()
        self.builder.add("heading", clean_line(name), 1)
        add_sheet(self.builder, sheet)
        for line in self._beside(place, rest):
            self.builder.add("note", line)
        self._draw(place)

    def _hide(self, sheet: Sheet) -> None:
        builder = TextBuilder()
        add_sheet(builder, sheet)
        if text := builder.build()[0]:
            self.hidden.append(HiddenText(f"{sheet.name}\n\n{text}", "hidden sheet"))

    def _cells_at(self, sheet: Sheet, address: str) -> Iterator[tuple[int, list[int]]]:
        span = cell_range(address)
        if span and len(span[0]) * len(span[1]) < 100:
            for row in span[0]:
                yield row, [column for column in span[1] if column in sheet.rows.get(row, {})]

    def _links(self, place: str, rest: list[Any]) -> Iterator[tuple[str, str]]:
        """Yield the cells that lead out of the file, and where to."""
        targets = {one.id: one.target for one in self._package.relations(place) if one.external}
        for node in (node for one in rest for node in find_all(one, "hyperlink")):
            if target := targets.get(attribute(node, "id")):
                yield str(node.get("ref")), target.removeprefix("mailto:")

    def _beside(self, place: str, rest: list[Any]) -> Iterator[str]:
        """Yield the comments of cells, and the lines at the head and foot of the printed page."""
        yield from self._comments(place)
        lines = (node.text or "" for one in rest for node in find_all(one, "oddHeader", "oddFooter"))
        for line in lines:
            # What remains without the codes of page number, date and file name.
            if text := clean_line(_HEADER_CODES.sub(" ", line)).strip(" /-"):
                yield text

    def _comments(self, place: str) -> Iterator[str]:
        threads = list(self._package.related(place, "threadedComment"))
        for part in threads:
            for node in find_all(self._package.read_xml(part), "threadedComment"):
                text = " ".join(one.text or "" for one in find_all(node, "text"))
                yield f"Comment on {node.get('ref')}: {text}"
        for part in self._package.related(place, "comments"):
            root = self._package.read_xml(part)
            authors = [node.text or "" for node in find_all(root, "author")]
            for node in find_all(root, "comment"):
                number = str(node.get("authorId") or "")
                author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
                text = "".join(one.text or "" for one in find_all(node, "t"))
                if threads and author.startswith("tc="):
                    continue
                by = f" by {author}" if author and not author.startswith("tc=") and author not in text else ""
                yield f"Comment on {node.get('ref')}{by}: {_COMMENT_HEAD.sub('', text)}"

    def _draw(self, place: str) -> None:
        """Add what is drawn over a sheet: texts, alternative texts of pictures, and charts."""
        for drawing in self._package.related(place, "drawing"):
            root = self._package.read_xml(drawing)
            for node in find_all(root, "txBody", "pic"):
                if local_name(node) == "txBody":
                    self.builder.add("paragraph", drawn_text(node))
                    continue
                described = next((str(one.get("descr") or "") for one in find_all(node, "cNvPr")), "")
                self.builder.add("paragraph", f"[picture: {clean_line(described)}]" if described else "")
            for chart in self._package.related(drawing, "chart", "chartEx"):
                add_chart(self.builder, self._package.read_xml(chart), values=False)

    def _workbook_part(self) -> str:
        for place in (*self._package.related("", "officeDocument"), "xl/workbook.xml"):
            if self._package.has(place):
                return place
        raise Refused(Reason.CORRUPT, "not readable as a workbook: it has no workbook part", "save the file again")

    def _shared_texts(self, place: str) -> list[str]:
        """Return the texts that cells refer to by number, without their phonetic readings."""
        from lxml import etree

        texts: list[str] = []
        for part in self._package.related(place, "sharedStrings"):
            with self._package.open(part) as file:
                try:
                    for _, node in etree.iterparse(file, tag="{*}si", resolve_entities=False, no_network=True):
                        texts.append(plain_text(node))
                        drop_element(node)
                except etree.XMLSyntaxError as error:
                    raise self._package.fault(error)
        return texts

    def _formats(self, place: str, root: Any) -> CellStyles:
        from_1904 = any(str(node.get("date1904")) in ("1", "true") for node in find_all(root, "workbookPr"))
        styles = next((self._package.read_xml(part) for part in self._package.related(place, "styles")), None)
        return CellStyles.read(styles, from_1904)
