"""Remove links, images and markup from text that a model wrote.

A document can make a model write an image or link whose address carries private text away, and a page that shows the
answer would fetch it. Only the words of a link are kept, and a space is inserted into bare addresses, so that nothing
turns them into links again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from graph.text.citation_markers import MARKER_NUMBERS
from graph.text.words import UNSPACED_SCRIPTS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MAX_HELD_CHARS = 1_000
"""Maximum code points of a streamed answer that are buffered until a bracket or word ends."""
MAX_LINK_DEPTH = 10
"""Nesting depth up to which links are removed one by one; deeper ones keep no words."""

_ELEMENTS = frozenset(
    "a abbr address applet area article aside audio b base bdi bdo blockquote body br button canvas caption center "
    "cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure "
    "font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hr html i iframe image img input ins kbd label "
    "legend li link main map mark marquee math menu meta meter nav noscript object ol optgroup option output p param "
    "path picture pre progress q rp rt ruby s samp script section select slot small source span strike strong style "
    "sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul use var video "
    "wbr xml".split()
)
# Possessive quantifiers (*+) prevent backtracking: an unclosed bracket is scanned once.
_NESTED = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+"
_IMAGE = re.compile(r"!(?=\[)")
_INLINE = re.compile(
    rf"\[({_NESTED})\]\(\s*+(?:<[^<>\n]*+>|(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+)[^()]*+\)", re.DOTALL
)
_REFERENCE = re.compile(rf"\[({_NESTED})\]\[(?!\s*{MARKER_NUMBERS}\s*\])[^\[\]]*\]")
_DEFINITION = re.compile(r"\]:")
_AUTOLINK = re.compile(r"<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*+)(?=[\s/>])[^<>]*+>")
_OPENER = re.compile(r"<(?=[a-zA-Z/!?])")
_ADDRESS = re.compile(r"(?<=[a-z0-9]:)(?=//)|(?<=\bwww\.)(?=\S)", re.IGNORECASE)
_END = re.compile(rf"[\s\])>]|{UNSPACED_SCRIPTS.pattern}")
_HALF_ADDRESS = re.compile(r"w{0,3}\.?$")
_NUMBERS = re.compile(rf"\s*{MARKER_NUMBERS}\s*")


def remove_links(text: str) -> str:
    """Return the text without images, links, reference definitions or markup tags; a link's words stay."""
    for _ in range(MAX_LINK_DEPTH):
        before = text
        text = _TAG.sub(_untagged, _uncommented(_AUTOLINK.sub(r"\1", _IMAGE.sub("", text))))
        text = _REFERENCE.sub(_words, _INLINE.sub(_words, text))
        if text == before:
            break
    else:
        text = defuse_links(text)
    text = _ADDRESS.sub(" ", _DEFINITION.sub("] :", _OPENER.sub("< ", text)))
    return defuse_links(text) if has_links(text) else text


def has_links(text: str) -> bool:
    """Whether the text, parsed as Markdown, contains a link, an image or HTML."""
    if not any(mark in text for mark in "[<:"):
        return False
    kinds = {inner.type for token in _parser().parse(text) for inner in (token, *(token.children or ()))}
    return not kinds.isdisjoint({"link_open", "image", "html_block", "html_inline"})


def defuse_links(text: str) -> str:
    """Separate the punctuation of links by spaces, for text too tangled to keep only its words."""
    return re.sub(r"\](?=[(\[:])", "] ", text.replace("![", "! [").replace("<", "‹"))


class PlainWriter:
    """Receives a streamed answer piece by piece and writes it without links; brackets are buffered until they close.

    Each written part ends outside all brackets, after a space or a character of a script without spaces, and contains
    no bracket that later text could turn into a link. So it need not be checked again.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._buffer = ""

    def __call__(self, piece: str) -> None:
        for start in range(0, len(piece), MAX_HELD_CHARS):
            self._take(piece[start : start + MAX_HELD_CHARS])

    def close(self) -> None:
        """Write what is still buffered."""
        ready, self._buffer = self._buffer, ""
        if ready:
            self._write_clean(ready)

    def _take(self, piece: str) -> None:
        self._buffer += piece
        if not _END.search(piece) and len(self._buffer) <= MAX_HELD_CHARS:
            return
        cut = self._safe_length()
        if cut:
            ready, self._buffer = self._buffer[:cut], self._buffer[cut:]
            self._write_clean(ready)

    def _safe_length(self) -> int:
        """Return how much of the buffer ends at a word boundary outside all brackets and tags."""
        limit = find_unclosed(self._buffer)
        if len(self._buffer) - limit > MAX_HELD_CHARS:
            self._buffer = self._buffer[:limit] + _blanked(self._buffer[limit:])
            limit = len(self._buffer)
        for offset in range(limit - 1, -1, -1):
            if self._buffer[offset].isspace() or UNSPACED_SCRIPTS.match(self._buffer[offset]):
                return offset + 1
        if limit > MAX_HELD_CHARS:
            self._buffer = _blanked(self._buffer)
            return limit - len(_HALF_ADDRESS.search(self._buffer, 0, limit)[0])  # type: ignore[index]  # matches always
        return 0

    def _write_clean(self, ready: str) -> None:
        clean = remove_links(ready).replace("](", "] (")
        if re.search(r"[\])>:]", clean) and has_links(clean):
            clean = _blanked(clean)
        self._write(clean)


def find_unclosed(text: str) -> int:
    """Return the start of the first bracket, link or tag that is not closed; the text's length if all are closed."""
    offset = 0
    while offset < len(text):
        start = offset
        if text[offset] == "[":
            offset = _closed(text, offset, "[]")
            if text[offset : offset + 1] == "(":
                offset = _closed(text, offset, "()")
        elif _OPENER.match(text, offset):
            offset = text.find(">", offset) + 1
        else:
            offset += 1
        if offset <= start:
            return start
    return len(text)


def _closed(text: str, start: int, pair: str) -> int:
    """Return the offset after the bracket that closes the one at `start`; 0 if none does."""
    depth = 0
    for offset in range(start, len(text)):
        depth += (text[offset] == pair[0]) - (text[offset] == pair[1])
        if depth == 0:
            return offset + 1
    return 0


def _blanked(text: str) -> str:
    return re.sub(r"[\[\]()<>:]", " ", text)


def _uncommented(text: str) -> str:
    """Return the text without comments; an unterminated one stays."""
    parts: list[str] = []
    offset = 0
    while (start := text.find("<!--", offset)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[offset:start])
        offset = end + 3
    return "".join([*parts, text[offset:]])


def _words(match: re.Match[str]) -> str:
    inner = match.group(1)
    return f"[{inner.strip()}]" if _NUMBERS.fullmatch(inner) else inner


def _untagged(match: re.Match[str]) -> str:
    name = match.group(1)
    return match.group() if name and name.casefold() not in _ELEMENTS else ""


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")
