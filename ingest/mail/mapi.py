"""The properties of Outlook's items in a compound file: texts, numbers, times and bytes by number."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.mail.charset import decode_part

Path = tuple[str, ...]
_STREAM = "__substg1.0_"
_PROPERTIES = "__properties_version1.0"
_ENTRY = struct.Struct("<HHI8s")
_STRING, _UNICODE, _BINARY = 0x001E, 0x001F, 0x0102
_CODE_PAGE, _INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
_MAX_STREAM_BYTES = 200_000_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CHARSETS = {65001: "utf-8", 1200: "utf-16-le", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 28591: "latin-1"}
_CHARSETS |= {50220: "iso2022_jp", 51932: "euc_jp", 51949: "euc_kr", 52936: "hz", 54936: "gb18030"}


@dataclass(frozen=True, slots=True)
class ItemFile:
    """An opened compound file, and what each storage of it holds, by path and in order."""

    file: Any
    held: Mapping[Path, tuple[str, ...]]

    @staticmethod
    def index(file: Any) -> ItemFile:
        """List the file's storages once: each attachment is one."""
        held: dict[Path, dict[str, None]] = {}
        for entry in file.listdir():
            for depth, name in enumerate(entry):
                held.setdefault(tuple(entry[:depth]), {})[name] = None
        return ItemFile(file, {path: tuple(sorted(names)) for path, names in held.items()})

    def read(self, path: Path) -> bytes:
        """Return the bytes of a stream; empty if it is not there."""
        if path[-1] not in self.held.get(path[:-1], ()):
            return b""
        return bytes(self.file.openstream(list(path)).read(_MAX_STREAM_BYTES))


@dataclass(frozen=True, slots=True)
class PropertyStore:
    """The properties of one storage; `fixed` are the values of eight bytes by number, `charset` is that of texts."""

    file: ItemFile
    path: Path
    fixed: tuple[tuple[int, bytes], ...]
    charset: str

    @staticmethod
    def open(file: ItemFile, path: Path, head: int, charset: str = "") -> PropertyStore:
        """Open a storage whose list of properties stands behind `head` bytes."""
        data = file.read((*path, _PROPERTIES))
        end = head + (len(data) - head) // _ENTRY.size * _ENTRY.size
        entries = list(_ENTRY.iter_unpack(data[head:end])) if end > head else []
        fixed = tuple((number, value) for _, number, _, value in entries)
        pages = {number: int.from_bytes(value[:4], "little") for number, value in fixed}
        page = pages.get(_CODE_PAGE) or pages.get(_INTERNET_CODE_PAGE) or 0
        return PropertyStore(file, path, fixed, _CHARSETS.get(page, f"cp{page}") if page else charset)

    def text(self, *numbers: int) -> str:
        """Return the first of these texts that is there; empty if none is."""
        for number in numbers:
            if data := self._stream(number, _UNICODE):
                return data.decode("utf-16-le", "replace").rstrip("\0")
            if data := self._stream(number, _STRING):
                return decode_part(data.rstrip(b"\0"), self.charset)
        return ""

    def binary(self, number: int) -> bytes:
        """Return bytes; empty if there are none."""
        return self._stream(number, _BINARY)

    def integer(self, number: int) -> int:
        """Return a number; 0 if it is not there."""
        return int.from_bytes(self._fixed(number)[:4], "little")

    def time(self, number: int) -> datetime | None:
        """Return a time; None if it is not there or before the calendar of computers."""
        ticks = int.from_bytes(self._fixed(number), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def web_charset(self) -> str:
        """Return the charset of the formatted text, which may be another than that of the properties."""
        page = self.integer(_INTERNET_CODE_PAGE)
        return _CHARSETS.get(page, f"cp{page}") if page else self.charset

    def children(self, prefix: str) -> Iterator[Path]:
        """Yield the paths of the storages within this one whose names begin so, in order."""
        yield from ((*self.path, name) for name in self.file.held.get(self.path, ()) if name.startswith(prefix))

    def has_storage(self, number: int) -> bool:
        """Return whether a property is a storage of its own."""
        return any(True for _ in self.children(f"{_STREAM}{number:04X}000D"))

    def _fixed(self, number: int) -> bytes:
        return next((value for key, value in self.fixed if key == number), b"")

    def _stream(self, number: int, kind: int) -> bytes:
        return self.file.read((*self.path, f"{_STREAM}{number:04X}{kind:04X}"))
