"""Detect XML that declares a document type or entities, in any encoding, before a parser sees it."""

from __future__ import annotations

import re
from typing import IO

_BLOCK = 1 << 20
_HEAD = 4096
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe", b"\xfe\xff")
# "<?xm" in EBCDIC, which no Office program writes.
_EBCDIC = b"\x4c\x6f\xa7\x94"
# Encodings in which markup has the bytes of ASCII, possibly with zeros between them.
_PLAIN = re.compile(r"utf-?8|utf-?16(?:le|be)?|utf-?32(?:le|be)?|ucs-?[24]|iso-10646-ucs-[24]|(?:us-)?ascii|"
                    r"iso[-_]?8859[-_]\d+|latin-?\d+|(?:windows-|cp)125\d")  # fmt: skip
_ENCODING = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{0,60})["']""", re.IGNORECASE)
# An embedded web page has a document type of its own, which declares no entities.
_PAGES = (".htm", ".html", ".xhtml", ".mht", ".mhtml")


def _wide(text: bytes) -> bytes:
    """Return a pattern for the letters of a text with up to three zero bytes between them."""
    return b"\x00{0,3}".join(re.escape(text[i : i + 1]) for i in range(len(text)))


_DECLARATION = re.compile(_wide(b"<!DOCTYPE") + b"|" + _wide(b"<!ENTITY"), re.IGNORECASE)
_OF_PAGES = re.compile(_wide(b"<!DOCTYPE") + rb"(?!\s+html\b[^\[>]*>)|" + _wide(b"<!ENTITY"), re.IGNORECASE)


def find_declaration(part: IO[bytes], name: str) -> str:
    """Return what the part does that no Office file does, in words; empty if it is harmless or not XML."""
    head = part.read(_HEAD)
    if head.startswith(_EBCDIC):
        return "is written in EBCDIC"
    plain = _without_mark(head).replace(b"\x00", b"").lstrip()
    if not plain.startswith(b"<"):
        return ""
    declaration = _OF_PAGES if name.lower().endswith(_PAGES) else _DECLARATION
    encoding = _ENCODING.match(plain.decode("latin-1"))
    if encoding and not _PLAIN.fullmatch(encoding.group(1).strip().lower()):
        return f"declares the encoding {encoding.group(1)!r}"
    before = b""
    block = head
    while block:
        if declaration.search(before + block):
            return "declares a document type or entities"
        before = (before + block)[-64:]
        block = part.read(_BLOCK)
    return ""


def _without_mark(head: bytes) -> bytes:
    return next((head[len(mark) :] for mark in _MARKS if head.startswith(mark)), head)
