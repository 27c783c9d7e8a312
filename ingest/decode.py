"""Decode bytes: byte order mark, then UTF-8, then the declared charset, then detection."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator

ReadBytes = Callable[[int, int], bytes]
"""Reads bytes of a file by start and count, fewer at its end."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# Codecs that take quadratic time, or are for programs and not for text.
_UNFIT = frozenset(("punycode", "idna", "unicode_escape", "unicode-escape", "raw_unicode_escape", "raw-unicode-escape"))
_SAMPLE = 65_536
_PIECE = 1 << 20


def decode(data: bytes) -> str:
    """Decode all bytes; what is invalid in the charset becomes U+FFFD."""
    charset, start = detect_charset(_reading(data))
    return data[start:].decode(charset, "replace")


def decode_pieces(read: ReadBytes) -> Iterator[str]:
    """Decode a file piece by piece."""
    charset, start = detect_charset(read)
    yield from _decoded(read, start, charset, "replace")


def detect_charset(read: ReadBytes) -> tuple[str, int]:
    """Return the charset, and the offset of the first byte after the byte order mark, if any."""
    head = read(0, _SAMPLE)
    for mark, charset in _MARKS:
        if head.startswith(mark):
            return charset, len(mark)
    wide = _wide(head)
    if wide:
        return wide, 0
    if _valid(read, "utf-8"):
        return "utf-8", 0
    return _by_declaration(read) or _by_looks(read), 0


def text_codec(name: str) -> str:
    """Return the name of a text codec that runs in linear time; raises LookupError."""
    charset = codecs.lookup(name)
    if charset.name in _UNFIT:
        raise LookupError(f"{name} is no charset of a text")
    return charset.name


def is_text(data: bytes) -> bool:
    """Return whether the beginning of the bytes can be text in some charset."""
    sample = data[:_SAMPLE]
    if any(sample.startswith(mark) for mark, _ in _MARKS) or _wide(sample):
        return True
    return len(_CONTROL.findall(sample)) <= 2 + len(sample) // 50 and sample.count(0) <= len(sample) * 2 // 5


def _reading(data: bytes) -> ReadBytes:
    return lambda start, count: data[start : start + count]


def _pieces(read: ReadBytes, start: int = 0) -> Iterator[bytes]:
    while piece := read(start, _PIECE):
        yield piece
        start += len(piece)


def _decoded(read: ReadBytes, start: int, charset: str, errors: str) -> Iterator[str]:
    """Decode a file piece by piece; raises LookupError for a non-text charset, and the codec's own errors."""
    decoder = codecs.getincrementaldecoder(charset)(errors)
    for piece in _pieces(read, start):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _valid(read: ReadBytes, charset: str) -> bool:
    try:
        for _ in _decoded(read, 0, charset, "strict"):
            pass
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def _wide(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark: zeros occur on one side of the byte pairs only."""
    sample = data[: _SAMPLE & ~1]
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if high * 3 >= pairs and low * 20 <= pairs:
        return "utf-16-be"
    if low * 3 >= pairs and high * 20 <= pairs:
        return "utf-16-le"
    return ""


def _by_declaration(read: ReadBytes) -> str:
    for match in _DECLARED.finditer(read(0, 2048)):
        try:
            charset = text_codec(match.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
        if not charset.startswith(("utf-16", "utf-32")) and _is_text_codec(charset) and _valid(read, charset):
            return charset
    return ""


def _is_text_codec(charset: str) -> bool:
    """Return whether the codec decodes bytes to characters: some map bytes to bytes, or characters to characters."""
    try:
        b"a".decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def _by_looks(read: ReadBytes) -> str:
    broken, sample = 0, ""
    for piece in _decoded(read, 0, "utf-8", "replace"):
        broken += piece.count("\ufffd")
        sample += piece[: _SAMPLE - len(sample)]
    beyond = sum(character > "\x7f" for character in sample) - sample.count("\ufffd")
    if beyond > 4 * broken:
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(_around_first(read)).best()
    return best.encoding if best and _valid(read, best.encoding) else "cp1252"


def _around_first(read: ReadBytes) -> bytes:
    """Return a sample of the bytes around the first non-ASCII one."""
    place = first = 0
    for piece in _pieces(read):
        found = _BEYOND_ASCII.search(piece)
        if found:
            first = place + found.start()
            break
        place += len(piece)
    return read(max(0, first - 1024), _SAMPLE)
