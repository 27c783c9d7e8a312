"""The title and the day that the properties of a Word file state."""

from __future__ import annotations

import re
from typing import Any

from ingest.own_title import own_title
from ingest.word.package import Package

_DC = "{http://purl.org/dc/elements/1.1/}"
_DCTERMS = "{http://purl.org/dc/terms/}"
_DAY = re.compile(r"\s*((?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)")
# The day of the template of python-docx, which is in all files made with it.
_NO_DAY = "2013-12-23"


def read_properties(package: Package) -> tuple[str, str]:
    """Return title and day, empty where there is none of the document's own."""
    root = package.read_tree(package.related("", "core-properties") or "docProps/core.xml")
    if root is None:
        return "", ""
    days = (_day(root, name) for name in ("created", "modified"))
    return own_title(root.findtext(f"{_DC}title") or ""), next(filter(None, days), "")


def _day(root: Any, name: str) -> str:
    match = _DAY.match(root.findtext(f"{_DCTERMS}{name}") or "")
    return match.group(1) if match and match.group(1) != _NO_DAY else ""
