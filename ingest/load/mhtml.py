"""Pages saved with all they show (MHTML): the page, and its frames as documents of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from ingest.load import html
from ingest.load.spec import FormatSpec
from ingest.mail.attachments import prefix_field
from ingest.mail.headers import header_text, iso_date
from ingest.mail.mime import list_leaves, parse_message, read_part_text
from ingest.types import LoadedText

SUFFIXES = (".mhtml", ".mht")
_MARK = re.compile(rb"^snapshot-content-location:|^from:[ \t]{0,20}[\"<]{0,2}saved by ", re.IGNORECASE | re.MULTILINE)
_MIME = re.compile(rb"^(?:mime-version|content-type):", re.IGNORECASE | re.MULTILINE)
_PAGES = ("text/html", "application/xhtml+xml")


def looks_like(data: bytes, suffix: str) -> float:
    head = data[:4096].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    if _MIME.search(head) and (_MARK.search(head) or suffix in SUFFIXES):
        return 0.95
    return 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load the page, titled as the page is or by the file's head, then its frames."""
    message = parse_message(data)
    pages = [part for part, _ in list_leaves(message) if part.get_content_type() in _PAGES]
    start = str(message.get_param("start", "")).strip()
    pages.sort(key=lambda page: bool(start) and str(page.get("Content-ID", "")).strip() != start)
    saved = header_text(message, "Snapshot-Content-Location")
    title = header_text(message, "Subject") or name
    texts = [text for number, page in enumerate(pages) for text in _page(page, title, number, saved)]
    date = iso_date(header_text(message, "Date"))
    return [replace(text, date=text.date or date) for text in texts]


def _page(page: Message, name: str, number: int, saved: str) -> Iterator[LoadedText]:
    """Yield a page's text with the address that it was saved from."""
    source = "\ufeff" + read_part_text(page)
    address = header_text(page, "Content-Location")
    address = saved if not number and saved else "" if address.lower().startswith("cid:") else address
    for text in html.load(source.encode("utf-8", "replace"), name):
        # What frames show was saved too, and is read.
        notes = tuple(note for note in text.notes if not note.endswith("of other files, not read"))
        located = replace(text, locator=f"frame {number}" if number else "", notes=notes)
        yield prefix_field(located, f"Saved from: {address}") if address and text.text.strip() else located


FORMAT = FormatSpec("mhtml", "MHTML", "the main text of a saved page, and its frames", SUFFIXES, looks_like, load)
