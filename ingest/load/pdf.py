"""PDF through PDFium, page by page.

Hidden text follows the visible text of its page, marked as hidden; the text layer of a scan counts as visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean, clean_line
from graph.text.counting import count_noun
from ingest.decode import is_text
from ingest.drawn.added import AddedText, read_added
from ingest.drawn.attached import embedded_files, files_on_page
from ingest.drawn.direction import read_characters
from ingest.drawn.document import PageContent, join_pages
from ingest.drawn.layout import PageLayout, lay_out
from ingest.drawn.objects import DrawnObject, TooManyObjects, page_objects
from ingest.drawn.paragraphs import heading_key
from ingest.drawn.scanned import recognise_pages
from ingest.drawn.spaced import join_spaced
from ingest.drawn.unseen import PageVisibility, VisibilityCheck
from ingest.drawn.words import PARTED, Segment, build_segments, read_words
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.spec import FormatSpec
from ingest.mail.attachments import AttachmentOwner, AttachmentReader, attachment_budget
from ingest.mail.types import Attachment
from ingest.ocr import HINT, recognition_note
from ingest.own_title import own_title
from ingest.types import LoadedText

SUFFIXES = (".pdf",)
_MOST_PAGES = 20_000
# With fewer visible characters per page than this, pages with pictures are a scan without a text layer.
_SCANNED = 20
# PDFium writes U+0002 where a word was hyphenated at the end of a line.
_PARTED = re.compile("[\x02\ufffe](?:\r\n|\r|\n)?")
# Objects and characters that a file may draw: a constant, plus so many per byte. Maximum objects of one page.
_OBJECTS, _CHARACTERS, _MOST_OBJECTS = (20_000, 2), (1_000_000, 40), 500_000
# Maximum pages rendered to check the visibility of their text.
_MOST_DRAWN = 300
# Bookmarks that are read; shares of a page's letters without a certain meaning, and of its words that are turned, above
# which it cannot be read, or is read in drawing order.
_MOST_BOOKMARKS, _MAX_UNCERTAIN, _MAX_TURNED = 5_000, 0.3, 0.3
_OCR_HINT = f"run OCR on it first, or {HINT}"
_REPEATED = "text that is drawn many times at one place was taken once"


@dataclass(frozen=True, slots=True)
class _PDFPage:
    content: PageContent
    characters: int
    pictures: bool
    broken: bool = False
    unreadable: bool = False
    hidden: tuple[HiddenText, ...] = ()
    notes: tuple[str, ...] = ()
    scanned: bool = False
    confidence: float | None = None
    attached: tuple[Attachment, ...] = ()

    @property
    def is_scan(self) -> bool:
        """Whether a picture fills the page, and hardly any text is drawn on it."""
        return self.scanned and self.characters + len("".join(self.content.hidden.split())) < _SCANNED


def looks_like(data: bytes, suffix: str) -> float:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return 1.0
    if suffix not in SUFFIXES:
        return 0.0
    if b"%PDF-" in data[:1024]:
        return 0.9
    return 0.0 if is_text(data) else 0.6


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text with its pages, titled by the file's properties, else the file's name, then the files in it."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
        pdf.init_forms()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
        raise Refused(Reason.CORRUPT, "not readable as PDF", "save the file again")
    pages = _recognise(pdf, _read_pages(pdf, data))
    _refuse_textless(pages)
    attached = [*embedded_files(pdf), *(file for page in pages for file in page.attached)]
    title = own_title(str(pdf.get_metadata_value("Title"))) or name
    return _with_attached(_joined(_naming(pages, attached), title, _outline(pdf)), attached, len(data))


def _naming(pages: list[_PDFPage], attached: Sequence[Attachment]) -> list[_PDFPage]:
    """Return the pages with the names of the attached files below the last one."""
    names = ", ".join(filter(None, (clean_line(file.name) for file in attached)))
    if not (pages and names):
        return pages
    last = pages[-1].content
    added = (*last.added, AddedText(f"Attached: {names}", is_field=True))
    return [*pages[:-1], replace(pages[-1], content=replace(last, added=added))]


def _with_attached(own: LoadedText, attached: Sequence[Attachment], size: int) -> list[LoadedText]:
    """Return the text of the pages, then those of the attached files, which have no pages of this file."""
    from ingest.mail.document import load_mail

    if not attached:
        return [own]
    reader = AttachmentReader(attached, AttachmentOwner(own.title), load_mail)
    with attachment_budget(size):
        reader.read_all()
    return [replace(own, notes=(*own.notes, *reader.notes)), *(replace(text, pages=()) for text in reader.texts)]


def _read_pages(pdf: Any, data: bytes) -> list[_PDFPage]:
    if len(pdf) > _MOST_PAGES:
        raise Refused(Reason.TOO_LARGE, f"it has more than {_MOST_PAGES:,} pages", "split the file")
    reader = _Reader.of(pdf, data)
    return [reader.page(number) for number in range(len(pdf))]


def _recognise(pdf: Any, pages: list[_PDFPage]) -> list[_PDFPage]:
    """Replace pages that are scanned or unreadable by what is recognised on them."""
    wanted = [number for number, page in enumerate(pages) if page.unreadable or page.is_scan]
    for number, found in recognise_pages(pdf, wanted):
        content = replace(pages[number].content, layout=PageLayout(), plain=found.text)
        attached = pages[number].attached
        pages[number] = _PDFPage(content, len(found.text), True, confidence=found.confidence, attached=attached)
    return pages


def _refuse_textless(pages: list[_PDFPage]) -> None:
    if pages and all(page.broken for page in pages):
        raise Refused(Reason.CORRUPT, "none of its pages can be read", "save the file again")
    if any(page.unreadable for page in pages) and not any(page.characters for page in pages):
        raise Refused(Reason.NEEDS_OCR, "its fonts do not say which letters they draw", _OCR_HINT)
    characters = sum(page.characters + len("".join(page.content.hidden.split())) for page in pages)
    if any(page.pictures for page in pages) and characters < _SCANNED * len(pages):
        raise Refused(Reason.NEEDS_OCR, "its pages are pictures without text", _OCR_HINT)


def _joined(pages: list[_PDFPage], title: str, outline: Mapping[str, int]) -> LoadedText:
    joined = join_pages([page.content for page in pages], outline)
    blank = sum(not page.characters and not page.unreadable for page in pages)
    unreadable = sum(page.unreadable for page in pages)
    notes: tuple[str, ...] = (f"{blank} of {len(pages)} pages hold no text",) if blank else ()
    if unreadable:
        notes += (f"{unreadable} of {len(pages)} pages cannot be read: their fonts do not say which letters they draw",)
    recognised = [page.confidence for page in pages if page.confidence is not None]
    if recognised:
        what = f"{len(recognised)} of {count_noun(len(pages), 'page')}"
        notes += (recognition_note(what, sum(recognised) / len(recognised)),)
    notes += hidden_note([one for page in pages for one in page.hidden])
    notes += tuple(dict.fromkeys(note for page in pages for note in page.notes))
    return LoadedText(title, joined.text, pages=joined.pages, notes=notes, hidden=joined.hidden, blocks=joined.blocks)


def _outline(pdf: Any) -> dict[str, int]:
    """Return the titles of the file's bookmarks with their levels from 0."""
    import pypdfium2

    try:
        marks = islice(pdf.get_toc(max_depth=6), _MOST_BOOKMARKS)
        return {heading_key(mark.get_title()): mark.level for mark in marks}
    except (pypdfium2.PdfiumError, ValueError, UnicodeError):
        return {}


@dataclass(slots=True)
class _Reader:
    """Reads the pages of one file, and limits what they draw by the size of the file."""

    pdf: Any
    layers: bool
    objects: int
    characters: int
    pictures: int = _MOST_DRAWN

    @staticmethod
    def of(pdf: Any, data: bytes) -> _Reader:
        # Layers are declared in the catalogue, which may be packed in an object stream.
        layers = b"/OCProperties" in data or b"/ObjStm" in data
        return _Reader(pdf, layers, _OBJECTS[0] + _OBJECTS[1] * len(data), _CHARACTERS[0] + _CHARACTERS[1] * len(data))

    def page(self, number: int) -> _PDFPage:
        """Read one page; an unreadable one is a page without text."""
        import pypdfium2
        import pypdfium2.raw as pdfium

        try:
            page = self.pdf[number]
            objects = list(page_objects(page, min(self.objects, _MOST_OBJECTS)))
            characters, direction = read_characters(page)
        except TooManyObjects:
            raise _too_much()
        except pypdfium2.PdfiumError:
            return _PDFPage(PageContent(), 0, pictures=False, broken=True)
        count = characters.count_chars()
        self.objects -= len(objects)
        self.characters -= count
        if self.characters < 0:
            raise _too_much()
        pictures = [one for one in objects if one.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
        scan = _scan(page, pictures)
        look = VisibilityCheck(page, characters, objects, self.layers, scan).look(draw=self.pictures > 0)
        self.pictures -= look.drew
        hidden = tuple(_hidden_stretches(characters, count, look))
        notes = (_REPEATED,) if look.repeated else ()
        words, uncertain = read_words(characters, direction, lambda at: at in look.unseen or at in look.repeated)
        if uncertain > _MAX_UNCERTAIN:
            return _PDFPage(PageContent(), 0, bool(pictures), unreadable=True, notes=notes)
        segments, turned = build_segments(characters, direction, join_spaced(words))
        added = tuple(read_added(page, self.pdf.formenv, direction, segments))
        content = _content(segments, turned, direction.turned_objects(objects))
        below, _ = append_hidden("", hidden)
        content = replace(content, hidden=below, added=added + content.added, edges=direction.edges)
        length = sum(len(word.text) for word in words)
        attached = tuple(files_on_page(page))
        return _PDFPage(
            content, length, bool(pictures), hidden=hidden, notes=notes, scanned=scan is not None, attached=attached
        )


def _content(segments: Sequence[Segment], turned: Sequence[Segment], objects: Sequence[DrawnObject]) -> PageContent:
    """Return the text of a page: laid out, with a few turned segments as a note, else in drawing order."""
    aside, level = (sum(len(one.words) for one in some) for some in (turned, segments))
    if aside > _MAX_TURNED * (level + aside):
        everything = sorted((*segments, *turned), key=lambda one: one.words[0].index)
        return PageContent(plain="\n".join(segment.text.replace(PARTED, "-") for segment in everything))
    added = (AddedText(" ".join(segment.text for segment in turned), is_field=False),) if turned else ()
    return PageContent(lay_out(segments, objects), added=added)


def _too_much() -> Refused:
    return Refused(Reason.TOO_LARGE, "it draws far more than its size", "print it to a new PDF")


def _cleaned(text: str) -> str:
    return clean(_PARTED.sub("", text))


def _scan(page: Any, pictures: list[DrawnObject]) -> DrawnObject | None:
    """Return the image that covers half the page, if any: then the page is a scan, with its OCR text below the
    image."""
    width, height = page.get_size()
    largest = max(pictures, key=_area, default=None)
    return largest if largest is not None and _area(largest) >= width * height / 2 else None


def _area(one: DrawnObject) -> float:
    left, bottom, right, top = one.box
    return (right - left) * (top - bottom)


def _hidden_stretches(characters: Any, count: int, look: PageVisibility) -> Iterator[HiddenText]:
    """Yield each hidden stretch; repeated text is in none."""
    places = (at for at in sorted(look.unseen) if at not in look.repeated and at < count)
    start = end = -1
    for at in (*places, -9):
        if start >= 0 and at == end + 1 and look.unseen[at] == look.unseen[start]:
            end = at
            continue
        if start >= 0:
            text = characters.get_text_range(start, end - start + 1)
            yield HiddenText(_cleaned(text), look.unseen[start])
        start = end = at


FORMAT = FormatSpec("pdf", "PDF", "the text layer, page by page, and the files in it", SUFFIXES, looks_like, load)
