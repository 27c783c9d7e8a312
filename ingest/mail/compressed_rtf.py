"""Unpack the compressed RTF in which Outlook keeps texts (LZFu)."""

from __future__ import annotations

from graph.errors import Reason, Refused

_PACKED, _PLAIN = b"LZFu", b"MELA"
_HEAD = 16
_WINDOW = 4096
_MAX_BYTES = 50_000_000
# What every text may refer to before it has begun.
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
    b"{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    b"{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def unpack_rtf(data: bytes) -> bytes:
    """Return the RTF, as far as it is there; Refused for another compression or far too much."""
    size, kind = int.from_bytes(data[4:8], "little"), data[8:12]
    if kind == _PLAIN:
        return data[_HEAD : _HEAD + size]
    if kind != _PACKED:
        raise Refused(Reason.CORRUPT, "its formatted text is not readable", "save the mail again")
    if size > _MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, "its formatted text is too long", "save the mail as text")
    # The dictionary is a ring of bytes: its positions are those of the text, behind what it begins with.
    unpacked = bytearray(_DICTIONARY)
    most = len(_DICTIONARY) + size
    place = _HEAD
    while place < len(data) and len(unpacked) < most:
        flags = data[place]
        place += 1
        for bit in range(8):
            if not flags >> bit & 1:
                unpacked += data[place : place + 1]
                place += 1
                continue
            reference = int.from_bytes(data[place : place + 2], "big")
            place += 2
            back = (len(unpacked) - (reference >> 4)) % _WINDOW
            if place > len(data) or not back:
                return bytes(unpacked[len(_DICTIONARY) : most])
            for _ in range((reference & 15) + 2):
                unpacked.append(unpacked[-back] if back <= len(unpacked) else 32)
    return bytes(unpacked[len(_DICTIONARY) : most])
