"""The day that a page states in its head, or with its heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.document_date import find_field_date, read_date

# Names of the metadata that give the day of a page, as `find_field_date` knows them.
_NAMES = {
    "article:published_time": "published",
    "og:published_time": "published",
    "article:modified_time": "modified",
    "og:updated_time": "updated",
    "last-modified": "modified",
    "dc.date": "date",
    "dc.date.issued": "date",
    "dcterms.date": "date",
    "dcterms.issued": "date",
    "dcterms.modified": "modified",
    "pubdate": "published",
    "publish-date": "published",
}
# A time further below the start of the main part is about something else.
_HEAD_CHARS = 500


def find_page_date(root: Any) -> str:
    """Return the day that a page states, as a loaded text's `date`; empty if it states none."""
    return find_field_date(dict(_metadata(root))) or _heading_date(root)


def _metadata(root: Any) -> Iterator[tuple[str, str]]:
    """Yield the fields of the page's metadata, the first of each name last, so that it counts."""
    for node in reversed(list(root.iter("meta"))):
        name = next(filter(None, (node.get(key) for key in ("name", "property", "itemprop", "http-equiv"))), "")
        yield _NAMES.get(name.casefold(), name), node.get("content") or ""


def _heading_date(root: Any) -> str:
    """Return the day of the first time near the start of the main part."""
    main = next(root.iter("main", "article"), None)
    if main is None:
        return ""
    above = 0
    for node in main.iter():
        if node.tag == "time" and (found := read_date(node.get("datetime") or "")):
            return found
        above += len((node.text or "").strip())
        if above > _HEAD_CHARS:
            break
    return ""
