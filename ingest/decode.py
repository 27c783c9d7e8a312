"""Bytes to characters: byte order mark, then UTF-8, then what the file declares, then what the bytes look like."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65_536


def decode(data: bytes) -> str:
    """All characters of the bytes; what is invalid in the charset becomes U+FFFD."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _by_declaration(data) or _by_looks(data)


def is_text(data: bytes) -> bool:
    """Whether the beginning of the bytes can be text in some charset."""
    sample = data[:_SAMPLE]
    if any(sample.startswith(mark) for mark, _ in _MARKS) or _wide(sample):
        return True
    return len(_CONTROL.findall(sample)) <= 2 + len(sample) // 50 and sample.count(0) <= len(sample) * 2 // 5


def _wide(data: bytes) -> str:
    """The byte order of UTF-16 without a mark: zeros stand on one side of the pairs and not on the other."""
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


def _by_declaration(data: bytes) -> str | None:
    for match in _DECLARED.finditer(data[:2048]):
        try:
            charset = codecs.lookup(match.group(1).decode("ascii"))
            if charset.name.startswith(("utf-16", "utf-32")):
                continue
            return data.decode(charset.name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return None


def _by_looks(data: bytes) -> str:
    loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    beyond = sum(character > "\x7f" for character in loose[:_SAMPLE]) - loose[:_SAMPLE].count("\ufffd")
    if beyond > 4 * broken:
        return loose
    from charset_normalizer import from_bytes

    best = from_bytes(_around_first(data)).best()
    for charset in (best.encoding if best else "cp1252", "cp1252"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _around_first(data: bytes) -> bytes:
    """A sample of the bytes that holds the first one beyond ASCII."""
    first = next((place for place, byte in enumerate(data) if byte > 0x7F), 0)
    start = max(0, first - 1024)
    return data[start : start + _SAMPLE]
