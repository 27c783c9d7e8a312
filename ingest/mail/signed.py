"""Take what is signed out of a signature that encloses it (CMS, S/MIME)."""

from __future__ import annotations

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_OCTETS, _CONSTRUCTED_OCTETS, _EXPLICIT = 0x04, 0x24, 0xA0


def signed_content(data: bytes) -> bytes:
    """Return the enclosed bytes, whole or in pieces; empty if nothing is, or it is encrypted."""
    if _SIGNED_DATA not in data[:64]:
        return b""
    place = data.find(_DATA, 0, 4096)
    if place < 0:
        return b""
    place += len(_DATA)
    pieces: list[bytes] = []
    while place + 2 <= len(data):
        tag, length, start = data[place], *_length(data, place + 1)
        if tag in (_EXPLICIT, _CONSTRUCTED_OCTETS) and not pieces:
            place = start
        elif tag == _OCTETS:
            pieces.append(data[start : start + length])
            place = start + length
        else:
            break
    return b"".join(pieces)


def _length(data: bytes, place: int) -> tuple[int, int]:
    """Return the length that stands at a place, 0 if it is not told, and where the content starts."""
    first = data[place]
    if first < 0x80:
        return first, place + 1
    size = first & 0x7F
    return int.from_bytes(data[place + 1 : place + 1 + size], "big"), place + 1 + size
