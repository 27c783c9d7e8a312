"""Decode the bytes of a mail's part, whose declared charset is often missing, narrower than what is used, or wrong."""

from __future__ import annotations

from ingest.decode import decode, text_codec

# What programs write under the name of a narrower charset.
_WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_ONE_BYTE = ("ascii", "iso8859", "cp125", "latin")


def decode_part(data: bytes, charset: str) -> str:
    """Decode bytes by the declared charset, or by what they look like where that does not fit."""
    try:
        declared = text_codec(charset) if charset else ""
    except (LookupError, UnicodeError, ValueError):
        declared = ""
    # Bytes that happen to be UTF-8 in a charset of one byte a letter would be a text of rare letters.
    candidates = ["utf-8"] if declared.startswith(_ONE_BYTE) else []
    candidates += [_WIDER[declared]] if declared in _WIDER else []
    candidates += [declared] if declared else []
    for candidate in candidates:
        try:
            return data.decode(candidate)
        except (LookupError, UnicodeError, ValueError):
            continue
    return decode(data)
