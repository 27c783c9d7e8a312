"""The charsets of the fonts of a file in Rich Text Format."""

from __future__ import annotations

import codecs

from ingest.decode import text_codec

_SYMBOL = 2
# The bullets of symbol fonts; other signs of them cannot be told.
_BULLETS = b"\xb7\xa7\xa8\xd8\xfc\x6e\x71\x75\x76"


class Charsets:
    """Decodes bytes by font; fonts that declare none use the code page of the file."""

    def __init__(self) -> None:
        self._page = "cp1252"
        self._numbers: dict[int, int] = {}
        self._pages: dict[int, str] = {}

    def set_page(self, number: int) -> None:
        """Use a code page for the file; an unknown one is passed over."""
        if codec := _codec("mac_roman" if number == 10000 else "utf-8" if number == 65001 else f"cp{number}"):
            self._page = codec

    def set_charset(self, font: int, number: int) -> None:
        self._numbers[font] = number

    def set_font_page(self, font: int, number: int) -> None:
        if number and (codec := _codec(f"cp{number}")):
            self._pages[font] = codec

    def decode(self, data: bytes, font: int) -> str:
        """Return bytes as text; what is invalid becomes U+FFFD."""
        if self._numbers.get(font) == _SYMBOL:
            return "".join("•" if byte in _BULLETS else "" for byte in data if byte >= 0x80)
        return data.decode(self._pages.get(font) or self._codec_of(font), "replace")

    def is_symbol(self, font: int) -> bool:
        return self._numbers.get(font) == _SYMBOL

    def _codec_of(self, font: int) -> str:
        from striprtf.striprtf import charset_map

        number = self._numbers.get(font, 1)
        # Programs that write another code page often leave the fonts' charset at 0.
        declared = {_codec(charset_map.get(one, "")) for one in self._numbers.values() if one}
        if number == 0 and self._page not in declared:
            return self._page
        return _codec(charset_map.get(number, "")) or self._page


def _codec(name: str) -> str:
    """Return the name of a codec; empty if there is none."""
    try:
        codec = text_codec(name) if name else ""
        if codec:
            codecs.lookup(codec)
    except LookupError:
        return ""
    return codec
