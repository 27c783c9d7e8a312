"""Decode bytes: byte order mark, then UTF-8, then the declared charset, then what makes sense.

Where much of a file is UTF-8 and some bytes are not, these bytes alone are read as Windows-1252: files are put together
from several.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.alphabets import COMMON_HAN
from ingest.charset import DEFAULT, NAMES, guess_charset, is_plausible

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
_PLAIN_WIDE = frozenset("\u3000、。，！？：；（）《》「」『』\n\r 0123456789")
# Codecs that take quadratic time, or are for programs and not for text.
_UNFIT = frozenset(("punycode", "idna", "unicode_escape", "unicode-escape", "raw_unicode_escape", "raw-unicode-escape"))
_SAMPLE = 65_536
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoding:
    """A charset, how its invalid bytes are read, where the text begins, and whether the charset was guessed."""

    charset: str
    start: int = 0
    errors: str = "replace"
    guessed: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """Return the note to the user on a guess; nothing if the charset is certain."""
        if self.errors == _REPAIR:
            return ("some of it is not UTF-8 and was read as Windows-1252, which was guessed",)
        name = NAMES.get(self.charset, self.charset)
        return (f"read as {name}, which was guessed: save it as UTF-8 if letters are wrong",) if self.guessed else ()


def decode(data: bytes) -> str:
    """Decode all bytes; what is invalid in the charset becomes U+FFFD."""
    found = detect_encoding(_reading(data))
    return data[found.start :].decode(found.charset, found.errors)


def decode_pieces(read: ReadBytes) -> Iterator[str]:
    """Decode a file piece by piece."""
    found = detect_encoding(read)
    yield from _decoded(read, found.start, found.charset, found.errors)


def charset_notes(data: bytes) -> tuple[str, ...]:
    """Return the note to the user on a charset that was guessed."""
    return () if data.isascii() else detect_encoding(_reading(data)).notes


def detect_encoding(read: ReadBytes) -> Encoding:
    """Return how the bytes of a text are decoded."""
    head = read(0, _SAMPLE)
    for mark, charset in _MARKS:
        if head.startswith(mark):
            return Encoding(charset, len(mark))
    if wide := _wide(head):
        return Encoding(wide)
    if _valid(read, "utf-8"):
        return Encoding("utf-8")
    if declared := _by_declaration(read):
        return Encoding(declared)
    wide = _wide_without_ascii(head)
    return Encoding(wide, guessed=True) if wide and _valid(read, wide) else _by_looks(read)


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
    if _wide_without_ascii(sample):
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


def _wide_without_ascii(head: bytes) -> str:
    """Return the byte order of UTF-16 without a mark whose characters are Chinese, Japanese or Korean: no zeros."""
    for charset in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) & ~1].decode(charset, "replace")
        fitting = sum(character in _PLAIN_WIDE or "\u3040" <= character <= "\ud7a3" for character in text)
        held = [character for character in text if character in COMMON_HAN or "\u3040" <= character <= "\u30ff"]
        if len(text) >= 4 and fitting >= 0.95 * len(text) and 8 * len(held) >= len(text):
            return charset
    return ""


def _by_looks(read: ReadBytes) -> Encoding:
    """Return the charset that makes the most sense; UTF-8 where much of the text is."""
    right = wrong = whole = 0
    lines: list[bytes] = []
    strange = bytearray()
    for line in _lines_beyond_ascii(read):
        text = line.decode("utf-8", "surrogateescape")
        bad = sum("\udc80" <= character <= "\udcff" for character in text)
        wrong += bad
        right += sum(character > "\x7f" for character in text) - bad
        whole += not bad
        if bad and len(strange) < _SAMPLE:
            lines.append(line)
            strange += b"".join(map(_alone, text)) + b"\n"
    # In other charsets a pair of bytes is UTF-8 by chance, a line hardly ever.
    if right >= wrong or 4 * whole >= len(lines):
        repaired = is_plausible(bytes(strange), DEFAULT)
        return Encoding("utf-8", errors=_REPAIR if repaired else "replace", guessed=repaired)
    guessed = guess_charset(b"\n".join(lines))
    return Encoding(guessed if _valid(read, guessed) else DEFAULT, guessed=True)


def _alone(character: str) -> bytes:
    """Return an ASCII character or a byte that is not UTF-8; what is UTF-8 beyond ASCII is left out."""
    return (
        character.encode("ascii", "surrogateescape")
        if character <= "\x7f" or "\udc80" <= character <= "\udcff"
        else b""
    )


def _lines_beyond_ascii(read: ReadBytes) -> Iterator[bytes]:
    """Yield the lines with bytes beyond ASCII, the longest of them in pieces, up to a sample in all."""
    taken = 0
    rest = b""
    for piece in _pieces(read):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if not line.isascii():
                yield line
                taken += len(line)
        if taken > _SAMPLE or len(rest) > _PIECE:
            break
    if rest and not rest.isascii():
        yield rest[:_SAMPLE]


def _repair(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(DEFAULT, "replace"), error.end


_REPAIR = "graphloop-repair"
codecs.register_error(_REPAIR, _repair)
