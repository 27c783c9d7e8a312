"""PDF through PDFium, page by page; text that is drawn invisibly is left out unless it is the text layer of a scan."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.clean import clean, clean_line
from graph.errors import Reason, Refused
from ingest.decode import is_text
from ingest.loaded import Loaded

SUFFIXES = (".pdf",)
_MOST_PAGES = 20_000
# Fewer visible characters a page than this, on pages with pictures, are a scan without a text layer.
_SCANNED = 20
# PDFium writes U+0002 where a word was parted at the end of a line.
_PARTED = re.compile("[\x02\ufffe](?:\r\n|\r|\n)?")
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_INVISIBLE = 3


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    pictures: bool
    broken: bool = False


def looks_like(data: bytes, suffix: str) -> float:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return 1.0
    if suffix not in SUFFIXES:
        return 0.0
    if b"%PDF-" in data[:1024]:
        return 0.9
    return 0.0 if is_text(data) else 0.6


def load(data: bytes, name: str) -> list[Loaded]:
    """One text with its pages; its title is the one in the file's properties, else the file's name."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
        raise Refused(Reason.CORRUPT, "not readable as PDF", "save the file again")
    if len(pdf) > _MOST_PAGES:
        raise Refused(Reason.TOO_LARGE, f"it has more than {_MOST_PAGES:,} pages", "split the file")
    pages = [_page(pdf, number) for number in range(len(pdf))]
    _refuse_textless(pages)
    return [_joined(pages, clean_line(_title(pdf)) or name)]


def _refuse_textless(pages: list[_Page]) -> None:
    if pages and all(page.broken for page in pages):
        raise Refused(Reason.CORRUPT, "none of its pages can be read", "save the file again")
    characters = sum(len("".join(page.text.split())) for page in pages)
    if any(page.pictures for page in pages) and characters < _SCANNED * len(pages):
        raise Refused(Reason.NEEDS_OCR, "its pages are pictures without text", "run OCR on it first")


def _joined(pages: list[_Page], title: str) -> Loaded:
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for page in pages:
        starts.append(length)
        if page.text:
            parts.append(page.text)
            length += len(page.text) + 2
    text = "\n\n".join(parts)
    blank = sum(not page.text for page in pages)
    notes = (f"{blank} of {len(pages)} pages hold no text",) if blank else ()
    return Loaded(title, text, pages=tuple(min(start, len(text)) for start in starts), notes=notes)


def _title(pdf: Any) -> str:
    title = str(pdf.get_metadata_value("Title"))
    return "" if title.lower().startswith(("untitled", "microsoft word -")) else title


def _page(pdf: Any, number: int) -> _Page:
    """One page; an unreadable one is a page without text."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = pdf[number]
        characters = page.get_textpage()
        objects = list(page.get_objects(max_depth=3))
    except pypdfium2.PdfiumError:
        return _Page("", pictures=False, broken=True)
    pictures = [one for one in objects if one.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    hidden = {
        _address(one.raw)
        for one in objects
        if one.type == pdfium.FPDF_PAGEOBJ_TEXT and pdfium.FPDFTextObj_GetTextRenderMode(one.raw) == _INVISIBLE
    }
    whole = not hidden or _covered(page, pictures)
    text = characters.get_text_range() if whole else "".join(_shown(characters, hidden))
    return _Page(clean(_PARTED.sub("", text).translate(_LIGATURES)), bool(pictures))


def _address(handle: Any) -> int | None:
    return ctypes.cast(handle, ctypes.c_void_p).value


def _covered(page: Any, pictures: list[Any]) -> bool:
    """Whether a picture covers half the page: then it is a scan, and invisible text is what was read from it."""
    width, height = page.get_size()
    areas = [(right - left) * (top - bottom) for left, bottom, right, top in (one.get_bounds() for one in pictures)]
    return bool(max(areas, default=0.0) >= width * height / 2)


def _shown(characters: Any, hidden: set[int | None]) -> Iterator[str]:
    """The text without that of hidden objects; blanks that PDFium adds stay with what is before them."""
    import pypdfium2.raw as pdfium

    keep, start = True, 0
    count = characters.count_chars()
    for place in range(count):
        owner = _address(pdfium.FPDFText_GetTextObject(characters.raw, place))
        if owner is not None and (owner not in hidden) != keep:
            if keep and place > start:
                yield characters.get_text_range(start, place - start)
            keep, start = not keep, place
    if keep and count > start:
        yield characters.get_text_range(start, count - start)
