"""PDF through PDFium, page by page.

Hidden text follows the visible text of its page, marked as hidden; the text layer of a scan counts as visible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean, clean_line
from ingest.decode import is_text
from ingest.drawn.objects import DrawnObject, TooManyObjects, page_objects
from ingest.drawn.unseen import PageVisibility, VisibilityCheck
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

SUFFIXES = (".pdf",)
_MOST_PAGES = 20_000
# With fewer visible characters per page than this, pages with pictures are a scan without a text layer.
_SCANNED = 20
# PDFium writes U+0002 where a word was hyphenated at the end of a line.
_PARTED = re.compile("[\x02\ufffe](?:\r\n|\r|\n)?")
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
# Objects and characters that a file may draw: a constant, plus so many per byte. Maximum objects of one page.
_OBJECTS, _CHARACTERS, _MOST_OBJECTS = (20_000, 2), (1_000_000, 40), 500_000
# Maximum pages rendered to check the visibility of their text.
_MOST_DRAWN = 300
_AGAIN = "said before"
_REPEATED = "text that is drawn many times at one place was taken once"


@dataclass(frozen=True, slots=True)
class _PDFPage:
    text: str
    pictures: bool
    broken: bool = False
    hidden: tuple[HiddenText, ...] = ()
    notes: tuple[str, ...] = ()


def looks_like(data: bytes, suffix: str) -> float:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return 1.0
    if suffix not in SUFFIXES:
        return 0.0
    if b"%PDF-" in data[:1024]:
        return 0.9
    return 0.0 if is_text(data) else 0.6


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text with its pages, titled by the file's properties, else the file's name."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
        raise Refused(Reason.CORRUPT, "not readable as PDF", "save the file again")
    if len(pdf) > _MOST_PAGES:
        raise Refused(Reason.TOO_LARGE, f"it has more than {_MOST_PAGES:,} pages", "split the file")
    reader = _Reader.of(pdf, data)
    pages = [reader.page(number) for number in range(len(pdf))]
    _refuse_textless(pages)
    return [_joined(pages, clean_line(_title(pdf)) or name)]


def _refuse_textless(pages: list[_PDFPage]) -> None:
    if pages and all(page.broken for page in pages):
        raise Refused(Reason.CORRUPT, "none of its pages can be read", "save the file again")
    texts = (one for page in pages for one in (page.text, *(hidden.text for hidden in page.hidden)))
    characters = sum(len("".join(text.split())) for text in texts)
    if any(page.pictures for page in pages) and characters < _SCANNED * len(pages):
        raise Refused(Reason.NEEDS_OCR, "its pages are pictures without text", "run OCR on it first")


def _joined(pages: list[_PDFPage], title: str) -> LoadedText:
    parts: list[str] = []
    starts: list[int] = []
    stretches: list[tuple[int, int]] = []
    length = 0
    for page in pages:
        starts.append(length)
        whole, hidden = append_hidden(page.text, page.hidden)
        stretches.extend((length + start, length + end) for start, end in hidden)
        if whole:
            parts.append(whole)
            length += len(whole) + 2
    text = "\n\n".join(parts)
    blank = sum(not page.text for page in pages)
    notes: tuple[str, ...] = (f"{blank} of {len(pages)} pages hold no text",) if blank else ()
    notes += hidden_note([one for page in pages for one in page.hidden])
    notes += tuple(dict.fromkeys(note for page in pages for note in page.notes))
    pages_at = tuple(min(start, len(text)) for start in starts)
    return LoadedText(title, text, pages=pages_at, notes=notes, hidden=tuple(stretches))


def _title(pdf: Any) -> str:
    title = str(pdf.get_metadata_value("Title"))
    return "" if title.lower().startswith(("untitled", "microsoft word -")) else title


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
            characters = page.get_textpage()
        except TooManyObjects:
            raise _too_much()
        except pypdfium2.PdfiumError:
            return _PDFPage("", pictures=False, broken=True)
        count = characters.count_chars()
        self.objects -= len(objects)
        self.characters -= count
        if self.characters < 0:
            raise _too_much()
        pictures = [one for one in objects if one.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
        scan = _scan(page, pictures)
        look = VisibilityCheck(page, characters, objects, self.layers, scan).look(draw=self.pictures > 0)
        self.pictures -= look.drew
        if not look.unseen and not look.repeated:
            return _PDFPage(_cleaned(characters.get_text_range()), bool(pictures))
        seen, hidden = _parted(characters, count, look)
        notes = (_REPEATED,) if look.repeated else ()
        return _PDFPage(_cleaned(seen), bool(pictures), hidden=hidden, notes=notes)


def _too_much() -> Refused:
    return Refused(Reason.TOO_LARGE, "it draws far more than its size", "print it to a new PDF")


def _cleaned(text: str) -> str:
    return clean(_PARTED.sub("", text).translate(_LIGATURES))


def _scan(page: Any, pictures: list[DrawnObject]) -> DrawnObject | None:
    """Return the image that covers half the page, if any: then the page is a scan, with its OCR text below the
    image."""
    width, height = page.get_size()
    largest = max(pictures, key=_area, default=None)
    return largest if largest is not None and _area(largest) >= width * height / 2 else None


def _area(one: DrawnObject) -> float:
    left, bottom, right, top = one.box
    return (right - left) * (top - bottom)


def _parted(characters: Any, count: int, look: PageVisibility) -> tuple[str, tuple[HiddenText, ...]]:
    """Return the visible text, and each hidden stretch; repeated text is in neither."""
    seen: list[str] = []
    hidden: list[HiddenText] = []
    start = 0

    def kind(place: int) -> str:
        return _AGAIN if place in look.repeated else look.unseen.get(place, "")

    for place in range(1, count + 1):
        why = kind(start)
        if place < count and kind(place) == why:
            continue
        text = characters.get_text_range(start, place - start)
        if not why:
            seen.append(text)
        elif why != _AGAIN:
            hidden.append(HiddenText(_cleaned(text), why))
        start = place
    return "".join(seen), tuple(hidden)


FORMAT = FormatSpec("pdf", "PDF", "the text layer, page by page", SUFFIXES, looks_like, load)
