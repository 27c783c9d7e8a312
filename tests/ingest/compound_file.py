"""Write a compound file (OLE), and items of Outlook in it, for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

Storage = Mapping[str, "bytes | Storage"]
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_compound_file(root: Storage) -> bytes:
    """Return a compound file with all streams in its stream of small sectors."""
    entries: list[tuple[str, int, int, int, int, int]] = []
    small, chains = bytearray(), list[int]()

    def add(name: str, content: bytes | Storage, kind: int) -> int:
        place = len(entries)
        entries.append((name, kind, _FREE, _FREE, 0, 0))
        if isinstance(content, bytes):
            count = -(-len(content) // 64)
            start = len(chains) if count else _END
            chains.extend([*range(len(chains) + 1, len(chains) + count), _END] if count else [])
            small.extend(content.ljust(count * 64, b"\0"))
            entries[place] = (name, 2, _FREE, _FREE, start, len(content))
            return place
        below = [add(key, content[key], 1) for key in sorted(content, key=lambda key: (len(key), key.upper()))]
        for left, right in pairwise(below):
            key, of, _, child, start, size = entries[left]
            entries[left] = (key, of, right, child, start, size)
        entries[place] = (name, kind, _FREE, below[0] if below else _FREE, 0, 0)
        return place

    add("Root Entry", root, 5)
    small_sectors = _sectors(bytes(small))
    allocation = _sectors(struct.pack(f"<{len(chains)}I", *chains), b"\xff")
    entries[0] = ("Root Entry", 5, _FREE, entries[0][3], 1 + len(allocation), len(small))
    first = 1 + len(allocation) + len(small_sectors)
    directory = _sectors(b"".join(_entry(*entry) for entry in entries))
    table = [_FAT, *_chain(1, len(allocation)), *_chain(1 + len(allocation), len(small_sectors))]
    table += _chain(first, len(directory))
    assert len(table) <= 128
    head = struct.pack("<8s16xHHHHH6xIIIII", _MAGIC, 62, 3, 0xFFFE, 9, 6, 0, 1, first, 0, 4096)
    head += struct.pack("<IIII", 1, len(allocation), _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    fat = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    return head + fat + b"".join((*allocation, *small_sectors, *directory))


def write_item(texts: Mapping[int, str | bytes], numbers: Mapping[int, int], head: int, parts: Storage) -> Storage:
    """Return a storage with properties: texts in Unicode or, as bytes, as they are."""
    streams: dict[str, bytes | Storage] = dict(parts)
    for number, value in texts.items():
        kind, data = ("001F", value.encode("utf-16-le")) if isinstance(value, str) else ("0102", value)
        streams[f"__substg1.0_{number:04X}{kind}"] = data
    rows = (struct.pack("<HHIQ", 3, number, 6, value) for number, value in numbers.items())
    streams["__properties_version1.0"] = bytes(head) + b"".join(rows)
    return streams


def _sectors(data: bytes, fill: bytes = b"\0") -> Sequence[bytes]:
    return [data[start : start + 512].ljust(512, fill) for start in range(0, len(data), 512)]


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END] if count else []


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16x4x16xIQ", raw, len(raw), kind, 1, _FREE, right, child, start, size)
